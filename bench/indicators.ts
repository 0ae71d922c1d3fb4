/** The cost of computed series: one rule beside fifty that share it, bars that go on beside bars computed anew, and a rehearsal. */
import { createBarSeries } from '../electron/alerts/series/bar-series.ts'
import { inputsOf } from '../electron/alerts/language/walk-bar.ts'
import type { Input, Series, TickInput } from '../electron/alerts/language/input.ts'
import { createIndicator } from '../shared/indicators/index.ts'
import type { Candle } from '../shared/model/candle.ts'
import { instrumentId } from '../shared/model/ids.ts'
import { compare, print, type Way } from './measure.ts'

const instrument = instrumentId('simulated', 'BTCUSDT')
const minuteMs = 60_000
const startAt = Date.UTC(2026, 0, 5)
const minutesOfMonth = 45_000

function minutes(count: number): Candle[] {
  let last = 60_000
  return Array.from({ length: count }, (_, place) => {
    const open = last
    // Two waves that never fall in step: no random numbers, the same each time.
    last = Math.round((60_000 + 900 * Math.sin(place / 97) + 40 * Math.sin(place * 1.7)) * 100) / 100
    const [high, low] = [Math.max(open, last) + 5, Math.min(open, last) - 5]
    return {
      openAt: startAt + place * minuteMs,
      open,
      high,
      low,
      close: last,
      volume: 1 + (place % 9),
      closed: true,
      source: 'rest',
    }
  })
}

const isTick = (input: Input): input is TickInput => input.kind === 'tick'

/** As many rules, each with a source of its own that says the same. */
function sameSeries(count: number): Series[] {
  return Array.from({ length: count }, () => ({
    instrument,
    interval: '15m',
    source: { kind: 'indicator', name: 'rsi', inputs: { length: 14 }, output: 'value' },
  }))
}

/** Tick by tick through `candles`, again and again; every rule asks at every tick. */
function walking(name: string, wanted: readonly Series[], candles: readonly Candle[]): Way {
  const walk = candles.map((candle) => ({
    candle,
    ticks: inputsOf({ kind: 'bar', instrument, interval: '1m', candle }, 0).filter(isTick),
  }))
  return {
    name,
    run() {
      const { derived, beginBar, endBar } = createBarSeries({ wanted, seed: () => [] })
      let last: number | null = null
      for (const { candle, ticks } of walk) {
        beginBar(instrument, candle)
        for (const tick of ticks) for (const series of wanted) last = derived(series, tick)
        endBar(instrument, candle)
      }
      if (last === null) throw new Error('no value after all these bars')
    },
  }
}

/** One tick of the open bar after `count` closed ones. */
function ticking(count: number): Way[] {
  const candles = minutes(count + 1)
  const [closed, open] = [candles.slice(0, -1), candles.at(-1)]
  if (open === undefined) throw new Error('no bars')
  const warm = () => {
    const indicator = createIndicator('rsi', { length: 14 })
    for (const candle of closed) indicator.close(candle)
    return indicator
  }
  const kept = warm()
  return [
    { name: 'kept and looked at', run: () => void kept.peek(open) },
    { name: `computed anew from ${count} bars`, run: () => void warm().peek(open) },
  ]
}

export function benchIndicators(): void {
  print('a tick of the open bar, RSI 14', compare(ticking(418)))
  const day = minutes(1440)
  print(
    'a day of one-minute bars, RSI 14 on 15m',
    compare([walking('1 rule', sameSeries(1), day), walking('50 rules', sameSeries(50), day)]),
  )
  const month = minutes(minutesOfMonth)
  const rsi = sameSeries(1)
  const bands: Series[] = [
    {
      instrument,
      interval: '15m',
      source: {
        kind: 'indicator',
        name: 'bollinger',
        inputs: { length: 20, deviations: 2 },
        output: 'upper',
      },
    },
  ]
  print(
    'a rehearsal over 45,000 one-minute bars',
    compare([walking('RSI 14 on 15m', rsi, month), walking('Bollinger bands on 15m', bands, month)]),
  )
}
