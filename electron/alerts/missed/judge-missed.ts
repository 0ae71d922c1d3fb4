/** Plays what was missed through the rules, in order and in small pieces, so that nothing else has to wait for it. */
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Tick } from '../../../shared/model/quote.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import type { AlertMarket } from '../alert-market.ts'
import type { Outcome, RuleBook } from '../engine/rule-book.ts'
import { timeOf, type Series } from '../language/input.ts'
import { createSeeds, leadFromAt } from '../rehearsal/seeds.ts'
import { createBarSeries, type BarSeries } from '../series/bar-series.ts'
import type { AlertServiceDeps } from '../service-deps.ts'
import type { MissedStep } from './missed-inputs.ts'
import { minuteMs } from './unseen.ts'

export type JudgeMissedDeps = Pick<AlertServiceDeps, 'history'> & {
  readonly clock: Clock
  readonly log: Log
  readonly book: Pick<RuleBook, 'backfill' | 'onGap' | 'series'>
  readonly market: Pick<AlertMarket, 'whileMissed'>
  instrument(id: InstrumentId): Instrument | undefined
  /** A price that was made up for. */
  see(instrument: InstrumentId, tick: Tick): void
}

/** So many steps take a few milliseconds at most. */
const pieceSteps = 1_000
const seedWithinMs = 4_000

const nothing: BarSeries = createBarSeries({ wanted: [], seed: () => [] })

/**
 * Indicators over the minutes from `firstAt` on: settled by the bars before, with the minutes between the beginning of their
 * own bar and `firstAt` taken in. What can't be had in time has no value, and is not judged.
 */
export async function missedSeries(
  wanted: readonly Series[],
  firstAt: number,
  { history, instrument, clock, log }: Pick<JudgeMissedDeps, 'history' | 'instrument' | 'clock' | 'log'>,
): Promise<BarSeries> {
  if (wanted.length === 0) return nothing
  const controller = new AbortController()
  const cancel = clock.after(seedWithinMs, () => controller.abort())
  const { signal } = controller
  const leadAt = leadFromAt(wanted, firstAt)
  try {
    const make = await createSeeds((of, ...rest) => history(of.id, ...rest)).load(
      wanted,
      instrument,
      leadAt,
      signal,
    )
    const series = make() ?? nothing
    const firstMinute = Math.floor(firstAt / minuteMs) * minuteMs
    for (const id of new Set(wanted.map((each) => each.instrument))) {
      if (leadAt >= firstMinute) continue
      const { candles } = await history(id, '1m', leadAt, firstMinute, signal)
      for (const candle of candles) series.endBar(id, candle)
    }
    return series
  } catch (error) {
    log.warn({ error: String(error) }, 'indicators have no bars before what was missed')
    return nothing
  } finally {
    cancel()
  }
}

export function createMissedJudge(deps: JudgeMissedDeps) {
  const { book, market, clock } = deps

  const take = (
    { input, instrument, begins, ends }: MissedStep,
    batch: ReadonlySet<InstrumentId>,
    series: BarSeries,
  ): readonly Outcome[] => {
    if (input.kind === 'gap') {
      book.onGap([instrument], 'feed')
      return []
    }
    if (begins !== null) series.beginBar(instrument, begins)
    const outcomes = book.backfill(input, instrument, batch)
    if (input.kind === 'tick' && typeof input.last === 'number')
      deps.see(instrument, {
        price: input.last,
        exchangeAt: input.exchangeAt,
        receivedAt: input.receivedAt,
      })
    if (ends !== null) series.endBar(instrument, ends)
    return outcomes
  }

  /** Answers what rules did. */
  return async (steps: readonly MissedStep[], batch: ReadonlySet<InstrumentId>): Promise<Outcome[]> => {
    const wanted = book.series().filter(({ instrument }) => batch.has(instrument))
    const first = steps.find(({ input }) => input.kind !== 'gap')?.input
    const series =
      first === undefined || first.kind === 'gap' ? nothing : await missedSeries(wanted, timeOf(first), deps)
    const found: Outcome[] = []
    for (let at = 0; at < steps.length; at += pieceSteps) {
      if (at > 0) await clock.sleep(0)
      const piece = steps.slice(at, at + pieceSteps)
      market.whileMissed(series.derived, () => {
        for (const step of piece) found.push(...take(step, batch, series))
      })
    }
    return found
  }
}
