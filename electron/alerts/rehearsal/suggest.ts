/** Which re-arm band would spare a noisy rule most of its firings. */
import { operatorSpec } from '../../../shared/alerts/operators.ts'
import type { AlertRule, Rearm } from '../../../shared/alerts/rule.ts'

/** Bands that people use, in percent of the level, ascending. */
export const usualBands: readonly Rearm[] = [0.05, 0.1, 0.2, 0.3, 0.5, 1, 2].map((amount) => ({
  unit: 'percent',
  amount,
}))

/** Fewer firings than this need no sparing. */
const fewestFirings = 5

/**
 * Whether a band could be suggested at all: for fixed levels and channels of the last price. Of other values a percent of the level
 * says little (0.3 % of an RSI of 70), the band of a move is a part of its amount, and what fires once has nothing to spare.
 */
export function canSuggest(
  rule: Pick<AlertRule, 'conditions' | 'rearm' | 'frequency'>,
  count: number,
): boolean {
  const isPlain = rule.conditions.every(
    ({ source, operator, operands }) =>
      source.kind === 'last' &&
      ['level', 'channel'].includes(operatorSpec(operator).shape) &&
      operands.every((operand) => typeof operand === 'number'),
  )
  return isPlain && rule.rearm === null && rule.frequency.kind !== 'once' && count >= fewestFirings
}

/**
 * How many firings a band may leave to be worth suggesting: a third. Each firing that is spared was a return within the band, and so
 * is what a wider band leaves out: one that spares less does not change how the rule is lived with, and the smallest that spares as much
 * hides the least.
 */
export function mostLeft(count: number): number {
  return Math.floor(count / 3)
}

/** The smallest that helps: `counts` are those with each of the usual bands, as far as they are known. */
export function suggestionOf(
  count: number,
  counts: readonly number[],
): { readonly rearm: Rearm; readonly count: number } | null {
  const place = counts.findIndex((left) => left <= mostLeft(count))
  const [rearm, left] = [usualBands[place], counts[place]]
  return rearm === undefined || left === undefined ? null : { rearm, count: left }
}
