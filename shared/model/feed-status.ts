/** What a venue's live stream is doing, and the counters of the three channels. */
import { z } from 'zod'
import { instrumentIdSchema, providerIdSchema } from './ids.ts'

/**
 * `live` means acknowledged and data flowing, never just an open socket. `stale`: silent for too long. `waiting`: the next
 * attempt is at `retryAt`. `refused`: the venue said no and asking again would not help. `idle`: nothing is subscribed.
 */
export const feedStates = [
  'idle',
  'connecting',
  'subscribing',
  'live',
  'stale',
  'waiting',
  'refused',
  'stopped',
] as const
export type FeedState = (typeof feedStates)[number]

/** How much of a limit is used up: at most `max` in `windowMs`. */
export const limitUsageSchema = z.object({ used: z.number(), max: z.number(), windowMs: z.number() })
export type LimitUsage = z.infer<typeof limitUsageSchema>

export const feedStatusSchema = z.object({
  provider: providerIdSchema,
  state: z.enum(feedStates),
  /** When this state began, UTC epoch ms. */
  since: z.number(),
  /** Attempts since the stream was last live for 30 s. */
  attempt: z.number().int(),
  retryAt: z.number().nullable(),
  reason: z.string().nullable(),
  refused: z.array(z.object({ instrument: instrumentIdSchema, reason: z.string() })),
  /** Instruments that are subscribed but silent for too long, while the venue's REST shows that they traded. */
  silent: z.array(instrumentIdSchema),
  /** Instruments that are silent because nothing is traded: the venue's REST knows no later trade than we do. */
  quiet: z.array(instrumentIdSchema),
  /** The venue's clock minus ours, ms, as far as it is known; null before anything was measured. */
  skewMs: z.number().nullable(),
  /** Sockets that are open now. */
  sockets: z.number().int(),
  lastMessageAt: z.number().nullable(),
  messagesPerSecond: z.number(),
})
export type FeedStatus = z.infer<typeof feedStatusSchema>

export const restHealthSchema = z.object({
  provider: providerIdSchema,
  requests: z.number().int(),
  failures: z.number().int(),
  lastLatencyMs: z.number().nullable(),
  lastAt: z.number().nullable(),
  lastError: z.string().nullable(),
  /** Until when the venue asked us to stop, UTC epoch ms. */
  blockedUntil: z.number().nullable(),
  /** Of the venue's limit: as its own headers say, else as we counted; null before the first request. */
  usage: limitUsageSchema.extend({ source: z.enum(['venue', 'counted']) }).nullable(),
})
export type RestHealth = z.infer<typeof restHealthSchema>

export const listenerHealthSchema = z.object({
  state: z.enum(['off', 'starting', 'listening', 'failed']),
  /** `http://127.0.0.1:8788`, or null while it does not listen. */
  address: z.string().nullable(),
  reason: z.string().nullable(),
  received: z.number().int(),
  rejected: z.number().int(),
  lastReceivedAt: z.number().nullable(),
  lastRejected: z.object({ at: z.number(), status: z.number().int(), reason: z.string() }).nullable(),
})
export type ListenerHealth = z.infer<typeof listenerHealthSchema>

/** One figure a second over the last minute, oldest first: what the lanes draw. */
export const laneSchema = z.array(z.number())

export const connectionsHealthSchema = z.object({
  at: z.number(),
  rest: z.object({ providers: z.array(restHealthSchema), perSecond: laneSchema }),
  webSocket: z.object({ feeds: z.array(feedStatusSchema), perSecond: laneSchema }),
  webhook: listenerHealthSchema.extend({ perSecond: laneSchema, rejectedPerSecond: laneSchema }),
})
export type ConnectionsHealth = z.infer<typeof connectionsHealthSchema>
