/** The simulated exchange's REST answers over a real socket: its pages, its refusals, its limit, its seed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../electron/lib/log.ts'
import { startExchange, type Exchange } from '../../electron/simulator/exchange.ts'
import { createManualClock, type ManualClock } from '../support/manual-clock.ts'

type Row = [
  openAt: number,
  open: string,
  high: string,
  low: string,
  close: string,
  volume: string,
  closed: boolean,
]

// A Tuesday, 20 s before a whole minute.
const startAt = Date.UTC(2026, 10, 17, 15, 2, 40)
let clock: ManualClock
let exchange: Exchange

beforeEach(async () => {
  clock = createManualClock(startAt)
  exchange = await startExchange({ clock, log: silentLog, seed: 42 })
})
afterEach(() => exchange.close())

const get = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(exchange.restUrl + path)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const rows = async (query: string): Promise<Row[]> =>
  (await get(`/api/v1/candles?${query}`)).body['candles'] as Row[]

describe('REST', () => {
  it('lists its instruments and tells the time', async () => {
    const { body } = await get('/api/v1/instruments')
    const instruments = body['instruments'] as Record<string, unknown>[]
    expect(instruments.length).toBeGreaterThanOrEqual(30)
    expect(instruments.find((row) => row['symbol'] === 'SHIBUSDT')).toMatchObject({
      tickSize: '0.00000001',
      kind: 'crypto',
    })
    expect((await get('/api/v1/time')).body).toEqual({ now: startAt })
  })

  it('pages candles: newest, from a start, before an end, never past either', async () => {
    const minute = 60_000
    const from = startAt - 40_000 - 10 * minute
    const newest = await rows('symbol=BTCUSDT&interval=1m&limit=3')
    expect(newest.map(([openAt, , , , , , closed]) => [openAt - from, closed])).toEqual([
      [8 * minute, true],
      [9 * minute, true],
      [10 * minute, false],
    ])
    const opens = async (query: string) =>
      (await rows(`symbol=BTCUSDT&interval=1m&${query}`)).map(([openAt]) => (openAt - from) / minute)
    expect(await opens(`start=${from}&limit=2`)).toEqual([0, 1])
    expect(await opens(`end=${from}&limit=2`)).toEqual([-2, -1])
    expect(await opens(`start=${from}&end=${from + 3 * minute}`)).toEqual([0, 1, 2])
    expect(await opens(`start=${from + 1}&end=${from + 3 * minute}`)).toEqual([1, 2])
    expect(await opens(`start=${startAt + minute}`)).toEqual([])
    expect((await rows('symbol=BTCUSDT&interval=1m')).length).toBe(500)
    expect((await rows(`symbol=BTCUSDT&interval=1d&start=${Date.UTC(2016, 10, 17)}&limit=1000`)).length).toBe(
      1000,
    )
  })

  it.each([
    ['/api/v1/candles?interval=1m', 400, 'BAD_PARAMETER'],
    ['/api/v1/candles?symbol=NOPE&interval=1m', 404, 'UNKNOWN_SYMBOL'],
    ['/api/v1/candles?symbol=BTCUSDT&interval=2m', 400, 'BAD_PARAMETER'],
    ['/api/v1/candles?symbol=BTCUSDT&interval=1m&limit=1001', 400, 'BAD_PARAMETER'],
    ['/api/v1/candles?symbol=BTCUSDT&interval=1m&limit=x', 400, 'BAD_PARAMETER'],
    ['/api/v1/candles?symbol=BTCUSDT&interval=1m&start=1.5', 400, 'BAD_PARAMETER'],
    ['/api/v1/candles?symbol=BTCUSDT&interval=1m&start=9&end=1', 400, 'BAD_PARAMETER'],
    ['/api/v1/candles?symbol=BTCUSDT&interval=1m&from=1', 400, 'BAD_PARAMETER'],
    ['/api/v1/ticker', 400, 'BAD_PARAMETER'],
    ['/api/v1/ticker?symbols=BTCUSDT,NOPE', 404, 'UNKNOWN_SYMBOL'],
    ['/api/v2/time', 404, 'NOT_FOUND'],
    ['/control', 404, 'NOT_FOUND'],
  ])('refuses %s', async (path, status, code) => {
    const answer = await get(path)
    expect([answer.status, answer.body['code']]).toEqual([status, code])
    expect(answer.body['message']).toMatch(/./)
  })

  it('answers neither other methods nor web pages', async () => {
    expect((await fetch(`${exchange.restUrl}/api/v1/time`, { method: 'POST' })).status).toBe(405)
    expect(
      (await fetch(`${exchange.restUrl}/api/v1/time`, { headers: { origin: 'https://example.com' } })).status,
    ).toBe(403)
  })

  it('counts requests, and says how long to wait past the limit', async () => {
    let last = await fetch(`${exchange.restUrl}/api/v1/time`)
    for (let count = 0; count < 2400 && last.status === 200; count += 1) {
      await last.arrayBuffer()
      last = await fetch(`${exchange.restUrl}/api/v1/time`)
    }
    expect([last.status, last.headers.get('retry-after')]).toEqual([429, '20'])
    clock.advance(20_000)
    expect((await get('/api/v1/time')).status).toBe(200)
  })
})

describe('a seed', () => {
  it('makes two exchanges answer the same, and another seed another market', async () => {
    const same = await startExchange({ clock, log: silentLog, seed: 42 })
    const other = await startExchange({ clock, log: silentLog, seed: 43 })
    try {
      const path = '/api/v1/candles?symbol=ETHUSDT&interval=15m&limit=100'
      const [a, b, c] = await Promise.all(
        [exchange, same, other].map(async ({ restUrl }) => (await fetch(restUrl + path)).text()),
      )
      expect(a).toBe(b)
      expect(a).not.toBe(c)
    } finally {
      await Promise.all([same.close(), other.close()])
    }
  })
})
