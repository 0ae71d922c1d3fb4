/** What a REST answer proves. */
import { describe, expect, it } from 'vitest'
import { readPage, type PageInput } from '../../../../electron/candles/page.ts'
import { candle, minuteMs } from './fake-venue.ts'

const at = (minute: number) => Date.UTC(2020, 0, 1) + minute * minuteMs
const rows = (...minutes: number[]) => minutes.map((minute) => candle(at(minute)))
const read = (over: Partial<PageInput>) =>
  readPage({
    interval: '1m',
    range: { fromAt: null, toAt: null, limit: 10 },
    rows: [],
    restAt: null,
    knownAt: null,
    ...over,
  })
const minutesOf = (candles: readonly { openAt: number }[]) =>
  candles.map(({ openAt }) => (openAt - at(0)) / minuteMs)

describe('the newest page', () => {
  it('calls its last row open, whatever it says itself, and covers up to it', () => {
    const page = read({ rows: rows(1, 2, 5) })
    expect(minutesOf(page.closed)).toEqual([1, 2])
    expect(page.open).toMatchObject({ openAt: at(5), closed: false })
    expect(page.covered).toEqual({ fromAt: at(1), toAt: at(5) })
    expect(page.restAt).toBe(at(5))
  })

  it('closes rows before the last one, even if the venue does not say so', () => {
    const page = read({ rows: rows(1, 2).map((row) => ({ ...row, closed: false })) })
    expect(page.closed).toMatchObject([{ openAt: at(1), closed: true }])
  })

  it('closes the last row when the stream is well past it, and not a moment before', () => {
    expect(read({ rows: rows(1), knownAt: at(2) + 9999 }).open).not.toBeNull()
    const page = read({ rows: rows(1), knownAt: at(2) + 10_000 })
    expect([page.open, minutesOf(page.closed), page.covered]).toEqual([
      null,
      [1],
      { fromAt: at(1), toAt: at(2) },
    ])
  })

  it('believes a venue that calls the last row open, though the stream is past it: REST lags', () => {
    const page = read({ rows: [candle(at(1), { closed: false })], knownAt: at(9) })
    expect([page.open?.openAt, page.covered]).toEqual([at(1), null])
  })

  it('says nothing where there is nothing', () => {
    expect(read({})).toEqual({ closed: [], open: null, covered: null, restAt: null })
  })
})

describe('a range', () => {
  const range = { fromAt: at(10), toAt: at(20), limit: 12 }

  it('is known whole, empty minutes included, where rows reach to both of its ends', () => {
    const page = read({ range, rows: rows(10, 15, 19), restAt: at(40) })
    expect(page.covered).toEqual({ fromAt: at(10), toAt: at(20) })
    expect(minutesOf(page.closed)).toEqual([10, 15, 19])
    // A row outside shows as well that nothing was cut off.
    expect(read({ range, rows: rows(8, 12, 20), restAt: at(40) }).covered).toEqual({
      fromAt: at(10),
      toAt: at(20),
    })
  })

  it('is known only between its rows where the answer may have been cut short', () => {
    expect(read({ range, rows: rows(12, 15), restAt: at(40) }).covered).toEqual({
      fromAt: at(12),
      toAt: at(16),
    })
  })

  it('is known up to the last row only, where nothing shows that REST has moved on', () => {
    expect(read({ range, rows: rows(10, 15) }).covered).toEqual({ fromAt: at(10), toAt: at(15) })
    // An answer may be some seconds old: what was seen of the next minute proves nothing yet.
    expect(read({ range, rows: rows(10, 15), restAt: at(16) }).covered).toEqual({
      fromAt: at(10),
      toAt: at(15),
    })
  })

  it('without rows is empty, once its time has passed', () => {
    expect(read({ range }).covered).toBeNull()
    expect(read({ range, restAt: at(40) }).covered).toEqual({ fromAt: at(10), toAt: at(20) })
    expect(read({ range, knownAt: at(15) + 10_000 }).covered).toEqual({ fromAt: at(10), toAt: at(15) })
  })

  it('of a venue that answers its newest rows instead is known from its first row only', () => {
    const page = read({ range, rows: rows(17, 19, 25, 30) })
    expect(page.covered).toEqual({ fromAt: at(17), toAt: at(20) })
    expect(minutesOf(page.closed)).toEqual([17, 19])
  })

  it('that was cut off says nothing of what was cut', () => {
    const newest = read({ range: { ...range, limit: 3 }, rows: rows(17, 18, 19), restAt: at(40) })
    expect(newest.covered).toEqual({ fromAt: at(17), toAt: at(20) })
    const oldest = read({ range: { ...range, limit: 3 }, rows: rows(10, 11, 12), restAt: at(40) })
    expect(oldest.covered).toEqual({ fromAt: at(10), toAt: at(13) })
  })
})

describe('rows', () => {
  it('are put in order, on the grid, once each, and broken ones are left out', () => {
    const dayMs = 1440 * minuteMs
    const given = [
      candle(dayMs + 5 * 3_600_000),
      candle(5 * 3_600_000),
      candle(dayMs + 4 * 3_600_000),
      candle(3 * dayMs, { low: NaN }),
    ]
    const page = read({ interval: '1d', rows: given, restAt: 9 * dayMs })
    expect(page.closed.map(({ openAt }) => openAt)).toEqual([0, dayMs])
  })
})
