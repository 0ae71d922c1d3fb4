/** The cost of a tick beside a hundred and a hundred thousand armed rules of one instrument: where none is concerned, and where ten are. */
import { createRuleBook, type RuleBook } from '../electron/alerts/engine/rule-book.ts'
import type { TickInput } from '../electron/alerts/language/input.ts'
import { defaultActions } from '../shared/alerts/actions.ts'
import type { ConditionOperator } from '../shared/alerts/operators.ts'
import type { AlertRule, Frequency } from '../shared/alerts/rule.ts'
import { instrumentId } from '../shared/model/ids.ts'
import { benchAlertSeries } from './alert-series.ts'
import { compare, print, type Way } from './measure.ts'

const instrument = instrumentId('simulated', 'BTCUSDT')
const tickSize = 0.01
const middle = 60_000

const frequencies: readonly Frequency[] = [
  { kind: 'once' },
  { kind: 'every-time', coolDownMs: 0 },
  { kind: 'once-per-minute', coolDownMs: 0 },
  { kind: 'once-per-bar', interval: '1m', coolDownMs: 0 },
]
const above: readonly ConditionOperator[] = [
  'crossing',
  'crossing-up',
  'greater-than',
  'entering-channel',
  'inside-channel',
]
const below: readonly ConditionOperator[] = [
  'crossing',
  'crossing-down',
  'less-than',
  'entering-channel',
  'inside-channel',
]

function oneOf<T>(values: readonly T[], number: number): T {
  const value = values[number % values.length]
  if (value === undefined) throw new RangeError('nothing to choose from')
  return value
}

/** A rule on `level`; a channel reaches from there away from the price. */
function rule(id: string, operator: ConditionOperator, level: number, frequency: Frequency): AlertRule {
  const round = (price: number) => Math.round(price / tickSize) * tickSize
  const far = level + (level > middle ? 5 : -5)
  const bounds = [level, far].map(round).sort((a, b) => a - b)
  return {
    language: 2,
    id,
    name: '',
    note: '',
    message: null,
    scope: { kind: 'instruments', instruments: [instrument] },
    combine: 'any',
    conditions: [
      {
        source: { kind: 'last' },
        operator,
        operands: operator.endsWith('channel') ? bounds : [round(level)],
        within: null,
        interval: null,
        instrument: null,
      },
    ],
    frequency,
    rearm: null,
    confirm: { kind: 'last-tick' },
    actions: defaultActions,
    schedule: { startsAt: null, expiresAt: null, snoozeUntil: null, active: null },
    state: 'armed',
    createdAt: 0,
    armedAt: 0,
    version: 1,
  }
}

let at = 0

function tickOf(last: number): TickInput {
  at += 250
  return { kind: 'tick', instrument, exchangeAt: null, receivedAt: at, last }
}

/**
 * Rules of all operators and frequencies half above and half below the price, none nearer than ten; every tenth fired when the
 * price was there, and waits for it to leave by the re-arm band.
 */
function bookOf(count: number): RuleBook {
  const market = { stale: () => false, derived: () => null }
  const book = createRuleBook({ tickSize: () => tickSize, market, subjectsOf: () => [instrument] })
  const put = (one: AlertRule) => book.put(one, new Map())
  for (let number = 0; number < count; number += 1) {
    const distance = 10 + (number * 20_000) / count
    const frequency = oneOf(frequencies, Math.floor(number / 10))
    const isAbove = number % 2 === 0
    if (number % 10 === 9) {
      // Greater than a level far below: true since the first price.
      const waiting = rule(`r${number}`, 'greater-than', middle - distance, {
        kind: 'every-time',
        coolDownMs: 0,
      })
      put({ ...waiting, rearm: { unit: 'value', amount: 5 } })
    } else
      put(
        rule(
          `r${number}`,
          oneOf(isAbove ? above : below, Math.floor(number / 2)),
          isAbove ? middle + distance : middle - distance,
          frequency,
        ),
      )
  }
  book.input(tickOf(middle))
  return book
}

function quiet(count: number): Way {
  const book = bookOf(count)
  // Made beforehand: what is measured is the rules, not the making of ticks.
  const ticks = Array.from({ length: 19 }, (_, place) => tickOf(middle + place - 9))
  let step = 0
  return {
    name: `${count} rules`,
    run() {
      step = (step + 7) % ticks.length
      if (book.input(oneOf(ticks, step)).length > 0) throw new Error('a rule was triggered')
    },
  }
}

/** Ten rules that fire at every tick, since the price goes to and fro over their level. */
function busy(count: number): Way {
  const book = bookOf(count - 10)
  for (let number = 0; number < 10; number += 1)
    book.put(rule(`busy-${number}`, 'crossing', middle + 1, { kind: 'every-time', coolDownMs: 0 }), new Map())
  const ticks = [middle, middle + 2].map(tickOf)
  let step = 0
  book.input(oneOf(ticks, step))
  return {
    name: `${count} rules`,
    run() {
      step += 1
      if (book.input(oneOf(ticks, step)).length !== 10) throw new Error('other rules than ten were triggered')
    },
  }
}

export async function benchAlerts(): Promise<void> {
  print('a tick that triggers nothing', compare([quiet(100), quiet(100_000)]))
  print('a tick that triggers ten rules', compare([busy(100), busy(100_000)]))
  await benchAlertSeries()
}
