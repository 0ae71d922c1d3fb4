/** Moments as a date and time field shows them, by the clocks of the user's time zone. */
import { formatDateTime } from '../../../shared/format/time.ts'

/** `2026-11-23T14:03`. */
export function localInput(at: number, timeZone: string | undefined): string {
  return formatDateTime(at, timeZone).slice(0, 16).replace(' ', 'T')
}

/** The moment at which those clocks show it; null for what is no time, or one that daylight saving skips. */
export function readLocalInput(text: string, timeZone: string | undefined): number | null {
  const wanted = /^\d{4}-\d\d-\d\dT\d\d:\d\d/u.exec(text)?.[0]
  if (wanted === undefined) return null
  const asUtc = Date.parse(`${wanted}Z`)
  if (Number.isNaN(asUtc)) return null
  // The zone's offset there is found by asking what its clocks show, twice: the first guess may lie beyond a change.
  let at = asUtc
  for (let round = 0; round < 2; round += 1) at += asUtc - Date.parse(`${localInput(at, timeZone)}Z`)
  return localInput(at, timeZone) === wanted ? at : null
}
