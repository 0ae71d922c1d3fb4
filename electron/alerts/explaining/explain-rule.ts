/** Answers why a rule did or did not fire, now or in a minute of the past: from its memory, the log, and its bars. */
import type { Firing } from '../../../shared/alerts/firing.ts'
import type { AlertMemory } from '../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../shared/alerts/rule.ts'
import type { Names } from '../../../shared/alerts/sentence.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Clock } from '../../lib/clock.ts'
import { explainNow, heldBackWords, type Explanation } from '../language/explain.ts'
import type { MarketState } from '../language/input.ts'
import { watch, type Watch } from '../language/watch.ts'
import { minuteMs, packBars } from '../rehearsal/bars.ts'
import { instrumentsOf, seriesOf, toldBy } from '../rehearsal/needs.ts'
import type { Tape } from '../rehearsal/run.ts'
import { createSeeds, leadFromAt } from '../rehearsal/seeds.ts'
import type { History } from '../rehearsal/tape-store.ts'
import { explainPast } from './explain-past.ts'
import { firingText, firingWithin } from './firing-text.ts'
import { nearestOf, neverReachedText, thresholdOf } from './nearest.ts'
import { capitalized, momentsAround, type Moments } from './words.ts'

/** A time that was not seen live, and why, as half a sentence in the past tense: `the feed was stale`. */
export type Hole = { readonly fromAt: number; readonly toAt: number; readonly reason: string }

export type ExplainerDeps = {
  readonly clock: Clock
  readonly names: Names
  instrument(id: InstrumentId): Instrument | undefined
  /** Whether the instrument's prices are too old to be judged on, now. */
  readonly stale: MarketState['stale']
  /** Of the rule on its instrument, told or found in [`fromAt`, `toAt`); newest first. */
  firingsOf(rule: AlertRule, subject: InstrumentId | null, fromAt: number, toAt: number): readonly Firing[]
  /** Why it can't be watched now; null when it can. */
  unwatched(subject: InstrumentId | null): string | null
  /** What of [`fromAt`, `toAt`) was not seen live. */
  holes(subject: InstrumentId | null, fromAt: number, toAt: number): readonly Hole[]
  /** Whether `at` lies in quiet hours. */
  quietAt(at: number): boolean
  /** Whether everything is paused. */
  pausedNow(): boolean
  /** Closed candles that open in [`fromAt`, `toAt`), and the holes between them. */
  readonly history: History
}

export type Explainer = {
  /** Now, or in the minute of `at` (UTC epoch ms). `fired`: since it was armed, or in that minute. */
  explain(
    rule: AlertRule,
    subject: InstrumentId | null,
    memory: AlertMemory,
    at?: number,
  ): Promise<Explanation>
}

/** So far back bars are looked at. */
const reachMs = 2 * 86_400_000
/** What was missed is found in bars soon after it is over. */
const foundWithinMs = 3_600_000

const no = (sentence: string): Explanation => ({ sentence, fired: false })

/** What can be said of a past minute without looking at anything; null where it must be looked at. */
function plainPast(rule: AlertRule, minuteAt: number, now: number, moments: Moments): string | null {
  const { startsAt, expiresAt } = rule.schedule
  const endAt = minuteAt + minuteMs
  if (minuteAt > now) return `${capitalized(moments.minute(minuteAt))} has not come yet.`
  if (endAt <= rule.createdAt)
    return `It did not exist then: it was made at ${moments.second(rule.createdAt)}.`
  if (endAt <= rule.armedAt)
    return `It was not armed yet: it was last armed at ${moments.second(rule.armedAt)}, after that.`
  if (startsAt !== null && endAt <= startsAt)
    return `It was not armed yet: its schedule starts at ${moments.second(startsAt)}.`
  if (expiresAt !== null && minuteAt >= expiresAt) return `It had expired at ${moments.second(expiresAt)}.`
  return null
}

export function createExplainer(deps: ExplainerDeps): Explainer {
  const { clock, names } = deps
  const seeds = createSeeds(deps.history)
  const tickSize = (id: InstrumentId) => deps.instrument(id)?.tickSize ?? names.tickSize(id)

  const tapeOf = async (id: InstrumentId, fromAt: number, toAt: number): Promise<Tape> => {
    const instrument = deps.instrument(id)
    const none = { candles: [], gaps: [{ fromAt, toAt }] }
    const { candles, gaps } =
      instrument === undefined
        ? none
        : await deps.history(instrument, '1m', fromAt, toAt, new AbortController().signal)
    return { instrument: id, bars: packBars(candles), gaps }
  }

  /** Candles can be missing for many reasons; then this is left out. */
  const neverReached = async (
    watched: Watch,
    memory: AlertMemory,
    now: number,
    moments: Moments,
  ): Promise<string | null> => {
    const threshold = thresholdOf(watched)
    const instrument = threshold === null ? undefined : deps.instrument(threshold.instrument)
    if (threshold === null || instrument === undefined) return null
    const armedAt = Math.ceil(watched.rule.armedAt / minuteMs) * minuteMs
    const fromAt = Math.max(armedAt, Math.floor((now - reachMs) / minuteMs) * minuteMs)
    const toAt = Math.floor(now / minuteMs) * minuteMs
    const last = memory.conditions[0]?.last ?? null
    const latest = last === null ? [] : [{ value: last.value, at: last.receivedAt }]
    const known =
      fromAt >= toAt
        ? { candles: [] }
        : await deps
            .history(instrument, '1m', fromAt, toAt, new AbortController().signal)
            .catch(() => ({ candles: [] }))
    const candles = [
      ...known.candles,
      ...latest.map(({ value, at }) => ({
        openAt: at,
        open: value,
        high: value,
        low: value,
        close: value,
        volume: 0,
        closed: false,
        source: 'trades' as const,
      })),
    ]
    return neverReachedText(watched, threshold, nearestOf(candles, threshold.price), moments)
  }

  const now = async (
    rule: AlertRule,
    subject: InstrumentId | null,
    memory: AlertMemory,
  ): Promise<Explanation> => {
    const at = clock.now()
    const watched = watch(rule, subject, tickSize)
    const moments = momentsAround(at, names.timeZone)
    const isWaiting = rule.state === 'armed' && memory.state === 'armed'
    const hasFired = memory.lastFiredAt !== null && memory.lastFiredAt >= rule.armedAt
    return explainNow(watched, memory, {
      names,
      market: { stale: deps.stale },
      now: at,
      unwatched: deps.unwatched(subject),
      isPaused: deps.pausedNow(),
      isQuiet: deps.quietAt(at),
      neverReached: isWaiting && !hasFired ? await neverReached(watched, memory, at, moments) : null,
    })
  }

  const fromBars = async (
    rule: AlertRule,
    subject: InstrumentId | null,
    minuteAt: number,
    before: Firing | undefined,
    moments: Moments,
  ): Promise<string> => {
    const [untold] = toldBy(rule, subject, names).untold
    if (untold !== undefined) return `That can\u2019t be said for a past time. ${untold}`
    // A snooze of today says nothing of then.
    const then: AlertRule = { ...rule, state: 'armed', schedule: { ...rule.schedule, snoozeUntil: null } }
    const watched = watch(then, subject, tickSize)
    const wanted = seriesOf(watched)
    const earliestAt = Math.floor((minuteAt - reachMs) / minuteMs) * minuteMs
    const fromAt = Math.max(earliestAt, Math.floor(rule.armedAt / minuteMs) * minuteMs)
    const leadAt = leadFromAt(wanted, Math.min(fromAt, minuteAt))
    const tapes: Tape[] = []
    for (const id of instrumentsOf(watched)) tapes.push(await tapeOf(id, leadAt, minuteAt + minuteMs))
    const [first, ...others] = tapes
    if (first === undefined) return 'There are no bars that it is judged on.'
    const makeSeries = await seeds.load(wanted, deps.instrument, leadAt, new AbortController().signal)
    return explainPast(
      { names, moments, watched, tapes: [first, ...others], fromAt, makeSeries, before },
      minuteAt,
    )
  }

  const past = async (
    rule: AlertRule,
    subject: InstrumentId | null,
    memory: AlertMemory,
    minuteAt: number,
  ): Promise<Explanation> => {
    const current = clock.now()
    const moments = momentsAround(current, names.timeZone)
    const endAt = minuteAt + minuteMs
    const [hole] = deps.holes(subject, minuteAt, endAt)
    const foundAt = Math.max(endAt, hole?.toAt ?? endAt) + foundWithinMs
    const firing = firingWithin(deps.firingsOf(rule, subject, minuteAt, foundAt), minuteAt, endAt)
    const missed =
      hole === undefined
        ? null
        : `${capitalized(hole.reason)} from ${moments.second(hole.fromAt)} to ${moments.second(hole.toAt)}.`
    if (firing !== undefined) {
      const text = firingText(firing, watch(rule, subject, tickSize), current, moments)
      return { sentence: missed === null || !firing.late ? text : `${missed} ${text}`, fired: true }
    }
    const plain = plainPast(rule, minuteAt, current, moments)
    if (plain !== null) return no(plain)
    const [before] = deps.firingsOf(rule, subject, rule.armedAt, minuteAt)
    if (before !== undefined && rule.frequency.kind === 'once')
      return no(`It had fired before, at ${moments.second(before.firedAt)}, and was to fire once.`)
    const { heldBack } = memory
    if (heldBack !== null && heldBack.at >= minuteAt && heldBack.at < endAt)
      return no(
        `The conditions were true at ${moments.second(heldBack.at)}, but ${heldBackWords[heldBack.reason]}.`,
      )
    if (endAt > current)
      return no(`The minute of ${moments.minute(minuteAt)} is not over; it has not fired in it.`)
    const told = await fromBars(rule, subject, minuteAt, before, moments)
    return no(missed === null ? told : `${missed} Nothing was found in its bars afterwards. ${told}`)
  }

  return {
    explain: (rule, subject, memory, at) =>
      at === undefined
        ? now(rule, subject, memory)
        : past(rule, subject, memory, Math.floor(at / minuteMs) * minuteMs),
  }
}
