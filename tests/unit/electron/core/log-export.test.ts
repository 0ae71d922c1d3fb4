/** The log as CSV that a spreadsheet opens without harm, and as JSON that is whole. */
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { exportLog } from '../../../../electron/core/log-export.ts'
import type { Firing } from '../../../../shared/alerts/firing.ts'
import { sampleFiring } from '../../../support/alert-samples.ts'

const at = Date.UTC(2026, 0, 5, 12, 0, 0, 7)
const rowsOf = (firings: readonly Firing[]) => {
  const { text, count } = exportLog(firings, 'csv')
  const rows = parse<Record<string, string>>(text, { columns: true, recordDelimiter: '\r\n' })
  return { text, count, rows }
}

describe('CSV', () => {
  it('has a line a firing with its evidence, times in UTC, and nothing where nothing is known', () => {
    const whole = sampleFiring('a', {
      ...{ ruleName: 'Breakout', ruleVersion: 3, price: -1.5, level: 0.00000001, firedAt: at },
      evidence: {
        before: { price: 99.5, exchangeAt: null, receivedAt: at - 1 },
        at: { price: 100, exchangeAt: at, receivedAt: at },
      },
      inferred: { openAt: at, closeAt: at + 60_000, low: 98, high: 101 },
      late: true,
      acknowledgedAt: at + 1000,
    })
    const bare = sampleFiring('b', {
      ...{ instrument: null, price: null, level: null, decidedAt: null, happenedAt: null, firedAt: at },
      feed: { quote: null, stream: null },
    })
    const { rows, count } = rowsOf([whole, bare])
    expect(count).toBe(2)
    expect(rows[0]).toMatchObject({
      ...{ id: 'a', firedAt: '2026-01-05T12:00:00.007Z', instrument: 'simulated:BTCUSDT', ruleVersion: '3' },
      ...{
        ruleName: 'Breakout',
        price: '-1.5',
        level: '1e-8',
        before: '99.5',
        late: 'true',
        folded: 'false',
      },
      ...{ beforeAt: '2026-01-05T12:00:00.006Z', barLow: '98', barHigh: '101', quoteState: 'simulated' },
      ...{ barOpenAt: '2026-01-05T12:00:00.007Z', acknowledgedAt: '2026-01-05T12:00:01.007Z' },
    })
    expect(rows[1]).toMatchObject({
      ...{ id: 'b', instrument: '', price: '', level: '', before: '', beforeAt: '', decidedAt: '' },
      ...{ happenedAt: '', barOpenAt: '', barLow: '', quoteState: '', streamState: '', acknowledgedAt: '' },
    })
  })

  it('ends each line with CRLF, also the last, and has its head alone where there is nothing', () => {
    const { text } = rowsOf([sampleFiring('a'), sampleFiring('b')])
    expect(text.split('\r\n')).toHaveLength(4)
    expect(text.endsWith('\r\n')).toBe(true)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(exportLog([], 'csv')).toEqual({
      text: expect.stringMatching(/^id,firedAt,[^\r\n]+\r\n$/),
      count: 0,
    })
  })

  it.each([
    'a comma, and "quotes"',
    'two\nlines',
    'two\r\nlines',
    'carriage\rreturn',
    '"',
    '""',
    'ümlaut ✓ 漢字',
    " 'quoted'",
    'a=1',
  ])('carries %j whole', (note) => {
    const { rows } = rowsOf([sampleFiring('a', { note }), sampleFiring('b')])
    expect(rows.map((row) => [row['id'], row['note']])).toEqual([
      ['a', note],
      ['b', ''],
    ])
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","y")', '=1\n=2'])(
    'gives no spreadsheet the formula %j',
    (text) => {
      const { rows } = rowsOf([sampleFiring('a', { note: text, message: text, ruleName: text })])
      expect([rows[0]?.['note'], rows[0]?.['message'], rows[0]?.['ruleName']]).toEqual([
        `'${text}`,
        `'${text}`,
        `'${text}`,
      ])
    },
  )
})

describe('JSON', () => {
  it('is the firings as they are', () => {
    const firings = [sampleFiring('a', { note: '=1"\r\n' }), sampleFiring('b', { instrument: null })]
    const { text, count } = exportLog(firings.values(), 'json')
    expect(count).toBe(2)
    expect(JSON.parse(text)).toEqual({ format: 'tickerdeck-log', version: 1, firings })
    expect(text.endsWith('}\n')).toBe(true)
  })
})
