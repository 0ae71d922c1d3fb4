/** A market of which one-minute bars tell everything: within each minute it goes straight from one price to the next. */
import { seeded, type TapeTick } from './tape.ts'

export const minuteMs = 60_000

export type Zigzag = {
  readonly startAt: number
  /** Price at the beginning of each minute, in whole ticks; there is one more than there are minutes. */
  readonly turns: readonly number[]
  readonly everyMs: number
}

export function zigzag(seed: number, startAt: number, minutes: number, everyMs: number): Zigzag {
  const random = seeded(seed)
  const turns = [1000]
  for (let minute = 0; minute < minutes; minute += 1) {
    const before = turns.at(-1) ?? 1000
    // Back towards the middle, so that the levels around it are crossed again and again.
    const pull = (1000 - before) / 4
    turns.push(Math.round(before + pull + (random() - 0.5) * 160))
  }
  return { startAt, turns, everyMs }
}

/** Trades from `fromAt` up to and with `toAt`; the first of a minute is its turn, the last lies just before the next one. */
export function zigzagTicks({ startAt, turns, everyMs }: Zigzag, fromAt: number, toAt: number): TapeTick[] {
  const ticks: TapeTick[] = []
  const first = Math.max(0, Math.ceil((fromAt - startAt) / everyMs))
  const endAt = startAt + (turns.length - 1) * minuteMs
  for (let at = startAt + first * everyMs; at <= Math.min(toAt, endAt - 1); at += everyMs) {
    const minute = Math.floor((at - startAt) / minuteMs)
    const [from = 0, to = 0] = turns.slice(minute, minute + 2)
    const share = (at - startAt - minute * minuteMs) / (minuteMs - everyMs)
    ticks.push({ at, price: Math.round((from + (to - from) * Math.min(1, share)) * 100) / 100 })
  }
  return ticks
}

/** Every crossing of `level` (which is never a turn): the minute, counted from the start, and the direction. */
export function crossingsOf(
  { turns }: Pick<Zigzag, 'turns'>,
  level: number,
  direction: 1 | -1,
  minutes: number,
): number[] {
  const found: number[] = []
  for (let minute = 0; minute < minutes; minute += 1) {
    const [from = 0, to = 0] = turns.slice(minute, minute + 2)
    if ((level - from) * direction > 0 && (to - level) * direction > 0) found.push(minute)
  }
  return found
}

/** What the kill test and its child both know: a market, and 500 levels that are never one of its turns. */
export const killMarket = zigzag(7, Date.UTC(2026, 0, 5), 3000, 500)
export const killLevels: readonly number[] = Array.from(
  { length: 500 },
  (_, number) => Math.round((850.5 + number * 0.6) * 100) / 100,
)
