/** Every source and every operator against values that are read off the whole tape, with staleness, holes, restarts and other instruments. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../../../electron/alerts/language/evaluate.ts'
import type { Input, MarketState, TickInput } from '../../../../../electron/alerts/language/input.ts'
import { memoryFor } from '../../../../../electron/alerts/language/watch.ts'
import { conditionSchema, type Condition } from '../../../../../shared/alerts/condition.ts'
import { alertMemorySchema } from '../../../../../shared/alerts/memory.ts'
import { conditionOperators, operatorSpec } from '../../../../../shared/alerts/operators.ts'
import type { AlertRule, Rearm } from '../../../../../shared/alerts/rule.ts'
import type { Source } from '../../../../../shared/alerts/sources.ts'
import type { InstrumentId } from '../../../../../shared/model/ids.ts'
import { Dice } from '../engine/rules.ts'
import { byDefinition } from './by-definition.ts'
import { seriesAt, valuesOf, type Happening } from './by-source.ts'
import { bitcoin, condition, ether, rule, startAt, watched } from './tapes.ts'

const odd = [NaN, Infinity, null, 97.5, 104] as const

function tickOf(dice: Dice, at: number): TickInput {
  const price = (): number | null => (dice.oneIn(20) ? dice.oneOf(...odd) : (9995 + dice.below(11)) / 100)
  const exchangeAt = dice.oneIn(12) ? null : dice.oneIn(10) ? at - 5000 : at
  return {
    kind: 'tick',
    instrument: dice.oneIn(3) ? ether : bitcoin,
    exchangeAt,
    receivedAt: at,
    ...(dice.oneIn(5) ? {} : { last: price() }),
    ...(dice.oneIn(2) ? {} : { bid: price() }),
    ...(dice.oneIn(2) ? {} : { ask: price() }),
    ...(dice.oneIn(2)
      ? { change: { basis: dice.oneOf('24h', '24h', 'utc-day'), percent: (dice.below(11) - 5) / 10 } }
      : {}),
  }
}

/** `withHooks`: most of it is what a webhook sends. */
function tapeOf(seed: number, longestWaitMs: number, withHooks = false): Happening[] {
  const dice = new Dice(seed)
  let at = startAt
  let before: TickInput | null = null
  return Array.from({ length: 10 + dice.below(30) }, (): Happening => {
    at += dice.below(5) * Math.floor(longestWaitMs / 4)
    const kind = dice.below(32)
    if (kind === 0)
      return {
        kind: 'gap',
        instruments: dice.oneOf<InstrumentId[] | 'all'>('all', [bitcoin], [ether]),
        cause: 'feed',
      }
    if (kind === 1) return { kind: 'gap', instruments: 'all', cause: 'restart' }
    if (kind === 2)
      return { kind: 'stale', instruments: dice.oneOf<InstrumentId[]>([], [], [bitcoin], [ether]) }
    if (kind < 6) return { kind: 'clock', at }
    if (kind < 9 || (withHooks && kind > 14))
      return {
        ...({ kind: 'webhook', hook: dice.oneOf('tv', 'tv', 'other'), at } as const),
        body: dice.oneIn(6) ? {} : { p: dice.below(6) },
      }
    if (kind === 9)
      return {
        ...({ kind: 'event', event: dice.oneOf('feed-down', 'woken'), at } as const),
        instruments: dice.oneOf<InstrumentId[] | 'all'>('all', [bitcoin], [ether]),
      }
    if (kind === 10 && before !== null) return { ...before, receivedAt: at }
    before = tickOf(dice, at)
    return before
  })
}

/** The places that fire; a restart sends the memory through its stored form. */
function play(of: AlertRule, tape: readonly Happening[]): number[] {
  let stale: readonly InstrumentId[] = []
  const market: MarketState = {
    stale: (id) => stale.includes(id),
    derived: (_series, tick) => seriesAt(tick),
  }
  const prepared = watched(of)
  let memory = memoryFor(prepared)
  const fired: number[] = []
  tape.forEach((input, place) => {
    if (input.kind === 'stale') {
      stale = input.instruments
      return
    }
    if (input.kind === 'gap' && input.cause === 'restart')
      memory = alertMemorySchema.parse(JSON.parse(JSON.stringify(memory)))
    const result = evaluate(prepared, memory, input, market)
    memory = result.memory
    if (result.events.some(({ kind }) => kind === 'fired')) fired.push(place)
  })
  return fired
}

const rsi: Source = { kind: 'indicator', name: 'rsi', inputs: { length: 14 }, output: 'value' }
/** A source, what it is compared with where that is another one, the steps it counts in, and where it lies, in steps of `by`. */
type Kind = { source: Source; against: Source | null; grid: number; middle: number; by: number }
const kinds: Kind[] = [
  { source: { kind: 'last' }, against: null, grid: 0.01, middle: 100, by: 0.01 },
  { source: { kind: 'bid' }, against: null, grid: 0.01, middle: 100, by: 0.01 },
  { source: { kind: 'ask' }, against: null, grid: 0.01, middle: 100, by: 0.01 },
  { source: { kind: 'mid' }, against: null, grid: 0.005, middle: 100, by: 0.005 },
  { source: { kind: 'spread' }, against: null, grid: 0.01, middle: 0, by: 0.01 },
  { source: { kind: 'volume' }, against: null, grid: 1e-6, middle: 100, by: 0.01 },
  { source: { kind: 'age' }, against: null, grid: 1e-3, middle: 6, by: 1 },
  { source: { kind: 'change-percent', basis: '24h' }, against: null, grid: 1e-4, middle: 0, by: 0.1 },
  { source: { kind: 'ratio', to: ether }, against: null, grid: 1e-8, middle: 1, by: 1e-4 },
  { source: { kind: 'difference', to: ether }, against: null, grid: 0.01, middle: 0, by: 0.01 },
  { source: rsi, against: null, grid: 1e-8, middle: 100, by: 0.01 },
  { source: { kind: 'webhook', hook: 'tv', path: 'p' }, against: null, grid: 1e-8, middle: 3, by: 1 },
  { source: { kind: 'last' }, against: rsi, grid: 1e-8, middle: 0, by: 0.01 },
  { source: { kind: 'bid' }, against: { kind: 'last' }, grid: 0.01, middle: 0, by: 0.01 },
  { source: { kind: 'mid' }, against: { kind: 'last' }, grid: 0.005, middle: 0, by: 0.01 },
  { source: rsi, against: { kind: 'ask' }, grid: 1e-8, middle: 0, by: 0.01 },
]

/** The condition, and the same of its values counted in steps. */
function conditionsOf(dice: Dice, { source, against, grid, middle, by }: Kind): [Condition, Condition] {
  const operator = dice.oneOf(
    ...(conditionOperators.filter((each) => {
      const { shape, percent } = operatorSpec(each)
      if (shape === 'moment' || (against !== null && shape !== 'level')) return false
      // Percent of what can be 0 or less means nothing.
      return percent !== true || (middle >= 100 && source.kind !== 'age')
    }) as ['crossing']),
  )
  const { shape, percent } = operatorSpec(operator)
  const round = (value: number) => Number(value.toFixed(6))
  const lower = middle + (dice.below(7) - 3) * by
  const amount = (1 + dice.below(5)) * by
  const operands =
    against !== null
      ? [0]
      : shape === 'move'
        ? [percent === true ? round(amount + 0.003) : round(amount)]
        : shape === 'channel'
          ? [round(lower), round(lower + amount)]
          : [round(lower)]
  const within =
    shape === 'move'
      ? dice.oneOf<Condition['within']>({ count: 1, unit: 'minutes' }, { count: 2, unit: 'bars' })
      : null
  const shared = { operator, within, interval: '1m' as const }
  const inSteps = operands.map((operand) => (percent === true ? operand : Math.round(operand / grid) / 100))
  return [
    condition({ ...shared, source, operands: against === null ? operands : [against] }),
    condition({ ...shared, operands: inSteps }),
  ]
}

const seeds = fc.nat(0x7f_ff_ff_ff)
const name = ({ source, against }: Kind) =>
  against === null ? source.kind : `${source.kind} against ${against.kind}`

describe('sources', () => {
  it.each(kinds.map((kind) => [name(kind), kind] as const))('%s is judged by its values', (_name, kind) => {
    const fired = new Map<string, number>()
    const property = fc.property(seeds, (seed) => {
      const dice = new Dice(seed)
      const [one, inSteps] = conditionsOf(dice, kind)
      const isMove = operatorSpec(one.operator).shape === 'move'
      const tape = tapeOf(seed, isMove ? 40_000 : 8000, kind.source.kind === 'webhook')
      const steps = 1 + dice.below(3)
      const unit = kind.by / kind.grid
      const rearm: Rearm | null = dice.oneIn(2) ? { unit: 'value', amount: steps * kind.by } : null
      const isPercent = operatorSpec(one.operator).percent === true
      const amount = isPercent ? steps * kind.by : (steps * Math.round(unit)) / 100
      const values = valuesOf(kind.source, kind.against, tape, kind.grid)
      const expected = byDefinition(inSteps, values, rearm === null ? null : { unit: 'value', amount })
      expect(conditionSchema.safeParse(one).error).toBeUndefined()
      expect(play(rule({ conditions: [one], rearm }), tape)).toEqual(expected)
      fired.set(one.operator, (fired.get(one.operator) ?? 0) + expected.length)
    })
    fc.assert(property, { numRuns: 1500 })
    expect(fired.size).toBeGreaterThanOrEqual(kind.against === null ? 11 : 5)
    for (const [operator, count] of fired) expect(count, operator).toBeGreaterThan(5)
  })

  it('what happens fires each time that it does, to whom it is about, whatever the band and the staleness', () => {
    const sources: [Source, (input: Input) => boolean][] = [
      [
        { kind: 'webhook', hook: 'tv', path: null },
        (input) => input.kind === 'webhook' && input.hook === 'tv',
      ],
      [
        { kind: 'event', event: 'feed-down' },
        (input) =>
          input.kind === 'event' &&
          input.event === 'feed-down' &&
          (input.instruments === 'all' || input.instruments.includes(bitcoin)),
      ],
    ]
    let fired = 0
    const rearms = fc.constantFrom<(Rearm | null)[]>(null, { unit: 'percent', amount: 1 })
    const property = fc.property(
      seeds,
      fc.constantFrom(...sources),
      rearms,
      (seed, [source, isIt], rearm) => {
        const one = condition({ source, operator: 'happens', operands: [], interval: '1m' })
        const tape = tapeOf(seed, 8000)
        const expected = tape.flatMap((input, place) =>
          input.kind !== 'stale' && isIt(input) ? [place] : [],
        )
        expect(play(rule({ conditions: [one], rearm }), tape)).toEqual(expected)
        fired += expected.length
      },
    )
    fc.assert(property, { numRuns: 10_000 })
    expect(fired).toBeGreaterThan(5000)
  })
})
