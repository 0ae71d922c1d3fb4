/** Hours by the clocks of a zone, against clocks that are worked out from the rules of daylight saving alone. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  activeHoursSchema,
  hoursEndAt,
  isWithinHours,
  wallClock,
  type ActiveHours,
  type DayWindow,
} from '../../../../shared/model/hours.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const zones = ['Europe/Berlin', 'America/New_York', 'UTC'] as const
type Zone = (typeof zones)[number]

/** The first moment of the so manieth Sunday of a month, UTC; -1 is the last. */
function sunday(year: number, month: number, which: number): number {
  const days = Array.from({ length: 31 }, (_, day) => Date.UTC(year, month, day + 1))
  const found = days.filter((at) => new Date(at).getUTCDay() === 0 && new Date(at).getUTCMonth() === month)
  return found.at(which < 0 ? which : which - 1) ?? NaN
}

/** Both changes of a year. Berlin changes at 1:00 UTC; New York at 2:00 by its own clocks. */
function workedOut(zone: Zone, year: number): [number, number] {
  if (zone === 'America/New_York') return [sunday(year, 2, 2) + 7 * hourMs, sunday(year, 10, 1) + 6 * hourMs]
  return [sunday(year, 2, -1) + hourMs, sunday(year, 9, -1) + hourMs]
}

const known = new Map<string, [number, number]>()
function changesOf(zone: Zone, year: number): [number, number] {
  const key = `${zone} ${year}`
  const changes = known.get(key) ?? workedOut(zone, year)
  known.set(key, changes)
  return changes
}

const winter: Record<Zone, number> = { 'Europe/Berlin': 60, 'America/New_York': -300, UTC: 0 }

/** Minutes since Sunday 0:00 that the clocks show. */
function shown(zone: Zone, at: number): number {
  const [forth, back] = changesOf(zone, new Date(at).getUTCFullYear())
  const saving = zone !== 'UTC' && at >= forth && at < back ? 60 : 0
  const local = Math.floor(at / minuteMs) + winter[zone] + saving
  // 1970-01-04 was a Sunday.
  const minute = (local - 3 * 1440) % (7 * 1440)
  return minute < 0 ? minute + 7 * 1440 : minute
}

function holds(windows: readonly DayWindow[], zone: Zone, at: number): boolean {
  const now = shown(zone, at)
  return windows.some(({ days, fromMinute, toMinute }) => {
    const length = toMinute > fromMinute ? toMinute - fromMinute : toMinute - fromMinute + 1440
    return days.some((day) => (now - (day * 1440 + fromMinute) + 7 * 1440) % (7 * 1440) < length)
  })
}

/** Minute by minute. */
function endByWalking(windows: readonly DayWindow[], zone: Zone, at: number): number | null {
  if (!holds(windows, zone, at)) return null
  for (let then = Math.floor(at / minuteMs + 1) * minuteMs; then < at + 9 * dayMs; then += minuteMs)
    if (!holds(windows, zone, then)) return then
  return null
}

const window: fc.Arbitrary<DayWindow> = fc.record({
  days: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 7 }),
  fromMinute: fc.oneof(fc.nat(1439), fc.nat(239), fc.constantFrom(0, 60, 120, 150, 180)),
  toMinute: fc.oneof(fc.nat(1439), fc.nat(239), fc.constantFrom(0, 60, 120, 150, 180)),
})
/** Around the changes of a year, some of them to the millisecond. */
const moment = fc
  .tuple(fc.constantFrom(...zones), fc.integer({ min: 2000, max: 2040 }), fc.boolean())
  .chain(([zone, year, isForth]) => {
    // Since 2007 New York has changed on these Sundays.
    const at = changesOf(zone, zone === 'America/New_York' ? Math.max(2007, year) : year)[isForth ? 0 : 1]
    return fc
      .oneof(fc.integer({ min: -36 * hourMs, max: 36 * hourMs }), fc.integer({ min: -2, max: 2 }))
      .map((away) => ({ zone, at: at + away }))
  })

describe('the clocks of a zone', () => {
  it('show what the rules of daylight saving say, asked in any order', () => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 12 }), (moments) => {
        for (const { zone, at } of moments) {
          const minutes = shown(zone, at)
          expect(wallClock(zone, at)).toEqual({
            weekday: Math.floor(minutes / 1440),
            minute: minutes % 1440,
          })
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('are formatted once a minute of a zone, and not once a call', () => {
    const at = Date.UTC(2026, 6, 1, 12)
    const first = wallClock('Asia/Tokyo', at)
    expect(wallClock('Asia/Tokyo', at + 59_999)).toBe(first)
    expect(wallClock('Asia/Seoul', at)).not.toBe(first)
    expect(wallClock('Asia/Tokyo', at)).toBe(first)
    expect(wallClock('Asia/Tokyo', at + 60_000)).toEqual({ weekday: 3, minute: 21 * 60 + 1 })
    expect(wallClock('Asia/Tokyo', at)).toEqual(first)
  })

  it('began their minutes when they liked, long ago', () => {
    // Liberia was 44 minutes and 30 seconds behind until 1972.
    const at = Date.UTC(1971, 5, 1, 12)
    expect(wallClock('Africa/Monrovia', at).minute).toBe(11 * 60 + 15)
    expect(wallClock('Africa/Monrovia', at + 30_000).minute).toBe(11 * 60 + 16)
  })

  it('refuse what is no moment, and go on', () => {
    const at = Date.UTC(2026, 0, 5, 12)
    expect(wallClock('UTC', at).minute).toBe(720)
    for (const none of [NaN, Infinity, -Infinity]) expect(() => wallClock('UTC', none)).toThrow(RangeError)
    expect(wallClock('UTC', at).minute).toBe(720)
    expect(() => wallClock('Mars/Olympus', at)).toThrow(RangeError)
  })
})

describe('hours', () => {
  it('hold what a walk over the minutes finds, and end where it does, over both changes', () => {
    const counts = { held: 0, ended: 0, changed: 0 }
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 3 }), moment, (windows, { zone, at }) => {
        const hours: ActiveHours = { timeZone: zone, windows }
        expect(isWithinHours(hours, at)).toBe(holds(windows, zone, at))
        const endAt = endByWalking(windows, zone, at)
        expect(hoursEndAt(hours, at)).toBe(endAt)
        counts.held += isWithinHours(hours, at) ? 1 : 0
        if (endAt === null) return
        counts.ended += 1
        const changes = changesOf(zone, new Date(at).getUTCFullYear())
        if (zone !== 'UTC' && changes.some((change) => change > at && change <= endAt)) counts.changed += 1
      }),
      { numRuns: 1000 },
    )
    expect(counts.held).toBeGreaterThan(200)
    expect(counts.ended).toBeGreaterThan(200)
    expect(counts.changed).toBeGreaterThan(30)
  })

  it.each<[string, Zone, number, number, string, string]>([
    // 2:00 to 3:00 is skipped: 22:00 to 6:00 is seven hours.
    ['shorter by the hour that is skipped', 'Europe/Berlin', 22, 6, '2026-03-28T21:00Z', '2026-03-29T04:00Z'],
    ['longer by the hour that comes twice', 'Europe/Berlin', 22, 6, '2026-10-24T20:00Z', '2026-10-25T05:00Z'],
    ['shorter in New York', 'America/New_York', 22, 6, '2026-03-08T03:00Z', '2026-03-08T10:00Z'],
    ['longer in New York', 'America/New_York', 22, 6, '2026-11-01T02:00Z', '2026-11-01T11:00Z'],
    // Their last half hour is skipped: they end with the clocks' jump.
    ['ended by the jump', 'Europe/Berlin', 1, 2.5, '2026-03-29T00:00Z', '2026-03-29T01:00Z'],
  ])('are %s', (_name, timeZone, from, to, opensAt, endsAt) => {
    const days = [0, 1, 2, 3, 4, 5, 6]
    const hours = { timeZone, windows: [{ days, fromMinute: from * 60, toMinute: to * 60 }] }
    const [open, end] = [Date.parse(opensAt), Date.parse(endsAt)]
    expect(isWithinHours(hours, open - 1)).toBe(false)
    for (let at = open; at < end; at += 15 * minuteMs) expect(hoursEndAt(hours, at)).toBe(end)
    expect(hoursEndAt(hours, end)).toBeNull()
  })

  it('that end within the hour that comes twice end the first time, and begin once more', () => {
    const windows = [{ days: [0], fromMinute: 60, toMinute: 150 }]
    const hours = { timeZone: 'Europe/Berlin', windows }
    const at = (time: string) => Date.parse(`2026-10-25T${time}Z`)
    expect(hoursEndAt(hours, at('00:00'))).toBe(at('00:30'))
    expect(isWithinHours(hours, at('00:45'))).toBe(false)
    expect(hoursEndAt(hours, at('01:00'))).toBe(at('01:30'))
  })

  it('of the whole week never end, whatever they are made of', () => {
    const at = Date.UTC(2026, 2, 28)
    const ends = (...windows: DayWindow[]) => hoursEndAt({ timeZone: 'Europe/Berlin', windows }, at)
    const days = [0, 1, 2, 3, 4, 5, 6]
    expect(ends({ days, fromMinute: 540, toMinute: 540 })).toBeNull()
    expect(ends({ days, fromMinute: 0, toMinute: 700 }, { days, fromMinute: 690, toMinute: 0 })).toBeNull()
    expect(ends({ days, fromMinute: 0, toMinute: 700 }, { days, fromMinute: 701, toMinute: 0 })).toBe(
      at + (700 - 60) * minuteMs,
    )
  })

  it('are refused in a zone that there is not', () => {
    const windows = [{ days: [1], fromMinute: 0, toMinute: 60 }]
    expect(activeHoursSchema.safeParse({ timeZone: 'Europe/Berlin', windows }).success).toBe(true)
    expect(activeHoursSchema.safeParse({ timeZone: 'Europe/Nowhere', windows }).error?.message).toMatch(
      /not a time zone/,
    )
  })
})
