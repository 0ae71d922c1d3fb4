/** Rules as a file: what is written and read, and what reading one would change. */
import { z } from 'zod'
import { alertDraftSchema } from './rule.ts'

export const ruleFileFormat = 'tickerdeck-alerts'
export const ruleFileVersion = 1

/** A rule in a file: a draft with its id, and whether it is armed. No secrets are in it: targets are named by id. */
export const fileRuleSchema = alertDraftSchema.safeExtend({
  id: z.string().min(1).max(64).optional(),
  paused: z.boolean().default(false),
})
export type FileRule = z.infer<typeof fileRuleSchema>

export const ruleFileSchema = z
  .object({
    $schema: z.string().optional(),
    format: z.literal(ruleFileFormat),
    version: z.literal(ruleFileVersion),
    rules: z.array(fileRuleSchema).max(10_000),
  })
  .strict()
export type RuleFile = z.infer<typeof ruleFileSchema>

/** What one rule of a file means beside the rules that are there. */
export const importRowSchema = z.object({
  /** Place in the file, from 0. */
  place: z.number().int(),
  kind: z.enum(['added', 'changed', 'same', 'invalid']),
  /** Null where it has none yet or can't be read. */
  id: z.string().nullable(),
  /** As it is now; null for one that is added. */
  before: z.string().nullable(),
  /** As the file says; null where it can't be read. */
  after: z.string().nullable(),
  /** `conditions[0].operands[0]: 64,200 → 65,000`, or what is wrong and where. */
  details: z.array(z.string()),
})
export type ImportRow = z.infer<typeof importRowSchema>
