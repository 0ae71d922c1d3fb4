/** What keeps the files in order while nobody waits for it: journals folded in, the inbox bounded, unreadable rows told. */
import { toAppError } from '../../shared/errors.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Store } from '../store/store.ts'
import type { Notices } from './notices.ts'

const everyMs = 60_000
const mostInboxRows = 50_000
const mostInboxBytes = 256 * 1024 * 1024

export type UpkeepDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly store: Pick<Store, 'inbox' | 'checkpoint' | 'skippedRows'>
  readonly notices: Pick<Notices, 'put'>
}

/** Once a minute; answers how to stop. */
export function startUpkeep({ clock, log, store, notices }: UpkeepDeps): Cancel {
  return clock.every(everyMs, () => {
    try {
      store.inbox.retention(mostInboxRows, mostInboxBytes)
      store.checkpoint()
    } catch (error) {
      log.warn(
        { reason: toAppError(error).message },
        'upkeep of the files failed; it is tried again in a minute',
      )
    }
    const skipped = store.skippedRows()
    if (skipped.length === 0) return
    const where = [...new Set(skipped.map(({ table }) => table))].join(', ')
    notices.put(
      'skipped-rows',
      'warning',
      `${skipped.length} stored ${skipped.length === 1 ? 'entry' : 'entries'} could not be read and ${skipped.length === 1 ? 'is' : 'are'} left out (${where}).`,
    )
  })
}
