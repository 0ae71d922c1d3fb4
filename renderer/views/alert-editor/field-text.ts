/** Numbers, prices, spans and moments as text in fields, and back, so that what was not touched comes back as it was. */
import { formatDateTime } from '../../../shared/format/time.ts'
import { decimalsOf, roundToTick, toTicks } from '../../../shared/model/numbers.ts'

export const durationUnits = ['seconds', 'minutes', 'hours', 'days'] as const
export type DurationUnit = (typeof durationUnits)[number]
export type DurationFields = { readonly count: string; readonly unit: DurationUnit }

/** A moment as `<input type="datetime-local">` gives it. `exact` is what the text was made from, for what it does not show. */
export type MomentFields = { readonly on: boolean; readonly text: string; readonly exact: number | null }

const unitMs: Record<DurationUnit, number> = {
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
}
const latestMs = 8.64e15

/** `64,200.5`, `64200.5`, ` 64 200.5 ` and a true minus as a number; NaN for what is not one. */
export function parseNumber(text: string): number {
  const bare = text.replaceAll(/[,\s\u00a0\u202f]/gu, '').replace('\u2212', '-')
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/iu.test(bare) ? Number(bare) : NaN
  return Number.isFinite(value) ? value : NaN
}

/** Every digit of it and no exponent: `0.0000000001`, `64200.5`. */
export function exactText(value: number): string {
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value))
  if (found === null) return String(value)
  const [, sign = '', first = '', rest = '', exponent = '0'] = found
  const digits = first + rest
  const point = 1 + Number(exponent)
  return point > 0 ? `${sign}${digits.padEnd(point, '0')}` : `${sign}0.${'0'.repeat(-point)}${digits}`
}

/** With the decimals of the grid, `64200.00`; with all its digits where it lies off the grid. */
export function levelText(level: number, tickSize: number | null): string {
  if (tickSize === null) return exactText(level)
  const text = level.toFixed(decimalsOf(tickSize))
  return Number(text) === level ? text : exactText(level)
}

/** The price on the grid that was probably meant; null where it lies on the grid already. */
export function nearestOnGrid(value: number, tickSize: number): number | null {
  const nearest = roundToTick(value, tickSize)
  const steps = value / tickSize
  // Binary dust of a written decimal is not a fault of the writer.
  const isOnGrid = Math.abs(steps - toTicks(value, tickSize)) < 1e-6 * Math.max(1, Math.abs(steps) / 1e6)
  if (isOnGrid) return null
  return nearest === 0 ? (value < 0 ? -tickSize : tickSize) : nearest
}

/** The text `ticks` steps further; what is no number stays as it is. Never below one tick. */
export function stepLevel(text: string, tickSize: number, ticks: number): string {
  const value = parseNumber(text)
  if (Number.isNaN(value)) return text
  const stepped = roundToTick((toTicks(value, tickSize) + ticks) * tickSize, tickSize)
  return levelText(Math.max(roundToTick(tickSize, tickSize), stepped), tickSize)
}

/** In the largest unit that leaves nothing over; 0 in `unitOfZero`. */
export function durationFields(ms: number, unitOfZero: DurationUnit = 'minutes'): DurationFields {
  if (ms === 0) return { count: '0', unit: unitOfZero }
  const unit = durationUnits.toReversed().find((each) => ms % unitMs[each] === 0) ?? 'seconds'
  return { count: exactText(ms / unitMs[unit]), unit }
}

/** Whole milliseconds; NaN for what is not a number. */
export function durationMs({ count, unit }: DurationFields): number {
  return Math.round(parseNumber(count) * unitMs[unit])
}

/** `2026-11-24T20:29`, with seconds where there are any, by the clocks of `timeZone` (IANA name; the machine's own where absent). */
function momentText(at: number, timeZone: string | undefined): string {
  if (!(Math.abs(at) <= latestMs)) return ''
  return formatDateTime(at, timeZone).replace(' ', 'T').replace(/:00$/u, '')
}

export function momentFields(at: number | null, timeZone: string | undefined, usualAt: number): MomentFields {
  const shown = at ?? usualAt
  return { on: at !== null, text: momentText(shown, timeZone), exact: shown }
}

/** What the clocks of the zone show at `at`, read as if it were UTC, to the second. */
function shownAt(at: number, timeZone: string | undefined): number {
  return Date.parse(`${formatDateTime(at, timeZone).replace(' ', 'T')}Z`)
}

/** UTC epoch ms; NaN for what is no moment. Of an hour that comes twice the first is meant, one that is skipped is passed over. */
export function momentOf({ text, exact }: MomentFields, timeZone: string | undefined): number {
  if (exact !== null && text === momentText(exact, timeZone)) return exact
  const wall = Date.parse(`${text}Z`)
  if (Number.isNaN(wall)) return NaN
  const offset = (at: number) => shownAt(at, timeZone) - at
  // Offsets change at most by hours: one of the two on either side of the moment is right.
  const candidates = [wall - offset(wall - 86_400_000), wall - offset(wall + 86_400_000)]
  return candidates.find((at) => shownAt(at, timeZone) === wall) ?? Math.max(...candidates)
}
