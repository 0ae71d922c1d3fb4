/** Inbound webhooks: the addresses we gave out, and the inbox of what arrived. */
import { z } from 'zod'
import { instrumentIdSchema } from './ids.ts'

/** How a sender proves itself besides knowing the address. */
export const hookSchemeSchema = z.enum([
  'token',
  'tradingview',
  'standard',
  'svix',
  'github',
  'stripe',
  'slack',
  'json-field',
])
export type HookScheme = z.infer<typeof hookSchemeSchema>

export const hookVerificationSchema = z.object({
  scheme: hookSchemeSchema,
  /** The key of the body's outer level that holds the secret, for `json-field`. */
  field: z.string().min(1).max(80).nullable(),
  /** Whether to refuse what does not come from TradingView's published addresses, for `tradingview`. */
  publishedOnly: z.boolean(),
})
export type HookVerification = z.infer<typeof hookVerificationSchema>

/** Nothing but the address. */
export const tokenAlone: HookVerification = { scheme: 'token', field: null, publishedOnly: false }

/** Whether senders share a secret with us, beyond the address. */
export function needsSecret(scheme: HookScheme): boolean {
  return scheme !== 'token' && scheme !== 'tradingview'
}

/** One address: whoever knows its token, and proves itself as asked, may put messages into the inbox, and nothing else. */
export const hookSourceSchema = z.object({
  id: z.string(),
  name: z.string().min(1).max(80),
  /** 128 random bits, base64url. */
  token: z.string(),
  createdAt: z.number(),
  enabled: z.boolean(),
  verification: hookVerificationSchema,
})
export type HookSource = z.infer<typeof hookSourceSchema>

/** As shown: of its secrets only the last characters; null where there is none. */
export const hookSourceViewSchema = hookSourceSchema.extend({
  secrets: z.object({ current: z.string().nullable(), previous: z.string().nullable() }),
})
export type HookSourceView = z.infer<typeof hookSourceViewSchema>

/** What was found about a message before it was kept. */
export const hookVerdictsSchema = z.object({
  token: z.literal('ok'),
  /** Null where none is asked for. */
  signature: z.object({ scheme: hookSchemeSchema, secret: z.enum(['current', 'previous']) }).nullable(),
  /** Whether the last hop was one of TradingView's published addresses; null for other senders. */
  address: z.enum(['published', 'other', 'unknown']).nullable(),
  /** The name in the client's certificate, where a proxy passes it on; null where none does. */
  certificate: z.enum(['tradingview', 'other']).nullable(),
  /** From the time that the sender signed until it came. */
  ageMs: z.number().nullable(),
  duplicate: z.object({
    /** How often its id came. */
    times: z.number().int(),
    /** From the first to the last of them. */
    afterMs: z.number().nullable(),
    /** Whether the same bytes had just been answered with an error of ours. */
    resend: z.boolean(),
  }),
})
export type HookVerdicts = z.infer<typeof hookVerdictsSchema>

/** Those of a message that only had to know the address. */
export const tokenVerdicts: HookVerdicts = {
  token: 'ok',
  signature: null,
  address: null,
  certificate: null,
  ageMs: null,
  duplicate: { times: 1, afterMs: null, resend: false },
}

export const inboxEntrySchema = z.object({
  id: z.number().int(),
  source: z.string(),
  sourceName: z.string(),
  receivedAt: z.number(),
  /** What the bytes turned out to be; the declared Content-Type decides nothing. */
  format: z.enum(['json', 'text', 'binary', 'empty']),
  /** Where and why JSON parsing stopped, for a body that looks like JSON. */
  jsonError: z.object({ position: z.number().int(), message: z.string() }).nullable(),
  /** One line for the list. */
  summary: z.string(),
  sizeBytes: z.number().int(),
  /** Fields that were recognised in the body; numbers keep their written digits. */
  symbol: z.string().nullable(),
  price: z.string().nullable(),
  message: z.string().nullable(),
  /** The instrument that `symbol` names, if one is known. */
  instrument: instrumentIdSchema.nullable(),
  /** Placeholders such as `{{close}}` that the sender left unfilled. */
  placeholders: z.array(z.string()),
  verdict: z.enum(['token-ok']),
  verdicts: hookVerdictsSchema,
  processedAt: z.number().nullable(),
})
export type InboxEntry = z.infer<typeof inboxEntrySchema>

/** One entry whole: headers as sent, and the raw bytes in base64. */
export const inboxDetailSchema = inboxEntrySchema.extend({
  headers: z.array(z.tuple([z.string(), z.string()])),
  rawBase64: z.string(),
  text: z.string().nullable(),
})
export type InboxDetail = z.infer<typeof inboxDetailSchema>
