import { describe, expect, it } from 'vitest'
import { offDuty } from '../../../../../electron/alerts/language/duty.ts'
import { wallClock } from '../../../../../shared/model/hours.ts'
import type { Schedule } from '../../../../../shared/alerts/schedule.ts'
import { clockAt, condition, feedGap, fires, play, rule, startAt, tick } from './tapes.ts'

const hourMs = 3_600_000
const everyDay = [0, 1, 2, 3, 4, 5, 6]
const hours = (timeZone: string, fromMinute: number, toMinute: number, days = everyDay): Schedule => ({
  startsAt: null,
  expiresAt: null,
  snoozeUntil: null,
  active: { timeZone, windows: [{ days, fromMinute, toMinute }] },
})

describe('active hours', () => {
  it.each([
    // 9:00 in New York is 14:00 UTC in winter and 13:00 UTC in summer.
    ['2026-03-06T13:59:59Z', 'off-hours'],
    ['2026-03-06T14:00:00Z', null],
    ['2026-03-09T12:59:59Z', 'off-hours'],
    ['2026-03-09T13:00:00Z', null],
    ['2026-10-30T20:59:59Z', null],
    ['2026-10-30T21:00:00Z', 'off-hours'],
    ['2026-11-02T21:59:59Z', null],
    ['2026-11-02T22:00:00Z', 'off-hours'],
  ])('follow the clocks of the zone over daylight saving: %s', (time, expected) => {
    expect(offDuty(hours('America/New_York', 9 * 60, 17 * 60), Date.parse(time))).toBe(expected)
  })

  it('are as much shorter or longer as the day is', () => {
    const countHours = (day: string) => {
      const midnight = Date.parse(day)
      const quarters = Array.from({ length: 96 }, (_, quarter) => midnight + (quarter * hourMs) / 4)
      return quarters.filter((at) => offDuty(hours('Europe/Berlin', 60, 4 * 60), at) === null).length / 4
    }
    // Clocks go from 2:00 to 3:00 on 29 March, and from 3:00 back to 2:00 on 25 October.
    expect(countHours('2026-03-28T12:00:00Z')).toBe(2)
    expect(countHours('2026-10-24T12:00:00Z')).toBe(4)
    expect(countHours('2026-06-10T12:00:00Z')).toBe(3)
  })

  it('over midnight belong to the day on which they open', () => {
    const fridayNight = hours('UTC', 22 * 60, 6 * 60, [5])
    expect(offDuty(fridayNight, Date.parse('2026-01-09T21:59:00Z'))).toBe('off-hours')
    expect(offDuty(fridayNight, Date.parse('2026-01-09T22:00:00Z'))).toBeNull()
    expect(offDuty(fridayNight, Date.parse('2026-01-10T05:59:00Z'))).toBeNull()
    expect(offDuty(fridayNight, Date.parse('2026-01-10T06:00:00Z'))).toBe('off-hours')
    expect(offDuty(fridayNight, Date.parse('2026-01-10T22:30:00Z'))).toBe('off-hours')
    expect(offDuty(fridayNight, Date.parse('2026-01-09T03:00:00Z'))).toBe('off-hours')
  })

  it('that end where they begin are whole days', () => {
    const monday = hours('UTC', 0, 0, [1])
    expect(offDuty(monday, Date.parse('2026-01-05T00:00:00Z'))).toBeNull()
    expect(offDuty(monday, Date.parse('2026-01-05T23:59:59Z'))).toBeNull()
    expect(offDuty(monday, Date.parse('2026-01-06T00:00:00Z'))).toBe('off-hours')
    const fromNine = hours('UTC', 540, 540, [1])
    expect(offDuty(fromNine, Date.parse('2026-01-06T08:59:00Z'))).toBeNull()
    expect(offDuty(fromNine, Date.parse('2026-01-06T09:00:00Z'))).toBe('off-hours')
  })

  it('know zones that are no whole hours away', () => {
    expect(wallClock('Asia/Kathmandu', Date.parse('2026-01-04T20:00:00Z'))).toEqual({
      weekday: 1,
      minute: 105,
    })
  })
})

describe('schedule', () => {
  const at = (second: number) => startAt + second * 1000
  const greater = [condition({ operator: 'greater-than' })]

  it('sees nothing before its start: the first value after it only sets the memory of a crossing', () => {
    expect(fires(rule({ schedule: { startsAt: at(2) } }), 99, 99, 101, 99, 101)).toEqual([101])
    expect(
      play(rule({ conditions: greater, schedule: { startsAt: at(2) } }), [tick(101, 1), tick(101, 2)])
        .firedAt,
    ).toEqual([1])
  })

  it('expires at its time, once, without firing', () => {
    const { events, memory } = play(rule({ schedule: { expiresAt: at(2) } }), [
      tick(99, 0),
      tick(101, 2),
      tick(99, 3),
      tick(101, 4),
    ])
    expect(events).toEqual([{ kind: 'expired', at: at(2) }])
    expect(memory.state).toBe('expired')
    expect(play(rule({ schedule: { expiresAt: at(2) } }), [clockAt(2)]).events).toEqual([
      { kind: 'expired', at: at(2) },
    ])
  })

  it('is expired by time alone, whatever a tick says, in the hour that comes twice', () => {
    // 2:30 comes twice in Berlin on that night; an expiry is a moment, not a wall-clock time.
    const second = Date.parse('2026-10-25T01:30:00Z')
    const first = second - hourMs
    const one = rule({ armedAt: first - 1000, schedule: { expiresAt: second } })
    const tape = [99, 101].map((last, place) => ({
      ...tick(last, 0),
      exchangeAt: null,
      receivedAt: first + place,
    }))
    expect(play(one, tape).firedAt).toEqual([1])
    expect(play(one, [{ kind: 'clock', at: second }]).memory.state).toBe('expired')
  })

  it('snoozes: what crosses meanwhile is over, a state that lasts is told at the end', () => {
    const schedule = { snoozeUntil: at(3) }
    expect(fires(rule({ schedule }), 99, 101, 101, 101, 99, 102)).toEqual([102])
    const state = rule({ conditions: greater, schedule })
    expect(play(state, [tick(99, 0), tick(101, 1), tick(102, 3), tick(103, 4)]).firedAt).toEqual([2])
    expect(play(state, [tick(99, 0), tick(101, 1), clockAt(3), tick(103, 4)]).firedAt).toEqual([2])
    expect(play(state, [tick(99, 0), tick(101, 1), tick(100, 2), tick(100, 3)]).firedAt).toEqual([])
    expect(play(state, [tick(99, 0), tick(101, 1)]).memory.heldBack).toEqual({ at: at(1), reason: 'snoozed' })
  })

  it('does not tell again at the end of a snooze what it has told before', () => {
    const tape = [tick(99, 0), tick(101, 1), tick(102, 5)]
    const before = play(rule({ conditions: greater }), tape.slice(0, 2))
    expect(before.firedAt).toEqual([1])
    expect(
      play(rule({ conditions: greater, schedule: { snoozeUntil: at(4) } }), tape.slice(2), before.memory)
        .firedAt,
    ).toEqual([])
  })

  it('does not tell at the end of a snooze what is not known to last', () => {
    const state = rule({ conditions: greater, schedule: { snoozeUntil: at(3) } })
    const tape = [tick(99, 0), tick(101, 1), feedGap, clockAt(4)]
    expect(play(state, [...tape, tick(102, 5), tick(103, 6)]).firedAt).toEqual([4])
    expect(play(state, [...tape, tick(99, 5), tick(98, 6)]).firedAt).toEqual([])
    const { memory } = play(state, tape.slice(0, 2))
    const stale = { stale: () => true, derived: () => null }
    expect(play(state, [clockAt(4)], memory, stale).firedAt).toEqual([])
  })

  it('with ALL tells at the end only where all are true then', () => {
    const ranged = [...greater, condition({ operator: 'less-than', operands: [110] })]
    const state = rule({ conditions: ranged, schedule: { snoozeUntil: at(3) } })
    expect(play(state, [tick(99, 0), tick(101, 1), tick(102, 4)]).firedAt).toEqual([2])
    expect(
      play(state, [tick(99, 0), tick(101, 1), tick(120, 2), tick(121, 4), tick(109, 5)]).firedAt,
    ).toEqual([4])
  })

  it('tells at the start of its hours what became true before them and lasts', () => {
    const active = { timeZone: 'UTC', windows: [{ days: everyDay, fromMinute: 13 * 60, toMinute: 14 * 60 }] }
    const one = rule({ conditions: greater, schedule: { active } })
    const tape = [tick(99, 0), tick(101, 10), tick(102, 3599), tick(103, 3600), tick(104, 3601)]
    const { events } = play(one, tape)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ firedAt: at(3600), conditions: [{ hit: true, at: { value: 103 } }] })
  })
})
