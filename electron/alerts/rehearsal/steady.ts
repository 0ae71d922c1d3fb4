/** Goes over what makes nothing happen without judging it, and tells afterwards what the rule remembers. */
import type { AlertMemory, Sample } from '../../../shared/alerts/memory.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Input, MarketState } from '../language/input.ts'
import type { ConditionWatch, Watch } from '../language/watch.ts'
import { minuteMs, type Bars } from './bars.ts'
import type { BarGauge, TickGauge } from './gauge.ts'
import { canGaugeByClose, createCloseGauge } from './close-gauge.ts'
import { canMeter } from './meter.ts'
import { createMoveGauge } from './move-gauge.ts'
import { createPriceGauge } from './price-gauge.ts'
import { createTickGauge } from './tick-gauge.ts'

export type Steady = {
  /** Begins anew after something was judged. False: what comes next must be judged too. */
  reset(memory: AlertMemory): boolean
  /** Whether it looks at single inputs rather than at bars. */
  readonly judgesInputs: boolean
  /** Takes in the bars of one minute (a place on each tape, −1 for none), if they make nothing happen. */
  takesBars(places: Int32Array): boolean
  takesInput(input: Exclude<Input, { kind: 'gap' }>): boolean
  /** What `evaluate` would have left. */
  memory(): AlertMemory
}

export type SteadyTape = { readonly instrument: InstrumentId; readonly bars: Bars }

/** Whether nothing waits that time alone could bring about. */
function isAtRest({ state, pending, storm }: AlertMemory): boolean {
  return state === 'armed' && pending === null && storm.folded === null
}

function barGaugeOf(
  watched: Watch,
  each: ConditionWatch,
  tapes: readonly SteadyTape[],
  market: MarketState,
): BarGauge | null {
  const { condition, parts, plain, fixed, closes, spec } = each
  const byClose = canGaugeByClose(each)
  if (!plain || fixed === null || closes !== null) return null
  if (condition.source.kind !== 'last' && !byClose) return null
  const tape = tapes.findIndex(({ instrument }) => instrument === parts[0]?.instrument)
  const bars = tapes[tape]?.bars
  if (bars === undefined) return null
  if (byClose) return createCloseGauge(watched, each, tape, bars, market)
  if (spec.shape === 'move') return createMoveGauge(each, tape, bars)
  return spec.shape === 'moment' ? null : createPriceGauge(watched, each, tape, bars)
}

function tickGaugeOf(watched: Watch, each: ConditionWatch, market: MarketState): TickGauge | null {
  const { shape } = each.spec
  return canMeter(each) && (shape === 'level' || shape === 'channel')
    ? createTickGauge(watched, each, market)
    : null
}

/** All of them, or null where one is missing. */
function whole<T>(gauges: readonly (T | null)[]): T[] | null {
  const found = gauges.filter((gauge) => gauge !== null)
  return found.length === gauges.length ? found : null
}

export function createSteady(watched: Watch, tapes: readonly SteadyTape[], market: MarketState): Steady {
  const barGauges = whole(watched.conditions.map((each) => barGaugeOf(watched, each, tapes, market)))
  const tickGauges =
    barGauges === null ? whole(watched.conditions.map((each) => tickGaugeOf(watched, each, market))) : null
  const gauges = barGauges ?? tickGauges ?? []
  const { confirm } = watched.rule
  const secondId = confirm.kind === 'second-venue' ? confirm.instrument : null
  const secondTape = tapes.findIndex(({ instrument }) => instrument === secondId)
  let from: AlertMemory | null = null
  let second: Sample | null = null
  let secondPlace = -1

  /** The second venue's price matters only while something waits for it; one that is no price is not kept. */
  const isKnownSecond = (place: number) => Number.isFinite(tapes[secondTape]?.bars.close[place] ?? NaN)
  return {
    judgesInputs: tickGauges !== null,
    reset(memory) {
      second = null
      secondPlace = -1
      from = isAtRest(memory) && gauges.length > 0 ? memory : null
      gauges.forEach((gauge, index) => {
        const condition = memory.conditions[index]
        if (from !== null && (condition === undefined || !gauge.reset(condition, memory))) from = null
      })
      return from !== null
    },
    takesBars(places) {
      if (from === null || barGauges === null) return false
      for (let index = 0; index < barGauges.length; index += 1) {
        const gauge = barGauges[index]
        const place = places[gauge?.tape ?? -1] ?? -1
        if (place !== -1 && gauge?.holds(place) !== true) return false
      }
      const other = places[secondTape] ?? -1
      if (other !== -1 && !isKnownSecond(other)) return false
      for (let index = 0; index < barGauges.length; index += 1) {
        const gauge = barGauges[index]
        const place = places[gauge?.tape ?? -1] ?? -1
        if (place !== -1) gauge?.keep(place)
      }
      if (other !== -1) secondPlace = other
      return true
    },
    takesInput(input) {
      if (from === null || tickGauges === null) return false
      for (const gauge of tickGauges) if (!gauge.holds(input)) return false
      for (const gauge of tickGauges) gauge.keep()
      if (input.kind === 'tick' && input.instrument === secondId) {
        const { last, exchangeAt, receivedAt } = input
        if (typeof last === 'number' && Number.isFinite(last))
          second = { value: last, exchangeAt, receivedAt }
      }
      return true
    },
    memory() {
      if (from === null) throw new RangeError('nothing was taken in since it was judged')
      const bars = tapes[secondTape]?.bars
      if (secondPlace !== -1 && bars !== undefined) {
        const at = (bars.openAt[secondPlace] ?? NaN) + minuteMs - 1
        second = { value: bars.close[secondPlace] ?? NaN, exchangeAt: at, receivedAt: at }
      }
      const conditions = from.conditions.map(
        (condition, index) => gauges[index]?.after(condition) ?? condition,
      )
      return { ...from, conditions, second: second ?? from.second }
    },
  }
}
