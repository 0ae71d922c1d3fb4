/** Bars, rules and series made from plain numbers, for the tests of rehearsals. */
import fc from 'fast-check'
import { packBars } from '../../../../../electron/alerts/rehearsal/bars.ts'
import {
  createRun,
  type Run,
  type RunInput,
  type Tape,
} from '../../../../../electron/alerts/rehearsal/run.ts'
import { instrumentsOf } from '../../../../../electron/alerts/rehearsal/needs.ts'
import { watch, type Watch } from '../../../../../electron/alerts/language/watch.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import type { Candle, Gap } from '../../../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../../../shared/model/ids.ts'
import { bitcoin, startAt, tickSize } from '../language/tapes.ts'

export const minuteMs = 60_000

export function candle(minute: number, open: number, high: number, low: number, close: number): Candle {
  return {
    openAt: startAt + minute * minuteMs,
    open,
    high,
    low,
    close,
    volume: 1,
    closed: true,
    source: 'rest',
  }
}

export const minuteAt = (minute: number): number => startAt + minute * minuteMs

/** A flat bar each. */
export function flat(...prices: number[]): Candle[] {
  return prices.map((price, minute) => candle(minute, price, price, price, price))
}

export function tapeOf(candles: readonly Candle[], gaps: readonly Gap[] = [], instrument = bitcoin): Tape {
  return { instrument, bars: packBars(candles), gaps }
}

/** Numbers as a walk of bars around 100 on a grid of 0.01: touches, wicks, jumps, minutes without a trade and holes are all common. */
export function barsFrom(
  numbers: readonly number[],
  reach: number,
): { readonly candles: Candle[]; readonly gaps: Gap[] } {
  const candles: Candle[] = []
  const gaps: Gap[] = []
  let minute = 0
  let ticks = 10_000
  for (const number of numbers) {
    const kind = number % 16
    const rest = Math.floor(number / 16)
    if (kind === 0) {
      gaps.push({ fromAt: minuteAt(minute), toAt: minuteAt(minute + 2) })
      minute += 2
      continue
    }
    if (kind === 1) {
      minute += 1 + (rest % 20)
      continue
    }
    const step = (of: number) => (Math.floor(rest / of) % (2 * reach + 1)) - reach
    const open = ticks + (kind === 2 ? step(7) : 0)
    const close = open + step(1)
    const high = Math.max(open, close) + (Math.floor(rest / 11) % 3)
    const low = Math.min(open, close) - (Math.floor(rest / 37) % 3)
    // Now and then the open lies outside, as venues have been seen to send it.
    const odd = kind === 3 ? 3 : 0
    candles.push(candle(minute, (open + odd) / 100, high / 100, low / 100, close / 100))
    minute += 1
    ticks = close - Math.sign(close - 10_000) * (rest % 2)
  }
  return { candles, gaps }
}

export function walks(maxLength: number, reach = 4): fc.Arbitrary<ReturnType<typeof barsFrom>> {
  return fc.array(fc.nat(0xff_ff_ff), { maxLength, size: 'max' }).map((numbers) => barsFrom(numbers, reach))
}

export function watched(rule: AlertRule, subject: InstrumentId | null = bitcoin): Watch {
  return watch(rule, subject, () => tickSize)
}

/**
 * A series that remembers what it has seen of the open bar, as highs and lows do: its value leans on every input, so that it shows
 * where one was left out or told twice.
 */
export function leaningSeries(): NonNullable<RunInput['series']> {
  const ended = new Map<InstrumentId, number>()
  const highest = new Map<InstrumentId, number>()
  let seen: object | null = null
  return {
    derived({ instrument }, input) {
      const last = input.last ?? NaN
      const before = ended.get(instrument)
      if (seen !== input) highest.set(instrument, Math.max(last, highest.get(instrument) ?? -Infinity))
      seen = input
      return before === undefined ? null : ((highest.get(instrument) ?? last) + last + before) / 3
    },
    beginBar: () => undefined,
    endBar(instrument, { close }) {
      ended.set(instrument, close)
      highest.delete(instrument)
    },
  }
}

export function run(
  of: Watch,
  tapes: readonly Tape[],
  options: Partial<Omit<RunInput, 'watched' | 'tapes'>> = {},
): Run {
  const ordered = instrumentsOf(of).map(
    (instrument) => tapes.find((tape) => tape.instrument === instrument) ?? tapeOf([], [], instrument),
  )
  const [first = tapeOf([]), ...others] = ordered
  const made = createRun({
    watched: of,
    tapes: [first, ...others],
    fromAt: -Infinity,
    series: null,
    ...options,
  })
  while (made.step(7));
  return made
}
