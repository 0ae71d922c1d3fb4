/** The cache answers what the session itself would. */
import { describe, expect, it } from 'vitest'
import { createSessionCache } from '../../../../electron/feeds/session-cache.ts'
import { sessionStateAt } from '../../../../shared/model/session.ts'
import type { Session } from '../../../../shared/model/session.ts'

const nyse: Session = {
  kind: 'exchange',
  timeZone: 'America/New_York',
  opensAtMinute: 9 * 60 + 30,
  closesAtMinute: 16 * 60,
  holidays: [],
}
// Monday 2026-01-05, 09:30 in New York.
const opensAt = Date.UTC(2026, 0, 5, 14, 30)

describe('session cache', () => {
  it('agrees with the session itself over two weeks, also when the clock is set back', () => {
    const sessions = createSessionCache()
    const moments = Array.from({ length: 14 * 24 }, (_, hour) => opensAt + hour * 3_600_000)
    for (const at of [...moments, opensAt - 3_600_000, opensAt]) {
      expect(sessions.isOpen(nyse, at)).toBe(sessionStateAt(nyse, at).open)
    }
  })
})
