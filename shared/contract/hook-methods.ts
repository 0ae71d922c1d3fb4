/** Calls about the addresses given out and the inbox of received webhooks. */
import { z } from 'zod'
import { instrumentIdSchema } from '../model/ids.ts'
import { hookSourceSchema, inboxDetailSchema, inboxEntrySchema } from '../model/webhook.ts'
import { done, id, limit, method, nothing, write } from './spec.ts'

export const hookMethods = {
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
}
