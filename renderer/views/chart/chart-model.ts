/** What is drawn on the chart besides candles, as plain data: alert lines, markers, gaps; and how state maps to it. */
import type { Firing, Operator, RuleView } from '../../../shared/model/alert.ts'
import type { Candle, Gap } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { InboxEntry } from '../../../shared/model/webhook.ts'
import { candleIndexAt } from '../../state/candles.ts'

export type AlertLine = {
  /** The rule's id. */
  readonly id: string
  readonly level: number
  /** `Alert: crosses up`. */
  readonly label: string
  /** A rule that is not armed is drawn quietly. */
  readonly armed: boolean
  /** What has done its work stays where it was. */
  readonly draggable: boolean
}

export type Marker = {
  readonly kind: 'firing' | 'hook'
  /** Firing id, or inbox entry id as text. */
  readonly id: string
  readonly at: number
  /** Null where the message named no price: then it stands under its bar. */
  readonly price: number | null
}

/** A marker at its bar. */
export type PlacedMarker = {
  readonly id: string
  readonly kind: Marker['kind']
  readonly openAt: number
  readonly price: number
  /** Place in the pile of markers at the same bar, from 0. */
  readonly stack: number
  readonly ids: readonly string[]
}

/** A gap between two bars that stand side by side on the chart. */
export type GapBand = {
  readonly id: string
  /** Bar before the hole. */
  readonly leftAt: number
  /** Bar after it; null where nothing came after it yet. */
  readonly rightAt: number | null
  readonly label: string
}

const verbs: Record<Operator, string> = {
  crossing: 'crosses',
  'crossing-up': 'crosses up',
  'crossing-down': 'crosses down',
  'greater-than': 'is greater than',
  'less-than': 'is less than',
}

const statePrefix: Record<RuleView['state'], string> = {
  armed: 'Alert',
  paused: 'Paused',
  fired: 'Fired',
  expired: 'Expired',
}

export function alertLinesOf(rules: readonly RuleView[], instrument: InstrumentId): readonly AlertLine[] {
  return rules
    .filter((rule) => rule.instrument === instrument)
    .map((rule) => ({
      id: rule.id,
      level: rule.level,
      label: `${statePrefix[rule.state]}: ${verbs[rule.operator]}`,
      armed: rule.state === 'armed',
      draggable: rule.state === 'armed' || rule.state === 'paused',
    }))
}

/** `64,031.20` and `64031.2` are prices; anything else is not. */
export function markerPrice(text: string | null): number | null {
  if (text === null) return null
  const value = Number(text.replaceAll(',', ''))
  return text.trim() !== '' && Number.isFinite(value) && value > 0 ? value : null
}

export function markersOf(
  firings: readonly Firing[],
  inbox: readonly InboxEntry[],
  instrument: InstrumentId,
): readonly Marker[] {
  const fired = firings
    .filter((firing) => firing.instrument === instrument)
    .map((firing): Marker => {
      // Evidence carries the venue's clock, which for a replay is not ours.
      const { at } = firing.evidence
      return { kind: 'firing', id: firing.id, at: at.exchangeAt ?? at.receivedAt, price: at.price }
    })
  const received = inbox
    .filter((entry) => entry.instrument === instrument)
    .map((entry): Marker => ({
      kind: 'hook',
      id: String(entry.id),
      at: entry.receivedAt,
      price: markerPrice(entry.price),
    }))
  return [...fired, ...received]
}

/**
 * Markers at the bars that hold their moments; those outside the candles held are left out. Several of one kind in one
 * bar are one mark (the first one's price) that counts them.
 */
export function placeMarkers(
  markers: readonly Marker[],
  candles: readonly Candle[],
  lengthMs: number,
): readonly PlacedMarker[] {
  const placed = new Map<string, PlacedMarker>()
  const perBar = new Map<number, { count: number; price: number }>()
  for (const marker of markers.toSorted((a, b) => a.at - b.at)) {
    const candle = candles[candleIndexAt(candles, marker.at, lengthMs)]
    if (candle === undefined) continue
    const key = `${marker.kind}:${candle.openAt}`
    const known = placed.get(key)
    if (known !== undefined) {
      placed.set(key, { ...known, ids: [...known.ids, marker.id] })
      continue
    }
    const pile = perBar.get(candle.openAt) ?? { count: 0, price: priceOnChart(marker.price, candle) }
    perBar.set(candle.openAt, { ...pile, count: pile.count + 1 })
    placed.set(key, {
      id: key,
      kind: marker.kind,
      openAt: candle.openAt,
      // One pile at one price: marks at their own prices would cover each other.
      price: pile.price,
      stack: pile.count,
      ids: [marker.id],
    })
  }
  return [...placed.values()]
}

/** A price far from its bar (a unit error, another market) would stand outside the picture: it goes to the bar's low. */
function priceOnChart(price: number | null, candle: Candle): number {
  if (price === null || price > candle.high * 1.2 || price < candle.low * 0.8) return candle.low
  return price
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
