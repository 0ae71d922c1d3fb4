/** Which rules are asked why they did not fire in a candle, and in which minute. */
import { describe, expect, it } from 'vitest'
import { alertLinesOf } from '../../../../../renderer/views/chart/alert-lines.ts'
import { isExplainable, nearestMinute, rulesHere } from '../../../../../renderer/views/chart/why-here.ts'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { sampleRule } from '../../../../support/alert-samples.ts'
import { btc, eth } from '../../../../support/samples.ts'
import { condition } from '../../../shared/alerts/samples.ts'

const minute = (openAt: number, low: number, high: number): Candle => ({
  openAt,
  open: low,
  high,
  low,
  close: high,
  volume: 1,
  closed: true,
  source: 'rest',
})

describe('rulesHere', () => {
  it('puts the rule whose level is next to the pointer first, and those without a level last', () => {
    const rules = [
      sampleRule('move', {
        conditions: [condition({ operator: 'moving-up', within: { count: 1, unit: 'minutes' } })],
      }),
      sampleRule('far', { conditions: [condition({ operands: [150] })] }),
      sampleRule('near', { conditions: [condition({ operator: 'exiting-channel', operands: [90, 101] })] }),
      sampleRule('elsewhere', { instrument: eth }),
    ]
    const lines = alertLinesOf(rules, { instrument: btc, tickSize: 0.01, allPaused: false, hidden: null })
    expect(rulesHere(rules, lines, btc, 103).map(({ rule, level }) => [rule.id, level])).toEqual([
      ['near', 101],
      ['far', 150],
      ['move', null],
    ])
  })
})

describe('nearestMinute', () => {
  const minutes = [minute(0, 90, 95), minute(60_000, 96, 99), minute(120_000, 97, 99)]

  it('is the first in which the price came nearest to the level', () => {
    expect(nearestMinute(minutes, 110, 0)).toBe(60_000)
    expect(nearestMinute(minutes, 92, 0)).toBe(0)
    expect(nearestMinute(minutes, null, 5)).toBe(0)
    expect(nearestMinute([], 92, 5)).toBe(5)
  })

  it('is looked for in candles of up to a day', () => {
    expect([isExplainable('1m'), isExplainable('1d'), isExplainable('3d')]).toEqual([true, true, false])
  })
})
