/** Calls about venues, instruments, lists, quotes, candles, live streams and the replay. */
import { z } from 'zod'
import { candleSchema, gapSchema } from '../model/candle.ts'
import { connectionsHealthSchema, feedStatusSchema, restHealthSchema } from '../model/feed-status.ts'
import { instrumentIdSchema, providerIdSchema } from '../model/ids.ts'
import { instrumentSchema } from '../model/instrument.ts'
import { intervalSchema } from '../model/interval.ts'
import { quoteSchema } from '../model/quote.ts'
import { watchlistSchema } from '../model/watchlist.ts'
import { done, id, limit, method, nothing, write } from './spec.ts'

const replayStatusSchema = z.object({
  active: z.boolean(),
  instrument: instrumentIdSchema.nullable(),
  name: z.string().nullable(),
  speed: z.number(),
  /** The replay's own clock, UTC epoch ms. */
  clockAt: z.number().nullable(),
  fromAt: z.number().nullable(),
  toAt: z.number().nullable(),
  ended: z.boolean(),
})
export type ReplayStatus = z.infer<typeof replayStatusSchema>

const providerViewSchema = z.object({
  id: providerIdSchema,
  name: z.string(),
  enabled: z.boolean(),
  simulated: z.boolean(),
  needsKey: z.boolean(),
  hasKey: z.boolean(),
  /** The keys it takes; their values are never answered. */
  credentials: z.array(
    z.object({ name: z.string(), label: z.string(), secret: z.boolean(), isSet: z.boolean() }),
  ),
  /** Why keys can't be kept or read here; null where they can. */
  secretsProblem: z.string().nullable(),
  restUrl: z.string(),
  wsUrl: z.string(),
  /** Where the venue is reached when nothing replaces it, and its other documented hosts. */
  endpoints: z.array(z.object({ name: z.string(), restUrl: z.string(), wsUrl: z.string() })),
  notes: z.object({
    region: z.string().nullable(),
    terms: z.string().nullable(),
    data: z.string().nullable(),
    key: z.string().nullable(),
  }),
  /** The venue whose candles stand in where this one's plan has none; null for none. */
  historyFrom: providerIdSchema.nullable(),
  /** Instruments known of it. */
  instruments: z.number().int(),
  status: feedStatusSchema,
  rest: restHealthSchema.nullable(),
})
export type ProviderView = z.infer<typeof providerViewSchema>

/** One step of a test, in order; `ok` null: not tried, and `message` says why. */
const testStepSchema = z.object({
  name: z.string(),
  ok: z.boolean().nullable(),
  message: z.string(),
  latencyMs: z.number().nullable(),
})
export type TestStep = z.infer<typeof testStepSchema>

const proxyViewSchema = z.object({
  /** `http://host:port`, `https://host:port` or `socks5://host:port`; null for none. */
  url: z.string().nullable(),
  username: z.string().nullable(),
  hasPassword: z.boolean(),
})
export type ProxyView = z.infer<typeof proxyViewSchema>

export const marketMethods = {
  'providers.list': method(
    'The venues, whether a key is needed, and their state.',
    nothing,
    z.array(providerViewSchema),
  ),
  'providers.configure': write(
    "Switch a venue on or off, or replace its endpoints' origin (null restores the default).",
    z
      .object({
        id: providerIdSchema,
        enabled: z.boolean().optional(),
        restUrl: z.url().nullable().optional(),
        wsUrl: z.url().nullable().optional(),
        /** Replaces the keys that are named; an empty text removes one. */
        credentials: z.record(z.string().max(64), z.string().max(512)).optional(),
        historyFrom: providerIdSchema.nullable().optional(),
      })
      .strict(),
    providerViewSchema,
  ),
  'providers.test': method(
    'Try a venue as it is configured, or with keys that are not stored yet: reach it, use the key, look at the stream. Says of each step what failed.',
    z
      .object({
        id: providerIdSchema,
        credentials: z.record(z.string().max(64), z.string().max(512)).optional(),
      })
      .strict(),
    z.object({ steps: z.array(testStepSchema) }),
  ),
  'proxy.get': method('The proxy that REST and WebSocket go through.', nothing, proxyViewSchema),
  'proxy.save': write(
    'Set or remove (null) the proxy; every venue reconnects through it. An absent password leaves the stored one.',
    z
      .object({
        url: z.string().max(300).nullable(),
        username: z.string().max(200).nullable().optional(),
        password: z.string().max(500).nullable().optional(),
      })
      .strict(),
    proxyViewSchema,
  ),
  'proxy.test': method(
    'Ask a venue over REST and WebSocket through the given proxy (default: the stored one). Says of each step what failed.',
    z
      .object({
        url: z.string().max(300).optional(),
        username: z.string().max(200).nullable().optional(),
        password: z.string().max(500).nullable().optional(),
        provider: providerIdSchema.optional(),
      })
      .strict(),
    z.object({ steps: z.array(testStepSchema) }),
  ),
  'instruments.search': method(
    'Fuzzy search by symbol and name over all enabled venues; an empty query lists all.',
    z.object({ query: z.string().max(100), provider: providerIdSchema.optional(), limit }).strict(),
    z.array(instrumentSchema),
  ),
  'instruments.get': method(
    'Instruments by id; unknown ids are left out of the answer.',
    z.object({ instruments: z.array(instrumentIdSchema).max(1000) }).strict(),
    z.array(instrumentSchema),
  ),
  'watchlists.list': method('All lists, in their order.', nothing, z.array(watchlistSchema)),
  'watchlists.save': write('Make or replace a list.', watchlistSchema.strict(), watchlistSchema),
  'watchlists.delete': write(
    'Delete a list; answers what it was, so that it can be put back.',
    z.object({ id }).strict(),
    watchlistSchema,
  ),
  'watchlists.export': method(
    "One list as TradingView's .txt.",
    z.object({ id }).strict(),
    z.object({ name: z.string(), text: z.string() }),
  ),
  'watchlists.import': write(
    "Make a list of TradingView's .txt; symbols that no venue knows are kept as unresolved lines.",
    z.object({ name: z.string().min(1).max(80), text: z.string().max(200_000) }).strict(),
    z.object({ watchlist: watchlistSchema, unresolved: z.array(z.string()) }),
  ),
  'quotes.subscribe': method(
    'Start quotes of these instruments on this connection; answers what is known now. With `format: "binary"` changes come as numeric batches (docs/bridge.md), else as `quotes` events.',
    z
      .object({
        instruments: z.array(instrumentIdSchema).max(2000),
        format: z.enum(['json', 'binary']).optional(),
      })
      .strict(),
    z.object({
      quotes: z.array(quoteSchema),
      /** Row index of each subscribed instrument in binary batches. */
      indexes: z.array(z.tuple([instrumentIdSchema, z.number().int()])),
    }),
  ),
  'quotes.unsubscribe': method(
    'Stop quotes of these instruments on this connection.',
    z.object({ instruments: z.array(instrumentIdSchema).max(2000) }).strict(),
    done,
  ),
  'quotes.credit': method(
    'Say that the binary batch with this sequence was taken in; the next one is sent only then.',
    z.object({ sequence: z.number() }).strict(),
    done,
  ),
  'candles.get': method(
    'Candles that open before `before` (default: up to now), ascending, with the gaps among them.',
    z
      .object({
        instrument: instrumentIdSchema,
        interval: intervalSchema,
        before: z.number().optional(),
        limit: z.number().int().min(1).max(5000).optional(),
      })
      .strict(),
    z.object({
      candles: z.array(candleSchema),
      gaps: z.array(gapSchema),
      /** False where the venue has nothing older. */
      more: z.boolean(),
      /** What a reader of these candles must know: whose they are if not the venue's, or why there are no older ones; null for nothing. */
      note: z.string().nullable(),
    }),
  ),
  'candles.subscribe': method(
    'Start `candles` events of one instrument and interval on this connection.',
    z.object({ instrument: instrumentIdSchema, interval: intervalSchema }).strict(),
    done,
  ),
  'candles.unsubscribe': method(
    'Stop them.',
    z.object({ instrument: instrumentIdSchema, interval: intervalSchema }).strict(),
    done,
  ),
  'feeds.status': method('What each live stream is doing.', nothing, z.array(feedStatusSchema)),
  'feeds.reconnect': write(
    'Skip the wait, or rebuild the stream of a venue.',
    z.object({ provider: providerIdSchema }).strict(),
    done,
  ),
  'connections.health': method('Counters of the three channels.', nothing, connectionsHealthSchema),
  'replay.start': write(
    'Serve the candles of a CSV through the simulated exchange; a bad file is refused with line and reason and changes nothing.',
    z
      .object({
        name: z.string().min(1).max(200),
        csv: z.string().max(32_000_000),
        speed: z.number().min(0.1).max(100_000),
      })
      .strict(),
    replayStatusSchema,
  ),
  'replay.stop': write('End the replay.', nothing, replayStatusSchema),
  'replay.status': method('What is being replayed.', nothing, replayStatusSchema),
}
