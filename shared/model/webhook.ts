/** Inbound webhooks: the addresses we gave out, and the inbox of what arrived. */
import { z } from 'zod'
import { instrumentIdSchema } from './ids.ts'

/** One address: whoever knows its token may put messages into the inbox, and nothing else. */
export const hookSourceSchema = z.object({
  id: z.string(),
  name: z.string().min(1).max(80),
  /** 128 random bits, base64url. */
  token: z.string(),
  createdAt: z.number(),
  enabled: z.boolean(),
})
export type HookSource = z.infer<typeof hookSourceSchema>

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
