/** The alert dialog's fields as text, and what they mean: checked on the tick grid, with words that say what to change. */
import type { Operator, RuleDraft } from '../../../shared/model/alert.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { decimalsOf, roundToTick, toTicks } from '../../../shared/model/numbers.ts'
import { formatPrice } from '../../../shared/format/price.ts'

export type CoolDownUnit = 'seconds' | 'minutes' | 'hours' | 'days'

export type RuleForm = {
  readonly instrument: InstrumentId | null
  readonly operator: Operator
  readonly level: string
  readonly frequency: 'once' | 'every-time'
  readonly coolDown: string
  readonly coolDownUnit: CoolDownUnit
  readonly expires: boolean
  /** As `<input type="datetime-local">` gives it, in the machine's own time zone. */
  readonly expiresAt: string
  readonly note: string
}

export type LevelCheck =
  | { readonly ok: true; readonly level: number }
  /** `nearest`: the price on the grid that was probably meant; null where there is none. */
  | { readonly ok: false; readonly message: string; readonly nearest: number | null }

export type FormErrors = Partial<Record<'instrument' | 'level' | 'coolDown' | 'expiresAt', string>>

export const unitMs: Record<CoolDownUnit, number> = {
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
}
const unitOrder: readonly CoolDownUnit[] = ['days', 'hours', 'minutes', 'seconds']
const longestCoolDownMs = 7 * unitMs.days

/** `64,200.5`, `64200.5` and ` 64 200.5 ` as a number; NaN for what is not one. */
export function parseNumber(text: string): number {
  const bare = text.replaceAll(/[,\s\u00a0\u202f]/gu, '')
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/iu.test(bare) ? Number(bare) : NaN
}

export function levelText(level: number, tickSize: number): string {
  return level.toFixed(decimalsOf(tickSize))
}

/** `tickSize` null while the grid is not known: then the core has the last word. */
export function checkLevel(text: string, tickSize: number | null): LevelCheck {
  if (text.trim() === '') return { ok: false, message: 'Enter a price.', nearest: null }
  const value = parseNumber(text)
  if (!Number.isFinite(value))
    return { ok: false, message: `“${text.trim()}” is not a number.`, nearest: null }
  if (value <= 0) return { ok: false, message: 'The price must be above zero.', nearest: null }
  if (tickSize === null) return { ok: true, level: value }
  const nearest = roundToTick(value, tickSize)
  // Binary dust of a written decimal is not a fault of the writer.
  const onGrid =
    Math.abs(value / tickSize - toTicks(value, tickSize)) < 1e-6 * Math.max(1, value / tickSize / 1e6)
  if (onGrid) return { ok: true, level: nearest }
  const grid = formatPrice(tickSize, tickSize)
  return {
    ok: false,
    message: `Prices here move in steps of ${grid}. The nearest is ${formatPrice(Math.max(nearest, tickSize), tickSize)}.`,
    nearest: Math.max(nearest, tickSize),
  }
}

/** The text `ticks` steps further; what is no number stays as it is. Never below one tick. */
export function stepLevel(text: string, tickSize: number, ticks: number): string {
  const value = parseNumber(text)
  if (!Number.isFinite(value)) return text
  return levelText(
    Math.max(tickSize, roundToTick((toTicks(value, tickSize) + ticks) * tickSize, tickSize)),
    tickSize,
  )
}

function localDateTime(at: number): string {
  const date = new Date(at)
  const shifted = new Date(at - date.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}

/** A draft as fields. `tickSize` null while the instrument is not known. */
export function formOf(draft: Partial<RuleDraft>, tickSize: number | null, nowAt: number): RuleForm {
  const coolDownMs = draft.frequency?.kind === 'every-time' ? draft.frequency.coolDownMs : 5 * unitMs.minutes
  const unit = unitOrder.find((each) => coolDownMs > 0 && coolDownMs % unitMs[each] === 0) ?? 'seconds'
  return {
    instrument: draft.instrument ?? null,
    operator: draft.operator ?? 'crossing',
    level:
      draft.level === undefined
        ? ''
        : tickSize === null
          ? String(draft.level)
          : levelText(draft.level, tickSize),
    frequency: draft.frequency?.kind ?? 'once',
    coolDown: String(coolDownMs / unitMs[unit]),
    coolDownUnit: unit,
    expires: (draft.expiresAt ?? null) !== null,
    expiresAt: localDateTime(draft.expiresAt ?? nowAt + unitMs.days),
    note: draft.note ?? '',
  }
}

export type FormResult = { readonly draft: RuleDraft | null; readonly errors: FormErrors }

/** The fields as a draft, or what is wrong with each. `id` is that of the rule that is changed. */
export function draftOf(form: RuleForm, tickSize: number | null, nowAt: number, id?: string): FormResult {
  const errors: FormErrors = {}
  if (form.instrument === null) errors.instrument = 'Choose an instrument.'
  const level = checkLevel(form.level, tickSize)
  if (!level.ok) errors.level = level.message
  const coolDownMs = Math.round(parseNumber(form.coolDown) * unitMs[form.coolDownUnit])
  if (form.frequency === 'every-time') {
    if (!Number.isFinite(coolDownMs) || coolDownMs < 0) errors.coolDown = 'Enter how long to wait, 0 or more.'
    else if (coolDownMs > longestCoolDownMs) errors.coolDown = 'At most 7 days.'
  }
  const expiresAt = form.expires ? new Date(form.expiresAt).getTime() : null
  if (expiresAt !== null && !Number.isFinite(expiresAt)) errors.expiresAt = 'Enter a date and a time.'
  else if (expiresAt !== null && expiresAt <= nowAt) errors.expiresAt = 'This moment has passed.'
  if (form.instrument === null || !level.ok || Object.keys(errors).length > 0) return { draft: null, errors }
  return {
    errors,
    draft: {
      ...(id === undefined ? {} : { id }),
      instrument: form.instrument,
      operator: form.operator,
      level: level.level,
      frequency: form.frequency === 'once' ? { kind: 'once' } : { kind: 'every-time', coolDownMs },
      note: form.note.trim(),
      expiresAt,
    },
  }
}
