/** One-minute bars for what alerts missed: closed ones from the candles, and the open one as the venue tells it now. */
import type { Instrument } from '../../shared/model/instrument.ts'
import { openAtOf } from '../../shared/model/interval.ts'
import type { Bars } from '../alerts/missed/catch-up.ts'
import type { CandleService } from '../candles/candle-service.ts'

const minuteMs = 60_000

/** Bars that have a part in [`fromAt`, `toAt`), which are whole minutes. Rejects as the candles do. */
export async function missedBars(
  candles: Pick<CandleService, 'range' | 'get'>,
  instrument: Instrument,
  fromAt: number,
  toAt: number,
  now: number,
  signal: AbortSignal,
): Promise<Bars> {
  const closedTo = Math.min(toAt, openAtOf('1m', now))
  const [closed, newest] = await Promise.all([
    fromAt < closedTo
      ? candles.range(instrument, '1m', fromAt, closedTo, signal)
      : Promise.resolve({ candles: [], gaps: [] }),
    candles.get({ instrument, interval: '1m', limit: 2 }, signal),
  ])
  const lastAt = closed.candles.at(-1)?.openAt ?? -Infinity
  // The newest may have closed meanwhile; what the range has is final.
  const open = newest.candles.filter(({ openAt }) => openAt > lastAt && openAt >= fromAt && openAt < toAt)
  const gaps = closed.gaps.filter(
    (gap) => !open.some(({ openAt }) => openAt <= gap.fromAt && openAt + minuteMs >= gap.toAt),
  )
  const trailing = gaps.find((gap) => gap.toAt >= closedTo)
  const knownTo = trailing === undefined ? Math.max(closedTo, fromAt) : trailing.fromAt
  return { candles: [...closed.candles, ...open], gaps, knownTo }
}
