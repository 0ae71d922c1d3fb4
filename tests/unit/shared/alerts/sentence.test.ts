/** Rules in words: every source and operator, how often, how sure and when, and the short form. */
import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../../shared/alerts/condition.ts'
import type { AlertRule } from '../../../../shared/alerts/rule.ts'
import { ruleSentence } from '../../../../shared/alerts/sentence.ts'
import { fromSimple, type SimpleDraft } from '../../../../shared/alerts/simple.ts'
import { daysText } from '../../../../shared/alerts/words.ts'
import { bitcoin, condition, ether, names, rule } from './samples.ts'

const say = (changes: Partial<AlertRule>) => ruleSentence(rule(changes), names)
const one = (changes: Partial<Condition>) => say({ conditions: [condition(changes)] })
const rsi = { kind: 'indicator', name: 'rsi', inputs: { length: 14 }, output: 'value' } as const
const macd = {
  kind: 'indicator',
  name: 'macd',
  inputs: { fast: 12, slow: 26, signal: 9 },
  output: 'signal',
} as const

describe('sentence', () => {
  it.each<[Partial<SimpleDraft>, string]>([
    [{}, 'BTCUSDT last crosses 64,200, once'],
    [{ operator: 'crossing-up', level: 0.5 }, 'BTCUSDT last crosses up 0.50, once'],
    [{ operator: 'crossing-down', note: 'not said' }, 'BTCUSDT last crosses down 64,200, once'],
    [
      { operator: 'greater-than', frequency: { kind: 'every-time', coolDownMs: 0 } },
      'BTCUSDT last is greater than 64,200, every time',
    ],
    [
      { operator: 'less-than', frequency: { kind: 'every-time', coolDownMs: 60_000 } },
      'BTCUSDT last is less than 64,200, every time, at most once in 1 min',
    ],
    [
      { instrument: ether, expiresAt: Date.UTC(2026, 1, 5, 9) },
      'ETHUSDT last crosses 64,200, once, until 2026-02-05 09:00:00',
    ],
  ])('says of the short form %j', (changes, expected) => {
    const short: SimpleDraft = {
      ...{ instrument: bitcoin, operator: 'crossing', level: 64_200, frequency: { kind: 'once' } },
      ...{ note: '', expiresAt: null, ...changes },
    }
    expect(ruleSentence(fromSimple(short), names, { withExpiry: true })).toBe(expected)
  })

  it.each<[Partial<Condition>, string]>([
    [{}, 'BTCUSDT last crosses up 64,200, once'],
    [
      { operator: 'entering-channel', operands: [60_000, 65_000.5] },
      'BTCUSDT last enters the channel from 60,000 to 65,000.50, once',
    ],
    [
      { operator: 'outside-channel', operands: [1, 2], instrument: ether },
      'ETHUSDT last is outside the channel from 1 to 2, once',
    ],
    [
      { operator: 'moving-up-percent', operands: [2.5], within: { count: 5, unit: 'minutes' } },
      'BTCUSDT last moves up 2.5 % within 5 min, once',
    ],
    [
      { operator: 'moving-down', operands: [100], within: { count: 3, unit: 'bars' }, interval: '5m' },
      'BTCUSDT last moves down 100 within 3 bars of 5m, once',
    ],
    [
      { source: { kind: 'change-percent', basis: 'utc-day' }, operator: 'less-than', operands: [-5] },
      'BTCUSDT utc-day change is less than \u22125 %, once',
    ],
    [
      { source: { kind: 'volume' }, operator: 'greater-than', operands: [1000], interval: '1h' },
      'BTCUSDT volume on 1h is greater than 1,000, once',
    ],
    [
      { source: { kind: 'age' }, operator: 'greater-than', operands: [90] },
      'BTCUSDT data age is greater than 1 min 30 s, once',
    ],
    [{ source: { kind: 'ratio', to: ether }, operands: [0.05] }, 'BTCUSDT / ETHUSDT crosses up 0.05, once'],
    [
      { source: rsi, operator: 'greater-than', operands: [70], interval: '1h' },
      'BTCUSDT RSI 14 on 1h is greater than 70, once',
    ],
    [
      { source: { ...macd, output: 'macd' }, operator: 'crossing', operands: [macd], interval: '4h' },
      'BTCUSDT MACD 12/26/9 macd on 4h crosses MACD 12/26/9 signal on 4h, once',
    ],
    [{ interval: '15m' }, 'BTCUSDT last crosses up 64,200 (15m), once'],
    [
      { source: { kind: 'event', event: 'feed-down' }, operator: 'happens', operands: [] },
      'the feed of BTCUSDT goes down, once',
    ],
    [
      { source: { kind: 'webhook', hook: 'tv', path: null }, operator: 'happens', operands: [] },
      'a request to tv arrives, once',
    ],
    [
      { source: { kind: 'webhook', hook: 'tv', path: 'a.score' }, operands: [0.5] },
      'tv a.score crosses up 0.5, once',
    ],
  ])('says %j', (changes, expected) => {
    expect(one(changes)).toBe(expected)
  })

  it('joins conditions, and says how often, how sure and when', () => {
    const text = ruleSentence(
      rule({
        combine: 'any',
        conditions: [
          condition(),
          condition({ source: rsi, operator: 'less-than', operands: [30], interval: '1h' }),
        ],
        frequency: { kind: 'once-per-bar', interval: '5m', coolDownMs: 600_000 },
        rearm: { unit: 'percent', amount: 0.3 },
        confirm: { kind: 'second-venue', instrument: ether, withinMs: 5000, tolerancePercent: 0.1 },
        schedule: {
          startsAt: Date.UTC(2026, 0, 5, 9),
          expiresAt: Date.UTC(2026, 1, 5, 9),
          snoozeUntil: null,
          active: {
            timeZone: 'Europe/Berlin',
            windows: [{ days: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 1020 }],
          },
        },
      }),
      names,
      { withExpiry: true },
    )
    expect(text).toBe(
      'BTCUSDT last crosses up 64,200 or BTCUSDT RSI 14 on 1h is less than 30, once per 5m bar, at most once in 10 min, ' +
        'again only after going back by 0.3 %, if ETHUSDT (simulated:ETHUSDT) agrees within 5 s, give or take 0.1 %, ' +
        'from 2026-01-05 09:00:00, until 2026-02-05 09:00:00, Mon\u2013Fri 09:00\u201317:00 (Europe/Berlin)',
    )
  })

  it('names several instruments, a list, or the one that it is about', () => {
    expect(say({ scope: { kind: 'instruments', instruments: [bitcoin, ether] } })).toBe(
      'each of BTCUSDT, ETHUSDT last crosses up 64,200, once',
    )
    const list = rule({ scope: { kind: 'watchlist', watchlist: 'w1' } })
    expect(ruleSentence(list, names)).toBe('each of Majors last crosses up 64,200, once')
    expect(ruleSentence(list, names, { subject: ether })).toBe('ETHUSDT last crosses up 64,200, once')
  })

  it('writes days from Monday on', () => {
    expect([[0, 1, 2, 3, 4, 5, 6], [6, 0], [5, 6, 0], [1, 3], [0]].map(daysText)).toEqual([
      'every day',
      'Sat, Sun',
      'Fri\u2013Sun',
      'Mon, Wed',
      'Sun',
    ])
  })
})
