/** The badge of a session: which word, and until when. */
import { describe, expect, it } from 'vitest'
import { sessionBadgeText } from '../../../../../renderer/views/session/session-text.ts'
import { sessionStateAt, type Session } from '../../../../../shared/model/session.ts'
import { newYorkSession } from '../../../../support/instruments.ts'

const extended: Session = {
  kind: 'exchange',
  timeZone: 'America/New_York',
  opensAtMinute: 570,
  closesAtMinute: 960,
  holidays: ['2026-11-26'],
  extended: { opensAtMinute: 240, closesAtMinute: 1200 },
}

const badge = (session: Session, moment: string) =>
  sessionBadgeText(session, sessionStateAt(session, Date.parse(moment)))

describe('the badge of a session', () => {
  it('is absent in regular hours and for what never closes', () => {
    expect(badge(extended, '2026-11-23T15:00:00Z')).toBeNull()
    expect(badge({ kind: 'always' }, '2026-11-23T03:00:00Z')).toBeNull()
    expect(badge({ kind: 'fx' }, '2026-11-23T03:00:00Z')).toBeNull()
  })

  it('says until when, by the clock of the exchange', () => {
    expect(badge(extended, '2026-11-23T12:00:00Z')).toEqual({
      word: 'pre',
      title: 'Pre-market until 09:30 New York',
    })
    expect(badge(extended, '2026-11-23T22:00:00Z')).toEqual({
      word: 'post',
      title: 'After hours until 20:00 New York',
    })
    // The same hour of the wall clock in summer time.
    expect(badge(extended, '2026-07-06T11:00:00Z')?.title).toBe('Pre-market until 09:30 New York')
  })

  it('names the day on which what is shut opens again', () => {
    expect(badge(extended, '2026-11-21T15:00:00Z')).toEqual({
      word: 'closed',
      title: 'Closed until Mon 04:00 New York',
    })
    expect(badge(newYorkSession, '2026-11-23T22:00:00Z')?.title).toBe('Closed until Tue 09:30 New York')
    expect(badge({ kind: 'fx' }, '2026-11-21T15:00:00Z')?.title).toBe('Closed until Sun 17:00 New York')
  })

  it('says no more than it knows of a market that does not open soon', () => {
    const state = { phase: 'closed', open: false, nextChangeAt: null } as const
    expect(sessionBadgeText(extended, state)).toEqual({ word: 'closed', title: 'Closed' })
  })
})
