/** When a rule must be judged for no other reason than the time. */
import type { AlertMemory } from '../../../shared/alerts/memory.ts'
import { nextOpenAt, openAtOf } from '../../../shared/model/interval.ts'
import { offDuty } from '../language/duty.ts'
import { stormWindowMs } from '../language/storm.ts'
import type { Watch } from '../language/watch.ts'

/** All UTC epoch ms. */
export type Wake = {
  /** Before it starts it sees nothing but its expiry. */
  readonly hasStarted: boolean
  /** Any input that we receive before this, or from `untilAt` on, is to be judged. */
  readonly sinceAt: number
  readonly untilAt: number
  /** Any input whose time is this or later is to be judged. */
  readonly closeAt: number
  /** The clock is to be judged from here on. */
  readonly clockAt: number
}

const minuteMs = 60_000

/** While duty can't begin, what became true meanwhile is not asked for. Null: it may be asked for at any time. */
function offDutyAround({ rule }: Watch, now: number): { sinceAt: number; untilAt: number } | null {
  if (!Number.isFinite(now)) return null
  const { schedule } = rule
  const off = offDuty(schedule, now)
  if (off === null) return null
  if (off === 'snoozed') return { sinceAt: -Infinity, untilAt: schedule.snoozeUntil ?? now }
  // Clocks show whole minutes, and every zone's minutes begin together.
  const minuteAt = Math.floor(now / minuteMs) * minuteMs
  return { sinceAt: minuteAt, untilAt: minuteAt + minuteMs }
}

/** From when on the clock can change anything: at once for what waits or grows old, else at the end of the first open bar. */
function clockAtOf({ clocked, conditions }: Watch, memory: AlertMemory, closeAt: number): number {
  if (!clocked && memory.storm.folded === null) return Infinity
  if (memory.pending !== null && closeAt === Infinity) return -Infinity
  let at = Infinity
  conditions.forEach(({ closes, parts }, place) => {
    const bar = memory.conditions[place]?.bar ?? null
    if (parts.some(({ kind }) => kind === 'age')) at = -Infinity
    else if (closes !== null && bar !== null) at = Math.min(at, nextOpenAt(closes, bar.openAt))
  })
  return at
}

/** `now` is our clock at the last input, -Infinity before there was one. */
export function wakeOf(watched: Watch, memory: AlertMemory, now: number): Wake {
  const { schedule, confirm } = watched.rule
  const expiresAt = schedule.expiresAt ?? Infinity
  if (schedule.startsAt !== null && now < schedule.startsAt) {
    const untilAt = Math.min(schedule.startsAt, expiresAt)
    return { hasStarted: false, sinceAt: -Infinity, untilAt, closeAt: Infinity, clockAt: Infinity }
  }
  let sinceAt = schedule.startsAt ?? -Infinity
  let untilAt = expiresAt
  const { pending, storm, conditions } = memory
  if (storm.folded !== null) {
    sinceAt = Math.max(sinceAt, storm.folded.fromAt)
    untilAt = Math.min(untilAt, storm.folded.fromAt + stormWindowMs)
  }
  if (conditions.some(({ owed, met, last }) => owed && met === true && last !== null)) {
    const off = offDutyAround(watched, now)
    sinceAt = Math.max(sinceAt, off?.sinceAt ?? -Infinity)
    untilAt = Math.min(untilAt, off?.untilAt ?? -Infinity)
  }
  const closeAt =
    confirm.kind === 'bar-close' && pending !== null
      ? nextOpenAt(confirm.interval, openAtOf(confirm.interval, pending.at))
      : Infinity
  return { hasStarted: true, sinceAt, untilAt, closeAt, clockAt: clockAtOf(watched, memory, closeAt) }
}
