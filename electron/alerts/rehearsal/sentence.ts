/** What a rehearsal found, as one sentence. */
import type { Rehearsal, RehearsalPart } from '../../../shared/alerts/rehearsal.ts'
import type { Names } from '../../../shared/alerts/sentence.ts'
import { durationText, numberText } from '../../../shared/alerts/words.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import { dayMs } from '../../../shared/model/interval.ts'

export type Found = Pick<Rehearsal, 'days' | 'parts' | 'count' | 'clustered' | 'suggestion'> & {
  /** How much of the time is known, ms, of each part. */
  readonly knownMs: readonly number[]
  readonly isOnce: boolean
  /** Whether something was left out that bars do not tell. */
  readonly isPartial: boolean
}

const hourMs = 3_600_000
const minuteMs = 60_000

/** `3 d 4 h`, `4 h 12 min`: two units are enough here. */
function spanText(spanMs: number): string {
  const unit = spanMs >= dayMs ? hourMs : minuteMs
  const whole = Math.floor(spanMs / unit) * unit
  return whole === 0 ? '0 min' : durationText(whole)
}

function timesText(count: number): string {
  return count === 1 ? 'once' : `${numberText(count)} times`
}

/** `BTCUSDT, ETHUSDT and 3 others`. */
function listText(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most)
  const rest = texts.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} ${rest === 1 ? 'other' : 'others'}`
  const last = shown.pop() ?? ''
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`
}

/** How much of the days is known, where it is not all: that of the instrument of which the least is. */
function knownText({ days, parts, knownMs }: Found, names: Names): string {
  const least = Math.min(...knownMs)
  const missingMs = days * dayMs - least
  // Minutes without a trade at either end are no lack.
  if (missingMs < Math.max(10 * minuteMs, (days * dayMs) / 1000)) return ''
  const part = parts[knownMs.indexOf(least)]
  const of = parts.length === 1 || part === undefined ? '' : ` of ${names.symbol(part.instrument)}`
  return `, of which ${spanText(least)} are known${of},`
}

function onceText({ parts }: Found, fired: readonly RehearsalPart[], names: Names): string {
  const [first] = fired
  if (parts.length === 1 && first !== undefined)
    return `it would have fired on ${formatDateTime(first.firings[0]?.at ?? first.fromAt, names.timeZone).slice(0, 16)} and been done`
  const symbols = fired.map(({ instrument }) => names.symbol(instrument))
  return `it would have fired once on ${listText(symbols, 3)}, ${fired.length} of ${parts.length} instruments, and been done there`
}

function countText(
  { parts, count, clustered, suggestion }: Found,
  fired: readonly RehearsalPart[],
  names: Names,
): string {
  const byCount = fired.toSorted((a, b) => b.count - a.count)
  const each = byCount.map((part) => `${names.symbol(part.instrument)} ${numberText(part.count)}`)
  const where =
    parts.length === 1 ? '' : ` on ${fired.length} of ${parts.length} instruments (${listText(each, 3)})`
  const flurry =
    clustered === 0
      ? ''
      : clustered === 1
        ? ', one of them within two minutes of another'
        : `, ${numberText(clustered)} of them within two minutes of each other`
  const band =
    suggestion === null
      ? ''
      : `; with a ${numberText(suggestion.rearm.amount)}${suggestion.rearm.unit === 'percent' ? ' %' : ''} re-arm band, ${numberText(suggestion.count)}`
  return `this would have fired ${timesText(count)}${where}${flurry}${band}`
}

/** `In the last 30 days this would have fired 47 times, 31 of them within two minutes of each other; with a 0.3 % re-arm band, 6.` */
export function rehearsalSentence(found: Found, names: Names): string {
  const { days, parts, isOnce, isPartial } = found
  const last = days === 1 ? 'the last day' : `the last ${days} days`
  const [only, another] = parts
  if (only === undefined)
    return 'Bars tell nothing that this rule is judged on, so that it can\u2019t be rehearsed.'
  if (parts.every(({ bars }) => bars === 0)) {
    const of = another === undefined ? names.symbol(only.instrument) : `these ${parts.length} instruments`
    return `Nothing is known of ${of} in ${last}, so that it can\u2019t be rehearsed.`
  }
  const fired = parts.filter(({ count }) => count > 0)
  const none =
    another === undefined
      ? 'this would not have fired'
      : `this would not have fired on any of ${parts.length} instruments`
  const what =
    fired.length === 0 ? none : isOnce ? onceText(found, fired, names) : countText(found, fired, names)
  const begin = isPartial ? `As far as bars tell, in ${last}` : `In ${last}`
  return `${begin}${knownText(found, names)} ${what}.`
}
