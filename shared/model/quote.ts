/** A quote: what is known of an instrument's price now, and how well it is known. Unknown is `null`, never 0. */
import { z } from 'zod'
import { instrumentIdSchema, type InstrumentId } from './ids.ts'

/**
 * `live`, or why it is not: nothing traded for long (`quiet`: REST was asked and knows no later trade), silent for too long,
 * carried by REST polls, market shut, or made by the simulator.
 */
export const quoteStates = ['live', 'quiet', 'stale', 'polled', 'closed', 'simulated'] as const
export type QuoteState = (typeof quoteStates)[number]

/** What `change` is measured from. */
export const changeBases = ['24h', 'utc-day', 'previous-close'] as const
export type ChangeBasis = (typeof changeBases)[number]

const price = z.number().nullable()

export const quoteSchema = z.object({
  instrument: instrumentIdSchema,
  last: price,
  bid: price,
  ask: price,
  open: price,
  high: price,
  low: price,
  volume: price,
  change: price,
  changePercent: price,
  basis: z.enum(changeBases).nullable(),
  /** The venue's clock, UTC epoch ms. */
  exchangeAt: z.number().nullable(),
  /** Our clock when the last update arrived, UTC epoch ms. */
  receivedAt: z.number(),
  state: z.enum(quoteStates),
})

export type Quote = z.infer<typeof quoteSchema>

/** What one frame of a venue tells about a quote: only the fields it carries. */
export type QuoteUpdate = {
  readonly instrument: InstrumentId
  readonly last?: number | null
  readonly bid?: number | null
  readonly ask?: number | null
  readonly open?: number | null
  readonly high?: number | null
  readonly low?: number | null
  readonly volume?: number | null
  readonly change?: number | null
  readonly changePercent?: number | null
  readonly basis?: ChangeBasis
  readonly exchangeAt: number | null
  /** The state of things at subscribe, not something that happened: fires no alert. */
  readonly snapshot: boolean
}

/** One trade. Ids stay text: venues exceed 2^53. */
export type Trade = {
  readonly instrument: InstrumentId
  /** '' where the venue gives none. */
  readonly tradeId: string
  readonly price: number
  readonly size: number
  /** Side of the taker, where the venue says. */
  readonly takerSide: 'buy' | 'sell' | null
  readonly exchangeAt: number
  /** Sent at subscribe for context: fires no alert, adds no volume. */
  readonly snapshot: boolean
}

/** A price at a moment: what alerts are evaluated on and what a firing keeps as evidence. */
export const tickSchema = z.object({
  price: z.number(),
  exchangeAt: z.number().nullable(),
  receivedAt: z.number(),
})
export type Tick = z.infer<typeof tickSchema>
