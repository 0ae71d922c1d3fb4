/** How much of the time that a rehearsal asked about is known at all. */
import type { RehearsalPart } from '../../../shared/alerts/rehearsal.ts'
import { dayMs } from '../../../shared/model/interval.ts'

/** So long nothing may be traded at either end: longer than that, nothing is known. A long weekend, where the market shuts. */
const quietMs = { always: 3_600_000, shutting: 4 * dayMs }

/** Of [`fromAt`, `toAt`) what lies neither in a gap nor, for long, before the first bar or after the last; ms. */
export function knownMsOf(
  part: Pick<RehearsalPart, 'bars' | 'fromAt' | 'toAt' | 'gaps'>,
  fromAt: number,
  toAt: number,
  isAlwaysOpen: boolean,
): number {
  if (part.bars === 0) return 0
  const quiet = isAlwaysOpen ? quietMs.always : quietMs.shutting
  const beginsAt = part.fromAt - fromAt > quiet ? part.fromAt : fromAt
  const endsAt = toAt - part.toAt > quiet ? part.toAt : toAt
  let missingMs = 0
  for (const gap of part.gaps)
    missingMs += Math.max(0, Math.min(gap.toAt, endsAt) - Math.max(gap.fromAt, beginsAt))
  return Math.max(0, endsAt - beginsAt - missingMs)
}
