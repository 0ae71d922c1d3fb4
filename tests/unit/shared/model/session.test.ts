/** When markets are open, through both changes of the clocks. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sessionSchema, sessionStateAt, type Session } from '../../../../shared/model/session.ts'

const newYorkStocks: Session = {
  kind: 'exchange',
  timeZone: 'America/New_York',
  opensAtMinute: 9 * 60 + 30,
  closesAtMinute: 16 * 60,
  holidays: ['2026-01-01', '2026-01-19', '2026-04-03'],
}
const fx: Session = { kind: 'fx' }

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

function stateAt(session: Session, moment: string) {
  const { open, nextChangeAt } = sessionStateAt(session, Date.parse(moment))
  return { open, changesAt: iso(nextChangeAt) }
}

const state = (open: boolean, changesAt: string | null) => ({
  open,
  changesAt: changesAt === null ? null : iso(Date.parse(changesAt)),
})

describe('a market that never closes', () => {
  it('is open and never changes', () =>
    expect(stateAt({ kind: 'always' }, '2026-01-03T03:00:00Z')).toEqual(state(true, null)))
})

describe('extended hours', () => {
  const extended: Session = {
    kind: 'exchange',
    timeZone: 'America/New_York',
    opensAtMinute: 9 * 60 + 30,
    closesAtMinute: 16 * 60,
    holidays: ['2026-11-26'],
    earlyCloses: [{ date: '2026-11-27', closesAtMinute: 13 * 60 }],
    extended: { opensAtMinute: 4 * 60, closesAtMinute: 20 * 60 },
  }
  const phase = (moment: string) => {
    const { phase: now, open, nextChangeAt } = sessionStateAt(extended, Date.parse(moment))
    expect(open).toBe(now !== 'closed')
    return `${now} until ${iso(nextChangeAt)}`
  }

  it('come before and after the regular ones', () => {
    expect(phase('2026-11-25T08:59:00Z')).toBe('closed until 2026-11-25T09:00:00.000Z')
    expect(phase('2026-11-25T09:00:00Z')).toBe('pre until 2026-11-25T14:30:00.000Z')
    expect(phase('2026-11-25T14:30:00Z')).toBe('regular until 2026-11-25T21:00:00.000Z')
    expect(phase('2026-11-25T21:00:00Z')).toBe('post until 2026-11-26T01:00:00.000Z')
    expect(phase('2026-11-26T01:00:00Z')).toBe('closed until 2026-11-27T09:00:00.000Z')
  })

  it('end as much earlier as the regular ones on a short day, and not at all on a holiday', () => {
    expect(phase('2026-11-26T15:00:00Z')).toBe('closed until 2026-11-27T09:00:00.000Z')
    expect(phase('2026-11-27T17:59:00Z')).toBe('regular until 2026-11-27T18:00:00.000Z')
    expect(phase('2026-11-27T18:00:00Z')).toBe('post until 2026-11-27T22:00:00.000Z')
    expect(phase('2026-11-27T22:00:00Z')).toBe('closed until 2026-11-30T09:00:00.000Z')
  })

  it('begin an hour earlier in UTC in summer', () =>
    expect(phase('2026-07-07T08:00:00Z')).toBe('pre until 2026-07-07T13:30:00.000Z'))
})

describe('a stock exchange', () => {
  it('opens and closes by the clock of its own city, in winter', () => {
    expect(stateAt(newYorkStocks, '2026-01-07T14:29:59.999Z')).toEqual(state(false, '2026-01-07T14:30:00Z'))
    expect(stateAt(newYorkStocks, '2026-01-07T14:30:00Z')).toEqual(state(true, '2026-01-07T21:00:00Z'))
    expect(stateAt(newYorkStocks, '2026-01-07T20:59:59.999Z')).toEqual(state(true, '2026-01-07T21:00:00Z'))
    expect(stateAt(newYorkStocks, '2026-01-07T21:00:00Z')).toEqual(state(false, '2026-01-08T14:30:00Z'))
  })

  it('opens an hour earlier in UTC after the clocks went forward (8 March 2026)', () => {
    expect(stateAt(newYorkStocks, '2026-03-06T21:00:00Z')).toEqual(state(false, '2026-03-09T13:30:00Z'))
    expect(stateAt(newYorkStocks, '2026-03-09T13:30:00Z')).toEqual(state(true, '2026-03-09T20:00:00Z'))
  })

  it('and an hour later after they went back (1 November 2026)', () => {
    expect(stateAt(newYorkStocks, '2026-10-30T20:00:00Z')).toEqual(state(false, '2026-11-02T14:30:00Z'))
    expect(stateAt(newYorkStocks, '2026-11-02T14:29:00Z')).toEqual(state(false, '2026-11-02T14:30:00Z'))
    expect(stateAt(newYorkStocks, '2026-11-02T20:59:00Z')).toEqual(state(true, '2026-11-02T21:00:00Z'))
  })

  it('stays shut on a holiday, and over a holiday weekend', () => {
    expect(stateAt(newYorkStocks, '2026-01-01T16:00:00Z')).toEqual(state(false, '2026-01-02T14:30:00Z'))
    expect(stateAt(newYorkStocks, '2026-01-16T21:00:00Z')).toEqual(state(false, '2026-01-20T14:30:00Z'))
    // Good Friday, Saturday, Sunday; the clocks are forward.
    expect(stateAt(newYorkStocks, '2026-04-02T20:00:00Z')).toEqual(state(false, '2026-04-06T13:30:00Z'))
  })

  it('dates a holiday by the local day, not by UTC', () => {
    // 31 December 20:00 in New York is 1 January in UTC; the last session was that of the 31st.
    expect(stateAt(newYorkStocks, '2025-12-31T20:30:00Z')).toEqual(state(true, '2025-12-31T21:00:00Z'))
    expect(stateAt({ ...newYorkStocks, holidays: [] }, '2026-01-01T01:00:00Z')).toEqual(
      state(false, '2026-01-01T14:30:00Z'),
    )
  })

  it('works east of Greenwich', () => {
    const tokyo: Session = {
      ...newYorkStocks,
      timeZone: 'Asia/Tokyo',
      opensAtMinute: 540,
      closesAtMinute: 930,
      holidays: [],
    }
    // Monday 9:00 in Tokyo is Monday 0:00 UTC.
    expect(stateAt(tokyo, '2026-01-04T23:59:00Z')).toEqual(state(false, '2026-01-05T00:00:00Z'))
    expect(stateAt(tokyo, '2026-01-05T06:29:00Z')).toEqual(state(true, '2026-01-05T06:30:00Z'))
  })
})

describe('the FX week', () => {
  it('runs from Sunday 17:00 to Friday 17:00 in New York, in winter', () => {
    expect(stateAt(fx, '2026-01-09T21:59:00Z')).toEqual(state(true, '2026-01-09T22:00:00Z'))
    expect(stateAt(fx, '2026-01-09T22:00:00Z')).toEqual(state(false, '2026-01-11T22:00:00Z'))
    expect(stateAt(fx, '2026-01-10T12:00:00Z')).toEqual(state(false, '2026-01-11T22:00:00Z'))
    expect(stateAt(fx, '2026-01-11T22:00:00Z')).toEqual(state(true, '2026-01-16T22:00:00Z'))
  })

  it('closes in winter time and opens in summer time on the weekend of the change, and the other way round', () => {
    expect(stateAt(fx, '2026-03-06T22:00:00Z')).toEqual(state(false, '2026-03-08T21:00:00Z'))
    expect(stateAt(fx, '2026-10-30T21:00:00Z')).toEqual(state(false, '2026-11-01T22:00:00Z'))
  })
})

describe('any session', () => {
  it('is in the other state right at its next change, and in the same until then', () => {
    const moments = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) })
    fc.assert(
      fc.property(moments, fc.constantFrom(newYorkStocks, fx), (moment, session) => {
        const { open, nextChangeAt } = sessionStateAt(session, moment)
        expect(nextChangeAt).not.toBeNull()
        const changeAt = nextChangeAt ?? 0
        expect(changeAt).toBeGreaterThan(moment)
        expect(sessionStateAt(session, changeAt).open).toBe(!open)
        expect(sessionStateAt(session, changeAt - 1).open).toBe(open)
      }),
      { numRuns: 40 },
    )
  })

  it('is checked by its schema', () => {
    expect(sessionSchema.safeParse(newYorkStocks).success).toBe(true)
    expect(sessionSchema.safeParse({ kind: 'sometimes' }).success).toBe(false)
  })
})
