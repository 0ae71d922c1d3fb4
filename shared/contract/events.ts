/** Every event of the bridge: its payload, and whether only the newest counts or each one does. */
import { z } from 'zod'
import { firingSchema } from '../alerts/firing.ts'
import { candleSchema } from '../model/candle.ts'
import { deliverySchema, summarySchema } from '../model/delivery.ts'
import { connectionsHealthSchema, feedStatusSchema } from '../model/feed-status.ts'
import { instrumentIdSchema } from '../model/ids.ts'
import { intervalSchema } from '../model/interval.ts'
import { quoteSchema } from '../model/quote.ts'
import { inboxEntrySchema } from '../model/webhook.ts'

/** Lists that a client holds a copy of, and should ask for again when they change. */
export const changedThings = [
  'settings',
  'watchlists',
  'alerts',
  'presets',
  'sounds',
  'hook-sources',
  'inbox',
  'targets',
  'providers',
  'instruments',
  'notices',
  'replay',
] as const
export type ChangedThing = (typeof changedThings)[number]

type Spec = { payload: z.ZodType; delivery: 'latest' | 'every'; what: string }

export const events = {
  quotes: {
    what: 'Changed quotes of subscribed instruments (JSON clients).',
    delivery: 'latest',
    payload: z.object({ quotes: z.array(quoteSchema) }),
  },
  candles: {
    what: 'A candle of a subscribed series opened, moved or closed; `reset` asks for `candles.get` again (a gap was filled).',
    delivery: 'latest',
    payload: z.object({
      instrument: instrumentIdSchema,
      interval: intervalSchema,
      candle: candleSchema.nullable(),
      reset: z.boolean(),
    }),
  },
  feed: { what: 'A live stream changed its state.', delivery: 'latest', payload: feedStatusSchema },
  connections: {
    what: 'Counters of the three channels, once a second.',
    delivery: 'latest',
    payload: connectionsHealthSchema,
  },
  firing: { what: 'An alert fired, or was acknowledged.', delivery: 'every', payload: firingSchema },
  summary: {
    what: 'Several firings are told as one: past the storm budget, after quiet hours, or found afterwards.',
    delivery: 'every',
    payload: summarySchema,
  },
  progress: {
    what: 'How far a long call is, by the ticket that it was given.',
    delivery: 'latest',
    payload: z.object({
      ticket: z.string(),
      done: z.number().int(),
      /** 0 while it is not known. */
      total: z.number().int(),
      what: z.string(),
    }),
  },
  hook: {
    what: 'A webhook was committed to the inbox, or processed.',
    delivery: 'every',
    payload: inboxEntrySchema,
  },
  delivery: { what: 'A delivery changed its state.', delivery: 'every', payload: deliverySchema },
  changed: {
    what: 'A list changed; ask for it again.',
    delivery: 'every',
    payload: z.object({ what: z.enum(changedThings) }),
  },
} as const satisfies Record<string, Spec>

export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]['payload']>
export const eventNames = Object.keys(events) as EventName[]

/** Events that a connection gets without asking; the others follow its subscriptions. */
export const broadcastEvents = [
  'feed',
  'connections',
  'firing',
  'summary',
  'progress',
  'hook',
  'delivery',
  'changed',
] as const satisfies EventName[]
