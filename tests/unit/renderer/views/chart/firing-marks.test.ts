/** Firings and messages as marks at their bars. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clusters,
  markerPrice,
  markersOf,
  markText,
  placeMarkers,
  placeRehearsed,
  type Marker,
} from '../../../../../renderer/views/chart/firing-marks.ts'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { sampleFiring } from '../../../../support/alert-samples.ts'
import { btc, eth, sampleEntry } from '../../../../support/samples.ts'

const minute = 60_000

const candles: Candle[] = [0, 1, 2, 10, 11].map((index) => ({
  openAt: index * minute,
  open: 100,
  high: 110,
  low: 90,
  close: 105,
  volume: 1,
  closed: true,
  source: 'rest',
}))

const mark = (id: string, at: number, price: number | null, changes: Partial<Marker> = {}): Marker => ({
  ...{ kind: 'hook', id, at, price, said: id, late: false, inferred: null },
  ...changes,
})

describe('markersOf', () => {
  it('reads prices as senders write them', () => {
    expect(markerPrice('64,031.20')).toBe(64_031.2)
    expect(markerPrice('{{close}}')).toBeNull()
    expect(markerPrice('')).toBeNull()
    expect(markerPrice(null)).toBeNull()
    expect(markerPrice('-3')).toBeNull()
  })

  it('takes the moment of a firing from the venue’s clock, wherever it is kept', () => {
    const at = { price: 101, exchangeAt: 5, receivedAt: 900 }
    const moments = [
      sampleFiring('a', { happenedAt: 7, evidence: { before: null, at } }),
      sampleFiring('b', { happenedAt: null, evidence: { before: null, at } }),
      sampleFiring('c', { happenedAt: null, evidence: { before: null, at: { ...at, exchangeAt: null } } }),
      sampleFiring('d', {
        happenedAt: null,
        firedAt: 999,
        evidence: { before: null, at: null },
        price: null,
      }),
      sampleFiring('e', { instrument: eth }),
      sampleFiring('f', { instrument: null }),
    ]
    expect(markersOf(moments, [], btc).map(({ id, at: when, price }) => [id, when, price])).toEqual([
      ['a', 7, 101],
      ['b', 5, 101],
      ['c', 900, 101],
      ['d', 999, null],
    ])
  })

  it('keeps an inferred firing in its bar, also one at the very end of it', () => {
    const inferred = { openAt: minute, closeAt: 2 * minute, low: 95, high: 108 }
    const [found] = markersOf([sampleFiring('a', { happenedAt: 2 * minute, inferred, late: true })], [], btc)
    expect(found).toMatchObject({ at: 2 * minute - 1, late: true, inferred: { low: 95, high: 108 } })
  })

  it('takes messages of the instrument', () => {
    const entries = [
      sampleEntry(3, { instrument: btc, price: '101.5', receivedAt: 9 }),
      sampleEntry(4, { instrument: null }),
    ]
    expect(markersOf([], entries, btc)).toMatchObject([{ kind: 'hook', id: '3', at: 9, price: 101.5 }])
  })
})

describe('placeMarkers', () => {
  it('stands at the bar that holds its moment, and nowhere in a hole or outside', () => {
    const placed = placeMarkers(
      [
        mark('1', minute + 5, 101),
        mark('2', 5 * minute, 101),
        mark('3', 60 * minute, 101),
        mark('4', -5, 101),
      ],
      candles,
      minute,
    )
    expect(placed.map(({ openAt, price, markers }) => [openAt, price, markers.map(({ id }) => id)])).toEqual([
      [minute, 101, ['1']],
    ])
  })

  it('goes to the low of its bar without a price, or with one from another world', () => {
    const placed = placeMarkers([mark('1', 0, null), mark('2', minute, 9_000)], candles, minute)
    expect(placed.map(({ price }) => price)).toEqual([90, 90])
  })

  it('counts several of a kind in one bar, and piles up the kinds at one price', () => {
    const placed = placeMarkers(
      [mark('1', 1, 100), mark('2', 2, 102), mark('f', 3, 103, { kind: 'firing' })],
      candles,
      minute,
    )
    expect(placed.map(({ kind, markers, stack, price }) => [kind, markers.length, stack, price])).toEqual([
      ['hook', 2, 0, 100],
      ['firing', 1, 1, 100],
    ])
  })
})

describe('placeRehearsed', () => {
  it('counts by bar and loses none that a bar holds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -minute, max: 13 * minute }), { maxLength: 50 }), (times) => {
        const marks = times.toSorted((a, b) => a - b).map((at) => ({ at, value: 101 }))
        const placed = placeRehearsed(marks, candles, minute)
        const held = marks.filter(({ at }) =>
          candles.some(({ openAt }) => at >= openAt && at < openAt + minute),
        )
        expect(placed.reduce((sum, { count }) => sum + count, 0)).toBe(held.length)
        expect(new Set(placed.map(({ openAt }) => openAt)).size).toBe(placed.length)
      }),
    )
  })
})

describe('clusters', () => {
  it('keeps every mark once, and none that would cover another of its kind beside it', () => {
    const point = fc.record({
      x: fc.integer({ min: 0, max: 300 }),
      y: fc.constant(0),
      kind: fc.constantFrom('a', 'b'),
    })
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), (marks) => {
        const found = clusters(marks, 15)
        expect(found.flat().toSorted((a, b) => a - b)).toEqual(marks.map((_mark, place) => place))
        for (const kind of ['a', 'b']) {
          const starts = found.map(([first = 0]) => marks[first]).filter((each) => each?.kind === kind)
          starts.forEach((each, place) => {
            if (place > 0) expect((each?.x ?? 0) - (starts[place - 1]?.x ?? 0)).toBeGreaterThanOrEqual(15)
          })
        }
      }),
    )
  })

  it('keeps apart what stands far above the other', () => {
    const marks = [
      { x: 0, y: 0, kind: 'a' },
      { x: 3, y: 100, kind: 'a' },
    ]
    expect(clusters(marks, 15)).toEqual([[0], [1]])
  })
})

describe('markText', () => {
  it('says what, when, at which price, and how a late one is known', () => {
    const late = mark('BTCUSDT crosses 100', 0, 100, { late: true, inferred: { low: 95, high: 108 } })
    expect(markText([late], 0.01, 'UTC')).toEqual([
      'BTCUSDT crosses 100',
      '1970-01-01 00:00:00, at 100.00. Late: found afterwards in a bar from 95.00 to 108.00',
    ])
    expect(markText([mark('a', 0, null)], 0.01, 'UTC')).toEqual(['a', '1970-01-01 00:00:00'])
  })

  it('says the newest of many and counts the rest', () => {
    const many = Array.from({ length: 9 }, (_, place) => mark(String(place), place * 1000, null))
    const lines = markText(many, 0.01, 'UTC')
    expect(lines[0]).toBe('8')
    expect(lines.at(-1)).toBe('and 6 more')
  })
})
