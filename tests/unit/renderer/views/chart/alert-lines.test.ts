/** Which lines the rules put on a chart, and what a drag of one makes of its rule. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandTicks } from '../../../../../electron/alerts/language/judge.ts'
import { evaluate } from '../../../../../electron/alerts/language/evaluate.ts'
import { memoryFor, watch } from '../../../../../electron/alerts/language/watch.ts'
import {
  alertLinesOf,
  allowedLevel,
  draftOf,
  labelOf,
  previewLinesOf,
  rearmOf,
  rehearsedOn,
  withLevel,
  type LinesContext,
} from '../../../../../renderer/views/chart/alert-lines.ts'
import { operatorTable, type ConditionOperator } from '../../../../../shared/alerts/operators.ts'
import { alertDraftSchema, type AlertRule } from '../../../../../shared/alerts/rule.ts'
import type { AlertView } from '../../../../../shared/alerts/view.ts'
import { sampleRule, sampleStanding } from '../../../../support/alert-samples.ts'
import { btc, eth } from '../../../../support/samples.ts'
import { condition } from '../../../shared/alerts/samples.ts'

const context: LinesContext = { instrument: btc, tickSize: 0.01, allPaused: false, hidden: null }
const lines = (rules: AlertView[], changes: Partial<LinesContext> = {}) =>
  alertLinesOf(rules, { ...context, ...changes })
const labels = (rules: AlertView[], changes: Partial<LinesContext> = {}) =>
  lines(rules, changes).map((line) => labelOf(line, line.level, 0.01))

const crossing = condition()
const channel = condition({ operator: 'exiting-channel', operands: [60_000, 64_000] })

describe('alertLinesOf', () => {
  it('draws what waits on the instrument, saying how it stands', () => {
    const rules = [
      sampleRule('armed', { conditions: [crossing] }),
      sampleRule('paused', { conditions: [crossing], state: 'paused' }),
      sampleRule('fired', { conditions: [crossing], state: 'fired' }),
      sampleRule('expired', { conditions: [crossing], state: 'expired' }),
      sampleRule('unwatched', {
        conditions: [crossing],
        standings: [sampleStanding(btc, { unwatched: 'market closed' })],
      }),
      sampleRule('elsewhere', { conditions: [crossing], instrument: eth }),
    ]
    expect(lines(rules).map(({ id, tone }) => [id, tone])).toEqual([
      ['armed:0:0', 'armed'],
      ['paused:0:0', 'paused'],
      ['unwatched:0:0', 'unwatched'],
    ])
    expect(labels(rules)).toEqual([
      'crosses up 64,200',
      'paused: crosses up 64,200',
      'not watched: crosses up 64,200',
    ])
    expect(lines(rules)[2]?.said).toContain('Not watched: market closed')
    expect(lines(rules, { allPaused: true }).every(({ tone }) => tone === 'paused')).toBe(true)
    expect(lines(rules, { hidden: 'armed' }).map(({ rule }) => rule)).toEqual(['paused', 'unwatched'])
  })

  it('asks each instrument of a rule for itself', () => {
    const both = sampleRule('both', {
      conditions: [crossing],
      scope: { kind: 'watchlist', watchlist: 'main' },
      standings: [sampleStanding(btc, { state: 'fired' }), sampleStanding(eth)],
    })
    expect(lines([both])).toEqual([])
    expect(lines([both], { instrument: eth })).toHaveLength(1)
  })

  it('draws a condition where its own instrument is shown, and not where the rule is armed', () => {
    const named = sampleRule('named', { conditions: [condition({ instrument: eth })] })
    expect(lines([named])).toEqual([])
    expect(lines([named], { instrument: eth })).toHaveLength(1)
    const app = sampleRule('app', {
      scope: { kind: 'app' },
      conditions: [condition({ instrument: btc })],
      standings: [sampleStanding(null)],
    })
    expect(lines([app])).toHaveLength(1)
  })

  it('draws both bounds of a channel, each knowing the other, and every condition with its place', () => {
    const rule = sampleRule('r', {
      conditions: [channel, condition({ source: { kind: 'bid' }, operands: [50_000] })],
    })
    expect(labels([rule])).toEqual([
      '1 of 2: exits the channel from 60,000',
      '1 of 2: exits the channel to 64,000',
      '2 of 2: bid crosses up 50,000',
    ])
    expect(labels([{ ...rule, name: 'Range' }])[1]).toBe('Range (1 of 2) to 64,000')
    expect(lines([rule]).map(({ pair }) => pair)).toEqual(['r:0:1', 'r:0:0', null])
  })

  it('leaves out what is no price of its own on the axis', () => {
    const sma = { kind: 'indicator', name: 'sma', inputs: { length: 20 }, output: 'value' } as const
    const rule = sampleRule('r', {
      conditions: [
        condition({ operands: [sma], interval: '1h' }),
        condition({ source: { kind: 'spread' } }),
        condition({ source: { kind: 'ratio', to: eth } }),
        condition({ operator: 'moving-up', within: { count: 1, unit: 'minutes' } }),
        condition({ operator: 'inside-channel', operands: [60_000, sma], interval: '1h' }),
      ],
    })
    // Of a channel with one fixed bound, that bound, filled to nowhere.
    expect(lines([rule]).map(({ condition: place, pair }) => [place, pair])).toEqual([[4, null]])
  })

  it('calls a rule by its name, cut where it is long, and writes tiny prices in full', () => {
    const name = 'The level that everybody has been looking at'
    expect(labels([sampleRule('r', { name, conditions: [crossing] })])).toEqual([
      'The level that everybody ha… 64,200',
    ])
    const tiny = sampleRule('t', { conditions: [condition({ operands: [0.000_000_012_3] })] })
    const [line] = lines([tiny], { tickSize: 1e-10 })
    expect(line === undefined ? '' : labelOf(line, line.level, 1e-10)).toBe('crosses up 0.0000000123')
  })
})

describe('previewLinesOf', () => {
  it('draws the levels of the draft on its instrument alone, the label following the price', () => {
    const preview = {
      instrument: btc,
      levels: [
        {
          condition: 0,
          operand: 0,
          value: 100,
          label: 'exits the channel from 100',
          rearm: { below: null, above: 100.4 },
        },
        { condition: 0, operand: 1, value: 200, label: 'exits the channel to 200', rearm: null },
      ],
      marks: [],
      move: () => undefined,
    }
    const [lower, upper] = previewLinesOf(preview, context)
    expect(lower).toMatchObject({
      rule: null,
      tone: 'draft',
      pair: 'draft:0:1',
      rearmText: 'rings again only above 100.40',
    })
    expect(upper).toMatchObject({ pair: 'draft:0:0', rearmText: '' })
    expect(lower === undefined ? '' : labelOf(lower, 101.5, 0.01)).toBe('exits the channel from 101.50')
    expect(previewLinesOf(preview, { ...context, instrument: eth })).toEqual([])
    expect(previewLinesOf(null, context)).toEqual([])
  })
})

describe('rearmOf', () => {
  const shaped = Object.keys(operatorTable).filter((name): name is ConditionOperator =>
    ['level', 'channel'].includes(operatorTable[name as ConditionOperator].shape),
  )

  it('is where the evaluator arms again, to the tick', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...shaped),
        fc.integer({ min: 9_000, max: 11_000 }),
        fc.integer({ min: 1, max: 400 }),
        fc.oneof(
          fc.record({
            unit: fc.constant('percent' as const),
            amount: fc.double({ min: 0.001, max: 3, noNaN: true }),
          }),
          fc.record({
            unit: fc.constant('value' as const),
            amount: fc.double({ min: 0.001, max: 3, noNaN: true }),
          }),
        ),
        (operator, lowTicks, widthTicks, rearm) => {
          const grid = 0.01
          const operands = [lowTicks / 100, (lowTicks + widthTicks) / 100].slice(
            0,
            operatorTable[operator].shape === 'channel' ? 2 : 1,
          )
          const one = condition({ operator, operands })
          const rule: AlertRule = {
            ...sampleRule('r'),
            conditions: [one],
            rearm,
            frequency: { kind: 'every-time', coolDownMs: 0 },
          }
          const watched = watch({ ...rule, armedAt: 0 }, btc, () => grid)
          const armedAgainAt = (price: number): boolean => {
            const before = memoryFor(watched)
            const disarmed = {
              ...before,
              conditions: before.conditions.map((each) => ({ ...each, disarmed: true })),
            }
            const input = {
              kind: 'tick',
              instrument: btc,
              last: price,
              exchangeAt: 1,
              receivedAt: 1,
            } as const
            const { memory } = evaluate(watched, disarmed, input, { stale: () => false, derived: () => null })
            return memory.conditions[0]?.disarmed === false
          }
          operands.forEach((_level, operand) => {
            const found = rearmOf(one, operand, rearm, grid)
            // Where the re-arm is on this side, the line itself is far enough and one tick nearer is not.
            const inside = operatorTable[operator].rearms === 'inside'
            if (found?.below !== null && found?.below !== undefined && !inside) {
              expect(armedAgainAt(found.below)).toBe(true)
              expect(armedAgainAt(Number((found.below + grid).toFixed(2)))).toBe(false)
            }
            if (found?.above !== null && found?.above !== undefined && !inside) {
              expect(armedAgainAt(found.above)).toBe(true)
              expect(armedAgainAt(Number((found.above - grid).toFixed(2)))).toBe(false)
            }
            if (inside && widthTicks > 2 * bandTicks(rearm, lowTicks + widthTicks, grid)) {
              const edge = found?.above ?? found?.below ?? NaN
              const outward = found?.above === null ? grid : -grid
              expect(armedAgainAt(edge)).toBe(true)
              expect(armedAgainAt(Number((edge + outward).toFixed(2)))).toBe(false)
            }
          })
        },
      ),
    )
  })

  it('says nothing for moves', () => {
    const move = condition({ operator: 'moving-up', within: { count: 1, unit: 'minutes' } })
    expect(rearmOf(move, 0, { unit: 'value', amount: 1 }, 0.01)).toBeNull()
  })
})

describe('a drag', () => {
  const rule = sampleRule('r', {
    name: 'Range',
    note: 'keep me',
    conditions: [channel, crossing],
    rearm: { unit: 'percent', amount: 0.4 },
    scope: { kind: 'watchlist', watchlist: 'main' },
  })

  it('changes the one operand and keeps all else', () => {
    const draft = withLevel(draftOf(rule), 0, 1, 63_500)
    expect(alertDraftSchema.safeParse(draft).error).toBeUndefined()
    expect(draft).toEqual({
      ...draftOf(rule),
      conditions: [{ ...channel, operands: [60_000, 63_500] }, crossing],
    })
    expect(withLevel(draftOf(rule), 7, 0, 1)).toEqual(draftOf(rule))
  })

  it('keeps a channel’s bounds apart and prices on their grid', () => {
    const [lower, upper] = lines([rule])
    if (lower === undefined || upper === undefined) throw new Error('no channel')
    expect(allowedLevel(lower, 70_000, upper, 0.01)).toBe(63_999.99)
    expect(allowedLevel(upper, 50_000, lower, 0.01)).toBe(60_000.01)
    expect(allowedLevel(upper, 65_000.004, lower, 0.01)).toBe(65_000)
    expect(allowedLevel(lower, 0.1 + 0.2, undefined, 0.1)).toBe(0.3)
  })

  it('is rehearsed on the shown instrument alone', () => {
    expect(rehearsedOn(draftOf(rule), btc)).toMatchObject({
      scope: { kind: 'instruments', instruments: [btc] },
    })
    expect(rehearsedOn(draftOf(rule), btc)).not.toHaveProperty('id')
    const elsewhere = sampleRule('e', { instrument: eth })
    expect(rehearsedOn(draftOf(elsewhere), btc).scope).toEqual({ kind: 'instruments', instruments: [eth] })
  })
})
