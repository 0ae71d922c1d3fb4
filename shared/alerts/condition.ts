/** One condition of a rule: a source, an operator, and what it is compared with. */
import { z } from 'zod'
import { instrumentIdSchema } from '../model/ids.ts'
import { intervalSchema } from '../model/interval.ts'
import { conditionOperators, operandCount, operatorSpec } from './operators.ts'
import { isMoment, needsInterval, sourceSchema, type Source } from './sources.ts'

/** A fixed number in the source's unit, or another source of the same instrument (price crossing an average). */
export const operandSchema = z.union([z.number(), sourceSchema], {
  error: 'a number, or a source to compare with',
})
export type Operand = z.infer<typeof operandSchema>

/** How far back a move may reach: over the last `count` minutes, or the open bar and those before it. */
export const withinSchema = z.object({
  count: z.number().int().min(1).max(1440),
  unit: z.enum(['bars', 'minutes']),
})
export type Within = z.infer<typeof withinSchema>

const longestBars = 200

type Shape = {
  readonly source: Source
  readonly operator: (typeof conditionOperators)[number]
  readonly operands: readonly Operand[]
  readonly within: Within | null
  readonly interval: string | null
}

/** What is wrong with a condition as a whole, each with the field that it is about. */
function mistakesIn({ source, operator, operands, within, interval }: Shape): [string | number, string][] {
  const found: [string | number, string][] = []
  const spec = operatorSpec(operator)
  const count = operandCount(operator)
  if (isMoment(source) !== (spec.shape === 'moment')) {
    found.push([
      'operator',
      isMoment(source) ? 'what happens has no number: use "happens"' : '"happens" is for events and webhooks',
    ])
  }
  if (operands.length !== count) found.push(['operands', `needs ${count} of them, has ${operands.length}`])
  for (const operand of operands) {
    if (typeof operand !== 'number' && isMoment(operand))
      found.push(['operands', 'an event is not a number to compare with'])
  }
  const [first, second] = operands
  if (spec.shape === 'channel' && typeof first === 'number' && typeof second === 'number' && first >= second)
    found.push(['operands', 'the lower bound comes first and lies below the upper one'])
  if (spec.shape === 'move' && !(typeof first === 'number' && first > 0))
    found.push(['operands', 'a move is a number above 0'])
  if ((spec.shape === 'move') !== (within !== null))
    found.push([
      'within',
      within === null ? 'a move needs a time to happen within' : 'only a move happens within a time',
    ])
  if (within?.unit === 'bars' && interval === null)
    found.push(['interval', 'counting bars needs their interval'])
  if (within?.unit === 'bars' && within.count > longestBars)
    found.push(['within', `at most ${longestBars} bars`])
  const all = [source, ...operands.filter((operand) => typeof operand !== 'number')]
  if (interval === null && all.some(needsInterval))
    found.push(['interval', 'an indicator or a volume needs the interval of its bars'])
  return found
}

export const conditionSchema = z
  .object({
    source: sourceSchema,
    operator: z.enum(conditionOperators),
    /** None, the level, the lower and the upper bound, or the amount of a move (in percent where the operator says so). */
    operands: z.array(operandSchema).max(2),
    /** Moves only. */
    within: withinSchema.nullable(),
    /**
     * The bars that indicators, volumes and moves are counted on and that "once per bar close" waits for. In a rule of several
     * conditions, something that happened in a bar counts as true until that bar ends; without an interval only at
     * that very moment.
     */
    interval: intervalSchema.nullable(),
    /** Null: the instrument that the rule is armed on. */
    instrument: instrumentIdSchema.nullable(),
  })
  .superRefine((condition, context) => {
    for (const [field, message] of mistakesIn(condition))
      context.addIssue({ code: 'custom', path: [field], message })
  })
export type Condition = z.infer<typeof conditionSchema>
