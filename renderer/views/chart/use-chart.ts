/** The chart's life in React: made once for an element, fed by the store, told nothing per tick. */
import { useEffect, useRef, useState, type RefObject } from 'react'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { intervalMs, nextOpenAt, type Interval } from '../../../shared/model/interval.ts'
import type { Firing, RuleDraft, RuleView } from '../../../shared/model/alert.ts'
import type { InboxEntry } from '../../../shared/model/webhook.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { candleIndexAt, listenCandles, type CandleWindow } from '../../state/candles.ts'
import { setCrosshair } from '../../state/crosshair.ts'
import { quotes } from '../../state/quotes.ts'
import { appStore, useApp } from '../../state/store.ts'
import { createCandleFeed, type CandleFeed, type FeedState } from './candle-feed.ts'
import {
  alertLinesOf,
  gapBandsOf,
  markersOf,
  placeMarkers,
  type Marker,
  type PlacedMarker,
} from './chart-model.ts'
import { createChartView, type ChartView } from './chart-view.ts'
import { countdownText, exchangeTimeAt, type ClockReading } from './countdown.ts'
import { createLegend, legendValues } from './legend.ts'
import { readPalette, watchTheme } from './palette.ts'

type Shown = { readonly instrument: Instrument; readonly interval: Interval }

export type ChartHandle = {
  readonly state: FeedState
  /** False while the newest candle is out of sight to the right. */
  readonly atEdge: boolean
  /** What a reader of the candles must know; null for nothing. */
  readonly note: string | null
  readonly view: RefObject<ChartView | null>
  reload(): void
  retryPage(): void
  toLatest(): void
}

const none: readonly Marker[] = []
const paintMs = { focused: 200, unfocused: 1000 }

/** A rule as the draft that changes it. */
export function draftOf(rule: RuleView): RuleDraft {
  const { id, instrument, operator, level, frequency, note, expiresAt } = rule
  return { id, instrument, operator, level, frequency, note, expiresAt }
}

async function moveAlert(ruleId: string, level: number): Promise<boolean> {
  const rule = appStore.getState().rules.find(({ id }) => id === ruleId)
  if (rule === undefined) return false
  const saved = await actions.saveAlert({ ...draftOf(rule), level })
  // Saving arms; a rule that was paused stays paused where it was put.
  if (saved !== null && rule.state === 'paused') await actions.pauseAlerts([ruleId])
  return saved !== null
}

function openMarker(marker: PlacedMarker): void {
  const id = marker.ids.at(-1)
  if (id === undefined) return
  actions.openDialog(
    marker.kind === 'firing' ? { kind: 'firing', id } : { kind: 'inbox-entry', id: Number(id) },
  )
}

function openAlert(ruleId: string): void {
  const rule = appStore.getState().rules.find(({ id }) => id === ruleId)
  if (rule !== undefined) actions.openDialog({ kind: 'alert', draft: draftOf(rule) })
}

/** Firings and messages of the instrument beyond what the window's lists hold. */
function useOlderMarks(instrument: Instrument | undefined): readonly Marker[] {
  const [found, setFound] = useState<{ id: string; marks: readonly Marker[] } | null>(null)
  const id = instrument?.id
  useEffect(() => {
    if (id === undefined) return undefined
    let current = true
    const ask = async (): Promise<void> => {
      const [firings, inbox]: [Firing[], InboxEntry[]] = await Promise.all([
        actions.call('firings.list', { instrument: id, limit: 1000 }),
        actions.call('hooks.inbox.list', { instrument: id, limit: 1000 }),
      ])
      if (current) setFound({ id, marks: markersOf(firings, inbox, id) })
    }
    // Markers are an extra: the lists of the panels report their own failures.
    ask().catch(() => null)
    return () => {
      current = false
    }
  }, [id])
  return found !== null && found.id === id ? found.marks : none
}

export function useChart(
  element: RefObject<HTMLDivElement | null>,
  legendElement: RefObject<HTMLDivElement | null>,
  shown: Shown | null,
): ChartHandle {
  const [state, setState] = useState<FeedState>({ kind: 'loading' })
  const [atEdge, setAtEdge] = useState(true)
  const [atOldest, setAtOldest] = useState(false)
  const [window_, setWindow] = useState<CandleWindow | null>(null)
  const view = useRef<ChartView | null>(null)
  const feed = useRef<CandleFeed | null>(null)
  const current = useRef<Shown | null>(null)
  const clock = useRef<ClockReading | null>(null)

  useEffect(() => {
    const host = element.current
    const legendHost = legendElement.current
    if (host === null || legendHost === null) return undefined
    const legend = createLegend(legendHost)
    let hovered: number | null = null

    const paintLegend = (): void => {
      const now = current.current
      const candles = feed.current?.window().candles ?? []
      if (now === null || candles.length === 0) return legend.show(null)
      const found = hovered === null ? -1 : candleIndexAt(candles, hovered, intervalMs(now.interval))
      const index = found === -1 ? candles.length - 1 : found
      const candle = candles[index]
      legend.show(
        candle === undefined ? null : legendValues(candle, candles[index - 1], now.instrument.tickSize),
      )
    }

    const made = createChartView(
      host,
      {
        onNeedOlder: () => feed.current?.needOlder(),
        onNeedNewer: () => feed.current?.needNewer(),
        onHover: (openAt) => {
          if (openAt === hovered) return
          hovered = openAt
          paintLegend()
        },
        onVisible({ newest, oldest }) {
          setAtEdge(newest)
          setAtOldest(oldest)
        },
        onMoveAlert: moveAlert,
        onOpenAlert: openAlert,
        onOpenMarker: openMarker,
        countdown: (openAt) => {
          const now = current.current
          const quote = now === null ? undefined : quotes.get(now.instrument.id)
          if (now === null || clock.current === null || quote === undefined) return ''
          if (quote.state === 'closed' || quote.state === 'stale') return ''
          return countdownText(
            nextOpenAt(now.interval, openAt),
            exchangeTimeAt(clock.current, performance.now()),
          )
        },
      },
      readPalette(),
    )
    const madeFeed = createCandleFeed({
      call: (method, input) => actions.call(method, input),
      listen: listenCandles,
      view: made,
      onState: setState,
      onWindow: setWindow,
      onTick: paintLegend,
      paintEveryMs: () => (document.hasFocus() ? paintMs.focused : paintMs.unfocused),
      explain: explainError,
    })
    view.current = made
    feed.current = madeFeed
    setCrosshair(made.crosshairPrice)
    const stopTheme = watchTheme(() => made.setTheme(readPalette()))
    const stopConnection = appStore.subscribe((next, before) => {
      if (next.connection.state === 'open' && before.connection.state !== 'open') madeFeed.reconnected()
    })
    return () => {
      stopTheme()
      stopConnection()
      setCrosshair(null)
      madeFeed.dispose()
      made.dispose()
      view.current = null
      feed.current = null
    }
  }, [element, legendElement])

  const timeZone = useApp((app) => app.settings.timeZone)
  useEffect(() => {
    view.current?.setTimeZone(
      timeZone === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : timeZone,
    )
  }, [timeZone])

  const instrument = shown?.instrument
  const interval = shown?.interval
  const replaySpeed = useApp((app) =>
    app.replay?.active === true && app.replay.instrument === instrument?.id ? app.replay.speed : 1,
  )
  const id = instrument?.id
  const tickSize = instrument?.tickSize
  useEffect(() => {
    if (instrument === undefined || interval === undefined) return
    current.current = { instrument, interval }
    view.current?.setSeries({ ticker: instrument.symbol, interval, tickSize: instrument.tickSize })
    feed.current?.show(instrument.id, interval)
    // A list that was loaded again brings equal instruments under new identities: the chart stays.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [id, tickSize, interval])

  useEffect(() => {
    clock.current = null
    if (id === undefined) return undefined
    const read = (): void => {
      const quote = quotes.get(id)
      view.current?.setLive(quote?.state !== 'stale')
      const exchangeAt = quote?.exchangeAt ?? null
      if (exchangeAt === null || clock.current?.exchangeAt === exchangeAt) return
      clock.current = { exchangeAt, heardAtMs: performance.now(), speed: replaySpeed }
    }
    read()
    return quotes.listen(id, read)
  }, [id, replaySpeed])

  const rules = useApp((app) => app.rules)
  useEffect(() => {
    view.current?.setAlertLines(id === undefined ? [] : alertLinesOf(rules, id))
  }, [rules, id])

  const firings = useApp((app) => app.firings)
  const inbox = useApp((app) => app.inbox)
  const older = useOlderMarks(instrument)
  useEffect(() => {
    const candles = window_?.candles ?? []
    if (id === undefined || interval === undefined) return
    const recent = markersOf(firings, inbox, id)
    const known = new Set(recent.map((marker) => `${marker.kind}:${marker.id}`))
    const all = [...older.filter((marker) => !known.has(`${marker.kind}:${marker.id}`)), ...recent]
    view.current?.setMarkers(placeMarkers(all, candles, intervalMs(interval)))
  }, [firings, inbox, older, window_, id, interval])

  useEffect(() => {
    view.current?.setGaps(window_ === null ? [] : gapBandsOf(window_.gaps, window_.candles))
  }, [window_])

  return {
    state,
    atEdge: atEdge && window_?.newerMore !== true,
    // What ends is said where it ends; whose candles these are, always.
    note: window_ === null || (!window_.olderMore && !atOldest) ? null : window_.note,
    view,
    reload: () => feed.current?.reload(),
    retryPage: () => feed.current?.retryPage(),
    toLatest: () => {
      if (feed.current?.window().newerMore === true) feed.current.reload()
      else view.current?.scrollToLatest()
    },
  }
}
