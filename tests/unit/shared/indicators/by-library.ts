/** The indicators by another library that shares nothing with ours, put together to the same definitions. */
import { bb, ema, macd, mmax, mmin, obv, rma, rsi, sma, stoch, tr, typicalPrice, vwap } from 'indicatorts'
import type { Bar, Outputs } from '../../../../shared/indicators/index.ts'
import type { IndicatorName } from '../../../../shared/alerts/indicator-names.ts'

/**
 * From which bar on the library means the same: it averages what there is before it has enough, begins an EMA with the first price
 * and Wilder's smoothing one bar earlier, which is forgotten in time. Null: it has none (WMA).
 */
export const librarySame: Readonly<Record<IndicatorName, number | null>> = {
  sma: 20,
  ema: 400,
  wma: null,
  vwap: 0,
  rsi: 500,
  macd: 600,
  bollinger: 20,
  atr: 500,
  stochastic: 20,
  donchian: 20,
  obv: 0,
}

function ofDays(bars: readonly Bar[]): number[] {
  const days = Map.groupBy(bars, ({ openAt }) => Math.floor(openAt / 86_400_000))
  return [...days.values()].flatMap((day) => {
    const typical = typicalPrice(
      day.map(({ high }) => high),
      day.map(({ low }) => low),
      day.map(({ close }) => close),
    )
    return vwap(
      typical,
      day.map(({ volume }) => volume),
      { period: day.length + 1 },
    )
  })
}

/** With the usual inputs of `indicatorTable`. */
export function byLibrary(name: Exclude<IndicatorName, 'wma'>, bars: readonly Bar[]): Outputs[] {
  const highs = bars.map(({ high }) => high)
  const lows = bars.map(({ low }) => low)
  const closes = bars.map(({ close }) => close)
  const volumes = bars.map(({ volume }) => volume)
  const lines = (): Readonly<Record<string, number[]>> => {
    switch (name) {
      case 'sma':
        return { value: sma(closes, { period: 20 }) }
      case 'ema':
        return { value: ema(closes, { period: 20 }) }
      case 'vwap':
        return { value: ofDays(bars) }
      case 'rsi':
        return { value: rsi(closes, { period: 14 }) }
      case 'macd': {
        const { macdLine, signalLine } = macd(closes, { fast: 12, slow: 26, signal: 9 })
        const histogram = macdLine.map((value, place) => value - (signalLine[place] ?? NaN))
        return { macd: macdLine, signal: signalLine, histogram }
      }
      case 'bollinger':
        return { ...bb(closes, { period: 20 }) }
      case 'atr':
        // Its own ATR is a plain average; Wilder's is its two parts together.
        return { value: rma(tr(highs, lows, closes), { period: 14 }) }
      case 'stochastic': {
        const k = sma(stoch(highs, lows, closes, { kPeriod: 14, dPeriod: 3 }).k, { period: 3 })
        return { k, d: sma(k, { period: 3 }) }
      }
      case 'donchian': {
        // Its own channel is that of closes.
        const [upper, lower] = [mmax(highs, { period: 20 }), mmin(lows, { period: 20 })]
        return { upper, middle: upper.map((top, place) => (top + (lower[place] ?? NaN)) / 2), lower }
      }
      case 'obv':
        return { value: obv(closes, volumes) }
    }
  }
  const all = Object.entries(lines())
  return bars.map((_, place) => Object.fromEntries(all.map(([line, values]) => [line, values[place] ?? NaN])))
}
