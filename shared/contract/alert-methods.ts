/** Calls about alert rules: kept, tried on the past, explained, written to a file and read from one. */
import { z } from 'zod'
import { rehearsalSchema } from '../alerts/rehearsal.ts'
import { alertDraftSchema, type AlertDraft } from '../alerts/rule.ts'
import { importRowSchema } from '../alerts/rule-file.ts'
import { simpleDraftSchema, type SimpleDraft } from '../alerts/simple.ts'
import { alertViewSchema } from '../alerts/view.ts'
import { instrumentIdSchema } from '../model/ids.ts'
import { done, id, method, nothing, write } from './spec.ts'

const ids = z.object({ ids: z.array(id).max(10_000) }).strict()

type AnyDraft = z.input<typeof alertDraftSchema> | z.input<typeof simpleDraftSchema>

/** In full, or the short form of one price level on one instrument: its `operator` tells, so that what is wrong is said of the form that was meant. */
const anyDraft = z.unknown().transform((value, context) => {
  const isSimple = typeof value === 'object' && value !== null && 'operator' in value
  const result = (isSimple ? simpleDraftSchema : alertDraftSchema).safeParse(value)
  if (result.success) return result.data
  for (const { path, message } of result.error.issues)
    context.addIssue({ code: 'custom', path: [...path], message })
  return z.NEVER
}) as unknown as z.ZodType<AlertDraft | SimpleDraft, AnyDraft>

/** How a time that was not seen is being made up for, on one instrument. */
export const catchUpSchema = z.object({
  instrument: instrumentIdSchema,
  fromAt: z.number(),
  toAt: z.number(),
  state: z.enum(['running', 'done', 'failed']),
  /** Why it can't be known (so far); null otherwise. */
  reason: z.string().nullable(),
  fired: z.number().int(),
})
export type CatchUp = z.infer<typeof catchUpSchema>

export const presetSchema = z.object({
  id,
  name: z.string().min(1).max(80),
  /** A draft; scope and fixed levels are left to whoever uses it. */
  rule: alertDraftSchema,
})
export type Preset = z.infer<typeof presetSchema>

const ticket = z.string().min(1).max(64)

export const alertMethods = {
  'alerts.list': method('All rules.', nothing, z.array(alertViewSchema)),
  'alerts.save': write(
    'Make a rule, or change one (by id), and arm it. Takes a rule in full, or the short form {instrument, operator, level, frequency, note?, expiresAt?}.',
    anyDraft,
    alertViewSchema,
  ),
  'alerts.delete': write('Delete rules; answers what they were.', ids, z.array(alertViewSchema)),
  'alerts.restore': write(
    'Bring back rules that were deleted since the start, as they were; the time between counts as a gap.',
    ids,
    z.array(alertViewSchema),
  ),
  'alerts.pause': write('Pause rules.', ids, z.array(alertViewSchema)),
  'alerts.resume': write('Arm paused or fired rules again.', ids, z.array(alertViewSchema)),
  'alerts.snooze': write(
    'Keep rules quiet until a time (UTC epoch ms); null wakes them. They stay armed.',
    ids.extend({ until: z.number().nullable() }),
    z.array(alertViewSchema),
  ),
  'alerts.pauseAll': write(
    'Pause or go on with everything; each rule keeps its own state.',
    z.object({ paused: z.boolean() }).strict(),
    done,
  ),
  'alerts.status': method(
    'Whether everything is paused, and how times that were not seen are made up for.',
    nothing,
    z.object({ paused: z.boolean(), catchUps: z.array(catchUpSchema) }),
  ),
  'alerts.rehearse': method(
    'Run a rule over the one-minute candles of the past `days` without arming it. With a ticket it tells its progress and can be cancelled.',
    z.object({ rule: anyDraft, days: z.number().int().min(1).max(365), ticket: ticket.optional() }).strict(),
    rehearsalSchema,
  ),
  'alerts.cancel': method('Cancel a rehearsal by its ticket.', z.object({ ticket }).strict(), done),
  'alerts.explain': method(
    'Why a rule did or did not fire on an instrument (its first, where none is named), now or in the minute of a time.',
    z.object({ id, instrument: instrumentIdSchema.optional(), at: z.number().optional() }).strict(),
    z.object({ sentence: z.string(), fired: z.boolean() }),
  ),
  'alerts.export': method(
    'Rules as a file (docs/alert-rules.schema.json); all where no ids are given.',
    z.object({ ids: z.array(id).max(10_000).optional() }).strict(),
    z.object({ text: z.string(), count: z.number().int() }),
  ),
  'alerts.import': write(
    'Read a file of rules: what it would change, and with `apply` change it. Nothing is changed where one of its rules is invalid.',
    z.object({ text: z.string().max(10_000_000), apply: z.boolean() }).strict(),
    z.object({ rows: z.array(importRowSchema), applied: z.boolean() }),
  ),
  'alerts.presets.list': method('Rules to start from.', nothing, z.array(presetSchema)),
  'alerts.presets.save': write(
    'Keep a rule to start from, or change one (by id).',
    presetSchema.extend({ id: id.optional() }).strict(),
    presetSchema,
  ),
  'alerts.presets.delete': write('Delete a preset.', z.object({ id }).strict(), done),
}
