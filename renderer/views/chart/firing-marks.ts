/** Firings and messages as marks at their bars, as plain data: where each stands, what it says, and which are drawn as one. */
import type { Firing } from '../../../shared/alerts/firing.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import { formatPrice } from '../../../shared/format/price.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { InboxEntry } from '../../../shared/model/webhook.ts'
import { candleIndexAt } from '../../state/candles.ts'

export type Marker = {
  readonly kind: 'firing' | 'hook'
  /** Firing id, or inbox entry id as text. */
  readonly id: string
  readonly at: number
  /** Null where no price is known: then it stands under its bar. */
  readonly price: number | null
  readonly said: string
  /** Found afterwards, not seen live. */
  readonly late: boolean
  /** Range of the bar that it was inferred from. */
  readonly inferred: { readonly low: number; readonly high: number } | null
}

/** Markers of one kind in one bar. */
export type PlacedMarker = {
  readonly id: string
  readonly kind: Marker['kind']
  readonly openAt: number
  readonly price: number
  /** Place in the pile of marks at the same bar, from 0. */
  readonly stack: number
  /** Ascending in time. */
  readonly markers: readonly Marker[]
}

/** Firings of a dry run in one bar. */
export type RehearsedMark = { readonly openAt: number; readonly value: number; readonly count: number }

/** `64,031.20` and `64031.2` are prices; anything else is not. */
export function markerPrice(text: string | null): number | null {
  if (text === null) return null
  const value = Number(text.replaceAll(',', ''))
  return text.trim() !== '' && Number.isFinite(value) && value > 0 ? value : null
}

/** On the venue's clock, which for a replay is not ours. One inferred from a bar belongs to that bar, also at its very end. */
function momentOf({ happenedAt, evidence, inferred, firedAt }: Firing): number {
  const at = happenedAt ?? evidence.at?.exchangeAt ?? evidence.at?.receivedAt ?? firedAt
  return inferred === null ? at : Math.min(Math.max(at, inferred.openAt), inferred.closeAt - 1)
}

export function markersOf(
  firings: readonly Firing[],
  inbox: readonly InboxEntry[],
  instrument: InstrumentId,
): readonly Marker[] {
  const fired = firings
    .filter((firing) => firing.instrument === instrument)
    .map((firing): Marker => {
      const { id, inferred, late, ruleName, sentence, price, evidence } = firing
      const value = evidence.at?.price ?? price
      return {
        kind: 'firing',
        id,
        at: momentOf(firing),
        price: value !== null && value > 0 ? value : null,
        said: ruleName === '' ? sentence : `${ruleName}: ${sentence}`,
        late,
        inferred: inferred === null ? null : { low: inferred.low, high: inferred.high },
      }
    })
  const received = inbox
    .filter((entry) => entry.instrument === instrument)
    .map((entry): Marker => ({
      kind: 'hook',
      id: String(entry.id),
      at: entry.receivedAt,
      price: markerPrice(entry.price),
      said: `${entry.sourceName}: ${entry.message ?? entry.summary}`,
      late: false,
      inferred: null,
    }))
  return [...fired, ...received]
}

/** A price far from its bar (a unit error, an indicator's value) would stand outside the picture: it goes to the bar's low. */
function priceOnChart(price: number | null, candle: Candle): number {
  if (price === null || price > candle.high * 1.2 || price < candle.low * 0.8) return candle.low
  return price
}

/**
 * Markers at the bars that hold their moments; those outside the candles held are left out. Several of one kind in one
 * bar are one mark (at the first one's price) that counts them.
 */
export function placeMarkers(
  markers: readonly Marker[],
  candles: readonly Candle[],
  lengthMs: number,
): readonly PlacedMarker[] {
  const placed = new Map<string, PlacedMarker & { readonly markers: Marker[] }>()
  const perBar = new Map<number, { count: number; price: number }>()
  for (const marker of markers.toSorted((a, b) => a.at - b.at)) {
    const candle = candles[candleIndexAt(candles, marker.at, lengthMs)]
    if (candle === undefined) continue
    const id = `${marker.kind}:${candle.openAt}`
    const known = placed.get(id)
    if (known !== undefined) {
      known.markers.push(marker)
      continue
    }
    const pile = perBar.get(candle.openAt) ?? { count: 0, price: priceOnChart(marker.price, candle) }
    perBar.set(candle.openAt, { ...pile, count: pile.count + 1 })
    placed.set(id, {
      id,
      kind: marker.kind,
      openAt: candle.openAt,
      // One pile at one price: marks at their own prices would cover each other.
      price: pile.price,
      stack: pile.count,
      markers: [marker],
    })
  }
  return [...placed.values()]
}

/** Firings of a dry run, ascending, counted by bar. */
export function placeRehearsed(
  marks: readonly { readonly at: number; readonly value: number }[],
  candles: readonly Candle[],
  lengthMs: number,
): readonly RehearsedMark[] {
  const placed: RehearsedMark[] = []
  for (const { at, value } of marks) {
    const candle = candles[candleIndexAt(candles, at, lengthMs)]
    if (candle === undefined) continue
    const last = placed.at(-1)
    if (last?.openAt === candle.openAt) placed[placed.length - 1] = { ...last, count: last.count + 1 }
    else placed.push({ openAt: candle.openAt, value: priceOnChart(value, candle), count: 1 })
  }
  return placed
}

/** Places in `marks` that are drawn as one, since they would cover each other: neighbours of one kind, left to right. */
export function clusters(
  marks: readonly { readonly x: number; readonly y: number; readonly kind: string }[],
  sizePx: number,
): readonly (readonly number[])[] {
  const found: number[][] = []
  const open = new Map<string, { x: number; y: number; members: number[] }>()
  const order = marks.map((_mark, place) => place).sort((a, b) => (marks[a]?.x ?? 0) - (marks[b]?.x ?? 0))
  for (const place of order) {
    const mark = marks[place]
    if (mark === undefined) continue
    const group = open.get(mark.kind)
    if (group !== undefined && mark.x - group.x < sizePx && Math.abs(mark.y - group.y) < sizePx) {
      group.members.push(place)
      continue
    }
    const members = [place]
    open.set(mark.kind, { x: mark.x, y: mark.y, members })
    found.push(members)
  }
  return found
}

const mostSaid = 3

/** What the pointer is told of a mark: the newest first, each with its time, and how late ones are known. */
export function markText(
  markers: readonly Marker[],
  tickSize: number,
  timeZone: string | undefined,
): readonly string[] {
  const newest = markers.toSorted((a, b) => b.at - a.at)
  const lines = newest.slice(0, mostSaid).flatMap(({ said, at, price, late, inferred }) => {
    const where = price === null ? '' : `, at ${formatPrice(price, tickSize)}`
    const bar =
      inferred === null
        ? ''
        : ` in a bar from ${formatPrice(inferred.low, tickSize)} to ${formatPrice(inferred.high, tickSize)}`
    const known = late ? `. Late: found afterwards${bar}` : bar === '' ? '' : `. Seen${bar}`
    return [said, `${formatDateTime(at, timeZone)}${where}${known}`]
  })
  return newest.length > mostSaid ? [...lines, `and ${newest.length - mostSaid} more`] : lines
}
