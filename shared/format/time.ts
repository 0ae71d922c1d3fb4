/** Moments and ages as text. */

/** `0.2 s`, `42 s`, `3 m`, `2 h`, `5 d`: how long ago, rounded down to what fits a narrow column. */
export function formatAge(ageMs: number): string {
  const age = Math.max(0, ageMs)
  if (age < 10_000) return `${(Math.floor(age / 100) / 10).toFixed(1)} s`
  if (age < 120_000) return `${Math.floor(age / 1000)} s`
  if (age < 7_200_000) return `${Math.floor(age / 60_000)} m`
  if (age < 172_800_000) return `${Math.floor(age / 3_600_000)} h`
  return `${Math.floor(age / 86_400_000)} d`
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function partsOf(at: number, timeZone: string | undefined): Record<string, string> {
  const key = timeZone ?? 'local'
  let formatter = formatters.get(key)
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      ...(timeZone === undefined ? {} : { timeZone }),
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
    })
    formatters.set(key, formatter)
  }
  const parts: Record<string, string> = {}
  for (const { type, value } of formatter.formatToParts(at)) parts[type] = value
  return parts
}

/** `14:03:07`, in `timeZone` (IANA name) or the machine's own. */
export function formatClock(at: number, timeZone?: string): string {
  const p = partsOf(at, timeZone)
  return `${p['hour']}:${p['minute']}:${p['second']}`
}

/** `14:03:07.412`. */
export function formatClockMs(at: number, timeZone?: string): string {
  return `${formatClock(at, timeZone)}.${partsOf(at, timeZone)['fractionalSecond']}`
}

/** `2026-11-23 14:03:07`. */
export function formatDateTime(at: number, timeZone?: string): string {
  const p = partsOf(at, timeZone)
  return `${p['year']}-${p['month']}-${p['day']} ${formatClock(at, timeZone)}`
}
