/** The small interface that the chart library stands behind. */
import type { Candle } from '../../../shared/model/candle.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import type { AlertLine } from './alert-lines.ts'
import type { PlacedMarker, RehearsedMark } from './firing-marks.ts'
import type { GapBand } from './gap-bands.ts'
import type { Palette } from './palette.ts'

type SeriesInfo = {
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
  /** Each step of a drag; null at its end. */
  readonly onDragAlert: (line: AlertLine, level: number | null) => void
  /** Answers whether the new level was taken; if not, the line goes back. */
  readonly onMoveAlert: (line: AlertLine, level: number) => Promise<boolean>
  readonly onOpenAlert: (line: AlertLine) => void
  /** What is drawn as one mark. */
  readonly onOpenMark: (markers: readonly PlacedMarker[]) => void
  /** What lies under the pointer and has something to say; null for nothing. */
  readonly onPointAt: (what: AlertLine | readonly PlacedMarker[] | null) => void
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
  /** Stands beside the line that is being dragged. */
  setDragNote(note: string | null): void
  setMarkers(markers: readonly PlacedMarker[]): void
  setRehearsed(marks: readonly RehearsedMark[]): void
  setGaps(bands: readonly GapBand[]): void
  /** The price at the pointer, on the tick grid; null while it is not over the candles. */
  crosshairPrice(): number | null
  /** Opening of the candle under the pointer. */
  hoveredAt(): number | null
  /** Where the pointer is, px from the top left; null while it is elsewhere. */
  pointer(): { readonly x: number; readonly y: number } | null
  /** True while a button is down on the chart: then candles should not be replaced. */
  pressed(): boolean
  scrollToLatest(): void
  /** The candle of that moment (UTC epoch ms), or the nearest, to the middle. */
  scrollTo(at: number): void
  /** Bars to the right (negative: to the left). */
  scrollBars(bars: number): void
  zoom(factor: number): void
  dispose(): void
}
