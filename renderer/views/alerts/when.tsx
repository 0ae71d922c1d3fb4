/** When something was, as short as can be: the time today, the day otherwise; the whole in its hint. */
import { formatClock, formatDateTime } from '../../../shared/format/time.ts'
import { useNow } from '../../ui/use-now.ts'
import { useTimeZone } from './use-time-zone.ts'

/** `14:03`, `11-23`, or `2025-11-23`, for columns that have no room for more. */
export function shortWhen(at: number, now: number, timeZone: string | undefined): string {
  const [day, today] = [formatDateTime(at, timeZone).slice(0, 10), formatDateTime(now, timeZone).slice(0, 10)]
  if (day === today) return formatClock(at, timeZone).slice(0, 5)
  return day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day
}

export function When({ at, prefix }: { readonly at: number; readonly prefix?: string }) {
  const timeZone = useTimeZone()
  const now = useNow(60_000)
  const whole = formatDateTime(at, timeZone)
  return (
    <time dateTime={new Date(at).toISOString()} title={prefix === undefined ? whole : `${prefix} ${whole}`}>
      {shortWhen(at, now, timeZone)}
    </time>
  )
}
