/** Where firings are sent, and the record of each sending. */
import { z } from 'zod'

/** `desktop` is built in; all others are made by the user. */
export const targetKinds = [
  'desktop',
  'webhook',
  'discord',
  'slack',
  'telegram',
  'ntfy',
  'pushover',
  'teams',
  'email',
] as const
export type TargetKind = (typeof targetKinds)[number]

/** What some kinds need besides an address: nothing of it is secret. */
export const targetOptionsSchema = z.object({
  /** Telegram: a number, or @name of a channel. */
  chatId: z.string().max(80).optional(),
  /** ntfy: 1 to 5; Pushover: -2 to 2. */
  priority: z.number().int().min(-2).max(5).optional(),
  /** E-mail: the SMTP server. */
  host: z.string().max(253).optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  /** E-mail: encrypted from the first byte, or after STARTTLS. Never plain. */
  security: z.enum(['tls', 'starttls']).optional(),
  /** E-mail: whom the password belongs to; without one nobody logs in. */
  user: z.string().max(254).optional(),
  from: z.string().max(254).optional(),
  /** E-mail: one address, or several with commas between them. */
  to: z.string().max(2000).optional(),
  /** Texts: words with {{placeholders}} in the place of the usual ones. */
  template: z.string().max(4000).optional(),
})
export type TargetOptions = z.infer<typeof targetOptionsSchema>

/**
 * The secret of a target lives with the host and is never shown again: what a webhook signs with, a token, a password, or
 * the whole address where that holds a token (Discord, Slack, Teams).
 */
export const targetSchema = z.object({
  id: z.string().min(1).max(64),
  kind: z.enum(targetKinds),
  name: z.string().min(1).max(80),
  enabled: z.boolean(),
  /** Webhooks: where to; ntfy: the topic; Telegram and Pushover: another server than the usual one. Otherwise null. */
  url: z.string().max(2000).nullable().default(null),
  /** Whether a secret is kept. */
  hasSecret: z.boolean().default(false),
  /** Addresses of the private network are refused unless this says that they are meant. */
  allowPrivate: z.boolean().default(false),
  /** Switched off by us, and why (the receiver is gone); null otherwise. */
  disabledReason: z.string().nullable().default(null),
  options: targetOptionsSchema.optional(),
})
export type Target = z.infer<typeof targetSchema>

/**
 * What a user gives; `secret`: undefined keeps the one that is there, null removes it, '' makes a new one (webhooks alone).
 * `options`: undefined keeps those that are there.
 */
export const targetDraftSchema = targetSchema
  .pick({ kind: true, name: true, enabled: true, url: true, allowPrivate: true })
  .extend({
    id: targetSchema.shape.id.optional(),
    secret: z.string().max(2000).nullable().optional(),
    options: targetOptionsSchema.strict().optional(),
  })
  .strict()
export type TargetDraft = z.infer<typeof targetDraftSchema>

/** What would be sent, byte for byte, with secrets masked. */
export const deliveryPreviewSchema = z.object({
  /** `POST` and the address; null for what is no request. */
  to: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  sizeBytes: z.number().int(),
})
export type DeliveryPreview = z.infer<typeof deliveryPreviewSchema>

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
