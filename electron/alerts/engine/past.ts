/** Who judges an input of the past: whoever hears of nothing but what is made up for with it. */
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { receivedAtOf, type ClockInput, type TickInput } from '../language/input.ts'
import { heardBy, type Entry } from './entry.ts'
import { isForSome, type Place } from './routes.ts'

/**
 * Null where the input changes nothing but, perhaps, the last price, which is taken over then. Whoever hears of more is left alone,
 * to begin anew after all of the past.
 */
export function judgesOfPast(
  place: Place,
  input: TickInput | ClockInput,
  isAccepted: boolean,
  batch: ReadonlySet<InstrumentId>,
): readonly Entry[] | null {
  // A rule that ended while nothing was seen ends where what is made up for comes to it.
  const isForAll = !isForSome(place, input) && receivedAtOf(input) < place.endsFrom
  if (isForAll && place.last.size === 0 && (input.kind === 'clock' || place.index.isQuiet(input))) return null
  const found: Entry[] = []
  if (isAccepted && input.kind === 'tick') place.index.takeTriggered(input, found)
  const all = new Set([...found, ...place.last])
  if (!isForAll) for (const entry of place.members) if (entry.isSettled) all.add(entry)
  return [...all].filter(({ watch }) => heardBy(watch).every((id) => batch.has(id)))
}
