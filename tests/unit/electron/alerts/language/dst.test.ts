/** Both changes of the clocks, in Berlin and in New York: hours of duty, quiet hours and expiry go by moments, and lose nothing. */
import { describe, expect, it } from 'vitest'
import type { Input } from '../../../../../electron/alerts/language/input.ts'
import { planFiring, planSummary } from '../../../../../electron/delivery/plan.ts'
import { sampleFiring, sampleTarget } from '../../../../support/alert-samples.ts'
import { condition, play, rule, tick } from './tapes.ts'

const minuteMs = 60_000
const days = [0, 1, 2, 3, 4, 5, 6]
const hours = (timeZone: string, from: number, to: number) => ({
  timeZone,
  windows: [{ days, fromMinute: from * 60, toMinute: to * 60 }],
})
const at = (time: string) => Date.parse(time)
const seen = (last: number, time: number): Input => ({ ...tick(last, 0), exchangeAt: time, receivedAt: time })

/** A crossing of 100 every ten minutes, told by the moments at which it fires. */
function crossings(from: string, to: string, changes: Parameters<typeof rule>[0]): string[] {
  const tape: Input[] = []
  for (let time = at(from); time < at(to); time += 10 * minuteMs)
    tape.push(seen(99, time), seen(101, time + 1000))
  const { events } = play(rule({ armedAt: at(from), ...changes }), tape)
  return events.flatMap((event) =>
    event.kind === 'fired' ? [new Date(event.at).toISOString().slice(11, 16)] : [],
  )
}

describe('hours of duty', () => {
  it.each([
    // Berlin: 2:00 to 3:00 does not come on 29 March, and comes twice on 25 October.
    ['Europe/Berlin', 2, 3, '2026-03-29T00:00Z', '2026-03-29T03:00Z', null, 0],
    ['Europe/Berlin', 1, 4, '2026-03-28T22:00Z', '2026-03-29T04:00Z', ['00:00', '01:50'], 12],
    ['Europe/Berlin', 2, 3, '2026-10-24T22:00Z', '2026-10-25T04:00Z', ['00:00', '01:50'], 12],
    ['Europe/Berlin', 1, 4, '2026-10-24T22:00Z', '2026-10-25T06:00Z', ['23:00', '02:50'], 24],
    // New York: the same hour, on 8 March and 1 November (there it is 1:00 that comes twice).
    ['America/New_York', 2, 3, '2026-03-08T05:00Z', '2026-03-08T10:00Z', null, 0],
    ['America/New_York', 1, 4, '2026-03-08T05:00Z', '2026-03-08T10:00Z', ['06:00', '07:50'], 12],
    ['America/New_York', 1, 2, '2026-11-01T04:00Z', '2026-11-01T09:00Z', ['05:00', '06:50'], 12],
    ['America/New_York', 9.5, 16, '2026-03-06T12:00Z', '2026-03-06T23:00Z', ['14:30', '20:50'], 39],
    ['America/New_York', 9.5, 16, '2026-03-09T12:00Z', '2026-03-09T23:00Z', ['13:30', '19:50'], 39],
  ] as const)('in %s from %s to %s, on the night from %s', (timeZone, from, to, start, end, ends, count) => {
    const fired = crossings(start, end, { schedule: { active: hours(timeZone, from, to) } })
    expect(fired).toHaveLength(count)
    expect(ends === null ? null : [fired[0], fired.at(-1)]).toEqual(ends)
  })

  it('that begin with the jump tell what began before it and lasts', () => {
    const one = rule({
      armedAt: at('2026-03-28T12:00Z'),
      conditions: [condition({ operator: 'greater-than' })],
      schedule: { active: hours('Europe/Berlin', 3, 4) },
    })
    const jump = at('2026-03-29T01:00Z')
    const tape = [
      seen(99, jump - 2 * minuteMs),
      seen(101, jump - minuteMs),
      { kind: 'clock', at: jump - 1 } as const,
    ]
    expect(play(one, tape).firedAt).toEqual([])
    expect(play(one, [...tape, { kind: 'clock', at: jump }]).firedAt).toEqual([3])
  })
})

describe('an expiry', () => {
  it.each([
    // What the clocks skip is no moment: 2:30 on that night is written as the moment of 1:30 or of 3:30.
    ['at the jump', '2026-03-29T01:00Z'],
    ['half an hour after it', '2026-03-29T01:30Z'],
    ['at 2:30 the first time', '2026-10-25T00:30Z'],
    ['at 2:30 the second time', '2026-10-25T01:30Z'],
    ['in New York at 1:30 the first time', '2026-11-01T05:30Z'],
    ['in New York at 1:30 the second time', '2026-11-01T06:30Z'],
  ])('%s is that moment, once: %s', (_name, time) => {
    const expiresAt = at(time)
    const one = rule({ armedAt: expiresAt - 86_400_000, schedule: { expiresAt } })
    const before = [seen(99, expiresAt - 2), seen(101, expiresAt - 1)]
    expect(play(one, before).firedAt).toEqual([1])
    const after = [
      seen(99, expiresAt - 2),
      seen(101, expiresAt),
      seen(99, expiresAt + 1),
      seen(101, expiresAt + 2),
    ]
    expect(play(one, after).events).toEqual([{ kind: 'expired', at: expiresAt }])
    // An hour later the clocks may show the same: nothing comes back.
    const again = [seen(99, expiresAt + 3_600_000), seen(101, expiresAt + 3_600_001)]
    expect(play(one, [...after, ...again]).events).toHaveLength(1)
  })
})

describe('quiet hours', () => {
  const plan = (timeZone: string, from: number, to: number, now: number) =>
    planFiring(
      sampleFiring('f', { firedAt: now }),
      { ...rule().actions, targets: ['hook'], escalation: { afterMinutes: 60, targets: ['hook'] } },
      {
        targets: [sampleTarget('hook')],
        settings: { notifications: true, quietHours: hours(timeZone, from, to) },
        now,
        newId: () => 'row',
      },
    )

  it.each([
    // Until 6:00 by the clocks, after seven hours and after nine.
    ['Europe/Berlin', '2026-03-28T21:30Z', '2026-03-29T04:00Z'],
    ['Europe/Berlin', '2026-10-24T20:30Z', '2026-10-25T05:00Z'],
    ['America/New_York', '2026-03-08T03:30Z', '2026-03-08T10:00Z'],
    ['America/New_York', '2026-11-01T02:30Z', '2026-11-01T11:00Z'],
  ])('in %s hold what fires at %s until %s', (timeZone, firesAt, endsAt) => {
    const { deliveries, quietUntil } = plan(timeZone, 22, 6, at(firesAt))
    expect(quietUntil).toBe(at(endsAt))
    expect(deliveries.map(({ reason, state, dueAt }) => [reason, state, dueAt - at(endsAt)])).toEqual([
      ['digest', 'waiting', 0],
      ['digest', 'waiting', 0],
      ['escalation', 'waiting', 60 * minuteMs],
    ])
    expect(plan(timeZone, 22, 6, at(endsAt)).quietUntil).toBeNull()
    expect(plan(timeZone, 22, 6, at(endsAt) - 1).quietUntil).toBe(at(endsAt))
  })

  it('move an escalation that would fall into them to their end, over the hour that comes twice', () => {
    // 1:45 summer time; an hour later it is 2:45, still summer time, and quiet from 2:30 to 3:00 by the clocks.
    const now = at('2026-10-24T23:45Z')
    const [, , step] = plan('Europe/Berlin', 2.5, 3, now).deliveries
    // After the first 2:59 the clocks show 2:00: the first of the two ends there.
    expect(step).toMatchObject({ reason: 'escalation', dueAt: at('2026-10-25T01:00Z') })
    const later = plan('Europe/Berlin', 2.5, 3, now + 60 * minuteMs)
    expect(later.quietUntil).toBe(at('2026-10-25T01:00Z'))
  })

  it('hold a summary until their end too', () => {
    const now = at('2026-03-28T23:30Z')
    const planned = planSummary('folded', [sampleFiring('f')], {
      targets: [sampleTarget('hook')],
      settings: { notifications: true, quietHours: hours('Europe/Berlin', 22, 6) },
      ...{ now, to: ['hook'], newId: () => 'row' },
    })
    expect(planned?.deliveries).toMatchObject([{ state: 'waiting', dueAt: at('2026-03-29T04:00Z') }])
  })
})
