/** Every venue against its strict server: history paged back, ranges, and candles of the stream, equal to the market's. */
import { describe, expect, it } from 'vitest'
import type { Candle } from '../../../shared/model/candle.ts'
import { intervalMs, nextOpenAt, openAtOf } from '../../../shared/model/interval.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import { expectedCandles } from '../../support/venues/rig-candles.ts'
import type { ExpectedCandle } from '../../support/venues/rig-candles.ts'
import { venueCases } from '../../support/venues/rig-cases.ts'
import type { VenueCase } from '../../support/venues/rig-cases.ts'
import { withVenueRig } from '../../support/venues/rig.ts'
import type { VenueRig } from '../../support/venues/rig.ts'
import type { HistoryRange } from '../../../electron/providers/provider.ts'

const manual = { clock: 'manual' } as const
const pageRows = 25
const minuteMs = 60_000

/** One page as it is answered: all pages of it where the venue cuts them, checked for order. */
async function ask(
  rig: VenueRig,
  symbol: string,
  interval: Interval,
  range: HistoryRange,
): Promise<Candle[]> {
  const { history } = rig.provider
  const instrument = rig.instrument(symbol)
  const rows: Candle[] = []
  for (let page: string | null = null, turn = 0; turn < 3; turn += 1) {
    const request = history.request(instrument, interval, range, page, rig.clock.now())
    const { body } = await rig.get(request)
    const answered = history.parse(body, instrument, interval)
    // Open is at most the newest row of an answer.
    expect(answered.slice(0, -1).filter(({ closed }) => !closed)).toEqual([])
    rows.push(...answered)
    page = history.nextPage?.(body) ?? null
    // Without a start the rows nearest to the end are asked for, and those are on the first page.
    if (page === null || range.fromAt === null) break
  }
  rows.sort((a, b) => a.openAt - b.openAt)
  const times = rows.map(({ openAt }) => openAt)
  expect(new Set(times).size).toBe(times.length)
  expect(times.filter((at) => at !== openAtOf(interval, at))).toEqual([])
  expect(rows.filter(({ source }) => source !== 'rest')).toEqual([])
  return rows
}

const plain = (
  venue: VenueCase,
  kind: 'crypto' | 'stock' | 'fx',
  rows: readonly Candle[],
): ExpectedCandle[] =>
  rows.map(({ openAt, open, high, low, close, volume }) => ({
    openAt,
    open,
    high,
    low,
    close,
    volume: venue.hasVolume(kind) ? volume : null,
  }))

function expected(rig: VenueRig, symbol: string, interval: Interval, fromAt: number, toAt: number) {
  const { market, case: venue } = rig
  const { kind } = market.symbol(symbol)
  const filled = venue.fillsCandles
  return expectedCandles(market, symbol, interval, [fromAt, toAt], { filled, volume: venue.hasVolume(kind) })
}

/** The moment `count` candles before the one that is open. */
function back(interval: Interval, at: number, count: number): number {
  let openAt = openAtOf(interval, at)
  for (let left = count; left > 0; left -= 1) openAt = openAtOf(interval, openAt - 1)
  return openAt
}

describe.concurrent.each(venueCases)('$id', (venue) => {
  for (const symbol of venue.symbols.slice(0, venue.id === 'twelvedata' ? 3 : 1))
    for (const interval of venue.provider.intervals) {
      it(`5. pages ${symbol} ${interval} back without overlap or hole`, () =>
        withVenueRig(venue, manual, async (rig) => {
          const { kind } = rig.market.symbol(symbol)
          // Stocks need a trade today, so that the newest candle is the one that runs.
          rig.market.trade(symbol)
          let toAt: number | null = null
          let rows: Candle[] = []
          for (let page = 0; page < 3; page += 1) {
            const answered = await ask(rig, symbol, interval, { fromAt: null, toAt, limit: pageRows })
            const fresh = answered.filter(({ openAt }) => toAt === null || openAt < toAt)
            if (page === 0) {
              expect(fresh.at(-1)?.openAt).toBe(openAtOf(interval, rig.market.now()))
              expect(fresh.at(-1)?.closed).toBe(false)
            }
            rows = [...fresh, ...rows]
            toAt = rows[0]?.openAt ?? toAt
          }
          const first = rows[0]?.openAt ?? 0
          expect(rows.length).toBeGreaterThanOrEqual(Math.min(3 * pageRows, 50))
          expect(plain(venue, kind, rows)).toEqual(
            expected(rig, symbol, interval, first, rig.market.now() + 1),
          )
          if (venue.provider.history.deepestRows !== undefined)
            expect(rows).toHaveLength(venue.provider.history.deepestRows)
        }))

      it(`5. answers ranges of ${symbol} ${interval}`, () =>
        withVenueRig(venue, manual, async (rig) => {
          const { kind } = rig.market.symbol(symbol)
          const { maxRows } = venue.provider.history
          const now = rig.market.now()
          const isMonth = intervalMs(interval) > 8 * 86_400_000
          const [from, to] = isMonth ? [20, 9] : [60, 23]
          const fromAt = back(interval, now, from)
          const toAt = back(interval, now, to)
          const inside = (rows: readonly Candle[], low: number, high: number) =>
            rows.filter(({ openAt }) => openAt >= low && openAt < high)
          // Both ends, on the grid: the first belongs to it, the second does not.
          const both = await ask(rig, symbol, interval, { fromAt, toAt, limit: maxRows })
          expect(plain(venue, kind, inside(both, fromAt, toAt))).toEqual(
            expected(rig, symbol, interval, fromAt, toAt),
          )
          // Both ends beside the grid.
          const odd = await ask(rig, symbol, interval, { fromAt: fromAt + 1, toAt: toAt + 1, limit: maxRows })
          expect(plain(venue, kind, inside(odd, fromAt + 1, toAt + 1))).toEqual(
            expected(rig, symbol, interval, fromAt + 1, toAt + 1),
          )
          // A start alone: what is nearest to it, without a hole.
          const open = await ask(rig, symbol, interval, { fromAt, toAt: null, limit: 5 })
          const reached = nextOpenAt(interval, inside(open, fromAt, Infinity).at(-1)?.openAt ?? fromAt)
          const near = expected(rig, symbol, interval, fromAt, reached)
          expect(plain(venue, kind, inside(open, fromAt, Infinity))).toEqual(near)
          const wanted = expected(rig, symbol, interval, fromAt, now + 1).length
          if (kind === 'crypto') expect(near.length).toBeGreaterThanOrEqual(Math.min(4, wanted))
          // As much as one answer holds, up to a moment of the past.
          const full = await ask(rig, symbol, interval, { fromAt: null, toAt, limit: maxRows })
          const whole = inside(full, 0, toAt)
          const oldest = whole[0]?.openAt ?? 0
          expect(plain(venue, kind, whole)).toEqual(expected(rig, symbol, interval, oldest, toAt))
          if (kind === 'crypto' && intervalMs(interval) < 86_400_000 && maxRows < 5_000)
            expect(whole.length).toBeGreaterThan(maxRows * 0.8)
        }))
    }
})

describe.concurrent.each(venueCases.filter(({ streams }) => streams !== null))('$id', (venue) => {
  it('6. streams candles that equal the market, and says when they are closed', () =>
    withVenueRig(venue, manual, async (rig) => {
      const { interval = '1m', marksClosed = false } = venue.streams ?? {}
      const [symbol, other] = venue.symbols
      rig.watch([symbol, other], `candles:${interval}`)
      rig.watch([symbol, other])
      const topics = [...rig.topics([symbol, other], `candles:${interval}`), ...rig.topics([symbol, other])]
      await rig.subscribed(topics.sort())
      for (const each of [symbol, other]) rig.market.trade(each, undefined, 200)
      await rig.live()
      // Trades at a steady pace over the ends of three minutes.
      let left = 0
      const firstAt = openAtOf(interval, rig.market.now())
      await rig.pass(4 * minuteMs, () => {
        left = (left + 1) % 20
        if (left === 0) for (const each of [symbol, other]) rig.market.trade(each, undefined, 200)
      })
      for (const each of [symbol, other]) {
        const { kind } = rig.market.symbol(each)
        const wanted = expected(rig, each, interval, firstAt + minuteMs, firstAt + 4 * minuteMs)
        expect(wanted).toHaveLength(3)
        await rig.until(
          () => rig.candles(each, interval).some(({ openAt }) => openAt >= firstAt + 3 * minuteMs),
          'the candles of the third minute',
        )
        const streamed = rig.candles(each, interval)
        expect(streamed.filter(({ source }) => source !== 'stream')).toEqual([])
        const last = new Map(streamed.map((candle) => [candle.openAt, candle]))
        const found = wanted.flatMap(({ openAt }) => last.get(openAt) ?? [])
        expect(plain(venue, kind, found)).toEqual(wanted)
        // Once closed it is never told as open again, and none is told before the one that it follows.
        const closed = streamed.filter(({ closed: isClosed }) => isClosed)
        if (!marksClosed) expect(closed).toEqual([])
        else
          expect([...new Set(closed.map(({ openAt }) => openAt))]).toEqual(
            expect.arrayContaining(wanted.map(({ openAt }) => openAt)) as number[],
          )
        for (const [index, candle] of streamed.entries())
          if (candle.closed)
            expect(
              streamed
                .slice(index)
                .filter(({ openAt, closed: isClosed }) => openAt === candle.openAt && !isClosed),
            ).toEqual([])
      }
    }))

  it('6. streams every interval that it has, side by side', () =>
    withVenueRig(venue, manual, async (rig) => {
      const [symbol] = venue.symbols
      const { kind } = rig.market.symbol(symbol)
      const intervals = venue.provider.intervals.filter(
        (interval) => rig.topics([symbol], `candles:${interval}`).length > 0,
      )
      expect(intervals).not.toEqual([])
      for (const interval of intervals) rig.watch([symbol], `candles:${interval}`)
      rig.watch([symbol])
      const topics = intervals.flatMap((interval) => rig.topics([symbol], `candles:${interval}`))
      await rig.subscribed([...topics, ...rig.topics([symbol])].sort())
      await rig.flowing([symbol])
      if (venue.id === 'alpaca') await rig.pass(minuteMs)
      for (const interval of intervals) {
        // What the stream has told last is what the market says of that candle.
        const isRight = (): boolean => {
          const candle = rig.candles(symbol, interval).at(-1)
          if (candle === undefined) return false
          const [wanted] = expected(rig, symbol, interval, candle.openAt, candle.openAt + 1)
          const [found] = plain(venue, kind, [candle])
          return JSON.stringify(found) === JSON.stringify(wanted)
        }
        await rig.until(isRight, `the candle of ${interval}`)
        // A bar is told when its minute has ended.
        const newestAt = venue.id === 'alpaca' ? rig.clock.now() - minuteMs : rig.clock.now()
        expect(rig.candles(symbol, interval).at(-1)?.openAt).toBe(openAtOf(interval, newestAt))
      }
    }))
})

describe('a plan without history', () => {
  const venue = venueCases.find(({ id }) => id === 'finnhub')

  it('5. is told as such, and stops nothing else', async () => {
    if (venue === undefined) throw new Error('no such venue')
    await withVenueRig(venue, { ...manual, server: { premium: false } }, async (rig) => {
      const [symbol] = venue.symbols
      const range = { fromAt: null, toAt: null, limit: 10 }
      const request = venue.provider.history.request(
        rig.instrument(symbol),
        '1d',
        range,
        null,
        rig.clock.now(),
      )
      await expect(rig.get(request)).rejects.toMatchObject({ code: 'forbidden', details: { plan: true } })
      rig.watch([symbol])
      await rig.flowing([symbol])
    })
  })
})
