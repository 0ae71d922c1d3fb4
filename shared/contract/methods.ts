/** Every call of the bridge: its name, what it takes, what it answers, and whether it changes anything. */
import { z } from 'zod'
import { firingSchema, rehearsedFiringSchema, ruleDraftSchema, ruleViewSchema } from '../model/alert.ts'
import { candleSchema, gapSchema } from '../model/candle.ts'
import { deliverySchema, targetSchema } from '../model/delivery.ts'
import { connectionsHealthSchema, feedStatusSchema } from '../model/feed-status.ts'
import { instrumentIdSchema, providerIdSchema } from '../model/ids.ts'
import { instrumentSchema } from '../model/instrument.ts'
import { intervalSchema } from '../model/interval.ts'
import { quoteSchema } from '../model/quote.ts'
import { settingsSchema } from '../model/settings.ts'
import { watchlistSchema } from '../model/watchlist.ts'
import { hookSourceSchema, inboxDetailSchema, inboxEntrySchema } from '../model/webhook.ts'

const id = z.string().min(1).max(64)
const nothing = z.object({}).strict()
const done = z.object({ ok: z.literal(true) })
const limit = z.number().int().min(1).max(1000).optional()

export const capabilitySchema = z.enum([
  'notify',
  'badge',
  'open-external',
  'secrets',
  'open-at-login',
  'file-dialogs',
])
export type Capability = z.infer<typeof capabilitySchema>

const noticeSchema = z.object({
  id: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  text: z.string(),
  at: z.number(),
})
export type Notice = z.infer<typeof noticeSchema>

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
  restUrl: z.string(),
  wsUrl: z.string(),
  status: feedStatusSchema,
})
export type ProviderView = z.infer<typeof providerViewSchema>

type Spec = { input: z.ZodType; output: z.ZodType; writes: boolean; what: string }
const method = <I extends z.ZodType, O extends z.ZodType>(
  what: string,
  input: I,
  output: O,
  writes = false,
) => ({
  what,
  input,
  output,
  writes,
})
const write = <I extends z.ZodType, O extends z.ZodType>(what: string, input: I, output: O) =>
  method(what, input, output, true)

export const backupSchema = z.object({
  format: z.literal('tickerdeck-backup'),
  version: z.literal(1),
  exportedAt: z.number(),
  settings: settingsSchema,
  watchlists: z.array(watchlistSchema).max(200),
  alerts: z.array(ruleDraftSchema.extend({ paused: z.boolean() })).max(10_000),
})
export type Backup = z.infer<typeof backupSchema>

export const methods = {
  'system.info': method(
    'Version, shell, what the shell can do, and standing notices to the user.',
    nothing,
    z.object({
      name: z.literal('Tickerdeck'),
      version: z.string(),
      shell: z.enum(['web', 'desktop', 'test']),
      platform: z.string(),
      capabilities: z.array(capabilitySchema),
      startedAt: z.number(),
      dataDir: z.string(),
      notices: z.array(noticeSchema),
    }),
  ),
  'system.dismissNotice': write('Take a notice away.', z.object({ id }).strict(), done),
  'settings.get': method('All settings.', nothing, settingsSchema),
  'settings.save': write(
    'Change some settings; answers all of them.',
    settingsSchema.partial().strict(),
    settingsSchema,
  ),
  'backup.export': method(
    'Lists, alerts and settings as one value, without any secret.',
    nothing,
    backupSchema,
  ),
  'backup.import': write(
    'Add the lists and alerts of a backup and take over its settings; nothing is deleted.',
    z.object({ backup: backupSchema }).strict(),
    z.object({ watchlists: z.number().int(), alerts: z.number().int() }),
  ),
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
        credentials: z.record(z.string().max(64), z.string().max(512)).optional(),
      })
      .strict(),
    providerViewSchema,
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
  'alerts.list': method('All rules.', nothing, z.array(ruleViewSchema)),
  'alerts.save': write(
    'Make a rule, or change one (by id), and arm it.',
    ruleDraftSchema.strict(),
    ruleViewSchema,
  ),
  'alerts.delete': write(
    'Delete rules; answers what they were.',
    z.object({ ids: z.array(id).max(10_000) }).strict(),
    z.array(ruleDraftSchema),
  ),
  'alerts.pause': write(
    'Pause rules.',
    z.object({ ids: z.array(id).max(10_000) }).strict(),
    z.array(ruleViewSchema),
  ),
  'alerts.resume': write(
    'Arm paused or fired rules again.',
    z.object({ ids: z.array(id).max(10_000) }).strict(),
    z.array(ruleViewSchema),
  ),
  'alerts.rehearse': method(
    'Run a rule over the one-minute candles of the past `days` without arming it.',
    z.object({ rule: ruleDraftSchema, days: z.number().int().min(1).max(30) }).strict(),
    z.object({ firings: z.array(rehearsedFiringSchema), bars: z.number().int(), gaps: z.array(gapSchema) }),
  ),
  'alerts.explain': method(
    'Why a rule did or did not fire, now or at a time.',
    z.object({ id, at: z.number().optional() }).strict(),
    z.object({ sentence: z.string(), fired: z.boolean() }),
  ),
  'firings.list': method(
    'The permanent log, newest first; `before` is a firing id to page on from.',
    z
      .object({ limit, before: z.string().max(64).optional(), instrument: instrumentIdSchema.optional() })
      .strict(),
    z.array(firingSchema),
  ),
  'firings.acknowledge': write(
    'Mark firings as seen.',
    z.object({ ids: z.array(id).max(1000) }).strict(),
    done,
  ),
  'hooks.sources.list': method('The addresses given out.', nothing, z.array(hookSourceSchema)),
  'hooks.sources.save': write(
    'Make or rename an address, or switch it on or off.',
    z.object({ id: id.optional(), name: z.string().min(1).max(80), enabled: z.boolean() }).strict(),
    hookSourceSchema,
  ),
  'hooks.sources.delete': write(
    'Delete an address; the inbox keeps what it received.',
    z.object({ id }).strict(),
    done,
  ),
  'hooks.sources.rotate': write(
    'Give an address a new token; the old one stops working at once.',
    z.object({ id }).strict(),
    hookSourceSchema,
  ),
  'hooks.inbox.list': method(
    'The inbox, newest first; `before` is an entry id to page on from.',
    z
      .object({ limit, before: z.number().int().optional(), instrument: instrumentIdSchema.optional() })
      .strict(),
    z.array(inboxEntrySchema),
  ),
  'hooks.inbox.get': method(
    'One entry with headers and raw bytes.',
    z.object({ id: z.number().int() }).strict(),
    inboxDetailSchema,
  ),
  'hooks.inbox.replay': write(
    'Process an entry again: the same notification and marker.',
    z.object({ id: z.number().int() }).strict(),
    inboxEntrySchema,
  ),
  'hooks.test': write(
    'Send a sample message to one address through the real socket; answers what came back.',
    z.object({ source: id }).strict(),
    z.object({ status: z.number().int(), latencyMs: z.number() }),
  ),
  'targets.list': method('Where firings are sent.', nothing, z.array(targetSchema)),
  'targets.save': write('Switch a target on or off.', targetSchema.strict(), targetSchema),
  'targets.delete': write(
    'Delete a target; the built-in desktop target stays.',
    z.object({ id }).strict(),
    done,
  ),
  'targets.test': write(
    'Send a test message to a target.',
    z.object({ id }).strict(),
    z.object({ delivered: z.boolean(), detail: z.string() }),
  ),
  'deliveries.list': method(
    'Sendings of firings to targets, newest first.',
    z.object({ limit, firing: id.optional() }).strict(),
    z.array(deliverySchema),
  ),
  'deliveries.retry': write('Send a failed delivery again.', z.object({ id }).strict(), deliverySchema),
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
} satisfies Record<string, Spec>

export type MethodName = keyof typeof methods
export type MethodInput<M extends MethodName> = z.input<(typeof methods)[M]['input']>
export type MethodOutput<M extends MethodName> = z.output<(typeof methods)[M]['output']>

export const methodNames = Object.keys(methods) as MethodName[]
