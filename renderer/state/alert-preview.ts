/** What the alert editor shows on the chart, and how a drag there comes back: the one thing that the two share. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { InstrumentId } from '../../shared/model/ids.ts'

/** A level of the rule that is being written. */
export type PreviewLevel = {
  /** Which condition, and which of its operands. */
  readonly condition: number
  readonly operand: number
  readonly value: number
  /** `crosses up 64,200`. */
  readonly label: string
  /** Where the value must go before it may fire again, on either side; null without a re-arm band. */
  readonly rearm: { readonly below: number | null; readonly above: number | null } | null
}

export type AlertPreview = {
  readonly instrument: InstrumentId
  readonly levels: readonly PreviewLevel[]
  /** Firings of the rehearsal, ascending. */
  readonly marks: readonly { readonly at: number; readonly value: number }[]
  /** The level was moved on the chart, to a price on the grid; called while it is dragged. */
  readonly move: (condition: number, operand: number, value: number) => void
}

/** Null while nothing is being written. */
export const alertPreview: StoreApi<AlertPreview | null> = createStore<AlertPreview | null>(() => null)
