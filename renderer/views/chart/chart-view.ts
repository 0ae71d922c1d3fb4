/** The chart library behind one small interface: candles in, alert lines and markers on top, the price under the pointer out. */
import {
  dispose,
  init,
  type Chart,
  type Crosshair,
  type DataLoaderGetBarsParams,
  type KLineData,
} from 'klinecharts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import { decimalsOf, roundToTick } from '../../../shared/model/numbers.ts'
import { formatPrice } from '../../../shared/format/price.ts'
import { createAlertLayer } from './alert-layer.ts'
import { periods, toBar } from './bars.ts'
import type { AlertLine, GapBand, PlacedMarker } from './chart-model.ts'
import { registerOverlays, volumeIndicator, type VolumeColors } from './chart-overlays.ts'
import { chartStyles } from './chart-styles.ts'
import { createMarkLayer } from './mark-layer.ts'
import { withOpacity, type Palette } from './palette.ts'
import { watchPointer } from './pointer.ts'

export type SeriesInfo = {
  readonly ticker: string
  readonly interval: Interval
  readonly tickSize: number
}

export type CandleEnds = { readonly olderMore: boolean; readonly newerMore: boolean }

export type ChartCallbacks = {
  /** The view reached the first or last candle held; answer with `prepend`, `append`, `setCandles` or `pageFailed`. */
  readonly onNeedOlder: () => void
  readonly onNeedNewer: () => void
  /** The candle under the pointer, or null when the pointer left. */
  readonly onHover: (openAt: number | null) => void
  /** Whether the newest and the oldest candle held are in sight. */
  readonly onVisible: (ends: { readonly newest: boolean; readonly oldest: boolean }) => void
  /** Answers whether the new level was taken; if not, the line goes back. */
  readonly onMoveAlert: (ruleId: string, level: number) => Promise<boolean>
  readonly onOpenAlert: (ruleId: string) => void
  readonly onOpenMarker: (marker: PlacedMarker) => void
  /** Time to the close of the bar that opened at `openAt`; empty where it is not known. */
  readonly countdown: (openAt: number) => string
}

export type ChartView = {
  /** Another instrument or interval; takes all candles off. */
  setSeries(series: SeriesInfo): void
  /** IANA name. */
  setTimeZone(timeZone: string): void
  /** Replaces all candles. `keepView` leaves the bars in sight where they are on the screen. */
  setCandles(candles: readonly Candle[], ends: CandleEnds, keepView: boolean): void
  /** Older candles, in answer to `onNeedOlder`; the view does not move. Answers false if nothing was asked for. */
  prepend(candles: readonly Candle[], olderMore: boolean): boolean
  pageFailed(): void
  /** The last candle moved, or a new one opened. */
  update(candle: Candle): void
  setTheme(palette: Palette): void
  /** False while the price is only the last one known. */
  setLive(live: boolean): void
  setAlertLines(lines: readonly AlertLine[]): void
  setMarkers(markers: readonly PlacedMarker[]): void
  setGaps(bands: readonly GapBand[]): void
  /** The price at the pointer, on the tick grid; null while it is not over the candles. */
  crosshairPrice(): number | null
  /** True while a button is down on the chart: then candles should not be replaced. */
  pressed(): boolean
  scrollToLatest(): void
  /** Bars to the right (negative: to the left). */
  scrollBars(bars: number): void
  zoom(factor: number): void
  dispose(): void
}

const candlePane = 'candle_pane'
const volumeAxis = 'volume'
/** Part of the pane's height that the volume bars may fill. */
const volumeShare = 0.15
/** Kept free over the highest price, for the legend. A gap from 1 up is in pixels. */
const legendRoomPx = 40
const volumeOpacity = 0.26
const barSpacePx = 7
/** Kept free beside the newest bar. */
const newestRoomPx = 48

function volumeColorsOf({ up, down }: Palette): VolumeColors {
  return { up: withOpacity(up, volumeOpacity), down: withOpacity(down, volumeOpacity) }
}

/** Throws when the browser has no canvas. */
export function createChartView(element: HTMLElement, callbacks: ChartCallbacks, theme: Palette): ChartView {
  registerOverlays()
  let palette = theme
  let tickSize = 0.01
  let bars: KLineData[] = []
  let ends: CandleEnds = { olderMore: false, newerMore: false }
  let pending: DataLoaderGetBarsParams | null = null
  let push: ((bar: KLineData) => void) | null = null
  let repositioning = false
  let live = true
  const volumeColors = volumeColorsOf(theme)

  const made = init(element, {
    hotkey: { enabled: false },
    decimalFold: { format: (value) => String(value) },
    formatter: { formatExtendText: ({ data }) => callbacks.countdown(data.timestamp) },
    layout: { yAxis: { gap: { top: legendRoomPx, bottom: 0.22 } }, barSpaceLimit: { min: 1, max: 50 } },
    styles: chartStyles(theme, { lastPrice: true, live }),
  })
  if (made === null) throw new Error('the chart could not be drawn: no canvas')
  const chart: Chart = made
  // The library puts itself before everything else in the tab order; the host around it takes the focus.
  for (const part of element.querySelectorAll('[tabindex]')) part.removeAttribute('tabindex')
  chart.setBarSpace(barSpacePx)
  chart.setOffsetRightDistance(newestRoomPx)

  chart.createIndicator(
    { name: volumeIndicator, paneId: candlePane, yAxisId: volumeAxis, extendData: volumeColors, zLevel: -1 },
    true,
  )
  chart.overrideYAxis({
    id: volumeAxis,
    paneId: candlePane,
    needWidget: false,
    gap: { top: 0, bottom: 0 },
    createRange: ({ defaultRange }) => {
      const to = Math.max(defaultRange.realTo, Number.MIN_VALUE) / volumeShare
      return {
        ...defaultRange,
        from: 0,
        to,
        range: to,
        realFrom: 0,
        realTo: to,
        realRange: to,
        displayFrom: 0,
        displayTo: to,
        displayRange: to,
      }
    },
  })

  const alerts = createAlertLayer(chart, {
    palette: () => palette,
    round: (price) => roundToTick(price, tickSize),
    format: (price) => formatPrice(price, tickSize),
    onMove: callbacks.onMoveAlert,
    onOpen: callbacks.onOpenAlert,
  })

  chart.setDataLoader({
    getBars: (params) => {
      if (params.type === 'init') {
        params.callback([...bars], { forward: ends.olderMore, backward: ends.newerMore })
      } else if (repositioning) {
        // Asked only because the view has not been put back yet.
        params.callback([], true)
      } else {
        pending = params
        if (params.type === 'forward') callbacks.onNeedOlder()
        else callbacks.onNeedNewer()
      }
    },
    subscribeBar: ({ callback }) => {
      push = callback
    },
    unsubscribeBar: () => {
      push = null
    },
  })

  const reload = (): void => {
    pending = null
    chart.resetData()
  }

  const xOf = (timestamp: number): number | null => {
    const at = chart.convertToPixel({ timestamp }, { paneId: candlePane })
    return Array.isArray(at) ? null : (at.x ?? null)
  }

  /** Replaces the candles and puts the bar that stood in the middle of the view back to where it was. */
  const reloadInPlace = (): void => {
    const { from, to } = chart.getVisibleRange()
    const anchor = chart.getDataList()[Math.floor((from + to) / 2)]
    const before = anchor === undefined ? null : xOf(anchor.timestamp)
    repositioning = true
    reload()
    if (anchor !== undefined && before !== null && bars.some((bar) => bar.timestamp === anchor.timestamp)) {
      const after = xOf(anchor.timestamp)
      if (after !== null) chart.scrollByDistance(before - after, 0)
    }
    repositioning = false
  }

  const marks = createMarkLayer(chart, { palette: () => palette, onOpen: callbacks.onOpenMarker })

  const pointer = watchPointer(element, () => {
    const at = pointer.position()
    if (at === null) return callbacks.onHover(null)
    const found = chart.convertFromPixel([{ x: at.x }], { paneId: candlePane })
    const index = Array.isArray(found) ? found[0]?.dataIndex : found.dataIndex
    callbacks.onHover(index === undefined ? null : (chart.getDataList()[index]?.timestamp ?? null))
  })
  const observer = new ResizeObserver(() => chart.resize())
  observer.observe(element)
  chart.subscribeAction('onVisibleRangeChange', () => {
    const { from, to } = chart.getVisibleRange()
    callbacks.onVisible({ newest: to >= chart.getDataList().length, oldest: from <= 0 })
  })

  let crosshair: Crosshair | null = null
  chart.subscribeAction('onCrosshairChange', (data) => {
    crosshair = data as Crosshair
  })

  const showLastPrice = (): void =>
    chart.setStyles(chartStyles(palette, { lastPrice: !ends.newerMore, live }))

  return {
    setSeries(series) {
      tickSize = series.tickSize
      bars = []
      ends = { olderMore: false, newerMore: false }
      pending = null
      chart.setSymbol({
        ticker: series.ticker,
        pricePrecision: decimalsOf(series.tickSize),
        volumePrecision: 2,
      })
      chart.setPeriod({ ...periods[series.interval] })
    },
    setTimeZone: (timeZone) => chart.setTimezone(timeZone),
    setCandles(candles, newEnds, keepView) {
      const edgeChanged = ends.newerMore !== newEnds.newerMore
      bars = candles.map(toBar)
      ends = newEnds
      if (edgeChanged) showLastPrice()
      if (keepView && chart.getDataList().length > 0) reloadInPlace()
      else reload()
    },
    prepend(candles, olderMore) {
      if (pending?.type !== 'forward') return false
      const { callback } = pending
      pending = null
      ends = { ...ends, olderMore }
      const older = candles.map(toBar)
      bars = [...older, ...chart.getDataList()]
      callback(older, olderMore)
      return true
    },
    pageFailed() {
      const failed = pending
      pending = null
      // "More" keeps the question open: the next scroll asks again.
      failed?.callback([], true)
    },
    update(candle) {
      push?.(toBar(candle))
    },
    setTheme(next) {
      palette = next
      Object.assign(volumeColors, volumeColorsOf(next))
      chart.overrideIndicator({ name: volumeIndicator, paneId: candlePane, extendData: volumeColors })
      showLastPrice()
      alerts.redraw()
      marks.redraw()
    },
    setLive(next) {
      if (next === live) return
      live = next
      showLastPrice()
    },
    setAlertLines: (lines) => alerts.set(lines),
    setMarkers: marks.setMarkers,
    setGaps: marks.setGaps,
    crosshairPrice() {
      // The library's own crosshair, so that the price is the one its label shows.
      if (pointer.position() === null || crosshair?.y === undefined || crosshair.paneId !== candlePane)
        return null
      if (chart.getDataList().length === 0) return null
      const at = chart.convertFromPixel([{ y: crosshair.y }], { paneId: candlePane })
      const value = Array.isArray(at) ? at[0]?.value : at.value
      if (value === undefined) return null
      const price = roundToTick(value, tickSize)
      return price > 0 ? price : null
    },
    pressed: pointer.pressed,
    scrollToLatest: () => chart.scrollToRealTime(),
    scrollBars: (count) => chart.scrollByDistance(-count * chart.getBarSpace().bar, 0),
    zoom: (factor) => chart.zoomAtCoordinate(factor),
    dispose() {
      alerts.dispose()
      observer.disconnect()
      pointer.dispose()
      dispose(chart)
    },
  }
}
