/** The average true range of the bars that the chart shows: how far its instrument usually moves in one of them. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Candle } from '../../shared/model/candle.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Interval } from '../../shared/model/interval.ts'
import { actions } from './actions.ts'
import { appStore } from './store.ts'

const period = 14
/** Enough for the average to have forgotten its start. */
const bars = 60
const renewEveryMs = 60_000

/** Wilder's average over closed bars, ascending; null of fewer than 15. */
export function averageTrueRange(candles: readonly Candle[]): number | null {
  const closed = candles.filter((candle) => candle.closed)
  if (closed.length <= period) return null
  let average = 0
  for (let at = 1; at < closed.length; at += 1) {
    const [before, bar] = [closed[at - 1], closed[at]]
    if (before === undefined || bar === undefined) continue
    const range = Math.max(bar.high, before.close) - Math.min(bar.low, before.close)
    average += (range - average) / Math.min(at, period)
  }
  return average
}

type Known = { readonly instrument: InstrumentId; readonly interval: Interval; readonly atr: number } | null

/** Of the chart's instrument only; null until it is known. */
export const chartAtr: StoreApi<Known> = createStore<Known>(() => null)

async function renew(): Promise<void> {
  const { selected: instrument, interval, connection } = appStore.getState()
  if (instrument === null || connection.state !== 'open') return
  try {
    const { candles } = await actions.call('candles.get', { instrument, interval, limit: bars })
    const now = appStore.getState()
    if (now.selected !== instrument || now.interval !== interval) return
    const atr = averageTrueRange(candles)
    chartAtr.setState(atr === null ? null : { instrument, interval, atr }, true)
  } catch {
    // Whoever reads it does without: the chart says what is wrong with these candles.
  }
}

/** Follows the chart; answers the undo. */
export function startAtr(): () => void {
  const unsubscribe = appStore.subscribe((state, before) => {
    const moved = state.selected !== before.selected || state.interval !== before.interval
    if (moved) chartAtr.setState(null, true)
    if (moved || (state.connection.state === 'open' && before.connection.state !== 'open')) void renew()
  })
  const timer = setInterval(() => {
    if (!document.hidden) void renew()
  }, renewEveryMs)
  void renew()
  return () => {
    unsubscribe()
    clearInterval(timer)
  }
}
