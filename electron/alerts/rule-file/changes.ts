/** What differs between a rule as it is and as a file says, field by field. */
import { formatDateTime } from '../../../shared/format/time.ts'
import { pathText } from './issue-text.ts'

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 })
const longest = 80
/** Of a list of names: more are only counted. */
const mostNamed = 5

type Path = readonly (string | number)[]

function valueText(path: Path, value: unknown, timeZone: string | undefined): string {
  if (value === undefined || value === null) return 'none'
  if (typeof value === 'number') {
    const field = path.at(-1)
    const isTime = typeof field === 'string' && /(?:At|Until)$/.test(field)
    return isTime ? formatDateTime(value, timeZone) : numbers.format(value).replace('-', '\u2212')
  }
  const text = JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}\u2026` : text
}

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')

function namesText(names: readonly string[]): string {
  const more = names.length - mostNamed
  return names.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** Lists of names: what came and what went, not place by place. */
function namesChange(before: readonly string[], after: readonly string[]): string | null {
  const [had, has] = [new Set(before), new Set(after)]
  const added = after.filter((name) => !had.has(name))
  const removed = before.filter((name) => !has.has(name))
  if (added.length === 0 && removed.length === 0)
    return before.join('\n') === after.join('\n') ? null : 'in another order'
  return [
    added.length === 0 ? '' : `added ${namesText(added)}`,
    removed.length === 0 ? '' : `removed ${namesText(removed)}`,
  ]
    .filter((text) => text !== '')
    .join(', ')
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Each as `conditions[0].operands[0]: 64,200 → 65,000`; none where they say the same. */
export function changesBetween(
  before: unknown,
  after: unknown,
  timeZone: string | undefined,
  path: Path = [],
): string[] {
  if (before === after) return []
  const name = pathText(path)
  if (Array.isArray(before) && Array.isArray(after)) {
    if (isNames(before) && isNames(after)) {
      const change = namesChange(before, after)
      return change === null ? [] : [`${name}: ${change}`]
    }
    const length = Math.max(before.length, after.length)
    return Array.from({ length }).flatMap((_, place) =>
      changesBetween(before[place], after[place], timeZone, [...path, place]),
    )
  }
  if (isObject(before) && isObject(after)) {
    const fields = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...fields].flatMap((field) =>
      changesBetween(before[field], after[field], timeZone, [...path, field]),
    )
  }
  const [was, is] = [valueText(path, before, timeZone), valueText(path, after, timeZone)]
  return was === is && (before ?? null) === (after ?? null) ? [] : [`${name}: ${was} \u2192 ${is}`]
}
