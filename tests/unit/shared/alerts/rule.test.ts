import { describe, expect, it } from 'vitest'
import { conditionSchema, type Condition } from '../../../../shared/alerts/condition.ts'
import { alertRuleSchema, type AlertRule } from '../../../../shared/alerts/rule.ts'
import { condition, ether, rule } from './samples.ts'

const sma = { kind: 'indicator', name: 'sma', inputs: { length: 20 }, output: 'value' } as const
const mistakes = (one: Condition) =>
  conditionSchema.safeParse(one).error?.issues.map(({ message }) => message) ?? []
const wrong = (changes: Partial<AlertRule>) =>
  alertRuleSchema
    .safeParse(rule(changes))
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

describe('condition', () => {
  it.each<Partial<Condition>>([
    {},
    { operator: 'inside-channel', operands: [1, 2] },
    { operator: 'crossing', operands: [sma], interval: '1h' },
    { source: sma, operator: 'less-than', operands: [30], interval: '1h' },
    { operator: 'moving-up-percent', operands: [2], within: { count: 5, unit: 'minutes' } },
    { operator: 'moving-down', operands: [2], within: { count: 5, unit: 'bars' }, interval: '5m' },
    { source: { kind: 'event', event: 'woken' }, operator: 'happens', operands: [] },
    { source: { kind: 'webhook', hook: 'tv', path: 'a.b' } },
  ])('may be %j', (changes) => {
    expect(mistakes(condition(changes))).toEqual([])
  })

  it.each<[Partial<Condition>, RegExp]>([
    [{ operands: [] }, /needs 1 of them, has 0/],
    [{ operands: [NaN] }, /a number, or a source/],
    [{ operator: 'inside-channel', operands: [2, 2] }, /lower bound comes first/],
    [{ operator: 'moving-up', operands: [1] }, /time to happen within/],
    [{ within: { count: 1, unit: 'minutes' } }, /only a move/],
    [{ operator: 'moving-up', operands: [0], within: { count: 1, unit: 'minutes' } }, /above 0/],
    [{ operator: 'moving-up', operands: [1], within: { count: 1, unit: 'bars' } }, /their interval/],
    [
      { operator: 'moving-up', operands: [1], within: { count: 201, unit: 'bars' }, interval: '1m' },
      /at most 200/,
    ],
    [{ source: sma }, /interval of its bars/],
    [{ operands: [sma] }, /interval of its bars/],
    [{ operands: [{ ...sma, output: 'upper' }], interval: '1h' }, /gives value/],
    [{ source: { kind: 'event', event: 'woken' } }, /use "happens"/],
    [{ operator: 'happens', operands: [] }, /events and webhooks/],
    [{ operands: [{ kind: 'event', event: 'woken' }] }, /not a number/],
    [{ source: { ...sma, inputs: {} }, interval: '1h' }, /takes the inputs length/],
    [{ source: { ...sma, output: 'upper' }, interval: '1h' }, /gives value/],
    [{ source: { kind: 'webhook', hook: 'tv', path: 'a..b' } }, /not a JSON path from character 2 on/],
  ])('may not be %j', (changes, message) => {
    const found = mistakes(condition(changes))
    expect(
      found.some((each) => message.test(each)),
      found.join('; '),
    ).toBe(true)
  })
})

describe('rule', () => {
  const always = { startsAt: null, expiresAt: null, snoozeUntil: null }
  it('has one to eight conditions', () => {
    expect(wrong({})).toEqual([])
    expect(wrong({ conditions: Array.from({ length: 8 }, () => condition()) })).toEqual([])
    expect(wrong({ conditions: [] })).toHaveLength(1)
    expect(wrong({ conditions: Array.from({ length: 9 }, () => condition()) })).toHaveLength(1)
  })

  it.each<[Partial<AlertRule>, RegExp]>([
    [{ scope: { kind: 'app' } }, /^conditions\.0\.instrument: .*must name one/],
    [
      { message: 'at {{pricee}}' },
      /^message: character 4: \{\{pricee\}\} is not a placeholder; did you mean \{\{price\}\}\?/,
    ],
    [
      {
        confirm: { kind: 'second-venue', instrument: ether, withinMs: 5000, tolerancePercent: 0 },
        conditions: [condition({ source: { kind: 'spread' } })],
      },
      /^conditions\.0: a second venue/,
    ],
    [
      {
        schedule: {
          ...always,
          active: { timeZone: 'Mars/Olympus', windows: [{ days: [1], fromMinute: 0, toMinute: 0 }] },
        },
      },
      /not a time zone/,
    ],
  ])('may not be %j', (changes, message) => {
    const found = wrong(changes)
    expect(
      found.some((each) => message.test(each)),
      found.join('; '),
    ).toBe(true)
  })

  it('may be armed on no instrument for events and webhooks', () => {
    const woken = condition({ source: { kind: 'event', event: 'woken' }, operator: 'happens', operands: [] })
    expect(wrong({ scope: { kind: 'app' }, conditions: [woken, condition({ instrument: ether })] })).toEqual(
      [],
    )
  })
})
