/** Holes in the candles as bands. */
import { describe, expect, it } from 'vitest'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { bandSpan, gapBandsOf } from '../../../../../renderer/views/chart/gap-bands.ts'

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

describe('gaps', () => {
  it('stand between the bars around them and say how long they are', () => {
    expect(gapBandsOf([{ fromAt: 3 * minute, toAt: 10 * minute }], candles)).toEqual([
      { id: `gap:${3 * minute}`, leftAt: 2 * minute, rightAt: 10 * minute, label: 'no data 7 m' },
    ])
  })

  it('reach past the last bar when nothing came after, and are not drawn before the first', () => {
    expect(gapBandsOf([{ fromAt: 12 * minute, toAt: 72 * minute }], candles)[0]).toMatchObject({
      leftAt: 11 * minute,
      rightAt: null,
      label: 'no data 1 h',
    })
    expect(gapBandsOf([{ fromAt: -5 * minute, toAt: 0 }], candles)).toEqual([])
    expect(gapBandsOf([{ fromAt: 0, toAt: 5 }], [])).toEqual([])
  })

  it('cover what lies between two bars, and never less than can be seen', () => {
    expect(bandSpan(100, 107, 5)).toEqual({ x: 96.5, width: 14 })
    expect(bandSpan(100, 160, 10)).toEqual({ x: 105, width: 50 })
    expect(bandSpan(100, null, 6)).toEqual({ x: 103, width: 14 })
  })
})
