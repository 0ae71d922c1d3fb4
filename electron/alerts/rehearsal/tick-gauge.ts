/** A level or a channel on any value that bars tell, fixed or moving, judged on every value or on closes: input by input. */
import type { ConditionMemory } from '../../../shared/alerts/memory.ts'
import type { Position } from '../../../shared/alerts/operators.ts'
import { nextOpenAt, openAtOf } from '../../../shared/model/interval.ts'
import { toTicks } from '../../../shared/model/numbers.ts'
import { timeOf, type MarketState } from '../language/input.ts'
import type { Quiet } from '../language/quiet.ts'
import { positionOf, type ConditionWatch, type Watch } from '../language/watch.ts'
import { quietOfOne, standFor, type TickGauge } from './gauge.ts'
import { createMeter, type State } from './meter.ts'

type Bar = NonNullable<ConditionMemory['bar']>

function barOf({ value, at, bounds }: State, openAt: number): Bar {
  return { openAt, sample: { value, exchangeAt: at, receivedAt: at }, bounds: [...bounds] }
}

export function createTickGauge(watched: Watch, each: ConditionWatch, market: MarketState): TickGauge {
  const { grid, spec, closes, fixed } = each
  const stand = standFor(each)
  const isMoving = fixed === null
  const meter = createMeter(each, market)
  let quiet: Quiet | null = null
  let isOn = false
  /** Whether something was kept since; before that the memory is what it was. */
  let isAhead = false
  let position: Position | null = null
  let last: ConditionMemory['last'] = null
  /** The open bar, where it is judged on closes: its opening, and as it was when it began here. */
  let barOpenAt = NaN
  let barEndAt = Infinity
  let firstBar: Bar | null = null
  /** Whether `meter.kept` is the bar's latest value. */
  let isBarAhead = false
  // What the input that was asked for last would change.
  let isTouched = false
  let nextPosition: Position = 0
  let endsBar = false
  let takesBar = false

  /** Whether nothing happens by a value. */
  const accepts = (value: number, tickBounds: readonly number[]): boolean => {
    if (quiet === null) return false
    const ticks = toTicks(value, grid)
    nextPosition = positionOf(spec, ticks, tickBounds)
    const now = isMoving ? nextPosition : ticks
    return now >= quiet.fromTicks && now <= quiet.toTicks
  }
  const acceptsBar = (): boolean => {
    if (isBarAhead || firstBar === null) return accepts(meter.kept.value, meter.kept.tickBounds)
    const { sample, bounds } = firstBar
    return accepts(sample.value, fixed?.ticks ?? bounds.map((bound) => toTicks(bound, grid)))
  }
  const latestBar = (): Bar | null => {
    if (Number.isNaN(barOpenAt)) return null
    return isBarAhead ? barOf(meter.kept, barOpenAt) : firstBar
  }

  return {
    reset(condition, memory) {
      isOn = false
      isAhead = false
      if (condition.owed || !meter.begin(condition)) return false
      ;({ position } = condition)
      const before = condition.last
      last = before
      const value = isMoving ? position : (before?.value ?? null)
      const isUnfit = before === null || value === null || (isMoving && condition.disarmed)
      quiet = isUnfit
        ? null
        : quietOfOne(watched, stand, { ...condition, last: { ...before, value }, bar: null }, memory)
      // Judged on closes: until the bar has ended, nothing happens anyway.
      if (quiet === null && closes === null) return false
      firstBar = condition.bar
      isBarAhead = false
      barOpenAt = firstBar?.openAt ?? NaN
      barEndAt = firstBar === null || closes === null ? Infinity : nextOpenAt(closes, firstBar.openAt)
      isOn = true
      return true
    },
    holds(input) {
      isTouched = false
      endsBar = false
      takesBar = false
      if (!isOn) return false
      const taken = input.kind === 'tick' ? meter.take(input) : 'other'
      if (taken === 'unknown') return false
      if (closes === null) {
        if (taken === 'other') return true
        isTouched = true
        return accepts(meter.next.value, meter.next.tickBounds)
      }
      if (taken === 'other' && input.kind !== 'clock') return true
      endsBar = timeOf(input) >= barEndAt
      if (endsBar && !acceptsBar()) return false
      takesBar = taken === 'known'
      isTouched = endsBar || takesBar
      return true
    },
    keep() {
      if (!isTouched) return
      isAhead = true
      if (closes === null) {
        position = nextPosition
        meter.keep()
        return
      }
      if (endsBar) {
        last = latestBar()?.sample ?? last
        position = nextPosition
        barOpenAt = NaN
        barEndAt = Infinity
      }
      if (!takesBar) return
      meter.keep()
      isBarAhead = true
      if (Number.isNaN(barOpenAt)) {
        barOpenAt = openAtOf(closes, meter.kept.at)
        barEndAt = nextOpenAt(closes, barOpenAt)
      }
    },
    after(condition) {
      if (!isAhead) return condition
      const { value, at } = meter.kept
      return {
        ...condition,
        last: closes === null ? { value, exchangeAt: at, receivedAt: at } : last,
        position,
        parts: meter.parts(condition),
        bar: closes === null ? condition.bar : latestBar(),
      }
    },
  }
}
