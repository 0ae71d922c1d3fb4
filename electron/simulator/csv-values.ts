/** Reads single cells of a CSV: moments in the common notations, and decimal numbers. */

const decimalPattern = /^[+-]?(?:\d+(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/

/** A decimal number, or null for what is not one (empty, `NaN`, `1,234`). */
export function readNumber(text: string): number | null {
  const trimmed = text.trim()
  return decimalPattern.test(trimmed) ? Number(trimmed) : null
}

// A double holds no more; what is written past them is dust of binary arithmetic.
const exactDigits = 15

/** Digits after the point that a number's text needs: `1.50` → 1, `1e-8` → 8, `366.83000000000004` → 2. */
export function decimalsIn(text: string): number {
  const trimmed = text.trim()
  const digits = trimmed
    .replace(/e.*$/i, '')
    .replace(/^[+-]?[0.]*/, '')
    .replace('.', '')
  const match = decimalPattern.exec(
    digits.length > exactDigits ? Number(trimmed).toPrecision(exactDigits) : trimmed,
  )
  if (match === null) return 0
  const fraction = (match[1] ?? match[2] ?? '').replace(/0+$/, '')
  return Math.max(0, fraction.length - Number(match[3] ?? 0))
}

const isoPattern =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i
const compactDate = /^(19|20)\d{6}$/

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || /^[a-z]/i.test(zone)) return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function moment(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  ms = 0,
): number | null {
  const at = Date.UTC(year, month - 1, day, hour, minute, second, ms)
  const read = new Date(at)
  // 30 February is not the first of March.
  const real =
    read.getUTCMonth() === month - 1 && read.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return real ? at : null
}

/**
 * UTC epoch ms of an ISO date or date-time (a slash or dot between the parts is fine; no zone means UTC), of `YYYYMMDD`, or of
 * an epoch in s, ms, µs or ns, told apart by size unless `isMs` says that
 * they are milliseconds. Null for anything else.
 */
export function readTime(text: string, isMs = false): number | null {
  const trimmed = text.trim()
  if (!isMs && compactDate.test(trimmed)) {
    const at = moment(Number(trimmed.slice(0, 4)), Number(trimmed.slice(4, 6)), Number(trimmed.slice(6)))
    if (at !== null) return at
  }
  const epoch = readNumber(trimmed)
  if (epoch !== null) {
    if (epoch < 0) return null
    if (epoch < 1e11 && !isMs) return Math.round(epoch * 1000)
    if (epoch < 1e14) return Math.round(epoch)
    if (isMs) return null
    if (epoch < 1e17) return Math.floor(epoch / 1e3)
    return epoch < 1e20 ? Math.floor(epoch / 1e6) : null
  }
  const match = isoPattern.exec(trimmed)
  if (match === null) return null
  const [, year, month, day, hour, minute, second, fraction, zone] = match
  const ms = Number((fraction ?? '').padEnd(3, '0').slice(0, 3))
  const at = moment(
    Number(year),
    Number(month),
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
    ms,
  )
  return at === null ? null : at - zoneMs(zone)
}
