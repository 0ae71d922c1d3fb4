/** Where firings are sent, and the record of each sending. */
import { z } from 'zod'

/** Outbound webhooks sign as Standard Webhooks does; their secret lives with the host and is never shown again. */
export const targetSchema = z.object({
  id: z.string().min(1).max(64),
  kind: z.enum(['desktop', 'webhook']),
  name: z.string().min(1).max(80),
  enabled: z.boolean(),
  /** Webhooks: where to; null for this computer. */
  url: z.string().max(2000).nullable().default(null),
  /** Webhooks: whether a signing secret is kept. */
  hasSecret: z.boolean().default(false),
  /** Webhooks: addresses of the private network are refused unless this says that they are meant. */
  allowPrivate: z.boolean().default(false),
  /** Switched off by us, and why (the receiver is gone); null otherwise. */
  disabledReason: z.string().nullable().default(null),
})
export type Target = z.infer<typeof targetSchema>

/** What a user gives; `secret`: undefined keeps the one that is there, null removes it, '' makes a new one. */
export const targetDraftSchema = targetSchema
  .pick({ kind: true, name: true, enabled: true, url: true, allowPrivate: true })
  .extend({ id: targetSchema.shape.id.optional(), secret: z.string().max(200).nullable().optional() })
  .strict()
export type TargetDraft = z.infer<typeof targetDraftSchema>

/** Why something is sent: a firing, its escalation, firings past the storm budget, those of quiet hours, those of a time that was missed. */
export const deliveryReasons = ['alert', 'escalation', 'folded', 'digest', 'catch-up'] as const
export type DeliveryReason = (typeof deliveryReasons)[number]

export const deliverySchema = z.object({
  id: z.string(),
  /** Null for what is about several firings. */
  firing: z.string().nullable(),
  target: z.string(),
  reason: z.enum(deliveryReasons).default('alert'),
  /** `waiting`: not due yet (an escalation, quiet hours). `cancelled`: acknowledged before it was due, or told in a digest. */
  state: z.enum(['waiting', 'pending', 'sent', 'failed', 'cancelled']),
  /** Not before that, UTC epoch ms. */
  dueAt: z.number().default(0),
  attempts: z.number().int(),
  createdAt: z.number(),
  sentAt: z.number().nullable(),
  lastError: z.string().nullable(),
  /** What the receiver or the system answered last; null before the first attempt. */
  answer: z.string().nullable().default(null),
  title: z.string().default(''),
  body: z.string().default(''),
})
export type Delivery = z.infer<typeof deliverySchema>

/** One word to the windows about several firings at once. */
export const summarySchema = z.object({
  id: z.string(),
  reason: z.enum(['folded', 'digest', 'catch-up']),
  title: z.string(),
  body: z.string(),
  at: z.number(),
  firings: z.array(z.string()),
})
export type Summary = z.infer<typeof summarySchema>
