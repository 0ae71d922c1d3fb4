/** The maths of the three lanes. */
import { describe, expect, it } from 'vitest'
import {
  hookArrows,
  ratePerSecond,
  rateText,
  restBars,
  silentBands,
  streamPoints,
  waitText,
} from '../../../../../renderer/views/connections/lane-drawing.ts'

const size = { width: 100, height: 44 }

describe('restBars', () => {
  it('stands a bar at each second with requests, none where there were none', () => {
    const bars = restBars([0, 4, 0, 8], size)
    expect(bars.map(({ x }) => x)).toEqual([37.5, 87.5])
    expect(bars.map(({ height }) => height)).toEqual([20, 40])
    expect(bars.every(({ y, height }) => y + height === size.height - 1)).toBe(true)
  })

  it('draws one request low, so that it does not look like a flood', () => {
    expect(restBars([1], size)[0]?.height).toBe(10)
    expect(restBars([], size)).toEqual([])
  })
})

describe('streamPoints', () => {
  it('is one line over the whole width, from ground to top', () => {
    expect(streamPoints([0, 5, 10], size)).toBe('16.7,42.0 50.0,24.0 83.3,6.0')
    expect(streamPoints([], size)).toBe('')
    expect(streamPoints([NaN, 10], size)).toBe('25.0,42.0 75.0,6.0')
  })
})

describe('silentBands', () => {
  it('marks three silent seconds and more, after something had come', () => {
    expect(silentBands([0, 0, 0, 0, 5, 5, 0, 0, 0, 5], size)).toEqual([{ x: 60, width: 30 }])
    expect(silentBands([5, 0, 0, 5, 5, 0, 0, 0, 0, 0], size)).toEqual([{ x: 50, width: 50 }])
    expect(silentBands([0, 0, 0, 0], size)).toEqual([])
  })
})

describe('hookArrows', () => {
  it('has an arrow for what was accepted and one beside it for what was refused', () => {
    expect(hookArrows([2, 0, 0, 0], [1, 0, 0, 3], size)).toEqual([
      { x: 12.5, kind: 'accepted', count: 2 },
      { x: 16.5, kind: 'rejected', count: 1 },
      { x: 87.5, kind: 'rejected', count: 3 },
    ])
  })
})

describe('figures', () => {
  it('are the mean of the last five seconds', () => {
    expect(ratePerSecond([100, 100, 1, 2, 3, 4, 5])).toBe(3)
    expect(ratePerSecond([])).toBe(0)
    expect([1284.4, 3.42, 0].map(rateText)).toEqual(['1,284/s', '3.4/s', '0/s'])
  })

  it('count down to the next attempt', () => {
    expect(waitText(4000, 500)).toBe('in 4 s')
    expect(waitText(300_000, 0)).toBe('in 5 m')
    expect(waitText(1, 2)).toBe('now')
  })
})
