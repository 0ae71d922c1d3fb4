/** One condition and its next value: what it remembers after it, and whether that makes it true. */
import type { ConditionMemory, Sample } from '../../../shared/alerts/memory.ts'
import type { Position } from '../../../shared/alerts/operators.ts'
import type { Rearm } from '../../../shared/alerts/rule.ts'
import { nextOpenAt, openAtOf } from '../../../shared/model/interval.ts'
import { toTicks } from '../../../shared/model/numbers.ts'
import { isKnown, timeOf, type MarketState, type Step } from './input.ts'
import { isMoved, moved, takeIn } from './move.ts'
import { read, type Reading } from './read.ts'
import { positionOf, type ConditionWatch } from './watch.ts'

export type Judged = {
  readonly memory: ConditionMemory
  /** It became true: an edge happened, or a state began (or goes on, where the rule repeats). */
  readonly hit: boolean
  /** It would have hit but for the re-arm band. */
  readonly inBand: boolean
  /** Where the value came from. */
  readonly from: Position
  readonly before: Sample | null
  readonly at: Sample
  readonly bounds: readonly number[]
  /** The moment that it is judged for: the value's, or the bar's close; UTC epoch ms. */
  readonly judgedAt: number
  /** The same value again, as a venue repeats itself after a reconnect: it confirms nothing. */
  readonly duplicate: boolean
}

/** The re-arm band at a level, in ticks. */
export function bandTicks(rearm: Rearm, level: number, grid: number): number {
  if (rearm.unit === 'value') return Math.max(1, toTicks(rearm.amount, grid))
  return Math.max(1, Math.ceil((Math.abs(level) * rearm.amount) / 100 - 1e-9))
}

/** Whether the value has left by the band; levels in ticks, `by` is the move so far. */
function hasLeft(
  watched: ConditionWatch,
  rearm: Rearm,
  now: number,
  ticks: readonly number[],
  by: number,
): boolean {
  const lower = ticks[0] ?? 0
  const upper = ticks[1] ?? lower
  const down = bandTicks(rearm, lower, watched.grid)
  const up = bandTicks(rearm, upper, watched.grid)
  switch (watched.spec.rearms) {
    case 'below':
      return now <= lower - down
    case 'above':
      return now >= lower + down
    case 'either-side':
    case 'outside':
      return now <= lower - down || now >= upper + up
    case 'inside': {
      // A band wider than half the channel would never let go: its middle is far enough.
      const half = (upper - lower) / 2
      return now >= lower + Math.min(down, Math.floor(half)) && now <= upper - Math.min(up, Math.floor(half))
    }
    case 'less-move': {
      const amount = watched.fixed?.bounds[0] ?? 0
      const band = rearm.unit === 'percent' ? (amount * rearm.amount) / 100 : rearm.amount
      // Percent of a move is of its amount; a value is in the move's own unit.
      const inTicks =
        watched.spec.percent === true ? amount - band : Math.round((amount - band) / watched.grid)
      return !(by > Math.max(0, inTicks))
    }
    case 'at-once':
      return true
  }
}

/** The value itself, whenever it is that the condition is judged. */
export function judgeValue(
  watched: ConditionWatch,
  memory: ConditionMemory,
  reading: Reading,
  judgedAt: number,
  rule: { readonly rearm: Rearm | null; readonly repeats: boolean },
): Judged {
  const { spec, condition } = watched
  const { sample, bounds, ticks } = reading
  const now = toTicks(sample.value, watched.grid)
  let position: Position
  let window = memory.window
  let by = 0
  if (spec.shape === 'move') {
    window = takeIn(memory.window, condition, spec.direction ?? 1, judgedAt, now)
    by = moved(window, spec, now)
    position = isMoved(by, spec.percent === true ? (bounds[0] ?? 0) : (ticks[0] ?? 0)) ? 1 : 0
  } else position = spec.shape === 'moment' ? 1 : positionOf(spec, now, ticks)

  const first = memory.position
  let met = memory.met
  let hit: boolean
  if (spec.kind === 'state') {
    const held = spec.upheld(0, position)
    // The first price of a rebuilt feed proves little: one more must agree, unless it was true before the gap.
    const proved = held && !(first === null && memory.met === false)
    hit = proved && (rule.repeats || memory.met !== true)
    met = proved
  } else hit = spec.shape === 'moment' || (first !== null && spec.hits(first, position))

  // What merely happens has no value that could go back.
  const waits = memory.disarmed && spec.rearms !== 'at-once'
  const inBand = hit && waits
  hit &&= !waits
  const { last } = memory
  return {
    memory: {
      last: sample,
      position,
      met,
      parts: memory.parts,
      window,
      trueUntil:
        hit && spec.kind === 'edge' && watched.latch !== null
          ? nextOpenAt(watched.latch, openAtOf(watched.latch, judgedAt))
          : memory.trueUntil,
      owed: memory.owed && met === true,
      disarmed: waits && rule.rearm !== null && !hasLeft(watched, rule.rearm, now, ticks, by),
      bar: memory.bar,
    },
    hit,
    inBand,
    from: first ?? 0,
    before: last,
    at: sample,
    bounds,
    judgedAt,
    duplicate:
      last !== null &&
      sample.exchangeAt !== null &&
      sample.exchangeAt === last.exchangeAt &&
      sample.value === last.value,
  }
}

export type Stepped = { readonly memory: ConditionMemory; readonly judged: Judged | null }

/** Judges the bar that has ended, if one has by `at`. */
function closeBar(
  watched: ConditionWatch,
  memory: ConditionMemory,
  at: number,
  rule: { readonly rearm: Rearm | null; readonly repeats: boolean },
): Stepped {
  const { bar } = memory
  if (bar === null || watched.closes === null) return { memory, judged: null }
  const closeAt = nextOpenAt(watched.closes, bar.openAt)
  if (at < closeAt) return { memory, judged: null }
  const ticks = watched.fixed?.ticks ?? bar.bounds.map((bound) => toTicks(bound, watched.grid))
  const reading = { sample: bar.sample, bounds: bar.bounds, ticks }
  const judged = judgeValue(watched, { ...memory, bar: null }, reading, closeAt, rule)
  return { memory: judged.memory, judged }
}

/** What the input means for a condition; null where it does not concern it. */
export function stepCondition(
  watched: ConditionWatch,
  memory: ConditionMemory,
  input: Step,
  market: MarketState,
  rule: { readonly rearm: Rearm | null; readonly repeats: boolean },
): Stepped | null {
  const found = read(watched, memory, input, market)
  const { closes } = watched
  if (closes === null) {
    if (found === null) return null
    const after = found.parts === memory.parts ? memory : { ...memory, parts: found.parts }
    if (found.reading === null) return { memory: after, judged: null }
    const judged = judgeValue(watched, after, found.reading, timeOf(input), rule)
    return { memory: judged.memory, judged }
  }
  // Of what is stale the last value before the close may be still to come: only time that was made up for ends its bar.
  if (found === null && (input.kind !== 'clock' || !isKnown(watched, market))) return null
  const at = timeOf(input)
  const closed = closeBar(watched, memory, at, rule)
  if (found === null) return closed.memory === memory ? null : closed
  const parts = found.parts
  if (found.reading === null) return { memory: { ...closed.memory, parts }, judged: closed.judged }
  const { sample, bounds } = found.reading
  // What is dated before the open bar, for want of the venue's time, still counts in it.
  const openAt = Math.max(openAtOf(closes, at), closed.memory.bar?.openAt ?? -Infinity)
  return {
    memory: { ...closed.memory, parts, bar: { openAt, sample, bounds: [...bounds] } },
    judged: closed.judged,
  }
}
