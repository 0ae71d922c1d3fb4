/** Checks a rule that a user gives against its instrument, and makes the armed rule of it. */
import { codedError } from '../../shared/errors.ts'
import { formatPrice } from '../../shared/format/price.ts'
import type { Rule, RuleDraft } from '../../shared/model/alert.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { roundToTick } from '../../shared/model/numbers.ts'

/**
 * A level off the instrument's tick grid is refused, naming the nearest two: moving it silently would arm another rule than
 * the one that was read. Throws `bad-request`.
 */
export function checkDraft(draft: RuleDraft, instrument: Instrument, now: number): void {
  const { tickSize, symbol } = instrument
  const rounded = roundToTick(draft.level, tickSize)
  // Binary dust (64000.100000000006) is not a different price.
  if (Math.abs(rounded - draft.level) > tickSize * 1e-6 || !(rounded > 0)) {
    const below = roundToTick(Math.floor(draft.level / tickSize) * tickSize, tickSize)
    const above = roundToTick(below + tickSize, tickSize)
    const near =
      below > 0
        ? `${formatPrice(below, tickSize)} or ${formatPrice(above, tickSize)}`
        : formatPrice(above, tickSize)
    throw codedError(
      'bad-request',
      `level ${draft.level}: prices of ${symbol} move in steps of ${formatPrice(tickSize, tickSize)}; use ${near}`,
    )
  }
  if (draft.expiresAt !== null && draft.expiresAt <= now) {
    throw codedError('bad-request', `expiry ${new Date(draft.expiresAt).toISOString()} is not in the future`)
  }
}

/** The armed rule: a new one, or the next version of `before`. */
export function armedRule(
  draft: RuleDraft,
  before: Rule | null,
  id: string,
  now: number,
  tickSize: number,
): Rule {
  const { instrument, operator, level, frequency, note, expiresAt } = draft
  return {
    id,
    instrument,
    operator,
    level: roundToTick(level, tickSize),
    frequency,
    note,
    expiresAt,
    state: 'armed',
    createdAt: before?.createdAt ?? now,
    armedAt: now,
    version: (before?.version ?? 0) + 1,
  }
}

/** What a user would give to make the rule again. */
export function draftOf({ id, instrument, operator, level, frequency, note, expiresAt }: Rule): RuleDraft {
  return { id, instrument, operator, level, frequency, note, expiresAt }
}
