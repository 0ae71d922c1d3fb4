/** Silence that is longer than normal: is the market quiet or the stream dead? REST is asked, and what it says is acted on. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Clock } from '../lib/clock.ts'
import type { LastTrade } from '../providers/provider.ts'
import type { SilenceWatch, Watched } from './silence-watch.ts'
import type { SpotAnswer, SpotChecks } from './spot-checks.ts'

/** How long a silence may wait for REST before it counts as stale. */
export const doubtMs = 3_000
/** A trade younger than this may still be on its way through the stream. */
export const freshMs = 3_000
/** How soon one instrument may be asked about again; doubles up to `longestAskMs` while nothing moves. */
export const shortestAskMs = 60_000
export const longestAskMs = 30 * 60_000
/** How long a topic that was asked for anew may stay silent. */
export const trialMs = 15_000
/** Clocks are measured to about a second, and some venues tell whole seconds. */
const toleranceMs = 2_000
// A market that REST can't tell about is not worth a reconnect each time: the patience doubles, up to 2^5.
const mostDoublings = 5

export type DoubtsDeps = {
  readonly clock: Clock
  readonly silence: SilenceWatch
  readonly silenceMs: number
  readonly checks: SpotChecks
  /** The venue's clock minus ours. */
  skewMs(): number
  /** Unsubscribe and subscribe. */
  askAnew(instrument: InstrumentId): void
  refuse(instrument: InstrumentId, reason: string): void
  /** Replaces the socket. `allSince`: since when nothing at all flows, UTC epoch ms; null where others flow. */
  rebuild(reason: string, allSince: number | null): void
  /** What was proven to be missing flows again; missing since `fromAt`, UTC epoch ms. */
  recovered(fromAt: number): void
}

export type Doubts = {
  /** To be called every tick while the stream is live. */
  tick(): void
  forget(instrument: InstrumentId): void
}

type Doubt = {
  /** What REST said of this silence. */
  verdict: 'none' | 'quiet' | 'stale'
  /** REST was asked about this silence and could not tell. */
  failed: boolean
  asking: boolean
  nextAskMs: number
  askEveryMs: number
  /** A trade that is too young to prove anything yet: when it will, monotonic ms. */
  provenMs: number | null
  /** What was tried since prices last moved. */
  tried: 'nothing' | 'anew' | 'rebuild'
  /** When the stream has had its time to speak after it was asked anew, monotonic ms. */
  trialEndsMs: number | null
  /** Of the silence: when the last thing came, monotonic ms. */
  lastMs: number
  /** From when on prices are proven to be missing, UTC epoch ms. */
  missingSinceAt: number | null
}

/** Whether the trade is later than anything that the stream showed or could have shown. */
export function isMissed(entry: Watched, trade: LastTrade | null, skewMs: number): boolean {
  if (trade === null || (trade.tradeId !== '' && trade.tradeId === entry.shownId)) return false
  return trade.exchangeAt > Math.max(entry.shownAt, entry.sinceAt + skewMs) + toleranceMs
}

export function createDoubts(deps: DoubtsDeps): Doubts {
  const { clock, silence, checks } = deps
  const doubts = new Map<InstrumentId, Doubt>()
  let rebuilds = 0

  const doubtOf = (entry: Watched): Doubt => {
    const known = doubts.get(entry.instrument.id)
    if (known !== undefined) return known
    const doubt: Doubt = {
      verdict: 'none',
      failed: false,
      asking: false,
      nextAskMs: -Infinity,
      askEveryMs: shortestAskMs,
      provenMs: null,
      tried: 'nothing',
      trialEndsMs: null,
      lastMs: entry.lastMs,
      missingSinceAt: null,
    }
    doubts.set(entry.instrument.id, doubt)
    return doubt
  }

  const rebuild = (reason: string): void => {
    const nowMs = clock.monotonicMs()
    const { allQuietMs } = silence.check(nowMs, clock.now())
    const isAll = allQuietMs > deps.silenceMs && silence.in('quiet').length === 0
    deps.rebuild(reason, isAll ? clock.now() - allQuietMs : null)
  }

  /** REST shows a trade that the stream kept from us. */
  const act = (entry: Watched, doubt: Doubt): void => {
    const nowMs = clock.monotonicMs()
    doubt.verdict = 'stale'
    doubt.provenMs = null
    doubt.missingSinceAt ??= clock.now() - (nowMs - entry.lastMs)
    silence.set(entry, 'stale')
    if (doubt.tried === 'nothing') {
      doubt.tried = 'anew'
      doubt.trialEndsMs = nowMs + trialMs
      deps.askAnew(entry.instrument.id)
      return
    }
    doubt.tried = 'rebuild'
    rebuild(`${entry.instrument.symbol} is traded and not streamed`)
  }

  const judge = (entry: Watched, doubt: Doubt, trade: LastTrade | null): void => {
    const skewMs = deps.skewMs()
    if (!isMissed(entry, trade, skewMs)) {
      doubt.verdict = 'quiet'
      silence.set(entry, 'quiet')
      return
    }
    const ageMs = clock.now() + skewMs - (trade?.exchangeAt ?? 0)
    if (ageMs >= freshMs) act(entry, doubt)
    else doubt.provenMs = clock.monotonicMs() + Math.min(freshMs, freshMs - ageMs)
  }

  const answered = (instrument: InstrumentId, askedLastMs: number, answer: SpotAnswer): void => {
    const entry = silence.get(instrument)
    const doubt = doubts.get(instrument)
    if (entry === undefined || doubt === undefined) return
    doubt.asking = false
    doubt.nextAskMs = clock.monotonicMs() + doubt.askEveryMs
    doubt.askEveryMs = Math.min(longestAskMs, doubt.askEveryMs * 2)
    // It spoke meanwhile, or its market has shut.
    if (entry.lastMs !== askedLastMs || !entry.open || entry.refused) return
    doubt.failed = answer.kind === 'failed'
    if (answer.kind === 'unknown') deps.refuse(instrument, answer.reason)
    else if (answer.kind === 'failed') {
      doubt.verdict = 'none'
      silence.set(entry, 'stale')
    } else judge(entry, doubt, answer.trade)
  }

  /** Something came since the doubt was noted: its silence is another one. */
  const refresh = (entry: Watched, doubt: Doubt): void => {
    if (doubt.lastMs === entry.lastMs) return
    doubt.lastMs = entry.lastMs
    doubt.provenMs = null
    doubt.trialEndsMs = null
    doubt.failed = false
    if (entry.state === 'flowing') doubt.verdict = 'none'
    if (!entry.news) return
    entry.news = false
    doubt.verdict = 'none'
    doubt.tried = 'nothing'
    doubt.askEveryMs = shortestAskMs
    doubt.nextAskMs = Math.min(doubt.nextAskMs, clock.monotonicMs() + shortestAskMs)
    rebuilds = 0
  }

  const recover = (entry: Watched, doubt: Doubt): void => {
    if (doubt.missingSinceAt === null || entry.state === 'stale') return
    deps.recovered(doubt.missingSinceAt)
    doubt.missingSinceAt = null
  }

  const doubtAbout = (entry: Watched, nowMs: number): void => {
    const doubt = doubtOf(entry)
    refresh(entry, doubt)
    if (doubt.provenMs !== null && nowMs >= doubt.provenMs) return act(entry, doubt)
    if (doubt.trialEndsMs !== null && nowMs >= doubt.trialEndsMs) {
      doubt.trialEndsMs = null
      return act(entry, doubt)
    }
    if (doubt.verdict === 'none' && nowMs - entry.lastMs > deps.silenceMs + doubtMs)
      silence.set(entry, 'stale')
    if (doubt.asking || doubt.provenMs !== null || doubt.trialEndsMs !== null || nowMs < doubt.nextAskMs)
      return
    const { lastMs } = entry
    doubt.asking = true
    const isAsked = checks.ask(entry.instrument, (answer) => answered(entry.instrument.id, lastMs, answer))
    if (!isAsked) doubt.asking = false
  }

  /** Nothing flows and REST can't say why: after a while another socket is worth a try. */
  const checkAll = (allQuietMs: number): void => {
    const patienceMs = (deps.silenceMs + doubtMs) * 2 ** rebuilds
    if (allQuietMs <= patienceMs || silence.in('quiet').length > 0) return
    let isTold = allQuietMs > deps.silenceMs + 2 * shortestAskMs
    for (const { trialEndsMs, provenMs, failed } of doubts.values()) {
      if (trialEndsMs !== null || provenMs !== null) return
      if (failed) isTold = true
    }
    // REST may not have been asked yet.
    if (!isTold) return
    rebuilds = Math.min(mostDoublings, rebuilds + 1)
    deps.rebuild(`no prices for ${Math.round(allQuietMs / 1000)} s`, clock.now() - allQuietMs)
  }

  return {
    tick() {
      const nowMs = clock.monotonicMs()
      const { silent, allQuietMs } = silence.check(nowMs, clock.now())
      for (const entry of silent) doubtAbout(entry, nowMs)
      for (const [instrument, doubt] of doubts) {
        const entry = silence.get(instrument)
        if (entry === undefined) continue
        refresh(entry, doubt)
        recover(entry, doubt)
      }
      checkAll(allQuietMs)
    },
    forget: (instrument) => void doubts.delete(instrument),
  }
}
