/** Times that were not seen and could not be fetched at once: kept on disk, asked for again, judged when they are known. */
import { toAppError } from '../../../shared/errors.ts'
import type { AlertMemory } from '../../../shared/alerts/memory.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { Hole } from '../../store/sights.ts'
import type { BookedRule } from '../engine/rule-book.ts'
import { heardBy } from '../engine/entry.ts'
import { isInBars } from '../../../shared/alerts/sources.ts'
import { watch } from '../language/watch.ts'
import type { Bars } from './catch-up.ts'
import { minuteMs } from './unseen.ts'
import { isWhole, neededMinutes, stepsOfMissed, type Missed, type MissedStep } from './missed-inputs.ts'

export type HolesDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly table: { holes(): Hole[]; saveHole(hole: Hole): void; deleteHole(id: string): void }
  rules(): readonly BookedRule[]
  bars(instrument: InstrumentId, fromAt: number, toAt: number, signal: AbortSignal): Promise<Bars>
  /** Judges for each rule what it would have done; the hole's row is to go with what is written. */
  judge(hole: Hole, steps: readonly MissedStep[]): Promise<number>
  /** It was made up for, or given up with a reason. */
  ended(hole: Hole, fired: number, reason: string | null): void
  newId(): string
}

export type Holes = {
  /** Remembers the time, with what the rules there knew before it. Throws `storage`. */
  add(missed: Missed): void
  /** A price came after it, live. Hot: cheap while no hole is young. */
  see(instrument: InstrumentId, at: number, price: number): void
  /** Those that are not known yet and have a part in [`fromAt`, `toAt`). */
  within(instrument: InstrumentId, fromAt: number, toAt: number): { fromAt: number; toAt: number }[]
  start(): void
  stop(): void
}

const firstRetryMs = 15_000
const lastRetryMs = 15 * 60_000
/** After so many answers with bars still missing, the venue has none: what there is is judged. */
const mostPartial = 6
const givenUpAfterMs = 7 * 86_400_000

/** What the rules on the instrument remember, of those that bars can be judged for. */
function snapshots(rules: readonly BookedRule[], instrument: InstrumentId): Hole['rules'] {
  const found: { rule: string; version: number; memory: AlertMemory }[] = []
  for (const { rule, armed } of rules) {
    const memory = armed.get(instrument)
    if (memory === undefined || rule.state !== 'armed' || memory.state !== 'armed') continue
    const watched = watch(rule, instrument, () => 1)
    const parts = watched.conditions.flatMap((each) => each.parts)
    if (heardBy(watched).every((id) => id === instrument) && parts.every(({ source }) => isInBars(source)))
      found.push({ rule: rule.id, version: rule.version, memory })
  }
  return found
}

export function missedOf({ instrument, before, fromAt, after, isWhole: isSeen }: Hole): Missed {
  const { at, tick, minute } = after
  // Where it is not known how far the price was seen to go, nothing of that bar is taken for unseen.
  const { low, high } = isSeen ? minute : { low: -Infinity, high: Infinity }
  return { instrument, before, fromAt, after: { at, low, high, first: tick.price } }
}

export function createHoles(deps: HolesDeps): Holes {
  const { clock, log, table } = deps
  const controller = new AbortController()
  const timers = new Map<string, Cancel>()
  let holes: Hole[] = []
  /** Holes whose minute after them is not over. */
  let young: Hole[] = []

  const replace = (hole: Hole): Hole => {
    holes = holes.map((each) => (each.id === hole.id ? hole : each))
    return hole
  }

  /** The first minute after it is over: what was seen of it is known, and kept. */
  const ripen = (hole: Hole): void => {
    young = young.filter(({ id }) => id !== hole.id)
    const known = replace({ ...hole, isWhole: true })
    try {
      table.saveHole(known)
    } catch (error) {
      log.warn({ instrument: hole.instrument, error: String(error) }, 'a hole could not be written')
    }
  }

  const end = (hole: Hole, fired: number, reason: string | null): void => {
    holes = holes.filter(({ id }) => id !== hole.id)
    deps.ended(hole, fired, reason)
  }

  const attempt = async ({ id }: Hole, partial: number): Promise<'partial' | 'done'> => {
    const hole = holes.find((each) => each.id === id)
    if (hole === undefined) return 'done'
    const isOpen = young.find((each) => each.id === id)
    if (isOpen !== undefined) {
      // While its minute lasts it is not asked for.
      if (clock.now() < isOpen.after.minute.openAt + minuteMs) return 'partial'
      ripen(isOpen)
      return attempt(isOpen, partial)
    }
    const missed = missedOf(hole)
    const { fromAt, toAt } = neededMinutes(missed)
    const bars = await deps.bars(hole.instrument, fromAt, toAt, controller.signal)
    if (!isWhole(missed, bars.gaps, bars.knownTo) && partial < mostPartial) return 'partial'
    const { steps } = stepsOfMissed(missed, bars.candles, bars.gaps)
    end(hole, await deps.judge(hole, steps), null)
    return 'done'
  }

  const schedule = (hole: Hole, delayMs: number, partial: number): void => {
    const run = async (): Promise<void> => {
      timers.delete(hole.id)
      let next = partial
      try {
        const result = await attempt(hole, partial)
        if (result === 'done' || controller.signal.aborted) return
        next += 1
      } catch (error) {
        if (controller.signal.aborted) return
        const { message } = toAppError(error)
        log.info({ instrument: hole.instrument, reason: message }, 'what was missed is still not known')
        if (clock.now() - hole.after.at > givenUpAfterMs) {
          table.deleteHole(hole.id)
          return end(hole, 0, message)
        }
      }
      schedule(hole, Math.min(lastRetryMs, delayMs * 2), next)
    }
    timers.set(
      hole.id,
      clock.after(delayMs, () => void run()),
    )
  }

  return {
    add(missed) {
      const { instrument, before, fromAt, after } = missed
      const rules = snapshots(deps.rules(), instrument)
      if (rules.length === 0) return
      const at = after.at
      const price = Number.isFinite(after.first) ? after.first : (before?.tick.price ?? null)
      if (price === null) return
      const hole: Hole = {
        id: deps.newId(),
        instrument,
        before,
        fromAt,
        after: {
          at,
          tick: { price, exchangeAt: at, receivedAt: at },
          tickSize: before?.tickSize ?? 1e-8,
          minute: {
            openAt: Math.floor(at / minuteMs) * minuteMs,
            low: Number.isFinite(after.low) ? after.low : price,
            high: Number.isFinite(after.high) ? after.high : price,
          },
        },
        isWhole: false,
        rules,
      }
      table.saveHole(hole)
      holes.push(hole)
      if (Number.isFinite(after.first)) young.push(hole)
      schedule(hole, firstRetryMs, 0)
    },
    see(instrument, at, price) {
      if (young.length === 0) return
      for (const hole of young) {
        const { minute } = hole.after
        if (hole.instrument !== instrument) continue
        if (at >= minute.openAt + minuteMs) {
          ripen(hole)
          continue
        }
        const low = Math.min(minute.low, price)
        const high = Math.max(minute.high, price)
        if (low === minute.low && high === minute.high) continue
        const wider = { ...hole, after: { ...hole.after, minute: { ...minute, low, high } } }
        young = young.map((each) => (each.id === hole.id ? wider : each))
      }
    },
    within: (instrument, fromAt, toAt) =>
      holes
        .filter((hole) => hole.instrument === instrument)
        .map(({ before, fromAt: from, after }) => ({ fromAt: before?.at ?? from, toAt: after.at }))
        .filter((hole) => hole.fromAt < toAt && hole.toAt > fromAt),
    start() {
      holes = table.holes()
      for (const hole of holes) schedule(hole, firstRetryMs, 0)
    },
    stop() {
      controller.abort()
      for (const cancel of timers.values()) cancel()
      timers.clear()
    },
  }
}
