/** Between which prices a rule has nothing to say: there its memory follows from the last price alone. */
import type { AlertMemory, ConditionMemory, Sample } from '../../../shared/alerts/memory.ts'
import type { OperatorSpec, Position } from '../../../shared/alerts/operators.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { toTicks } from '../../../shared/model/numbers.ts'
import { bandTicks } from './judge.ts'
import { positionOf, type ConditionWatch, type Watch } from './watch.ts'

/** Whole ticks of `last`, both included, within which the next ticks change nothing but the last value that is remembered. */
export type Quiet = { readonly fromTicks: number; readonly toTicks: number }

const anywhere: Quiet = { fromTicks: -Infinity, toTicks: Infinity }

/** Neighbouring positions, the widest first. */
const stretches: readonly (readonly [Position, Position])[] = [
  [-1, 1],
  [-1, 0],
  [0, 1],
  [-1, -1],
  [0, 0],
  [1, 1],
]
const positions: readonly Position[] = [-1, 0, 1]

/** The one instrument whose last price, against fixed numbers, is all that the rule is judged on; null where there is more. */
export function judgedOnLastOf({ rule, conditions }: Watch): InstrumentId | null {
  const instrument = conditions[0]?.parts[0]?.instrument ?? null
  const plain = conditions.every(
    ({ condition, parts, fixed, closes, spec }) =>
      condition.source.kind === 'last' &&
      parts[0]?.instrument === instrument &&
      fixed !== null &&
      closes === null &&
      (spec.shape === 'level' || spec.shape === 'channel'),
  )
  const { confirm } = rule
  const hearsItself = confirm.kind === 'second-venue' && confirm.instrument === instrument
  return plain && !hearsItself ? instrument : null
}

/** Whether going from any of the positions to any other of them makes nothing happen, and changes nothing that is kept. */
function isUneventful(
  spec: OperatorSpec,
  met: boolean | null,
  repeats: boolean,
  [from, to]: readonly [Position, Position],
): boolean {
  const among = positions.filter((position) => position >= from && position <= to)
  if (spec.kind === 'edge') return among.every((before) => among.every((now) => !spec.hits(before, now)))
  if (met === true && repeats) return false
  return among.every((now) => spec.upheld(0, now) === met)
}

/** Where what has fired has not yet left by the band, around `now`; null where it has. */
function withinBand({ rule }: Watch, { spec, fixed, grid }: ConditionWatch, now: number): Quiet | null {
  const { rearm } = rule
  if (rearm === null || fixed === null) return null
  const lower = fixed.ticks[0] ?? 0
  const upper = fixed.ticks[1] ?? lower
  const down = bandTicks(rearm, lower, grid)
  const up = bandTicks(rearm, upper, grid)
  switch (spec.rearms) {
    case 'below':
      return { fromTicks: lower - down + 1, toTicks: Infinity }
    case 'above':
      return { fromTicks: -Infinity, toTicks: lower + down - 1 }
    case 'either-side':
    case 'outside':
      return { fromTicks: lower - down + 1, toTicks: upper + up - 1 }
    case 'inside': {
      const half = Math.floor((upper - lower) / 2)
      const under = lower + Math.min(down, half) - 1
      if (now <= under) return { fromTicks: -Infinity, toTicks: under }
      return { fromTicks: upper - Math.min(up, half) + 1, toTicks: Infinity }
    }
    case 'less-move':
    case 'at-once':
      return null
  }
}

function quietOfCondition(watched: Watch, each: ConditionWatch, memory: ConditionMemory): Quiet | null {
  const { last, position, met } = memory
  if (last === null || position === null || memory.owed || memory.bar !== null) return null
  const stretch = stretches.find(
    (positions) =>
      position >= positions[0] &&
      position <= positions[1] &&
      isUneventful(each.spec, met, watched.repeats, positions),
  )
  if (stretch === undefined) return null
  const lower = each.fixed?.ticks[0] ?? 0
  const upper = each.spec.shape === 'channel' ? (each.fixed?.ticks[1] ?? lower) : lower
  const [first, final] = stretch
  const fromTicks = first === -1 ? -Infinity : first === 0 ? lower : upper + 1
  const untilTicks = final === 1 ? Infinity : final === 0 ? upper : lower - 1
  const now = toTicks(last.value, each.grid)
  const band = memory.disarmed ? withinBand(watched, each, now) : anywhere
  if (band === null) return null
  const quiet = {
    fromTicks: Math.max(fromTicks, band.fromTicks),
    toTicks: Math.min(untilTicks, band.toTicks),
  }
  return now >= quiet.fromTicks && now <= quiet.toTicks ? quiet : null
}

/**
 * For a rule that is judged on the last price of one instrument only and that waits for nothing else. It holds for ticks that we
 * receive from `startsAt` on and before `expiresAt`, none inferred from a bar that opened before the arming; days and hours do not
 * matter, since nothing fires within it. Null: every input must be judged.
 */
export function quietOf(watched: Watch, memory: AlertMemory): Quiet | null {
  const { rule, conditions } = watched
  if (memory.state !== 'armed' || rule.state !== 'armed') return null
  if (memory.pending !== null || memory.storm.folded !== null || judgedOnLastOf(watched) === null) return null
  const { startsAt } = rule.schedule
  let quiet = anywhere
  for (let place = 0; place < conditions.length; place += 1) {
    const each = conditions[place]
    const before = memory.conditions[place]
    const found = each === undefined || before === undefined ? null : quietOfCondition(watched, each, before)
    if (found === null || (startsAt !== null && (before?.last?.receivedAt ?? startsAt) < startsAt))
      return null
    // Whether ALL or ANY: where no condition happens, nothing does.
    quiet = {
      fromTicks: Math.max(quiet.fromTicks, found.fromTicks),
      toTicks: Math.min(quiet.toTicks, found.toTicks),
    }
  }
  return quiet.fromTicks <= quiet.toTicks ? quiet : null
}

/** What `evaluate` would have left after ticks within the range, the last of which was `last`. */
export function memoryAfterQuiet(watched: Watch, memory: AlertMemory, last: Sample): AlertMemory {
  return {
    ...memory,
    conditions: memory.conditions.map((condition, place) => {
      const each = watched.conditions[place]
      if (each?.fixed === null || each === undefined) return condition
      return {
        ...condition,
        last,
        position: positionOf(each.spec, toTicks(last.value, each.grid), each.fixed.ticks),
      }
    }),
  }
}
