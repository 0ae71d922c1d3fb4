import { describe, expect, it } from 'vitest'
import { explainNow, type ExplainFacts } from '../../../../../electron/alerts/language/explain.ts'
import type { Input } from '../../../../../electron/alerts/language/input.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import { symbolOf } from '../../../../../shared/model/ids.ts'
import { condition, ether, feedGap, market, play, rule, startAt, ticks, watched } from './tapes.ts'

const names = {
  symbol: symbolOf,
  tickSize: () => 0.01,
  watchlist: () => 'Majors',
  hook: (id: string) => id,
  timeZone: 'UTC',
}
const known: Omit<ExplainFacts, 'now'> = {
  names,
  market,
  unwatched: null,
  isPaused: false,
  isQuiet: false,
  neverReached: null,
}
const above = condition({ operator: 'greater-than' })

function now(of: AlertRule, tape: readonly Input[], facts: Partial<ExplainFacts> = {}): string {
  const prepared = watched(of)
  const { memory } = play(prepared, tape)
  return explainNow(prepared, memory, { ...known, now: startAt + 10_000, ...facts }).sentence
}

describe('explanation of now', () => {
  it.each<[string, AlertRule, Input[], string | RegExp]>([
    ['paused', rule({ state: 'paused' }), [], 'It is paused.'],
    ['expired', rule({ schedule: { expiresAt: startAt } }), ticks(1), 'It expired at 12:00:00.'],
    [
      'done',
      rule({ frequency: { kind: 'once' } }),
      ticks(99, 100),
      'It last fired at 12:00:01. It was to fire once and is done.',
    ],
    [
      'not begun',
      rule({ schedule: { startsAt: startAt + 60_000 } }),
      [],
      'It is not armed yet: it starts at 12:01:00.',
    ],
    ['snoozed', rule({ schedule: { snoozeUntil: startAt + 60_000 } }), [], 'It is snoozed until 12:01:00.'],
    [
      'off hours',
      rule({
        schedule: { active: { timeZone: 'UTC', windows: [{ days: [1], fromMinute: 0, toMinute: 60 }] } },
      }),
      [],
      'It is outside its active hours now.',
    ],
    [
      'cooling',
      rule({ frequency: { kind: 'every-time', coolDownMs: 60_000 } }),
      ticks(99, 100),
      /cooling down until 12:01:01\.$/,
    ],
    [
      'waiting',
      rule({ confirm: { kind: 'ticks', count: 3 } }),
      ticks(99, 100),
      'It became true at 12:00:01 and waits for its confirmation.',
    ],
    [
      'nothing seen',
      rule(),
      [],
      '(BTCUSDT last crosses up 100) has no value since it was armed or since the last gap.',
    ],
    ['gap', rule(), [...ticks(99), feedGap], /no value since/],
    [
      'below',
      rule(),
      ticks(98, 99.5),
      '(BTCUSDT last crosses up 100) has not happened: the last value is 99.50, it must rise to that.',
    ],
    ['above', rule(), ticks(101), /the last value is 101.00, it must first fall below that\.$/],
    [
      'in the band',
      rule({ rearm: { unit: 'value', amount: 2 } }),
      ticks(99, 100, 99, 100),
      /inside its re-arm band: the last value is 100.00\. At .* it did not fire because the value had not left by the re-arm band/,
    ],
    [
      'reported',
      rule({ conditions: [above] }),
      ticks(101),
      /is true and has been reported: the last value is 101.00, it must become false first\.$/,
    ],
    [
      'one of two',
      rule({ conditions: [above, condition({ operator: 'less-than', instrument: ether })] }),
      ticks(101),
      'Condition 2 of 2 (ETHUSDT last is less than 100) has no value since it was armed or since the last gap.',
    ],
    [
      'two of two',
      rule({ conditions: [above, condition({ operator: 'less-than', operands: [1] })] }),
      ticks(99),
      /^Condition 1 of 2 .* is false: the last value is 99.00\. Condition 2 of 2 .* is false/,
    ],
  ])('%s', (_which, of, tape, expected) => {
    expect(now(of, tape)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected))
  })

  it('says first that it is not being watched', () => {
    expect(now(rule(), ticks(99), { unwatched: 'the feed is down' })).toBe(
      'It is not being watched now: the feed is down.',
    )
  })

  it('says that everything is paused, and that these are quiet hours', () => {
    expect(now(rule(), ticks(99), { isPaused: true, unwatched: 'x' })).toBe(
      'All alerts are paused: nothing fires until they are resumed.',
    )
    expect(now(rule(), ticks(99), { isQuiet: true })).toMatch(
      /it must rise to that\. These are quiet hours: what fires now waits for the digest\.$/,
    )
    const urgent = rule()
    expect(
      now({ ...urgent, actions: { ...urgent.actions, urgent: true } }, ticks(99), { isQuiet: true }),
    ).not.toMatch(/quiet/)
  })

  it('says how near the price came, unless it has fired', () => {
    const neverReached = 'The price never reached 100 (nearest: 99.50 at 12:00).'
    expect(now(rule(), ticks(98, 99.5), { neverReached })).toMatch(/^The price never reached 100 \(nearest/)
    expect(now(rule(), ticks(99, 100), { neverReached })).not.toMatch(/never/)
  })

  it('names the day where it is another', () => {
    const late = { now: startAt + 86_400_000 }
    expect(now(rule(), ticks(99, 100), late)).toMatch(/^It last fired at 2026-01-05 12:00:01\./)
  })

  it('leaves out the conditions that are true, and names the place of the others', () => {
    const conditions = [above, condition({ operator: 'greater-than', operands: [105] }), above]
    expect(now(rule({ conditions }), ticks(101))).toBe(
      'Condition 2 of 3 (BTCUSDT last is greater than 105) is false: the last value is 101.00.',
    )
  })
})
