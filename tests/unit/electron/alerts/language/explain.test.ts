import { describe, expect, it } from 'vitest'
import { explainNow, explainPast } from '../../../../../electron/alerts/language/explain.ts'
import type { BarInput, Input } from '../../../../../electron/alerts/language/input.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import { symbolOf } from '../../../../../shared/model/ids.ts'
import { bitcoin, condition, ether, feedGap, market, play, rule, startAt, ticks, watched } from './tapes.ts'

const names = {
  symbol: symbolOf,
  tickSize: () => 0.01,
  watchlist: () => 'Majors',
  hook: (id: string) => id,
  timeZone: 'UTC',
}
const known = { names, market, unwatched: null }
const above = condition({ operator: 'greater-than' })

function now(of: AlertRule, tape: readonly Input[], second = 10, unwatched: string | null = null): string {
  const prepared = watched(of)
  const { memory } = play(prepared, tape)
  return explainNow(prepared, memory, { ...known, unwatched, now: startAt + second * 1000 }).sentence
}

describe('explanation of now', () => {
  it.each<[string, AlertRule, Input[], string | RegExp]>([
    ['paused', rule({ state: 'paused' }), [], 'It is paused.'],
    ['expired', rule({ schedule: { expiresAt: startAt } }), ticks(1), 'It expired at 2026-01-05 12:00:00.'],
    [
      'done',
      rule({ frequency: { kind: 'once' } }),
      ticks(99, 100),
      'It last fired at 2026-01-05 12:00:01. It was to fire once and is done.',
    ],
    [
      'not begun',
      rule({ schedule: { startsAt: startAt + 60_000 } }),
      [],
      'It starts at 2026-01-05 12:01:00.',
    ],
    [
      'snoozed',
      rule({ schedule: { snoozeUntil: startAt + 60_000 } }),
      [],
      'It is snoozed until 2026-01-05 12:01:00.',
    ],
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
      /cooling down until 2026-01-05 12:01:01\.$/,
    ],
    [
      'waiting',
      rule({ confirm: { kind: 'ticks', count: 3 } }),
      ticks(99, 100),
      'It became true at 2026-01-05 12:00:01 and waits for its confirmation.',
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
    ['above', rule(), ticks(101), /the last value is 101, it must first fall below that\.$/],
    [
      'in the band',
      rule({ rearm: { unit: 'value', amount: 2 } }),
      ticks(99, 100, 99, 100),
      /inside its re-arm band: the last value is 100\. At .* it did not fire because the value had not left by the re-arm band/,
    ],
    [
      'reported',
      rule({ conditions: [above] }),
      ticks(101),
      /is true and has been reported: the last value is 101, it must become false first\.$/,
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
      /^Condition 1 of 2 .* is false: the last value is 99\. Condition 2 of 2 .* is false/,
    ],
  ])('%s', (_which, of, tape, expected) => {
    expect(now(of, tape)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected))
  })

  it('says first that it is not being watched', () => {
    expect(now(rule(), ticks(99), 10, 'the feed is down')).toBe(
      'It is not being watched now: the feed is down.',
    )
  })
})

describe('explanation of a time', () => {
  const bar = (minute: number, low: number, high: number): BarInput => ({
    kind: 'bar',
    instrument: bitcoin,
    interval: '1m',
    candle: {
      openAt: startAt + minute * 60_000,
      open: low,
      high,
      low,
      close: low,
      volume: 1,
      closed: true,
      source: 'rest',
    },
  })
  const bars = [bar(0, 98, 99), bar(1, 98.5, 99.98), bar(2, 98, 100), bar(3, 98, 101)]
  const past = (of: AlertRule, fromMinute: number, toMinute: number) =>
    explainPast(watched(of), bars, startAt + fromMinute * 60_000, startAt + toMinute * 60_000, known)

  it('names the nearest price and its minute', () => {
    expect(past(rule(), 0, 2)).toEqual({
      fired: false,
      sentence: 'The price never reached 100: nearest was 99.98 at 2026-01-05 12:01:00.',
    })
  })

  it('says that it fired, that it had, or what held it back', () => {
    expect(past(rule(), 2, 3)).toMatchObject({
      fired: true,
      sentence: expect.stringMatching(/fired at 2026-01-05 12:02/),
    })
    expect(past(rule({ frequency: { kind: 'once' } }), 3, 4).sentence).toMatch(
      /had fired before, at .* was to fire once/,
    )
    expect(past(rule({ frequency: { kind: 'every-time', coolDownMs: 600_000 } }), 3, 4).sentence).toMatch(
      /but it was cooling down/,
    )
    expect(past(rule({ rearm: { unit: 'value', amount: 5 } }), 3, 4).sentence).toMatch(/re-arm band/)
    expect(past(rule({ schedule: { expiresAt: startAt + 60_000 } }), 3, 4).sentence).toMatch(/had expired at/)
  })

  it('says that it was not there, or that nothing is known', () => {
    expect(past(rule(), -2, -1).sentence).toMatch(/did not exist/)
    expect(past(rule({ createdAt: 0 }), -2, -1).sentence).toMatch(/was last armed at/)
    const bid = rule({ conditions: [condition({ source: { kind: 'bid' } })] })
    expect(past(bid, 0, 1).sentence).toMatch(/Bars do not tell bid/)
    expect(past(rule(), 9, 10).sentence).toMatch(/Nothing is known/)
  })
})
