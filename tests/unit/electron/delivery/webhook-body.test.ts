import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alertBody, summaryBody, testBody } from '../../../../electron/delivery/channels/webhook-body.ts'
import { countRules } from '../../../../electron/delivery/summary.ts'
import type { Summary } from '../../../../shared/model/delivery.ts'
import { firing, startAt } from './samples.ts'

describe('the body of an alert', () => {
  it('says what happened, when, and all that is known of it', () => {
    const late = firing('f1', {
      late: true,
      ruleName: 'Breakout',
      happenedAt: startAt - 5,
      number: 3,
      price: 64_201,
    })
    expect(JSON.parse(alertBody(late, 'escalation'))).toEqual({
      type: 'alert.fired',
      timestamp: '2026-01-05T12:00:00.000Z',
      data: {
        ...{ id: 'f1', reason: 'escalation', rule: 'r1', ruleVersion: 1, name: 'Breakout', number: 3 },
        ...{ instrument: 'simulated:BTCUSDT', symbol: 'BTCUSDT', price: 64_201, level: 64_200 },
        sentence: 'BTCUSDT last crosses up 64,200, once',
        message: 'BTCUSDT last crosses up 64,200, once',
        ...{ note: '', firedAt: startAt, happenedAt: startAt - 5, late: true, folded: false },
        ...{ simulated: false, inferred: null, conditions: [] },
      },
    })
  })

  it('is the message itself, byte for byte, where that is a JSON object', () => {
    const message = ' {"text": "BTC \\u00fc", "price": 0.9060}\n'
    expect(alertBody(firing('f1', { message }), 'alert')).toBe(message)
    const text = JSON.parse(alertBody(firing('f1', { message: '{not json' }), 'alert')) as unknown
    expect(text).toMatchObject({ type: 'alert.fired', data: { message: '{not json' } })
  })

  it('can not be broken by what a value holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (sentence, note) => {
        const body: unknown = JSON.parse(alertBody(firing('f1', { sentence, note }), 'alert'))
        expect(body).toMatchObject({ data: { sentence: sentence.toWellFormed(), note } })
      }),
    )
  })
})

it('lists the first firings of a summary, counts the rest, and stays small', () => {
  const firings = Array.from({ length: 500 }, (_, index) =>
    firing(`f${index}`, { rule: `r${index % 60}`, sentence: '🚀'.repeat(4000) }),
  )
  const summary: Summary = { id: 's1', reason: 'folded', title: 'T', body: 'B', at: startAt, firings: [] }
  const body = summaryBody(summary, firings, countRules(firings))
  const { type, data } = JSON.parse(body) as { type: string; data: Record<string, unknown> }
  expect(type).toBe('alerts.summary')
  expect(data).toMatchObject({ reason: 'folded', count: 500, more: 460, moreRules: 20, message: 'B' })
  expect(data['firings']).toHaveLength(40)
  expect(body).not.toContain('\ufffd')
  expect(body.length).toBeLessThan(30_000)
})

it('marks a test as one', () => {
  expect(JSON.parse(testBody('t1', 'hello', startAt))).toEqual({
    type: 'alert.test',
    timestamp: '2026-01-05T12:00:00.000Z',
    data: { id: 't1', message: 'hello' },
  })
})
