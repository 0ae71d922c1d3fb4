/** Calls about what fired and where it is sent: the log, targets, deliveries, and sounds of one's own. */
import { z } from 'zod'
import { firingFilterSchema, firingReportSchema, firingSchema } from '../alerts/firing.ts'
import { deliveryPreviewSchema, deliverySchema, targetDraftSchema, targetSchema } from '../model/delivery.ts'
import { done, id, limit, method, nothing, write } from './spec.ts'

export const ownSoundSchema = z.object({
  id,
  name: z.string().min(1).max(80),
  /** `audio/wav`, `audio/mpeg`, `audio/ogg`, ... */
  type: z.string().max(60),
  sizeBytes: z.number().int(),
})
export type OwnSound = z.infer<typeof ownSoundSchema>

export const firingMethods = {
  'firings.list': method(
    'The permanent log, newest first; `before` is a firing id to page on from.',
    firingFilterSchema.extend({ limit, before: z.string().max(64).optional() }).strict(),
    z.array(firingSchema),
  ),
  'firings.get': method(
    'A firing with every channel that was tried and what each answered.',
    z.object({ id }).strict(),
    z.object({
      firing: firingSchema,
      deliveries: z.array(deliverySchema),
      reports: z.array(firingReportSchema),
    }),
  ),
  'firings.export': method(
    'The log as CSV or JSON, with its evidence, oldest first.',
    z.object({ format: z.enum(['csv', 'json']), filter: firingFilterSchema.strict().default({}) }).strict(),
    z.object({ text: z.string(), count: z.number().int() }),
  ),
  'firings.acknowledge': write(
    'Mark firings as seen: stops their sound and their escalation.',
    z.object({ ids: z.array(id).max(1000) }).strict(),
    done,
  ),
  'firings.report': write(
    'A window tells what it did with firings.',
    z.object({ reports: z.array(firingReportSchema.strict()).max(100) }).strict(),
    done,
  ),
  'sounds.list': method('Sound files of one’s own.', nothing, z.array(ownSoundSchema)),
  'sounds.get': method(
    'The bytes of a sound file, in base64.',
    z.object({ id }).strict(),
    ownSoundSchema.extend({ base64: z.string() }),
  ),
  'sounds.save': write(
    'Keep a sound file of at most 2 MB; WAV, MP3, OGG, FLAC or M4A, told by its bytes.',
    z.object({ name: z.string().min(1).max(80), base64: z.string().max(2_800_000) }).strict(),
    ownSoundSchema,
  ),
  'sounds.delete': write(
    'Delete a sound file; rules that name it fall back to the bell.',
    z.object({ id }).strict(),
    done,
  ),
  'targets.list': method('Where firings are sent.', nothing, z.array(targetSchema)),
  'targets.save': write(
    'Make a target, change one (by id), or switch it on or off. Answers a new secret once, where one was made.',
    targetDraftSchema,
    targetSchema.extend({ newSecret: z.string().optional() }),
  ),
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
  'targets.preview': method(
    'What a sample firing would be for a target, or for one that is not saved yet: the exact bytes, with secrets masked.',
    z.union([z.object({ id }).strict(), z.object({ draft: targetDraftSchema }).strict()]),
    deliveryPreviewSchema,
  ),
  'deliveries.list': method(
    'Sendings of firings to targets, newest first.',
    z.object({ limit, firing: id.optional() }).strict(),
    z.array(deliverySchema),
  ),
  'deliveries.retry': write('Send a failed delivery again.', z.object({ id }).strict(), deliverySchema),
}
