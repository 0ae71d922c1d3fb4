/** A moment that the chart is asked to show: set by whoever lists what happened, taken by the chart. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { InstrumentId } from '../../shared/model/ids.ts'
import { actions } from './actions.ts'

export type ChartJump = { readonly instrument: InstrumentId; readonly at: number }

/** The chart sets it back to null when it shows the moment. */
export const chartJump: StoreApi<ChartJump | null> = createStore<ChartJump | null>(() => null)

/** Shows the chart of `instrument` at `at` (UTC epoch ms). */
export function showOnChart(instrument: InstrumentId, at: number): void {
  actions.closeAllDialogs()
  chartJump.setState({ instrument, at }, true)
  actions.selectInstrument(instrument)
}
