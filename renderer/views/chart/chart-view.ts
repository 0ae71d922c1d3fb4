/** The chart library behind one small interface: candles in, alert lines and marks on top, the price under the pointer out. */
import {
  dispose,
  init,
  type Chart,
  type Crosshair,
  type DataLoaderGetBarsParams,
  type KLineData,
} from 'klinecharts'
import { decimalsOf, roundToTick } from '../../../shared/model/numbers.ts'
import { formatPrice } from '../../../shared/format/price.ts'
import { createAlertLayer } from './alert-layer.ts'
import { periods, toBar } from './bars.ts'
import { registerOverlays } from './chart-overlays.ts'
import { chartStyles } from './chart-styles.ts'
import { createMarkLayer } from './mark-layer.ts'
import type { Palette } from './palette.ts'
import { watchPointer } from './pointer.ts'
import type { CandleEnds, ChartCallbacks, ChartView } from './view-types.ts'
import { createVolumePane } from './volume-pane.ts'

const candlePane = 'candle_pane'
/** Kept free over the highest price, for the legend. A gap from 1 up is in pixels. */
const legendRoomPx = 40
const barSpacePx = 7
/** Kept free beside the newest bar. */
const newestRoomPx = 48

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

  const volume = createVolumePane(chart, candlePane, theme)
  const alerts = createAlertLayer(chart, {
    palette: () => palette,
    tickSize: () => tickSize,
    format: (price) => formatPrice(price, tickSize),
    onDrag: callbacks.onDragAlert,
    onMove: callbacks.onMoveAlert,
    onOpen: callbacks.onOpenAlert,
    onHover: callbacks.onPointAt,
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

  const marks = createMarkLayer(chart, {
    palette: () => palette,
    onOpen: callbacks.onOpenMark,
    onHover: callbacks.onPointAt,
  })

  let hovered: number | null = null
  const pointer = watchPointer(element, () => {
    const at = pointer.position()
    if (at === null) {
      hovered = null
      return callbacks.onHover(null)
    }
    const found = chart.convertFromPixel([{ x: at.x }], { paneId: candlePane })
    const index = Array.isArray(found) ? found[0]?.dataIndex : found.dataIndex
    hovered = index === undefined ? null : (chart.getDataList()[index]?.timestamp ?? null)
    callbacks.onHover(hovered)
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
      volume.setTheme(next)
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
    setDragNote: alerts.setNote,
    setMarkers: marks.setMarkers,
    setRehearsed: marks.setRehearsed,
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
    hoveredAt: () => hovered,
    pointer: pointer.position,
    pressed: pointer.pressed,
    scrollToLatest: () => chart.scrollToRealTime(),
    scrollTo(at) {
      const { from, to } = chart.getVisibleRange()
      const index = chart.getDataList().findLastIndex(({ timestamp }) => timestamp <= at)
      chart.scrollToDataIndex(Math.max(0, index) + Math.floor((to - from) / 2))
    },
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
