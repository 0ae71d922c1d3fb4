/** Twelve Data's time series: what is asked, and what the answers are taken for. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readDateTime } from '../../../../../electron/providers/twelvedata/history.ts'
import { twelvedata } from '../../../../../electron/providers/twelvedata/index.ts'
import { abuseRest, checkCandle } from '../../../../support/parser-abuse.ts'
import { testInstrument } from '../../../../support/instruments.ts'
import { recordedFolder } from '../../../../support/recorded.ts'

const of = (symbol: string) =>
  testInstrument(symbol, { id: twelvedata.fromVenue(symbol), provider: 'twelvedata' })
const [aapl, euro] = [of('AAPL'), of('EUR/USD')]
const at = Date.parse
const now = at('2026-11-23T18:00:00Z')
const series =
  '{"meta":{"symbol":"AAPL","interval":"1min","currency":"USD","exchange_timezone":"America/New_York","exchange":"NASDAQ","type":"Common Stock"},"values":[{"datetime":"2026-11-23 15:58:00","open":"148.7","high":"148.9","low":"148.6","close":"148.8","volume":"6000"},{"datetime":"2026-11-23 15:59:00","open":"148.73500","high":"148.86000","low":"148.73000","close":"148.85001","volume":"624277"}],"status":"ok"}'
const days =
  '{"meta":{"symbol":"EUR/USD","interval":"1day"},"values":[{"datetime":"2026-11-23","open":"1.08","high":"1.09","low":"1.07","close":"1.085"},{"datetime":"2026-11-20","open":"1.07","high":"1.085","low":"1.069","close":"1.08"}],"status":"ok"}'
const noData =
  '{"code":400,"message":"No data is available on the specified dates. Try setting different start/end dates.","status":"error"}'
const unknown =
  '{"code":404,"message":"**symbol** or **figi** parameter is missing or invalid.","status":"error"}'

describe('times without a zone', () => {
  it.each([
    ['2026-11-23 15:59:00', '2026-11-23T15:59:00Z'],
    ['2026-11-23', '2026-11-23T00:00:00Z'],
  ])('%s is UTC', (text, time) => {
    expect(readDateTime(text)).toBe(at(time))
  })

  it.each(['2026-11-23T15:59:00', '2026-13-01', '2026-11-23 25:00:00', '23.11.2026', '', 5, null, undefined])(
    '%s is none',
    (text) => {
      expect(readDateTime(text)).toBeNull()
    },
  )
})

describe('history', () => {
  const query = (fromAt: number | null, toAt: number | null, limit: number) =>
    twelvedata.history.request(aapl, '1m', { fromAt, toAt, limit }, null).query

  it('asks in UTC and ascending', () => {
    expect(query(null, at('2026-11-23T15:00:00Z'), 200)).toEqual({
      symbol: 'AAPL',
      interval: '1min',
      outputsize: '200',
      end_date: '2026-11-23 14:59:59',
      timezone: 'UTC',
      order: 'ASC',
    })
    expect(query(null, null, 1e9)).toEqual({
      symbol: 'AAPL',
      interval: '1min',
      outputsize: '5000',
      timezone: 'UTC',
      order: 'ASC',
    })
  })

  it('a range with a start is never wider than one answer', () => {
    const fromAt = at('2026-11-02T14:00:00Z')
    expect(query(fromAt, fromAt + 600_000, 10)).toMatchObject({
      start_date: '2026-11-02 14:00:00',
      end_date: '2026-11-02 14:09:59',
      outputsize: '5000',
    })
    expect(query(fromAt, now, 10)['end_date']).toBe('2026-11-06 01:19:59')
    expect(query(fromAt, null, 10)['end_date']).toBe('2026-11-06 01:19:59')
    expect(() => twelvedata.history.request(aapl, '1h', { fromAt: 0, toAt: 1, limit: 1 }, null)).toThrow('1h')
  })

  it('reads texts; the newest may be running', () => {
    expect(twelvedata.history.parse(series, aapl, '1m')).toEqual([
      expect.objectContaining({ openAt: at('2026-11-23T15:58:00Z'), closed: true }),
      {
        openAt: at('2026-11-23T15:59:00Z'),
        open: 148.735,
        high: 148.86,
        low: 148.73,
        close: 148.85001,
        volume: 624277,
        closed: false,
        source: 'rest',
      },
    ])
  })

  it('newest first comes out ascending; currencies have no volume', () => {
    expect(
      twelvedata.history.parse(days, euro, '1d').map(({ openAt, close, volume }) => [openAt, close, volume]),
    ).toEqual([
      [at('2026-11-20'), 1.08, 0],
      [at('2026-11-23'), 1.085, 0],
    ])
  })

  it('a range without candles is empty, not an error', () => {
    expect(twelvedata.error(200, noData)).toBeNull()
    expect(twelvedata.history.parse(noData, aapl, '1m')).toEqual([])
    expect(() => twelvedata.history.parse(unknown, aapl, '1m')).toThrow('no list')
    expect(() => twelvedata.history.parse(series.replace('15:58:00', 'noon'), aapl, '1m')).toThrow('in row 0')
  })
})

it('never answers a wrong number for a broken body', () => {
  const abuse = (): void => {
    abuseRest(
      (body) => twelvedata.history.parse(body, aapl, '1m'),
      [series, days, noData],
      (rows) => rows.forEach(checkCandle),
    )
  }
  expect(abuse).not.toThrow()
})

const recorded = recordedFolder('fixtures')
describe.skipIf(recorded === null)('the body of the documents', () => {
  const read = (name: string): string => readFileSync(`${recorded}/twelvedata/${name}`, 'utf8')

  it('time series', () => {
    expect(twelvedata.history.parse(read('rest_time_series.json'), aapl, '1m')).toMatchObject([
      { openAt: at('2021-09-16T15:59:00Z'), close: 148.85001, volume: 624277, closed: false },
    ])
  })
})
