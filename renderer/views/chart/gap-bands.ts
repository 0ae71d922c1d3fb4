/** Holes in the candles as bands on the chart, as plain data. */
import type { Candle, Gap } from '../../../shared/model/candle.ts'

/** A gap between two bars that stand side by side on the chart. */
export type GapBand = {
  readonly id: string
  /** Bar before the hole. */
  readonly leftAt: number
  /** Bar after it; null where nothing came after it yet. */
  readonly rightAt: number | null
  readonly label: string
}

function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 60) return `${Math.max(1, minutes)} m`
  if (minutes < 48 * 60)
    return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`
  return `${Math.round(minutes / 1440)} d`
}

/**
 * The time axis counts bars, not time: a hole has no width of its own there. So each gap becomes a band at the boundary
 * of the two bars around it, and its label says how long it is. A gap before the first bar is not drawn.
 */
export function gapBandsOf(gaps: readonly Gap[], candles: readonly Candle[]): readonly GapBand[] {
  const bands: GapBand[] = []
  for (const gap of gaps) {
    let right = candles.length
    let low = 0
    while (low < right) {
      const middle = (low + right) >> 1
      if ((candles[middle]?.openAt ?? Infinity) >= gap.toAt) right = middle
      else low = middle + 1
    }
    const left = candles.findLastIndex((candle, index) => index < right && candle.openAt < gap.fromAt)
    const leftBar = candles[left]
    if (leftBar === undefined) continue
    bands.push({
      id: `gap:${gap.fromAt}`,
      leftAt: leftBar.openAt,
      rightAt: candles[right]?.openAt ?? null,
      label: `no data ${durationText(gap.toAt - gap.fromAt)}`,
    })
  }
  return bands
}

/** A band is at least this wide, px. */
const bandMinWidth = 14

/** `left` and `right` are the middles of the bars around the hole; the band covers what lies between the bars. */
export function bandSpan(left: number, right: number | null, barWidth: number): { x: number; width: number } {
  const from = left + barWidth / 2
  if (right === null) return { x: from, width: Math.max(bandMinWidth, barWidth) }
  const width = Math.max(bandMinWidth, right - barWidth / 2 - from)
  return { x: (left + right) / 2 - width / 2, width }
}
