/** Splits a candle into smaller ones, or into trades, so that the parts always add up to exactly the whole. */
import { normal, type Random } from './noise.ts'

/** Prices of a candle in whole ticks. */
export type Ohlc = {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

// A driftless path over a span is about 1.6 standard deviations wide.
const deviationsPerRange = 1.6

// How much of a candle's own width, rather than the ordinary one, its parts inherit.
const ownShare = 0.2

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** Reflects at the bounds: stopping at them would make prices stick there. */
function within(value: number, { low, high }: Ohlc): number {
  return clamp(value < low ? 2 * low - value : value > high ? 2 * high - value : value, low, high)
}

/**
 * Fills the unknown points of a path between the known ones with a random walk that ends where it must.
 * `path[i]` is NaN where unknown; first and last are known. `weights[i]` is the time between `path[i]` and `path[i + 1]`.
 */
function fillPath(
  path: number[],
  weights: readonly number[],
  deviation: number,
  bounds: Ohlc,
  random: Random,
): void {
  let total = 0
  for (const weight of weights) total += weight
  for (let from = 0; from < path.length - 1;) {
    let to = from + 1
    let left = weights[from] ?? 0
    while (Number.isNaN(path[to])) left += weights[to++] ?? 0
    const end = path[to] ?? 0
    let previous = path[from] ?? 0
    for (let index = from + 1; index < to; index += 1) {
      const step = weights[index - 1] ?? 0
      const spread = deviation * Math.sqrt((step / total) * ((left - step) / left))
      previous = within(
        Math.round(previous + ((end - previous) * step) / left + normal(random) * spread),
        bounds,
      )
      path[index] = previous
      left -= step
    }
    from = to
  }
}

/** How far a part reaches past its open and close, rounded by chance so that coarse ticks keep moving. */
function wick(size: number, random: Random): number {
  return Math.floor(Math.abs(normal(random)) * size * 0.42 + random())
}

/** A wick that fits into `room`: one that is too long ends anywhere below the bound, or neighbours would share one flat top. */
function fitting(length: number, room: number, random: Random): number {
  return length < room ? length : Math.floor(room * random())
}

/** Two different inner indexes of `count` points for the high and the low; the low mostly comes first in a rising candle. */
function pickExtremes(count: number, rising: boolean, random: Random): { high: number; low: number } {
  const inner = count - 2
  const a = 1 + Math.floor(random() * inner)
  let b = 1 + Math.floor(random() * (inner - 1))
  if (b >= a) b += 1
  const lowFirst = random() < (rising ? 0.75 : 0.25)
  return lowFirst
    ? { low: Math.min(a, b), high: Math.max(a, b) }
    : { low: Math.max(a, b), high: Math.min(a, b) }
}

/** `count` prices, at least four: the first is the open, the last the close, and high and low are touched. */
export function subdivideIntoPrices(whole: Ohlc, count: number, random: Random): number[] {
  const path = Array.from({ length: count }, () => NaN)
  path[0] = whole.open
  path[count - 1] = whole.close
  const extremes = pickExtremes(count, whole.close >= whole.open, random)
  path[extremes.high] = whole.high
  path[extremes.low] = whole.low
  const weights = Array.from({ length: count - 1 }, () => 1)
  fillPath(path, weights, (whole.high - whole.low) / deviationsPerRange, whole, random)
  return path
}

/**
 * One candle for each weight (its share of time). They open where the one before closed, save for `gap`, a share of a part's
 * usual move that the market jumps while it is shut. The highest high is the whole's high, the lowest low its low.
 * `usualRange` is how wide the whole would be on an ordinary day: it draws calm and wild stretches back to the ordinary.
 */
export function subdivide(
  whole: Ohlc,
  weights: readonly number[],
  usualRange: number,
  gap: number,
  random: Random,
): Ohlc[] {
  const count = weights.length
  if (count === 1) return [whole]
  const { open, high, low, close } = whole
  const deviation = ((high - low) ** ownShare * usualRange ** (1 - ownShare)) / deviationsPerRange
  const usual = deviation / Math.sqrt(count)
  const path = Array.from({ length: count + 1 }, () => NaN)
  path[0] = open
  path[count] = close

  // Whoever touches an extreme should pass near it, or the smallest candle of all would have to leap there and back.
  let highHost = open >= close ? 0 : count - 1
  let lowHost = open <= close ? 0 : count - 1
  const near = usual * 0.6
  const picks = count > 2 ? pickExtremes(count + 1, close >= open, random) : { high: 1, low: 1 }
  if (high - Math.max(open, close) > near) {
    path[picks.high] = clamp(Math.round(high - Math.abs(normal(random)) * usual * 0.2), low, high)
    highHost = picks.high - (random() < 0.5 ? 1 : 0)
  }
  if (Math.min(open, close) - low > near) {
    if (Number.isNaN(path[picks.low]))
      path[picks.low] = clamp(Math.round(low + Math.abs(normal(random)) * usual * 0.2), low, high)
    lowHost = picks.low - (random() < 0.5 ? 1 : 0)
  }
  fillPath(path, weights, deviation * 0.8, whole, random)

  const parts: Ohlc[] = []
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  for (let index = 0; index < count; index += 1) {
    const size = deviation * Math.sqrt((weights[index] ?? 0) / total)
    const before = path[index] ?? open
    const jump = gap === 0 || index === 0 ? 0 : Math.round(normal(random) * size * gap)
    const from = clamp(before + jump, low, high)
    const to = path[index + 1] ?? close
    const top = Math.max(from, to)
    const bottom = Math.min(from, to)
    const up = fitting(wick(size, random), high - top, random)
    const down = fitting(wick(size, random), bottom - low, random)
    parts.push({
      open: from,
      high: index === highHost ? high : top + up,
      low: index === lowHost ? low : bottom - down,
      close: to,
    })
  }
  return parts
}

/** Whole numbers in proportion to the weights, that add up to exactly `total`. */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((before, weight) => before + weight, 0)
  const shares: number[] = []
  let weight = 0
  let given = 0
  for (let index = 0; index < weights.length; index += 1) {
    weight += weights[index] ?? 0
    const upTo =
      index === weights.length - 1 ? total : clamp(Math.floor((total / sum) * weight), given, total)
    shares.push(upTo - given)
    given = upTo
  }
  return shares
}
