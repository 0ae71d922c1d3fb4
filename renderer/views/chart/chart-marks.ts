/** Firings and messages on the chart, kept up with the store without React: those of the window's lists, and older ones asked for. */
import type { Firing } from '../../../shared/alerts/firing.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { intervalMs, type Interval } from '../../../shared/model/interval.ts'
import type { InboxEntry } from '../../../shared/model/webhook.ts'
import { actions } from '../../state/actions.ts'
import { appStore } from '../../state/store.ts'
import type { ChartView } from './view-types.ts'
import { markersOf, placeMarkers, type Marker, type PlacedMarker } from './firing-marks.ts'

const mostAsked = 1000

export type ChartMarks = {
  show(instrument: InstrumentId | null): void
  setCandles(candles: readonly Candle[], interval: Interval): void
  dispose(): void
}

/** Opens the newest of what is drawn as one mark. */
export function openMark(placed: readonly PlacedMarker[]): void {
  const [newest] = placed.flatMap(({ markers }) => markers).toSorted((a, b) => b.at - a.at)
  if (newest === undefined) return
  actions.openDialog(
    newest.kind === 'firing'
      ? { kind: 'firing', id: newest.id }
      : { kind: 'inbox-entry', id: Number(newest.id) },
  )
}

const keyOf = ({ kind, id }: Marker): string => `${kind}:${id}`

export function createChartMarks(view: Pick<ChartView, 'setMarkers'>): ChartMarks {
  let instrument: InstrumentId | null = null
  let candles: readonly Candle[] = []
  let interval: Interval = '1m'
  let older: readonly Marker[] = []
  let shown = ''

  const draw = (): void => {
    const { firings, inbox } = appStore.getState()
    const recent = instrument === null ? [] : markersOf(firings, inbox, instrument)
    const known = new Set(recent.map(keyOf))
    const all = [...older.filter((marker) => !known.has(keyOf(marker))), ...recent]
    const placed = placeMarkers(all, candles, intervalMs(interval))
    // Most changes of the lists (an acknowledgement, another instrument) and most new bars change no mark.
    const key = JSON.stringify(placed)
    if (key === shown) return
    shown = key
    view.setMarkers(placed)
  }

  const ask = async (id: InstrumentId): Promise<void> => {
    const [firings, inbox]: [Firing[], InboxEntry[]] = await Promise.all([
      actions.call('firings.list', { instrument: id, limit: mostAsked }),
      actions.call('hooks.inbox.list', { instrument: id, limit: mostAsked }),
    ])
    if (instrument !== id) return
    older = markersOf(firings, inbox, id)
    draw()
  }

  const stop = appStore.subscribe((now, before) => {
    if (now.firings !== before.firings || now.inbox !== before.inbox) draw()
  })

  return {
    show(next) {
      if (next === instrument) return
      older = []
      instrument = next
      draw()
      // Marks are an extra: the lists of the panels report their own failures.
      if (next !== null) void ask(next).catch(() => null)
    },
    setCandles(next, of) {
      candles = next
      interval = of
      draw()
    },
    dispose: stop,
  }
}
