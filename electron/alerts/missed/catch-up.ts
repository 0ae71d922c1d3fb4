/** Makes up for what was not seen: holds an instrument's ticks for a moment, fetches the bars before them, and lets both through in order. */
import { toAppError } from '../../../shared/errors.ts'
import type { CatchUp } from '../../../shared/contract/alert-methods.ts'
import type { Sight } from '../../../shared/alerts/sight.ts'
import type { Candle, Gap } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { TickInput } from '../language/input.ts'
import { dropFirst, isWorthAsking, liveGate, missedBy, type Gate } from './gate.ts'
import {
  isWhole,
  mergeSteps,
  minuteOf,
  neededMinutes,
  stepsOfMissed,
  type Missed,
  type MissedStep,
} from './missed-inputs.ts'

/** Bars of one instrument: closed ones up to `knownTo`, and the open one where it is known. */
export type Bars = {
  readonly candles: readonly Candle[]
  readonly gaps: readonly Gap[]
  readonly knownTo: number
}

export type CatchUpDeps = {
  readonly clock: Clock
  readonly log: Log
  /** One-minute bars that have a part in [`fromAt`, `toAt`), the open one included. */
  bars(instrument: InstrumentId, fromAt: number, toAt: number, signal: AbortSignal): Promise<Bars>
  /** What was last seen of it, live or made up for. */
  sight(instrument: InstrumentId): Sight | null
  /** Other instruments that rules compare it with: they are made up for together. */
  companions(instrument: InstrumentId): readonly InstrumentId[]
  /** Judges what was missed, in order; answers how often rules fired. */
  judge(steps: readonly MissedStep[], batch: ReadonlySet<InstrumentId>): Promise<number>
  /** Whether all of it is seen again. */
  seen(instrument: InstrumentId, isSeen: boolean): void
  /** Judges a tick as it came. */
  live(tick: TickInput): void
  /** What lies before the next tick is not known (yet): rules see a gap. */
  gap(instrument: InstrumentId): void
  /** It could not be fetched in time: to be made up for later, from what the rules remembered. Called before the gap. */
  defer(missed: Missed, reason: string): void
  /** `list` is not what it was. */
  changed(): void
}

export type CatchUpService = {
  /** Hot: a tick, judged now or when its time has come. Instruments that are not watched are passed over. */
  tick(input: TickInput): void
  /** Rules are armed on it from now on; where its feed is not live, from now on something may be missed. */
  watch(instrument: InstrumentId, isLive: boolean): void
  /** It was armed in an earlier run, and last seen then. */
  resume(instrument: InstrumentId, before: Sight | null, armedAt: number): void
  unwatch(instrument: InstrumentId): void
  /** Its feed broke: what happens until its next tick is missed. */
  down(instrument: InstrumentId): void
  /** Its feed is back: where no tick follows soon, because nothing is traded, what was missed is made up for all the same. */
  back(instrument: InstrumentId): void
  /** Its time begins anew (another recording): nothing before counts. */
  restart(instrument: InstrumentId): void
  watched(): InstrumentId[]
  /** What could not be known in time is known now, or never will be. */
  told(instrument: InstrumentId, fromAt: number, toAt: number, fired: number, reason: string | null): void
  list(): readonly CatchUp[]
  stop(): void
}

/** Other instruments of the same rules may speak within this time. */
const gatherMs = 1_500
/** So long after its feed is back an instrument that says nothing is taken for one that has nothing to say. */
const quietMs = 5_000
/** Longer than that no live tick is kept back. */
const holdMs = 10_000
const retryMs = [0, 1_000, 2_500, 4_000] as const
/** A venue's stream is at most so far behind its REST. */
const settleMs = 700
const mostHeldTicks = 50_000
const mostListed = 50
/** What is longer ago is not asked for. */
const farthestMs = 30 * 86_400_000

export function createCatchUp(deps: CatchUpDeps): CatchUpService {
  const { clock, log } = deps
  const gates = new Map<InstrumentId, Gate>()
  const gathering = new Set<InstrumentId>()
  const timers = new Set<Cancel>()
  const controller = new AbortController()
  let shown: CatchUp[] = []

  const show = (entry: CatchUp): void => {
    const others = shown.filter(
      ({ instrument, fromAt }) => instrument !== entry.instrument || fromAt !== entry.fromAt,
    )
    shown = [...others, entry].slice(-mostListed)
    deps.changed()
  }
  const showMissed = (missed: Missed, state: CatchUp['state'], reason: string | null, fired = 0): void =>
    show({
      instrument: missed.instrument,
      fromAt: missed.before?.at ?? missed.fromAt,
      toAt: missed.after.at,
      state,
      reason,
      fired,
    })

  const open = (instrument: InstrumentId): void => {
    const gate = gates.get(instrument)
    if (gate === undefined) return
    gates.set(instrument, liveGate)
    if (gate.state !== 'held') return
    for (const tick of gate.ticks) deps.live({ ...tick, held: true })
    deps.seen(instrument, !gate.isDownAgain)
    if (gate.isDownAgain) close(instrument)
  }
  const close = (instrument: InstrumentId): void => {
    const before = deps.sight(instrument)
    gates.set(instrument, { state: 'waiting', before, fromAt: before?.at ?? clock.now() })
  }
  const within = <T>(ms: number, work: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const cancel = clock.after(ms, () => {
        timers.delete(cancel)
        reject(new Error(`no bars within ${ms / 1000} s`))
      })
      timers.add(cancel)
      const done = (): void => {
        cancel()
        timers.delete(cancel)
      }
      work.then(resolve, reject).finally(done)
    })
  /** Bars for all of it; tries again while the venue's REST lags behind its stream. */
  const fetchBars = async (missed: Missed): Promise<Bars> => {
    const needed = neededMinutes(missed)
    const fromAt = Math.max(needed.fromAt, minuteOf(clock.now() - farthestMs))
    let bars: Bars | null = null
    let failure: unknown = null
    for (const delayMs of retryMs) {
      if (delayMs > 0) await clock.sleep(delayMs)
      controller.signal.throwIfAborted()
      try {
        bars = await deps.bars(missed.instrument, fromAt, needed.toAt, controller.signal)
        if (isWhole(missed, bars.gaps, bars.knownTo)) return bars
      } catch (error) {
        failure = error
        if (toAppError(error).retry === 'no') break
      }
    }
    if (failure !== null) throw failure
    throw new Error(bars === null ? 'no bars' : 'the venue has no bars of it yet')
  }

  const run = async (members: readonly InstrumentId[]): Promise<void> => {
    const held = members.flatMap((instrument) => {
      const gate = gates.get(instrument)
      return gate?.state === 'held' ? [missedBy(instrument, gate, clock.now())] : []
    })
    for (const missed of held) showMissed(missed, 'running', null)
    const results = await Promise.all(
      held.map(async (missed) => {
        try {
          return { missed, bars: await within(holdMs, fetchBars(missed)), reason: null }
        } catch (error) {
          return { missed, bars: null, reason: toAppError(error).message }
        }
      }),
    )
    // What the open bar tells has to have come over the stream too, or it would be taken for unseen and seen once more.
    if (results.some(({ bars }) => bars !== null)) await clock.sleep(settleMs)
    if (controller.signal.aborted) return
    const known: { missed: Missed; steps: MissedStep[] }[] = []
    for (const { missed, bars, reason } of results) {
      const gate = gates.get(missed.instrument)
      if (gate?.state !== 'held') continue
      // More ticks may have come into the first minute meanwhile.
      const now = missedBy(missed.instrument, gate, missed.after.at)
      if (bars === null) {
        log.info({ instrument: missed.instrument, reason }, 'what was missed is not known yet')
        showMissed(missed, 'failed', reason)
        deps.defer(now, reason)
        deps.gap(missed.instrument)
        continue
      }
      const { steps, hasFirst } = stepsOfMissed(now, bars.candles, bars.gaps)
      if (hasFirst) dropFirst(gate.ticks)
      known.push({ missed: now, steps })
    }
    const batch = new Set(known.map(({ missed }) => missed.instrument))
    const fired = batch.size === 0 ? 0 : await deps.judge(mergeSteps(known.map(({ steps }) => steps)), batch)
    for (const { missed } of known) showMissed(missed, 'done', null, fired)
    for (const { missed } of results) {
      gathering.delete(missed.instrument)
      open(missed.instrument)
    }
  }
  const hold = (instrument: InstrumentId, gate: Extract<Gate, { state: 'waiting' }>): TickInput[] => {
    const ticks: TickInput[] = []
    const { before, fromAt } = gate
    gates.set(instrument, { state: 'held', before, fromAt, ticks, isDownAgain: false })
    return ticks
  }
  const begin = (instrument: InstrumentId): void => {
    if (gathering.has(instrument)) return
    const companions = deps.companions(instrument)
    const start = (): void => {
      for (const other of companions) {
        const gate = gates.get(other)
        if (gate?.state === 'waiting') hold(other, gate)
      }
      const members = [instrument, ...companions].filter(
        (id, place, all) => gates.get(id)?.state === 'held' && all.indexOf(id) === place,
      )
      for (const id of members) gathering.add(id)
      run(members).catch((error: unknown) => {
        log.error({ members, reason: toAppError(error).message }, 'what was missed could not be judged')
        for (const id of members) {
          gathering.delete(id)
          deps.gap(id)
          open(id)
        }
      })
    }
    gathering.add(instrument)
    if (companions.length === 0) return start()
    const cancel = clock.after(gatherMs, () => {
      timers.delete(cancel)
      start()
    })
    timers.add(cancel)
  }

  return {
    tick(input) {
      const gate = gates.get(input.instrument)
      if (gate === undefined) return
      if (gate.state === 'live') return deps.live(input)
      if (gate.state === 'held') {
        gate.ticks.push(input)
        // What can't be held any longer is judged as after a gap, and the rest is made up for later.
        if (gate.ticks.length <= mostHeldTicks) return
        deps.defer(missedBy(input.instrument, gate, clock.now()), 'too much came in the meantime')
        deps.gap(input.instrument)
        return open(input.instrument)
      }
      // Quotes without a price tell nothing of what was missed.
      if (typeof input.last !== 'number') return
      if (!isWorthAsking(gate, input.exchangeAt ?? input.receivedAt)) {
        deps.gap(input.instrument)
        gates.set(input.instrument, liveGate)
        return deps.live(input)
      }
      hold(input.instrument, gate).push(input)
      begin(input.instrument)
    },
    watch(instrument, isLive) {
      if (gates.has(instrument)) return
      gates.set(instrument, isLive ? liveGate : { state: 'waiting', before: null, fromAt: clock.now() })
    },
    resume(instrument, before, armedAt) {
      gates.set(instrument, { state: 'waiting', before, fromAt: before?.at ?? armedAt })
    },
    unwatch: (instrument) => void gates.delete(instrument),
    down(instrument) {
      const gate = gates.get(instrument)
      if (gate?.state === 'live') close(instrument)
      // What is held stays held: its bars are on the way, and the hole after them is the next one.
      else if (gate?.state === 'held') gate.isDownAgain = true
    },
    back(instrument) {
      const cancel = clock.after(quietMs, () => {
        timers.delete(cancel)
        const gate = gates.get(instrument)
        if (gate?.state !== 'waiting' || !isWorthAsking(gate, clock.now())) return
        hold(instrument, gate)
        begin(instrument)
      })
      timers.add(cancel)
    },
    restart(instrument) {
      if (!gates.has(instrument)) return
      gates.set(instrument, liveGate)
      deps.gap(instrument)
    },
    watched: () => [...gates.keys()],
    told: (instrument, fromAt, toAt, fired, reason) =>
      show({ instrument, fromAt, toAt, fired, reason, state: reason === null ? 'done' : 'failed' }),
    list: () => shown,
    stop() {
      controller.abort()
      for (const cancel of timers) cancel()
      timers.clear()
    },
  }
}
