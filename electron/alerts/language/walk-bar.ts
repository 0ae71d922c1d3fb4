/** A closed bar as the ticks that it stands for, for what was not seen tick by tick. */
import type { AlertMemory } from '../../../shared/alerts/memory.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import { nextOpenAt } from '../../../shared/model/interval.ts'
import { evaluate, type Evaluation } from './evaluate.ts'
import type { AlertEvent } from './fire.ts'
import type { BarInput, Input, MarketState } from './input.ts'
import type { Watch } from './watch.ts'

/**
 * The order in which a bar's prices are taken: one that rose went to its low first, one that fell to its high; one that
 * closed where it opened, to the nearer of the two. A candle does not keep more.
 */
export function pathOf({ open, high, low, close }: Candle): [number, number, number, number] {
  const highFirst = close === open ? high - open < open - low : close < open
  return highFirst ? [open, high, low, close] : [open, low, high, close]
}

/**
 * The inputs that a bar stands for, spread over its time, with its end as a clock. Of a bar that was partly seen live, or
 * that was under way when the rule was armed, only the close is certain to come after that.
 */
export function inputsOf(bar: BarInput, armedAt: number): Input[] {
  const { candle, instrument, interval } = bar
  const { openAt } = candle
  const closeAt = nextOpenAt(interval, openAt)
  if (closeAt <= armedAt || closeAt <= (bar.seenUntil ?? -Infinity)) return []
  const inferred = { openAt, closeAt, low: candle.low, high: candle.high }
  const tick = (last: number, at: number): Input => ({
    kind: 'tick',
    instrument,
    exchangeAt: at,
    receivedAt: at,
    last,
    inferred,
  })
  const end: Input = { kind: 'clock', at: closeAt, inferred }
  const isWhole = openAt >= Math.max(armedAt, bar.seenUntil ?? -Infinity)
  if (!isWhole) return [tick(candle.close, closeAt - 1), end]
  const third = Math.floor((closeAt - openAt) / 3)
  const [first, second, next, last] = pathOf(candle)
  return [
    tick(first, openAt),
    tick(second, openAt + third),
    tick(next, openAt + 2 * third),
    tick(last, closeAt - 1),
    end,
  ]
}

/** Judges a bar: the same evaluator, tick by tick; everything that it finds is marked as inferred. */
export function evaluateBar(
  watched: Watch,
  memory: AlertMemory,
  bar: BarInput,
  market: MarketState,
): Evaluation {
  let now = memory
  const events: AlertEvent[] = []
  for (const input of inputsOf(bar, watched.rule.armedAt)) {
    const result = evaluate(watched, now, input, market)
    now = result.memory
    if (result.events.length > 0) events.push(...result.events)
  }
  return { memory: now, events }
}
