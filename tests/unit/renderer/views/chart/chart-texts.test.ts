/** The legend's figures, the countdown on the venue's clock, and colours for the canvas. */
import { describe, expect, it } from 'vitest'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { countdownText, exchangeTimeAt } from '../../../../../renderer/views/chart/countdown.ts'
import { legendValues } from '../../../../../renderer/views/chart/legend.ts'
import { withOpacity } from '../../../../../renderer/views/chart/palette.ts'

const candle: Candle = {
  openAt: 0,
  open: 64_012.4,
  high: 64_190,
  low: 63_958.1,
  close: 64_128.52,
  volume: 312.4,
  closed: false,
  source: 'stream',
}

describe('legendValues', () => {
  it('compares with the close before, in the instrument’s own decimals', () => {
    expect(legendValues(candle, { ...candle, close: 64_013.3 }, 0.01)).toEqual({
      open: '64,012.40',
      high: '64,190.00',
      low: '63,958.10',
      close: '64,128.52',
      change: '+0.18 %',
      volume: '312',
      direction: 'up',
    })
  })

  it('compares the first candle with its own open', () => {
    expect(legendValues({ ...candle, open: 2, close: 1 }, undefined, 1)).toMatchObject({
      change: '−50.00 %',
      direction: 'down',
    })
  })
})

describe('countdown', () => {
  it('counts on the venue’s clock, however far in the past and fast that runs', () => {
    const reading = { exchangeAt: 1_000_000, heardAtMs: 50, speed: 60 }
    expect(exchangeTimeAt(reading, 1050)).toBe(1_060_000)
    expect(exchangeTimeAt({ ...reading, speed: 1 }, 40)).toBe(1_000_000)
  })

  it('is as short as it can be, and empty when the bar is over', () => {
    expect(countdownText(411_000, 0)).toBe('06:51')
    expect(countdownText(3_600_000 * 3 + 1, 0)).toBe('3:00:01')
    expect(countdownText(86_400_000 * 2 + 3_600_000, 0)).toBe('2d 01:00')
    expect(countdownText(0, 0)).toBe('')
    expect(countdownText(NaN, 0)).toBe('')
  })
})

describe('withOpacity', () => {
  it('adds an alpha to six digits and leaves other notations alone', () => {
    expect(withOpacity('#35c3a1', 0.5)).toBe('#35c3a180')
    expect(withOpacity('rgb(1 2 3)', 0.5)).toBe('rgb(1 2 3)')
  })
})
