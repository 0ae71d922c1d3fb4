/** The book of sessions: as sessionStateAt says, worked out once for equal sessions and once a phase. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSessionBook } from '../../../../renderer/ui/use-session.ts'
import { sessionStateAt } from '../../../../shared/model/session.ts'
import { newYorkSession } from '../../../support/instruments.ts'

const start = Date.parse('2026-11-20T00:00:00Z')
const hourMs = 3_600_000

describe('the book of sessions', () => {
  it('answers the same object for equal sessions until the phase changes', () => {
    const book = createSessionBook()
    const first = book.stateAt(newYorkSession, start)
    expect(first.phase).toBe('closed')
    const opensAt = first.nextChangeAt ?? 0
    expect(book.stateAt(structuredClone(newYorkSession), opensAt - 1)).toBe(first)
    expect(book.stateAt(newYorkSession, opensAt).phase).toBe('regular')
  })

  it('is right for any order of moments, also back in time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 24 * 14 }), { maxLength: 12 }), (hours) => {
        const book = createSessionBook()
        for (const hour of hours) {
          const at = start + hour * hourMs
          expect(book.stateAt(newYorkSession, at)).toEqual(sessionStateAt(newYorkSession, at))
        }
      }),
      { numRuns: 50 },
    )
  })
})
