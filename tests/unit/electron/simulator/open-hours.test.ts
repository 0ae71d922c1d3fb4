/** Open hours by arithmetic agree with the session rules that everything else goes by. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nyseSession } from '../../../../electron/simulator/nyse.ts'
import { createOpenHours } from '../../../../electron/simulator/open-hours.ts'
import { sessionStateAt, type Session } from '../../../../shared/model/session.ts'

const minuteMs = 60_000
const sessions: readonly Session[] = [{ kind: 'always' }, { kind: 'fx' }, nyseSession]
const anyMinute = fc
  .integer({ min: Date.UTC(2014, 0, 6) / minuteMs, max: Date.UTC(2028, 0, 1) / minuteMs })
  .map((minute) => minute * minuteMs)

describe('open hours', () => {
  it('agree with the session at every moment, on days when clocks change too', () => {
    const changes = [Date.UTC(2026, 2, 8), Date.UTC(2026, 10, 1), Date.UTC(2025, 2, 9), Date.UTC(2025, 10, 2)]
    const nearChange = fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * 1440, max: 3 * 1440 }))
      .map(([day, minutes]) => day + minutes * minuteMs)
    fc.assert(
      fc.property(fc.constantFrom(...sessions), fc.oneof(anyMinute, nearChange), (session, at) => {
        const hours = createOpenHours(session)
        expect(hours.openMinutes(at, at + minuteMs) === 1).toBe(sessionStateAt(session, at).open)
      }),
      { numRuns: 400 },
    )
  })

  it('find the next and the previous open minute', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sessions), anyMinute, (session, at) => {
        const hours = createOpenHours(session)
        const next = hours.nextOpenMinuteAt(at + 1234)
        const previous = hours.previousOpenMinuteAt(at + 1234)
        expect(next).not.toBeNull()
        expect(previous).not.toBeNull()
        if (next === null || previous === null) return
        expect(hours.openMinutes(next, next + minuteMs)).toBe(1)
        expect(hours.openMinutes(previous, previous + minuteMs)).toBe(1)
        expect(hours.openMinutes(at, next)).toBe(0)
        expect(hours.openMinutes(previous + minuteMs, Math.max(at, previous) + minuteMs)).toBe(0)
      }),
      { numRuns: 500 },
    )
  })

  it('count a New York day as 390 minutes and a currency week as five days', () => {
    expect(createOpenHours(nyseSession).openMinutes(Date.UTC(2026, 5, 10), Date.UTC(2026, 5, 11))).toBe(390)
    expect(createOpenHours({ kind: 'fx' }).openMinutes(Date.UTC(2026, 5, 8), Date.UTC(2026, 5, 15))).toBe(
      5 * 1440,
    )
  })
})
