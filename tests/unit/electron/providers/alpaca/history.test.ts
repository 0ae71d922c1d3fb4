/** Alpaca's bars: what is asked, and what the answers are taken for. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { alpaca } from '../../../../../electron/providers/alpaca/index.ts'
import { abuseRest, checkCandle } from '../../../../support/parser-abuse.ts'
import { testInstrument } from '../../../../support/instruments.ts'
import { recordedFolder } from '../../../../support/recorded.ts'

const of = (symbol: string) => testInstrument(symbol, { id: alpaca.fromVenue(symbol), provider: 'alpaca' })
const aapl = of('AAPL')
const at = Date.parse
const bars =
  '{"bars":{"AAPL":[{"t":"2026-11-23T15:00:00Z","o":144.13,"h":144.895,"l":143.51,"c":144.84,"v":67393148,"n":426182,"vw":144.320565},{"t":"2026-11-23T15:01:00Z","o":144.8,"h":144.9,"l":144.7,"c":144.75,"v":120,"n":3,"vw":144.8}]},"next_page_token":"QUFQTHxN"}'
const days =
  '{"bars":{"AAPL":[{"t":"2026-11-02T05:00:00Z","o":141.21,"h":141.4,"l":139.2,"c":140.91,"v":78993712},{"t":"2026-10-30T04:00:00Z","o":142.08,"h":143.88,"l":141.51,"c":143.76,"v":69696731}]},"next_page_token":null}'

describe('history', () => {
  const query = (fromAt: number | null, toAt: number | null, limit: number, page: string | null = null) =>
    alpaca.history.request(aapl, '15m', { fromAt, toAt, limit }, page).query

  it('asks the oldest from a start on, else the newest, both ends included', () => {
    expect(query(at('2026-11-02T14:00:00Z'), at('2026-11-03T14:00:00Z'), 500)).toEqual({
      symbols: 'AAPL',
      timeframe: '15Min',
      start: '2026-11-02T14:00:00.000Z',
      end: '2026-11-03T13:59:59.999Z',
      limit: '500',
      adjustment: 'split',
      feed: 'iex',
      sort: 'asc',
    })
    expect(query(null, at('2026-11-03T14:00:00Z'), 1e9)).toMatchObject({
      start: '2016-01-01T00:00:00Z',
      sort: 'desc',
      limit: '10000',
    })
    expect(query(null, null, 1)['end']).toBeUndefined()
    expect(query(null, null, 1, 'QUFQ')['page_token']).toBe('QUFQ')
    expect(() => alpaca.history.request(aapl, '4h', { fromAt: null, toAt: null, limit: 1 }, null)).toThrow(
      '4h',
    )
  })

  it('reads bars, the newest of which may be running, and the token of the next page', () => {
    expect(alpaca.history.parse(bars, aapl, '1m')).toEqual([
      {
        openAt: at('2026-11-23T15:00:00Z'),
        open: 144.13,
        high: 144.895,
        low: 143.51,
        close: 144.84,
        volume: 67393148,
        closed: true,
        source: 'rest',
      },
      expect.objectContaining({ openAt: at('2026-11-23T15:01:00Z'), close: 144.75, closed: false }),
    ])
    expect(alpaca.history.nextPage?.(bars)).toBe('QUFQTHxN')
    expect(alpaca.history.nextPage?.(days)).toBeNull()
  })

  it("a day opens at New York's midnight, which is the UTC day of that date; newest first comes out ascending", () => {
    expect(alpaca.history.parse(days, aapl, '1d').map(({ openAt, close }) => [openAt, close])).toEqual([
      [at('2026-10-30T00:00:00Z'), 143.76],
      [at('2026-11-02T00:00:00Z'), 140.91],
    ])
  })

  it('nothing is an empty list; a broken bar is an error', () => {
    expect(alpaca.history.parse('{"bars":{},"next_page_token":null}', aapl, '1m')).toEqual([])
    expect(alpaca.history.parse('{"bars":null,"next_page_token":null}', aapl, '1m')).toEqual([])
    expect(() => alpaca.history.parse(bars.replace('"h":144.895', '"h":1'), aapl, '1m')).toThrow('in row 0')
    expect(() => alpaca.history.parse('{"message":"x"}', aapl, '1m')).toThrow('no bars')
  })
})

it('never answers a wrong number for a broken body', () => {
  const abuse = (): void => {
    abuseRest(
      (body) => alpaca.history.parse(body, aapl, '1m'),
      [bars, days],
      (rows) => rows.forEach(checkCandle),
    )
  }
  expect(abuse).not.toThrow()
})

const recorded = recordedFolder('fixtures')
describe.skipIf(recorded === null)('recorded bodies', () => {
  const read = (name: string): string => readFileSync(`${recorded}/alpaca/${name}`, 'utf8')

  it('bars of a quarter of an hour', () => {
    const rows = alpaca.history.parse(read('rest_bars_AMZN_15Min.json'), of('AMZN'), '15m')
    expect(rows.map(({ openAt }) => openAt)).toEqual(
      [0, 1, 2, 3, 4].map((row) => at('2021-10-15T16:00:00Z') + row * 900_000),
    )
    expect(rows[3]).toMatchObject({ open: 3379.73, close: 3386.7615, volume: 83180, closed: true })
    expect(alpaca.history.nextPage?.(read('rest_bars_AMZN_15Min.json'))).toBeNull()
  })

  it('days of several symbols: those of the one that was asked for', () => {
    const body = read('rest_bars_multi_1Day.json')
    const rows = alpaca.history.parse(body, of('NIO'), '1d')
    expect(rows.map(({ openAt, close }) => [openAt, close])).toEqual([
      [at('2021-10-13'), 36.24],
      [at('2021-10-14'), 36.28],
      [at('2021-10-15'), 37.71],
    ])
  })

  it('a single bar is not a list of bars', () => {
    expect(() => alpaca.history.parse(read('rest_latest_bar.json'), aapl, '1m')).toThrow('no list')
  })
})
