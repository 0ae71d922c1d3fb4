/** Evidence as sentences: values, latency step by step, and every channel with its answer. */
import { describe, expect, it } from 'vitest'
import {
  channelRows,
  conditionSentence,
  latencySteps,
  latencyText,
  valueText,
  whySentence,
} from '../../../../../renderer/views/alerts/evidence.ts'
import { sampleDelivery, sampleFiring, sampleTarget } from '../../../../support/alert-samples.ts'

const at = Date.UTC(2026, 10, 23, 14, 3, 7, 100)
const sample = (value: number, plusMs = 0) => ({
  value,
  exchangeAt: at + plusMs,
  receivedAt: at + plusMs + 5,
})

describe('latency', () => {
  const evidence = { before: null, at: { price: 1, exchangeAt: 100, receivedAt: 140 } }
  const report = { firing: 'f', channel: 'toast', outcome: 'shown', at: 190 } as const
  const texts = (steps: ReturnType<typeof latencySteps>): string[] => steps.map(({ text }) => text)

  it('is told step by step, to the first screen that showed it', () => {
    expect(
      texts(
        latencySteps({ firedAt: 142, decidedAt: null, evidence, late: false }, [
          { ...report, at: 900 },
          report,
        ]),
      ),
    ).toEqual(['40 ms', '2 ms', '48 ms'])
  })

  it('counts from the decision, which comes after the bar that a late one fired in', () => {
    const late = { firedAt: 100, decidedAt: 800, evidence, late: true }
    expect(texts(latencySteps(late, [{ ...report, at: 850 }]))).toEqual(['found later', '–', '50 ms'])
  })

  it('says what it cannot know', () => {
    const untold = { before: null, at: { ...evidence.at, exchangeAt: null } }
    expect(texts(latencySteps({ firedAt: 142, decidedAt: null, evidence: untold, late: false }, []))).toEqual(
      ['not told', '2 ms', 'not shown'],
    )
    const replayed = { before: null, at: { ...evidence.at, exchangeAt: 140 - 700_000 } }
    expect(
      texts(latencySteps({ firedAt: 142, decidedAt: null, evidence: replayed, late: false }, []))[0],
    ).toBe('clocks differ')
    expect(texts(latencySteps({ firedAt: 142, decidedAt: null, evidence, late: true }, []))).toEqual([
      'found later',
      '–',
      'not shown',
    ])
    const summed = { ...report, outcome: 'shown together with others' }
    expect(texts(latencySteps({ firedAt: 142, decidedAt: null, evidence, late: false }, [summed]))[2]).toBe(
      'not shown',
    )
    expect(
      texts(
        latencySteps(
          { firedAt: 142, decidedAt: null, evidence: { before: null, at: null }, late: false },
          [],
        ),
      ),
    ).toEqual(['not told', '–', 'not shown'])
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

describe('values', () => {
  it('are prices on the grid, and as they are off it', () => {
    expect(valueText(64_200, 0.01)).toBe('64,200.00')
    expect(valueText(1.2e-7, 1e-8)).toBe('0.00000012')
    expect(valueText(29.876543219, 0.01)).toBe('29.876543')
    expect(valueText(1.5e-11, null)).toBe('0.000000000015')
    expect(valueText(-0.5, null)).toBe('−0.5')
  })
})

describe('conditionSentence', () => {
  it('tells before, then, and against what', () => {
    expect(
      conditionSentence(
        { hit: true, before: sample(64_180), at: sample(64_205.5, 312), bounds: [64_200] },
        0.01,
        'UTC',
      ),
    ).toBe('64,180.00 at 14:03:07.100, then 64,205.50 at 14:03:07.412; against 64,200.00')
  })

  it('says where there was nothing before, no value, or two bounds', () => {
    const first = { hit: true, before: null, at: { ...sample(1.1), exchangeAt: null }, bounds: [1, 2] }
    expect(conditionSentence(first, null, 'UTC')).toBe(
      '1.1 at 14:03:07.105 (our clock), the first that was seen; against 1 to 2',
    )
    expect(conditionSentence({ hit: false, before: null, at: null, bounds: [] }, null)).toBe(
      'no value was taken',
    )
  })
})

describe('whySentence', () => {
  const condition = (text: string, hit: boolean) => ({ hit, before: null, at: null, bounds: [], text })

  it('names what made it fire, and what was true besides', () => {
    const conditions = [
      condition('BTCUSDT last crosses up 100', true),
      condition('RSI is less than 70', false),
    ]
    expect(whySentence(sampleFiring('f', { conditions }))).toBe(
      'It fired because BTCUSDT last crosses up 100 while RSI is less than 70.',
    )
    expect(whySentence(sampleFiring('f'))).toBe('It fired because BTCUSDT last crosses 100, once.')
  })

  it('tells the bar that it was inferred from', () => {
    const inferred = { openAt: at, closeAt: at + 60_000, low: 147.61, high: 148.37 }
    expect(whySentence(sampleFiring('f', { inferred }), 'UTC')).toBe(
      'It fired because BTCUSDT last crosses 100, once: not seen live, but told by the bar of 2026-11-23 14:03 to 14:04.',
    )
  })
})

describe('channelRows', () => {
  it('is everything that was tried, in the order of time, with what each answered', () => {
    const rows = channelRows(
      [
        sampleDelivery('d1', { target: 'hook', sentAt: 50, answer: '204 No Content' }),
        sampleDelivery('d2', {
          target: 'gone',
          state: 'waiting',
          reason: 'escalation',
          createdAt: 60,
          sentAt: null,
          dueAt: at,
        }),
        sampleDelivery('d3', {
          target: 'hook',
          state: 'failed',
          createdAt: 70,
          sentAt: null,
          lastError: 'refused',
        }),
      ],
      [
        { firing: 'f', channel: 'toast', outcome: 'shown', at: 40 },
        { firing: 'f', channel: 'sound', outcome: 'refused: no click yet', at: 41 },
      ],
      [sampleTarget('hook', { name: 'Desk hook' })],
      at,
      'UTC',
    )
    expect(rows.map(({ name, outcome, detail, tone }) => [name, outcome, detail, tone])).toEqual([
      ['Message in the window', 'shown', null, 'ok'],
      ['Sound', 'refused', 'no click yet', 'warn'],
      ['Desk hook', 'delivered', '204 No Content', 'ok'],
      ['gone (escalation)', 'waiting until 14:03', null, 'off'],
      ['Desk hook', 'failed', 'refused', 'bad'],
    ])
  })
})
