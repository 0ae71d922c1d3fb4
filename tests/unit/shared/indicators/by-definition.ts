/** The indicators once more, slowly: each bar anew from all bars before it, as the definitions are written. */
import type { Bar, Outputs } from '../../../../shared/indicators/index.ts'
import type { IndicatorName } from '../../../../shared/alerts/indicator-names.ts'

type Values = readonly (number | null)[]

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length

/** `count` values that end at `place`; null where one of them is missing. */
function back(values: Values, place: number, count: number): number[] | null {
  const part = values.slice(Math.max(0, place - count + 1), place + 1)
  return part.length === count && part.every((value) => value !== null) ? part : null
}

const over = (values: Values, length: number, of: (part: number[]) => number): Values =>
  values.map((_, place) => {
    const part = back(values, place, length)
    return part === null ? null : of(part)
  })

const sma = (values: Values, length: number): Values => over(values, length, mean)

/** Begins with the average of the first `length` values. */
function smoothed(values: Values, length: number, alpha: number): Values {
  let before: number | null = null
  return values.map((value, place) => {
    if (value === null) return null
    const first = back(values, place, length)
    before = before === null ? (first === null ? null : mean(first)) : alpha * value + (1 - alpha) * before
    return before
  })
}

const ema = (values: Values, length: number): Values => smoothed(values, length, 2 / (length + 1))
const minus = (left: Values, right: Values): Values =>
  left.map((value, place) => {
    const other = right[place] ?? null
    return value === null || other === null ? null : value - other
  })

function lines(all: Readonly<Record<string, Values>>, length: number): (Outputs | null)[] {
  return Array.from({ length }, (_, place) => {
    const found = Object.entries(all).map(([name, values]) => [name, values[place] ?? null] as const)
    return found.every(([, value]) => value !== null && !Number.isNaN(value))
      ? (Object.fromEntries(found) as Outputs)
      : null
  })
}

function rsi(closes: readonly number[], length: number): Values {
  const changes = closes.map((close, place) => (place === 0 ? null : close - (closes[place - 1] ?? NaN)))
  const of = (pick: (change: number) => number) =>
    smoothed(
      changes.map((change) => (change === null ? null : pick(change))),
      length,
      1 / length,
    )
  const ups = of((change) => Math.max(change, 0))
  const downs = of((change) => Math.max(-change, 0))
  return ups.map((up, place) => {
    const down = downs[place] ?? null
    if (up === null || down === null) return null
    return down === 0 ? 100 : (100 * up) / (up + down)
  })
}

function trueRanges(bars: readonly Bar[]): number[] {
  return bars.map(({ high, low }, place) => {
    const before = bars[place - 1]?.close
    return before === undefined
      ? high - low
      : Math.max(high - low, Math.abs(high - before), Math.abs(low - before))
  })
}

/** The volume-weighted mean since the UTC day began, where the day is known from its beginning. */
function vwap(bars: readonly Bar[]): Values {
  const dates = bars.map(({ openAt }) => new Date(openAt).toISOString())
  const days = dates.map((date) => date.slice(0, 10))
  return bars.map((_, place) => {
    const first = days.indexOf(days[place] ?? '')
    const day = bars.slice(first, place + 1)
    const volume = sum(day.map((bar) => bar.volume))
    if ((first === 0 && dates[0]?.endsWith('T00:00:00.000Z') !== true) || volume === 0) return null
    return sum(day.map((bar) => ((bar.high + bar.low + bar.close) / 3) * bar.volume)) / volume
  })
}

export function byDefinition(
  name: IndicatorName,
  inputs: Readonly<Record<string, number>>,
  bars: readonly Bar[],
): (Outputs | null)[] {
  const of = (input: string): number => inputs[input] ?? NaN
  const length = of('length')
  const closes = bars.map(({ close }) => close)
  const highest = over(
    bars.map(({ high }) => high),
    length,
    (part) => Math.max(...part),
  )
  const lowest = over(
    bars.map(({ low }) => low),
    length,
    (part) => Math.min(...part),
  )
  const make = (): Readonly<Record<string, Values>> => {
    switch (name) {
      case 'sma':
        return { value: sma(closes, length) }
      case 'ema':
        return { value: ema(closes, length) }
      case 'wma': {
        const weighted = (part: number[]) =>
          sum(part.map((value, place) => value * (place + 1))) / sum(part.map((_, place) => place + 1))
        return { value: over(closes, length, weighted) }
      }
      case 'vwap':
        return { value: vwap(bars) }
      case 'rsi':
        return { value: rsi(closes, length) }
      case 'macd': {
        const macd = minus(ema(closes, of('fast')), ema(closes, of('slow')))
        const signal = ema(macd, of('signal'))
        return { macd, signal, histogram: minus(macd, signal) }
      }
      case 'bollinger': {
        const wide = (part: number[]) =>
          of('deviations') * Math.sqrt(mean(part.map((value) => (value - mean(part)) ** 2)))
        return {
          upper: over(closes, length, (part) => mean(part) + wide(part)),
          middle: sma(closes, length),
          lower: over(closes, length, (part) => mean(part) - wide(part)),
        }
      }
      case 'atr':
        return { value: smoothed(trueRanges(bars), length, 1 / length) }
      case 'stochastic': {
        const raw = closes.map((close, place) => {
          const [top, bottom] = [highest[place] ?? null, lowest[place] ?? null]
          return top === null || bottom === null ? null : (100 * (close - bottom)) / (top - bottom)
        })
        const k = sma(raw, of('smooth'))
        return { k, d: sma(k, of('signal')) }
      }
      case 'donchian':
        return {
          upper: highest,
          middle: highest.map((top, place) => (top === null ? null : (top + (lowest[place] ?? NaN)) / 2)),
          lower: lowest,
        }
      case 'obv':
        return {
          value: closes.map((_, place) =>
            sum(
              bars
                .slice(1, place + 1)
                .map(({ close, volume }, at) => Math.sign(close - (closes[at] ?? NaN)) * volume),
            ),
          ),
        }
    }
  }
  return lines(make(), bars.length)
}
