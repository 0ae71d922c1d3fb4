/** Rules as sentences, distances, and the latency of a firing. */
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import { latencyOf, latencyText } from '../../../../../renderer/views/alerts/evidence.ts'
import {
  distanceOf,
  durationWords,
  offsetSentence,
  plainSentence,
  sentenceParts,
} from '../../../../../renderer/views/alerts/rule-text.ts'

const rule = {
  instrument: instrumentId('simulated', 'BTCUSDT'),
  operator: 'crossing-up' as const,
  level: 64_200,
  frequency: { kind: 'once' as const },
  expiresAt: null,
}

describe('sentenceParts', () => {
  it('is a sentence with its parts that matter in bold', () => {
    const parts = sentenceParts(rule, 0.01, 'UTC')
    expect(plainSentence(parts)).toBe('BTCUSDT last crosses up 64,200.00, once')
    expect(parts.filter(({ strong }) => strong).map(({ text }) => text)).toEqual([
      'BTCUSDT',
      'crosses up 64,200.00',
    ])
  })

  it('tells the cool-down and the expiry', () => {
    const full = {
      ...rule,
      operator: 'less-than' as const,
      frequency: { kind: 'every-time' as const, coolDownMs: 5 * 60_000 },
      expiresAt: Date.UTC(2026, 10, 24, 20, 29),
    }
    expect(plainSentence(sentenceParts(full, null, 'UTC'))).toBe(
      'BTCUSDT last is less than 64200, every time, not again within 5 minutes, until 2026-11-24 20:29',
    )
  })
})

describe('durationWords', () => {
  it('uses the largest unit that leaves nothing over', () => {
    expect([90_000, 60_000, 3_600_000, 86_400_000, 0, 1500].map(durationWords)).toEqual([
      '90 seconds',
      '1 minute',
      '1 hour',
      '1 day',
      '0 seconds',
      '1.5 seconds',
    ])
  })
})

describe('distanceOf', () => {
  it('is nearer the nearer the price is', () => {
    expect(distanceOf('crossing', 100, 100)).toEqual({ text: '0.00 % away', nearness: 1 })
    expect(distanceOf('crossing', 101, 100)).toEqual({ text: '1.00 % away', nearness: 0.5 })
    expect(distanceOf('crossing', 150, 100).nearness).toBeLessThan(0.05)
  })

  it('says when a level condition holds, and when there is no price', () => {
    expect(distanceOf('greater-than', 99, 100).text).toBe('met now')
    expect(distanceOf('less-than', 99, 100).text).toBe('1.00 % away')
    expect(distanceOf('crossing', 99, null)).toEqual({ text: 'no price', nearness: 0 })
  })

  it('is told against the price now in the dialog', () => {
    expect(offsetSentence(101, 100, 0.01)).toBe('1.00 % above the price now, 100.00')
    expect(offsetSentence(99, 100, 0.01)).toBe('1.00 % below the price now, 100.00')
    expect(offsetSentence(100, 100, 0.01)).toBe('Exactly the price now, 100.00')
    expect(offsetSentence(100, null, 0.01)).toBe('The price now is not known.')
  })
})

describe('latency', () => {
  it('is counted from the venue and from us, and unknown without the venue’s clock', () => {
    const at = { price: 1, exchangeAt: 100, receivedAt: 140 }
    expect(latencyOf({ firedAt: 142, evidence: { before: null, at } })).toEqual({
      exchangeToUsMs: 40,
      usToDecisionMs: 2,
      exchangeToDecisionMs: 42,
    })
    expect(
      latencyOf({ firedAt: 142, evidence: { before: null, at: { ...at, exchangeAt: null } } }),
    ).toMatchObject({
      exchangeToDecisionMs: null,
    })
  })

  it('reads as people say it', () => {
    expect([4, 1234, 200_000, -12, null].map(latencyText)).toEqual([
      '4 ms',
      '1.2 s',
      '3 m 20 s',
      '−12 ms',
      '–',
    ])
  })
})
