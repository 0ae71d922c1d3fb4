/** How far the price is from what a rule waits for, on one instrument and on several. */
import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../../../shared/alerts/condition.ts'
import type { AlertView } from '../../../../../shared/alerts/view.ts'
import type { InstrumentId } from '../../../../../shared/model/ids.ts'
import { distanceOf, instrumentsOf } from '../../../../../renderer/views/alerts/distance.ts'
import { sampleRule, sampleStanding } from '../../../../support/alert-samples.ts'
import { btc, eth, sampleQuote, sol } from '../../../../support/samples.ts'

const condition = (fields: Partial<Condition> = {}): Condition => ({
  source: { kind: 'last' },
  operator: 'crossing',
  operands: [100],
  within: null,
  interval: null,
  instrument: null,
  ...fields,
})

const look = (prices: Partial<Record<InstrumentId, number>>, atr: number | null = null) => ({
  quote: (id: InstrumentId) => {
    const last = prices[id]
    return last === undefined ? undefined : sampleQuote(id, { last, bid: last - 1, ask: last + 1 })
  },
  atr: () => atr,
})

const on = (conditions: Condition[], fields: Partial<AlertView> = {}): AlertView =>
  sampleRule('r', { conditions, ...fields })

describe('distance on one instrument', () => {
  it('is in percent of the price, and half the bar at 1 %', () => {
    const rule = on([condition({ operands: [101] })])
    expect(distanceOf(rule, look({ [btc]: 100 }))).toEqual({
      text: '1.00 % away',
      atrText: null,
      nearness: 0.5,
      percent: 1,
      stale: false,
    })
  })

  it('is in average true ranges besides, where that is known', () => {
    expect(distanceOf(on([condition({ operands: [101] })]), look({ [btc]: 100 }, 2)).atrText).toBe('0.5 ATR')
    expect(distanceOf(on([condition({ operands: [101] })]), look({ [btc]: 100 }, 0)).atrText).toBeNull()
  })

  it('is nothing for a state that holds, but not for a crossing', () => {
    const met = (operator: Condition['operator'], operands: number[]): string =>
      distanceOf(on([condition({ operator, operands })]), look({ [btc]: 100 })).text
    expect(met('greater-than', [99])).toBe('met now')
    expect(met('less-than', [101])).toBe('met now')
    expect(met('inside-channel', [99, 101])).toBe('met now')
    expect(met('outside-channel', [90, 99])).toBe('met now')
    expect(met('crossing-up', [99])).toBe('1.00 % away')
    expect(met('greater-than', [101])).toBe('1.00 % away')
    expect(met('entering-channel', [102, 110])).toBe('2.00 % away')
  })

  it('takes the price that the condition watches', () => {
    const ofAsk = on([condition({ source: { kind: 'ask' }, operands: [101] })])
    expect(distanceOf(ofAsk, look({ [btc]: 100 })).percent).toBe(0)
    const ofMid = on([condition({ source: { kind: 'mid' }, operands: [110] })])
    expect(distanceOf(ofMid, look({ [btc]: 100 })).percent).toBe(10)
  })

  it('says when there is no price, and nothing where there is no level', () => {
    expect(distanceOf(on([condition()]), look({})).text).toBe('no price')
    const rsi = condition({
      source: { kind: 'indicator', name: 'rsi', inputs: { period: 14 }, output: 'rsi' },
      operator: 'crossing-down',
      operands: [30],
      interval: '1h',
    })
    expect(distanceOf(on([rsi]), look({ [btc]: 100 }))).toMatchObject({ text: '', percent: null })
  })

  it('tells a change as it is now', () => {
    const change = condition({
      source: { kind: 'change-percent', basis: '24h' },
      operator: 'greater-than',
      operands: [5],
    })
    expect(distanceOf(on([change]), look({ [btc]: 100 }))).toMatchObject({ text: '+2.04 % now' })
  })

  it('is that of the farthest condition where all must hold, of the nearest where any will do', () => {
    const both = [condition({ operands: [101] }), condition({ operands: [105] })]
    expect(distanceOf(on(both), look({ [btc]: 100 })).percent).toBe(5)
    expect(distanceOf(on(both, { combine: 'any' }), look({ [btc]: 100 })).percent).toBe(1)
  })
})

describe('distance on several instruments', () => {
  it('names the nearest', () => {
    const standings = [btc, eth, sol].map((id) => sampleStanding(id))
    const rule = on([condition()], { standings })
    expect(instrumentsOf(rule)).toEqual([btc, eth, sol])
    expect(distanceOf(rule, look({ [btc]: 150, [eth]: 102, [sol]: 97 }))).toMatchObject({
      text: 'ETHUSDT 1.96 % away',
    })
  })

  it('is asked of the instrument that a condition names', () => {
    const rule = on([condition({ instrument: sol })], { standings: [sampleStanding(null)] })
    expect(instrumentsOf(rule)).toEqual([sol])
    expect(distanceOf(rule, look({ [sol]: 100 })).percent).toBe(0)
  })
})
