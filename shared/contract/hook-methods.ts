/** Calls about the addresses given out and the inbox of received webhooks. */
import { z } from 'zod'
import { instrumentIdSchema } from '../model/ids.ts'
import {
  hookSourceViewSchema,
  hookVerificationSchema,
  inboxDetailSchema,
  inboxEntrySchema,
} from '../model/webhook.ts'
import { done, id, limit, method, nothing, write } from './spec.ts'

/** `newSecret` where one was made: it is told this once. */
const answer = hookSourceViewSchema.extend({ newSecret: z.string().optional() })
const secret = z.string().max(1000)

export const hookMethods = {
  'hooks.sources.list': method('The addresses given out.', nothing, z.array(hookSourceViewSchema)),
  'hooks.sources.save': write(
    'Make or rename an address, or switch it on or off.',
    z.object({ id: id.optional(), name: z.string().min(1).max(80), enabled: z.boolean() }).strict(),
    hookSourceViewSchema,
  ),
  'hooks.sources.delete': write(
    'Delete an address; the inbox keeps what it received.',
    z.object({ id }).strict(),
    done,
  ),
  'hooks.sources.rotate': write(
    'Give an address a new token; the old one stops working at once.',
    z.object({ id }).strict(),
    hookSourceViewSchema,
  ),
  'hooks.sources.configure': write(
    'Choose how the senders of an address prove themselves. A secret given here replaces all that were; an empty one is made and told once.',
    z.object({ id, verification: hookVerificationSchema, secret: secret.optional() }).strict(),
    answer,
  ),
  'hooks.sources.rotateSecret': write(
    'Add a second secret: both are good until the old one is removed. An empty one is made and told once.',
    z.object({ id, secret }).strict(),
    answer,
  ),
  'hooks.sources.dropSecret': write(
    'Remove the older of two secrets; it ends with this call.',
    z.object({ id }).strict(),
    answer,
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
}
