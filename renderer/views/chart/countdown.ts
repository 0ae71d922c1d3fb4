/** How long the open bar still runs, by the venue's clock: a replay's clock is in the past and may run fast. */

/** The venue's clock as last heard, and when (monotonic ms) it was heard. `speed` is 1 but for a replay. */
export type ClockReading = { readonly exchangeAt: number; readonly heardAtMs: number; readonly speed: number }

/** The venue's time now, UTC epoch ms. */
export function exchangeTimeAt(reading: ClockReading, nowMs: number): number {
  return reading.exchangeAt + Math.max(0, nowMs - reading.heardAtMs) * reading.speed
}

/** `06:51`, `3:06:51`, `2d 03:06`; empty once the bar should have closed, because its end is then the venue's to say. */
export function countdownText(closesAt: number, exchangeAt: number): string {
  const left = Math.ceil((closesAt - exchangeAt) / 1000)
  if (!Number.isFinite(left) || left <= 0) return ''
  const pad = (value: number): string => String(value).padStart(2, '0')
  const seconds = left % 60
  const minutes = Math.floor(left / 60) % 60
  const hours = Math.floor(left / 3600)
  if (hours >= 24) return `${Math.floor(hours / 24)}d ${pad(hours % 24)}:${pad(minutes)}`
  if (hours > 0) return `${hours}:${pad(minutes)}:${pad(seconds)}`
  return `${pad(minutes)}:${pad(seconds)}`
}
