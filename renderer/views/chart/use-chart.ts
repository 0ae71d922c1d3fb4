/** The chart's life in React: made once for an element, fed by the store, told nothing per tick. */
import { useEffect, useRef, useState, type RefObject } from 'react'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { intervalMs, nextOpenAt, type Interval } from '../../../shared/model/interval.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { chartJump } from '../../state/chart-jump.ts'
import { candleIndexAt, listenCandles, type CandleWindow } from '../../state/candles.ts'
import { setCrosshair } from '../../state/crosshair.ts'
import { quotes } from '../../state/quotes.ts'
import { appStore, useApp } from '../../state/store.ts'
import { createCandleFeed } from './candle-feed.ts'
import { createChartAlerts, moveAlert, openAlert, type ChartAlerts } from './chart-alerts.ts'
import { createHint } from './chart-hint.ts'
import { createChartMarks, openMark, type ChartMarks } from './chart-marks.ts'
import { createChartView } from './chart-view.ts'
import type { ChartView } from './view-types.ts'
import { countdownText, exchangeTimeAt, type ClockReading } from './countdown.ts'
import type { CandleFeed, FeedState } from './feed-types.ts'
import { markText } from './firing-marks.ts'
import { gapBandsOf } from './gap-bands.ts'
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

const paintMs = { focused: 200, unfocused: 1000 }
const restMs = 500

export function useChart(
  element: RefObject<HTMLDivElement | null>,
  legendElement: RefObject<HTMLDivElement | null>,
  hintElement: RefObject<HTMLDivElement | null>,
  shown: Shown | null,
): ChartHandle {
  const [state, setState] = useState<FeedState>({ kind: 'loading' })
  const [atEdge, setAtEdge] = useState(true)
  const [atOldest, setAtOldest] = useState(false)
  const [window_, setWindow] = useState<CandleWindow | null>(null)
  const view = useRef<ChartView | null>(null)
  const feed = useRef<CandleFeed | null>(null)
  const alerts = useRef<ChartAlerts | null>(null)
  const marks = useRef<ChartMarks | null>(null)
  const current = useRef<Shown | null>(null)
  const clock = useRef<ClockReading | null>(null)

  useEffect(() => {
    const host = element.current
    const legendHost = legendElement.current
    const hintHost = hintElement.current
    if (host === null || legendHost === null || hintHost === null) return undefined
    const legend = createLegend(legendHost)
    const hint = createHint(hintHost, () => view.current?.pointer() ?? null)
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
        onDragAlert: (line, level) => alerts.current?.dragged(line, level),
        onMoveAlert: (line, level) => moveAlert(line, level, current.current?.instrument.tickSize ?? 0.01),
        onOpenAlert: openAlert,
        onOpenMark: openMark,
        onPointAt(what) {
          const { timeZone } = appStore.getState().settings
          const lines =
            what === null || 'said' in what
              ? (what?.said ?? null)
              : markText(
                  what.flatMap(({ markers }) => markers),
                  current.current?.instrument.tickSize ?? 0.01,
                  timeZone === 'local' ? undefined : timeZone,
                )
          // A pointer crosses lines all the time; at a mark it has arrived.
          hint.show(lines, what !== null && 'said' in what ? restMs : 0)
        },
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
    alerts.current = createChartAlerts(made)
    marks.current = createChartMarks(made)
    setCrosshair(made.crosshairPrice)
    const stopTheme = watchTheme(() => made.setTheme(readPalette()))
    const stopConnection = appStore.subscribe((next, before) => {
      if (next.connection.state === 'open' && before.connection.state !== 'open') madeFeed.reconnected()
    })
    return () => {
      stopTheme()
      stopConnection()
      setCrosshair(null)
      alerts.current?.dispose()
      marks.current?.dispose()
      hint.show(null, 0)
      madeFeed.dispose()
      made.dispose()
      view.current = null
      feed.current = null
      alerts.current = null
      marks.current = null
    }
  }, [element, legendElement, hintElement])

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
    alerts.current?.show(instrument)
    marks.current?.show(instrument.id)
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

  useEffect(() => {
    if (interval === undefined) return
    const candles = window_?.candles ?? []
    alerts.current?.setCandles(candles, interval)
    marks.current?.setCandles(candles, interval)
  }, [window_, interval])

  useEffect(() => {
    view.current?.setGaps(window_ === null ? [] : gapBandsOf(window_.gaps, window_.candles))
  }, [window_])

  useEffect(() => {
    // A moment that was asked for is shown once the candles of its instrument are there.
    const take = (): void => {
      const jump = chartJump.getState()
      if (jump === null || jump.instrument !== id || state.kind !== 'ready') return
      chartJump.setState(null, true)
      feed.current?.jump(jump.at)
    }
    take()
    return chartJump.subscribe(take)
  }, [id, state.kind])

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
