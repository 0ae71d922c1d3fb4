/** Rules of every kind around the prices of the tapes, each made from one number. */
import fc from 'fast-check'
import type { Condition } from '../../../../../shared/alerts/condition.ts'
import {
  conditionOperators,
  operatorSpec,
  type ConditionOperator,
} from '../../../../../shared/alerts/operators.ts'
import type { AlertRule, Confirm, Frequency } from '../../../../../shared/alerts/rule.ts'
import { isInBars, type Source } from '../../../../../shared/alerts/sources.ts'
import { bitcoin, condition, ether, rule, startAt } from '../language/tapes.ts'

/** The same numbers for the same seed: drawing from it is much faster than an arbitrary for each choice. */
export class Dice {
  #seed: number
  constructor(seed: number) {
    this.#seed = seed
  }
  /** A whole number from 0 up to and without `sides`. */
  below(sides: number): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.#seed / 0x1_0000_0000) * sides)
  }
  oneOf<T>(...values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0]
  }
  oneIn(sides: number): boolean {
    return this.below(sides) === 0
  }
}

const frequencies: [Frequency, ...Frequency[]] = [
  { kind: 'once' },
  { kind: 'every-time', coolDownMs: 0 },
  { kind: 'every-time', coolDownMs: 0 },
  { kind: 'every-time', coolDownMs: 9000 },
  { kind: 'once-per-minute', coolDownMs: 0 },
  { kind: 'once-per-bar', interval: '1m', coolDownMs: 0 },
]
const closing: Frequency = { kind: 'once-per-bar-close', interval: '1m', coolDownMs: 0 }
const priceOperators = conditionOperators.filter((operator) =>
  ['level', 'channel'].includes(operatorSpec(operator).shape),
) as [ConditionOperator, ...ConditionOperator[]]
const moves = conditionOperators.filter((operator) => operatorSpec(operator).shape === 'move') as [
  ConditionOperator,
  ...ConditionOperator[],
]

const seconds = (count: number) => startAt + count * 1000

function scheduleOf(dice: Dice): Partial<AlertRule['schedule']> {
  return {
    startsAt: dice.oneIn(6) ? seconds(dice.below(40)) : null,
    expiresAt: dice.oneIn(5) ? seconds(20 + dice.below(90)) : null,
    snoozeUntil: dice.oneIn(6) ? seconds(dice.below(60)) : null,
    active: dice.oneIn(5)
      ? {
          timeZone: dice.oneOf('UTC', 'Asia/Kolkata'),
          windows: [
            { days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 721, toMinute: 722 },
            { days: [1], fromMinute: 1050, toMinute: 1051 },
          ],
        }
      : null,
  }
}

function confirmOf(dice: Dice): Confirm {
  if (!dice.oneIn(3)) return { kind: 'last-tick' }
  return dice.oneOf<Confirm>(
    { kind: 'ticks', count: 2 + dice.below(2) },
    { kind: 'bar-close', interval: '1m' },
    {
      kind: 'second-venue',
      instrument: dice.oneOf(ether, ether, bitcoin),
      withinMs: 10_000,
      tolerancePercent: dice.oneOf(0, 0.02),
    },
  )
}

function restOf(dice: Dice) {
  return {
    combine: dice.oneOf('all' as const, 'any' as const),
    armedAt: dice.oneIn(4) ? seconds(dice.below(80)) : startAt,
    frequency: dice.oneOf(...frequencies),
    rearm: dice.oneIn(3)
      ? dice.oneOf<NonNullable<AlertRule['rearm']>>(
          { unit: 'value', amount: (1 + dice.below(4)) / 100 },
          { unit: 'percent', amount: dice.oneOf(0.01, 0.02, 0.03) },
        )
      : null,
    schedule: dice.oneIn(2) ? scheduleOf(dice) : {},
  }
}

/** Levels and channels of a value that moves around `middle` by `step`. */
function operandsOf(dice: Dice, operator: ConditionOperator, middle: number, step: number): number[] {
  const round = (value: number) => Number(value.toFixed(6))
  const lower = middle + (dice.below(7) - 3) * step
  const { shape } = operatorSpec(operator)
  if (shape === 'move') return [round((1 + dice.below(5)) * step)]
  return shape === 'channel' ? [round(lower), round(lower + (1 + dice.below(5)) * step)] : [round(lower)]
}

const several = (dice: Dice) => (dice.oneIn(3) ? 2 + dice.below(2) : 1)

function priceRuleOf(dice: Dice): AlertRule {
  const conditions = Array.from({ length: several(dice) }, () => {
    const operator = dice.oneOf(...priceOperators)
    return condition({
      operator,
      operands: operandsOf(dice, operator, 100, 0.01),
      interval: dice.oneOf(null, '1m'),
      instrument: dice.oneOf(null, null, bitcoin),
    })
  })
  return rule({ conditions, ...restOf(dice) })
}

const rsi: Source = { kind: 'indicator', name: 'rsi', inputs: { length: 14 }, output: 'value' }
/** Sources with the middle and the step of what the tapes make of them. */
const sources: [[Source, number, number], ...[Source, number, number][]] = [
  [{ kind: 'last' }, 100, 0.01],
  [{ kind: 'last' }, 100, 0.01],
  [{ kind: 'bid' }, 100, 0.01],
  [{ kind: 'ask' }, 100, 0.01],
  [{ kind: 'mid' }, 100, 0.005],
  [{ kind: 'spread' }, 0, 0.01],
  [{ kind: 'volume' }, 100, 0.01],
  [{ kind: 'age' }, 6, 1],
  [{ kind: 'change-percent', basis: '24h' }, 0, 1],
  [{ kind: 'ratio', to: ether }, 1, 1e-4],
  [{ kind: 'difference', to: ether }, 0, 0.01],
  [rsi, 100, 0.01],
  [{ kind: 'webhook', hook: 'tv', path: 'p' }, 2, 1],
]
/** Those that one-minute bars can stand in for. */
const barSources = sources.filter(([source]) => isInBars(source)) as typeof sources
const moments: [Source, ...Source[]] = [
  { kind: 'event', event: 'feed-down' },
  { kind: 'event', event: 'woken' },
  { kind: 'webhook', hook: 'tv', path: null },
]

function anyConditionOf(dice: Dice, isApp: boolean, from: typeof sources): Condition {
  const instrument = dice.oneOf(isApp ? bitcoin : null, null, ether)
  const interval = '1m'
  if (from === sources && dice.oneIn(6)) {
    const source = dice.oneOf(...moments)
    const about = isApp ? dice.oneOf(null, bitcoin) : instrument
    return condition({ source, operator: 'happens', operands: [], interval, instrument: about })
  }
  const [source, middle, step] = dice.oneOf(...from)
  const operator = dice.oneIn(5) ? dice.oneOf(...moves) : dice.oneOf(...priceOperators)
  const isMove = operatorSpec(operator).shape === 'move'
  const operands: Condition['operands'] = operandsOf(dice, operator, middle, step)
  if (!isMove && middle === 100 && dice.oneIn(4)) operands[0] = dice.oneOf<Source>(rsi, { kind: 'last' })
  const within = isMove
    ? dice.oneOf<Condition['within']>({ count: 1, unit: 'minutes' }, { count: 2, unit: 'bars' })
    : null
  return condition({
    source,
    operator,
    operands,
    within,
    interval,
    instrument: isApp ? (instrument ?? ether) : instrument,
  })
}

function anyRuleOf(dice: Dice, from: typeof sources): AlertRule {
  const rest = restOf(dice)
  const isApp = dice.oneIn(6)
  const scope: AlertRule['scope'] = isApp
    ? { kind: 'app' }
    : dice.oneOf<AlertRule['scope']>(
        { kind: 'instruments', instruments: [bitcoin] },
        { kind: 'instruments', instruments: [bitcoin, ether] },
        { kind: 'watchlist', watchlist: 'mine' },
      )
  const frequency = dice.oneIn(5) ? closing : rest.frequency
  if (dice.oneIn(2)) {
    const conditions = Array.from({ length: several(dice) }, () => anyConditionOf(dice, isApp, from))
    const confirm = confirmOf(dice)
    return rule({
      ...rest,
      scope,
      conditions,
      frequency,
      confirm: confirm.kind === 'second-venue' ? { kind: 'last-tick' } : confirm,
    })
  }
  const { conditions } = priceRuleOf(dice)
  return rule({
    ...rest,
    conditions: isApp
      ? conditions.map((one) => ({ ...one, instrument: one.instrument ?? ether }))
      : conditions,
    scope,
    frequency,
    confirm: confirmOf(dice),
  })
}

const seeds = fc.nat(0x7f_ff_ff_ff)
/** Rules that are judged on the last price alone and wait for nothing. */
export const priceRules = seeds.map((seed) => priceRuleOf(new Dice(seed)))
/** Rules with any source, any scope and any confirmation. */
export const anyRules = seeds.map((seed) => anyRuleOf(new Dice(seed), sources))
/** Rules with any scope and any confirmation that one-minute bars can judge. */
export const barRules = seeds.map((seed) => anyRuleOf(new Dice(seed), barSources))
