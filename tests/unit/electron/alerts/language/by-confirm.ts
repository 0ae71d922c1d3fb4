/** Confirmation, closes and duty written a second time, over the whole history; for rules of one condition. */
import type { Input } from '../../../../../electron/alerts/language/input.ts'
import type { Condition } from '../../../../../shared/alerts/condition.ts'
import { operatorSpec } from '../../../../../shared/alerts/operators.ts'
import type { Confirm } from '../../../../../shared/alerts/rule.ts'
import type { Schedule } from '../../../../../shared/alerts/schedule.ts'
import { isWithinHours } from '../../../../../shared/model/hours.ts'
import { stretchesOf, trace, type Value } from './by-definition.ts'
import { bitcoin, ether } from './tapes.ts'

const minuteMs = 60_000
const minuteOf = (at: number) => Math.floor(at / minuteMs) * minuteMs
const timeOf = (input: Input): number =>
  input.kind === 'tick' ? (input.exchangeAt ?? input.receivedAt) : 'at' in input ? input.at : NaN
const nowOf = (input: Input): number =>
  input.kind === 'tick' ? input.receivedAt : 'at' in input ? input.at : NaN

/** The tape with only what is of the instrument that the rule is on, every place kept. */
const own = (tape: readonly Input[]): Input[] =>
  tape.map((input) =>
    input.kind === 'tick' && input.instrument !== bitcoin ? { kind: 'clock', at: 0 } : input,
  )

/** Whether a value that came from `from` is (still) where the condition wants it. */
function isOnSide({ operator, operands }: Condition, from: number, cents: number): boolean {
  const level = Math.round(Number(operands[0]) * 100)
  const upper = Math.round(Number(operands[1] ?? NaN) * 100)
  const inside = cents >= level && cents <= upper
  if (operator === 'greater-than') return cents > level
  if (operator === 'less-than') return cents < level
  if (operator === 'entering-channel' || operator === 'inside-channel') return inside
  if (operator === 'exiting-channel' || operator === 'outside-channel') return !inside
  return from < level ? cents >= level : cents <= level
}

/** What is known at each place: whether the condition hit there, the value there, and the one before it. */
function history(one: Condition, tape: readonly Input[]) {
  const hits = new Set(trace(one, own(tape), null).flatMap(({ place, hit }) => (hit ? [place] : [])))
  const values = new Map<number, { value: Value; before: Value | undefined }>()
  for (const stretch of stretchesOf(own(tape)))
    stretch.forEach((value, index) => values.set(value.place, { value, before: stretch[index - 1] }))
  return { hits, values }
}

/** So many values in a row on the new side; the same value of the same time once more counts for nothing. */
export function byTicks(one: Condition, count: number, tape: readonly Input[]): number[] {
  const { hits, values } = history(one, tape)
  const fired: number[] = []
  let waiting: { from: number; agreed: number } | null = null
  tape.forEach((input, place) => {
    if (input.kind === 'gap') waiting = null
    const known = values.get(place)
    if (known === undefined) return
    const { value, before } = known
    const isDuplicate =
      value.exchangeAt !== null && before?.cents === value.cents && before.exchangeAt === value.exchangeAt
    if (waiting !== null && !isOnSide(one, waiting.from, value.cents)) waiting = null
    else if (waiting !== null && !isDuplicate) waiting.agreed += 1
    if (waiting?.agreed === count) {
      fired.push(place)
      waiting = null
    }
    if (waiting === null && hits.has(place)) waiting = { from: before?.cents ?? NaN, agreed: 1 }
  })
  return fired
}

/** Still true by the last value of the minute in which it happened; known with whatever comes after it. */
export function byBarClose(one: Condition, tape: readonly Input[]): number[] {
  const { hits, values } = history(one, tape)
  const fired: number[] = []
  let waiting: { from: number; closeAt: number } | null = null
  let cents = NaN
  tape.forEach((input, place) => {
    if (input.kind === 'gap') waiting = null
    else if (waiting !== null && timeOf(input) >= waiting.closeAt) {
      if (isOnSide(one, waiting.from, cents)) fired.push(place)
      waiting = null
    }
    const known = values.get(place)
    if (known === undefined) return
    cents = known.value.cents
    if (waiting === null && hits.has(place))
      waiting = { from: known.before?.cents ?? NaN, closeAt: minuteOf(known.value.at) + minuteMs }
  })
  return fired
}

/** The last price of the second venue is on the new side too, not too long before or after. */
export function bySecondVenue(
  one: Condition,
  { withinMs, tolerancePercent }: Extract<Confirm, { kind: 'second-venue' }>,
  tape: readonly Input[],
): number[] {
  const { hits, values } = history(one, tape)
  const fired: number[] = []
  let second: { price: number; at: number; exchangeAt: number | null } | null = null
  let waiting: { from: number; since: number } | null = null
  let cents = NaN
  const agrees = (from: number, now: number): boolean =>
    second !== null &&
    now - second.at <= withinMs &&
    [0, tolerancePercent, -tolerancePercent].some((percent) =>
      isOnSide(one, from, Math.round((second?.price ?? NaN) * (1 + percent / 100) * 100)),
    )
  tape.forEach((input, place) => {
    if (input.kind === 'gap') {
      waiting = null
      second = null
      return
    }
    const now = nowOf(input)
    if (input.kind === 'tick' && input.instrument === ether) {
      const { last, exchangeAt } = input
      const isOlder =
        exchangeAt !== null && second?.exchangeAt !== undefined && exchangeAt < (second.exchangeAt ?? -1)
      if (typeof last === 'number' && Number.isFinite(last) && !isOlder)
        second = { price: last, at: now, exchangeAt }
      else return
    }
    const known = values.get(place)
    if (known === undefined && input.kind === 'tick' && input.instrument === bitcoin) return
    cents = known?.value.cents ?? cents
    if (waiting !== null) {
      if (now - waiting.since > withinMs || !isOnSide(one, waiting.from, cents)) waiting = null
      else if (agrees(waiting.from, now)) {
        fired.push(place)
        waiting = null
      }
    }
    if (known === undefined || !hits.has(place)) return
    const from = waiting?.from ?? known.before?.cents ?? NaN
    if (agrees(from, now)) {
      fired.push(place)
      waiting = null
    } else waiting ??= { from, since: now }
  })
  return fired
}

/** A tape of the closing values only, each dated at its close, and where in the whole tape each is known to be one. */
export function closesOf(tape: readonly Input[]): { closes: Input[]; placeOf: number[] } {
  const values = new Map(stretchesOf(tape).flatMap((stretch) => stretch.map((value) => [value.place, value])))
  const closes: Input[] = []
  const placeOf: number[] = []
  let open: Value | null = null
  tape.forEach((input, place) => {
    const value = values.get(place)
    if (input.kind === 'gap') {
      open = null
      closes.push(input)
      placeOf.push(-1)
      return
    }
    if (value === undefined && input.kind !== 'clock') return
    if (open !== null && timeOf(input) >= minuteOf(open.at) + minuteMs) {
      const at = minuteOf(open.at) + minuteMs
      closes.push({
        kind: 'tick',
        instrument: bitcoin,
        last: open.cents / 100,
        exchangeAt: at,
        receivedAt: at,
      })
      placeOf.push(place)
      open = null
    }
    open = value ?? open
  })
  return { closes, placeOf }
}

/** On duty: between start and expiry, not snoozed, within its hours. What began off duty and lasts is told when duty begins. */
export function byDuty(one: Condition, schedule: Schedule, tape: readonly Input[]): number[] {
  const { startsAt, expiresAt, snoozeUntil, active } = schedule
  const seen = tape.map((input): Input => {
    const isEarly = startsAt !== null && input.kind !== 'gap' && nowOf(input) < startsAt
    return isEarly ? { kind: 'clock', at: nowOf(input) } : input
  })
  const judged = new Map(trace(one, seen, null).map((entry) => [entry.place, entry]))
  const isState = operatorSpec(one.operator).kind === 'state'
  const fired: number[] = []
  let [isOwed, holds] = [false, false]
  seen.forEach((input, place) => {
    if (input.kind === 'gap') {
      holds = false
      return
    }
    const now = nowOf(input)
    if (expiresAt !== null && now >= expiresAt) return
    const entry = judged.get(place)
    if (entry !== undefined) {
      holds = entry.holds
      isOwed &&= holds
    }
    const isOff =
      (snoozeUntil !== null && now < snoozeUntil) || (active !== null && !isWithinHours(active, now))
    if (entry?.hit === true && isOff) isOwed ||= isState
    else if (!isOff && (entry?.hit === true || (isOwed && holds))) {
      fired.push(place)
      isOwed = false
    }
  })
  return fired
}
