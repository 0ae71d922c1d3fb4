/** The maths of the three small drawings: one value a second, oldest first, into coordinates of a box. Pure. */

export type Size = { readonly width: number; readonly height: number }
export type Bar = { readonly x: number; readonly y: number; readonly height: number }
export type Band = { readonly x: number; readonly width: number }
export type Arrow = { readonly x: number; readonly kind: 'accepted' | 'rejected'; readonly count: number }

/** Silence shorter than this is a quiet market, seconds. */
const quietSeconds = 3

/** The middle of second `index` of `count`. */
function xOf(index: number, count: number, width: number): number {
  return ((index + 0.5) / Math.max(1, count)) * width
}

/** At least `least`, so that one event does not look like a flood. */
export function scaleOf(values: readonly number[], least: number): number {
  return Math.max(least, ...values.filter((value) => Number.isFinite(value)))
}

/** REST: one bar for each second with requests, standing on the ground line. */
export function restBars(perSecond: readonly number[], { width, height }: Size): readonly Bar[] {
  const top = scaleOf(perSecond, 4)
  const room = Math.max(0, height - 4)
  return perSecond.flatMap((value, index) => {
    if (!(value > 0)) return []
    const size = Math.max(3, (value / top) * room)
    return [{ x: xOf(index, perSecond.length, width), y: height - 1 - size, height: size }]
  })
}

/** WebSocket: the points of one line, as SVG writes them; drawn down to the ground where nothing came. */
export function streamPoints(perSecond: readonly number[], { width, height }: Size): string {
  const top = scaleOf(perSecond, 1)
  const room = Math.max(0, height - 8)
  return perSecond
    .map((value, index) => {
      const y = height - 2 - (Math.max(0, Number.isFinite(value) ? value : 0) / top) * room
      return `${xOf(index, perSecond.length, width).toFixed(1)},${y.toFixed(1)}`
    })
    .join(' ')
}

/** Stretches of silence after something had come: where an open stream should have spoken. */
export function silentBands(perSecond: readonly number[], { width }: Size): readonly Band[] {
  const bands: Band[] = []
  const second = width / Math.max(1, perSecond.length)
  const first = perSecond.findIndex((value) => value > 0)
  if (first === -1) return []
  let from = -1
  for (let index = first; index <= perSecond.length; index += 1) {
    const silent = index < perSecond.length && !((perSecond[index] ?? 0) > 0)
    if (silent && from === -1) from = index
    if (!silent && from !== -1) {
      if (index - from >= quietSeconds) bands.push({ x: from * second, width: (index - from) * second })
      from = -1
    }
  }
  return bands
}

/** Webhooks: an arrow for each second in which some were accepted, and one beside it for those refused. */
export function hookArrows(
  received: readonly number[],
  rejected: readonly number[],
  { width }: Size,
): readonly Arrow[] {
  const count = Math.max(received.length, rejected.length)
  const arrows: Arrow[] = []
  for (let index = 0; index < count; index += 1) {
    const x = xOf(index, count, width)
    const accepted = received[index] ?? 0
    const refused = rejected[index] ?? 0
    if (accepted > 0) arrows.push({ x, kind: 'accepted', count: accepted })
    if (refused > 0) arrows.push({ x: accepted > 0 ? x + 4 : x, kind: 'rejected', count: refused })
  }
  return arrows
}

/** The last full second, or the mean of the last few where the rate is small. */
export function ratePerSecond(perSecond: readonly number[]): number {
  const recent = perSecond.slice(-5)
  return recent.length === 0 ? 0 : recent.reduce((sum, value) => sum + value, 0) / recent.length
}

/** `1,284/s`, `3.4/s`, `0/s`. */
export function rateText(rate: number): string {
  return `${rate >= 10 || Number.isInteger(rate) ? Math.round(rate).toLocaleString('en-US') : rate.toFixed(1)}/s`
}

/** `4 s` until `retryAt`; `now` once it has passed. */
export function waitText(retryAt: number, nowAt: number): string {
  const left = Math.ceil((retryAt - nowAt) / 1000)
  if (left <= 0) return 'now'
  return left < 120 ? `in ${left} s` : `in ${Math.ceil(left / 60)} m`
}
