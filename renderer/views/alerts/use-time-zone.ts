/** The time zone that the user wants to read times in. */
import { useApp } from '../../state/store.ts'

/** An IANA name, or undefined for the machine's own. */
export function useTimeZone(): string | undefined {
  const timeZone = useApp((state) => state.settings.timeZone)
  return timeZone === 'local' ? undefined : timeZone
}
