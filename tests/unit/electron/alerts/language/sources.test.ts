import { describe, expect, it } from 'vitest'
import type { MarketState } from '../../../../../electron/alerts/language/input.ts'
import type { Condition } from '../../../../../shared/alerts/condition.ts'
import { conditionSchema } from '../../../../../shared/alerts/condition.ts'
import type { Source } from '../../../../../shared/alerts/sources.ts'
import { clockAt, condition, ether, feedGap, market, play, restart, rule, startAt, tick } from './tapes.ts'

const of = (source: Source, operator: Condition['operator'], ...operands: Condition['operands']) => {
  const one = condition({ source, operator, operands, interval: '1m' })
  expect(conditionSchema.safeParse(one).error).toBeUndefined()
  return rule({ conditions: [one] })
}
const book = (bid: number | null, ask: number | null, second: number) => {
  const at = startAt + second * 1000
  return {
    kind: 'tick',
    instrument: tick(1, 0).instrument,
    bid,
    ask,
    exchangeAt: at,
    receivedAt: at,
  } as const
}
const onEther = (last: number, second: number) => tick(last, second, { instrument: ether })

describe('sources', () => {
  it('bid and ask listen to their own', () => {
    const tape = [book(99, 99.5, 0), tick(120, 1), book(100, 100.5, 2)]
    expect(play(of({ kind: 'bid' }, 'crossing-up', 100), tape).firedAt).toEqual([2])
    expect(play(of({ kind: 'last' }, 'crossing-up', 100), tape).firedAt).toEqual([])
  })

  it('mid and spread need both, and not what is gone', () => {
    const tape = [book(99, 101, 0), book(99, null, 1), { ...book(0, 0, 2), bid: undefined, ask: 102 }]
    const clean = tape.map(({ bid, ask, ...rest }) => ({
      ...rest,
      ...(bid === undefined ? {} : { bid }),
      ...(ask === undefined ? {} : { ask }),
    }))
    expect(play(of({ kind: 'mid' }, 'greater-than', 100), clean).firedAt).toEqual([2])
    expect(play(of({ kind: 'spread' }, 'greater-than', 2), clean).firedAt).toEqual([2])
    expect(play(of({ kind: 'mid' }, 'greater-than', 100), clean.slice(0, 2)).firedAt).toEqual([])
  })

  it('change in percent listens to its own basis only', () => {
    const changed = (basis: '24h' | 'utc-day', percent: number, second: number) => ({
      ...book(null, null, second),
      change: { basis, percent },
    })
    const tape = [changed('24h', 6, 0), changed('utc-day', 4, 1), changed('utc-day', 5.01, 2)]
    expect(play(of({ kind: 'change-percent', basis: 'utc-day' }, 'greater-than', 5), tape).firedAt).toEqual([
      2,
    ])
  })

  it('ratio and difference move with either instrument', () => {
    const tape = [tick(100, 0), onEther(50, 1), onEther(40, 2), tick(90, 3)]
    expect(play(of({ kind: 'ratio', to: ether }, 'crossing-up', 2.5), tape).firedAt).toEqual([2])
    expect(play(of({ kind: 'difference', to: ether }, 'crossing-down', 50), tape).firedAt).toEqual([3])
    expect(
      play(of({ kind: 'ratio', to: ether }, 'less-than', 1e9), [tick(1, 0), onEther(0, 1)]).firedAt,
    ).toEqual([])
  })

  it('ratio is not judged while one of the two is stale, nor from before a gap', () => {
    const stale: MarketState = { ...market, stale: (id) => id === ether }
    const tape = [onEther(50, 0), tick(100, 1)]
    expect(play(of({ kind: 'ratio', to: ether }, 'greater-than', 1), tape, undefined, stale).firedAt).toEqual(
      [],
    )
    // What came while it was stale is not there for later either.
    const { memory } = play(
      of({ kind: 'ratio', to: ether }, 'greater-than', 1),
      tape.slice(0, 1),
      undefined,
      stale,
    )
    expect(play(of({ kind: 'ratio', to: ether }, 'greater-than', 1), tape.slice(1), memory).firedAt).toEqual(
      [],
    )
    const broken = [onEther(50, 0), feedGap, tick(100, 1), onEther(51, 2)]
    expect(play(of({ kind: 'ratio', to: ether }, 'greater-than', 1), broken).firedAt).toEqual([3])
  })

  it('age grows with the clock, over an outage and staleness, and starts anew with the app', () => {
    const old = of({ kind: 'age' }, 'greater-than', 30)
    const stale: MarketState = { ...market, stale: () => true }
    const tape = [tick(1, 0), clockAt(30), feedGap, clockAt(31), clockAt(40), tick(1, 50), clockAt(81)]
    expect(play(old, tape, undefined, stale).firedAt).toEqual([3, 6])
    expect(play(old, [tick(1, 0), restart, clockAt(100), clockAt(120), clockAt(131)]).firedAt).toEqual([4])
  })

  it('indicators and volumes are asked of the market, and compared with one another', () => {
    const average: Source = { kind: 'indicator', name: 'ema', inputs: { length: 20 }, output: 'value' }
    let value: number | null = null
    const asked: unknown[] = []
    const around: MarketState = { stale: () => false, derived: (series) => (asked.push(series), value) }
    const price = of({ kind: 'last' }, 'crossing-up', average)
    let memory: ReturnType<typeof play>['memory'] | undefined
    const fired = [
      [90, null],
      [99, 100],
      [101, 102],
      [101, 100.5],
    ].map(([last, ema], second) => {
      value = ema ?? null
      const result = play(price, [tick(last ?? null, second)], memory, around)
      memory = result.memory
      return result.firedAt.length
    })
    expect(fired).toEqual([0, 0, 0, 1])
    expect(asked[0]).toMatchObject({ interval: '1m', source: average })
    value = 1001
    expect(
      play(of({ kind: 'volume' }, 'greater-than', 1000), [tick(1, 0)], undefined, around).firedAt,
    ).toEqual([0])
  })

  it('an event fires when it happens, to its instrument or to all', () => {
    const down = of({ kind: 'event', event: 'feed-down' }, 'happens')
    const event = (name: 'feed-down' | 'woken', instrument: typeof ether | null) =>
      ({
        ...({ kind: 'event', event: name, at: startAt } as const),
        instruments: instrument === null ? 'all' : [instrument],
      }) as const
    const tape = [event('woken', null), event('feed-down', ether), event('feed-down', null), tick(1, 3)]
    expect(play(down, tape).firedAt).toEqual([2])
  })

  it('a webhook fires by itself, or by the number at its path', () => {
    const request = (body: unknown, hook = 'tv') => ({ kind: 'webhook', hook, body, at: startAt }) as const
    const any = of({ kind: 'webhook', hook: 'tv', path: null }, 'happens')
    expect(play(any, [request({}), request(null, 'other'), request('text')]).firedAt).toEqual([0, 2])
    const score = of({ kind: 'webhook', hook: 'tv', path: '$.signals[0].score' }, 'crossing-up', 0.5)
    const bodies = [0.4, '0.6', 'NaN', 0.1, null, Infinity, 0.5].map((value) =>
      request({ signals: [{ score: value }] }),
    )
    expect(play(score, bodies).firedAt).toEqual([1, 6])
    expect(
      play(score, [request({ signals: [{ score: 0.1 }] }), restart, request({ signals: [{ score: 0.9 }] })])
        .firedAt,
    ).toEqual([])
  })
})
