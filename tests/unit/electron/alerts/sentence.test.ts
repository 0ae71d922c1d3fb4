import { describe, expect, it } from 'vitest'
import { sentence } from '../../../../electron/alerts/sentence.ts'
import { durationText, levelText } from '../../../../shared/alerts/words.ts'
import { operators } from '../../../../shared/model/alert.ts'
import { instrument, rule } from './samples.ts'

describe('sentence', () => {
  it('has words for each operator', () => {
    const texts = operators.map((operator) =>
      sentence(rule({ operator, level: 64_200, frequency: { kind: 'once' } }), instrument),
    )
    expect(texts).toEqual([
      'BTCUSDT last crosses 64,200, once',
      'BTCUSDT last crosses up 64,200, once',
      'BTCUSDT last crosses down 64,200, once',
      'BTCUSDT last is greater than 64,200, once',
      'BTCUSDT last is less than 64,200, once',
    ])
  })

  it('says how often', () => {
    const every = (coolDownMs: number) =>
      sentence(rule({ frequency: { kind: 'every-time', coolDownMs } }), instrument)
    expect(every(0)).toBe('BTCUSDT last crosses up 100, every time')
    expect(every(300_000)).toBe('BTCUSDT last crosses up 100, every time, at most once in 5 min')
  })

  it('writes levels without empty decimals, and small ones whole', () => {
    expect(levelText(64_200.5, 0.01)).toBe('64,200.50')
    expect(levelText(0.00001234, 1e-8)).toBe('0.00001234')
    expect(levelText(500, 1)).toBe('500')
  })

  it('writes durations exactly', () => {
    expect([90_000, 3_600_000, 1500, 0].map(durationText)).toEqual([
      '1 min 30 s',
      '1 h',
      '1 s 500 ms',
      '0 ms',
    ])
  })
})
