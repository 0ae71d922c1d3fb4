/** Prices, volumes and changes as text: fixed decimals from the tick size, a true minus, never an exponent. */
import { decimalsOf } from '../model/numbers.ts'

const minus = '\u2212'
const unknown = '\u2013'
const formatters = new Map<number, Intl.NumberFormat>()

function fixed(value: number, decimals: number): string {
  let formatter = formatters.get(decimals)
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    })
    formatters.set(decimals, formatter)
  }
  const text = formatter.format(Math.abs(value))
  return value < 0 && /[1-9]/.test(text) ? minus + text : text
}

/** `64,128.52`; an en dash for unknown. */
export function formatPrice(value: number | null, tickSize: number): string {
  return value === null || !Number.isFinite(value) ? unknown : fixed(value, decimalsOf(tickSize))
}

/** `+1.84` or `−0.62`, without a sign at zero. */
export function formatSigned(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return unknown
  const text = fixed(value, decimals)
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** Volume in three to four significant digits: `847`, `12.4K`, `1.08M`, `3.2B`. */
export function formatVolume(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return unknown
  const size = Math.abs(value)
  if (size >= 1e9) return `${fixed(value / 1e9, size >= 1e11 ? 0 : 2)}B`
  if (size >= 1e6) return `${fixed(value / 1e6, size >= 1e8 ? 0 : 2)}M`
  if (size >= 1e4) return `${fixed(value / 1e3, 1)}K`
  return fixed(value, size >= 100 ? 0 : 2)
}
