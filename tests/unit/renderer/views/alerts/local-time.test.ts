/** Date and time fields by the clocks of any zone, also around daylight saving. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localInput, readLocalInput } from '../../../../../renderer/views/alerts/local-time.ts'

const minute = 60_000

describe('date and time fields', () => {
  it('show a moment and read it back, in any zone', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/New_York', 'Australia/Lord_Howe')
    const moments = fc.integer({ min: Date.UTC(2026, 0, 1) / minute, max: Date.UTC(2027, 0, 1) / minute })
    fc.assert(
      fc.property(zones, moments, (zone, minutes) => {
        const text = localInput(minutes * minute, zone)
        const read = readLocalInput(text, zone)
        // An hour that comes twice is read as one of the two.
        expect(read === null ? null : localInput(read, zone)).toBe(text)
      }),
    )
  })

  it('refuse what is no time, and what the clocks skip', () => {
    expect(readLocalInput('', 'UTC')).toBeNull()
    expect(readLocalInput('2026-13-45T99:00', 'UTC')).toBeNull()
    expect(readLocalInput('2026-03-29T02:30', 'Europe/Berlin')).toBeNull()
    expect(readLocalInput('2026-03-29T03:30', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1, 30))
  })
})
