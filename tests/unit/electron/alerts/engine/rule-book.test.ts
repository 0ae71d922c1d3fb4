import { beforeEach, describe, expect, it } from 'vitest'
import { createRuleBook, type RuleBook } from '../../../../../electron/alerts/engine/rule-book.ts'
import type { MarketState, Step } from '../../../../../electron/alerts/language/input.ts'
import { memoryAfterQuiet } from '../../../../../electron/alerts/language/quiet.ts'
import { memoryFor } from '../../../../../electron/alerts/language/watch.ts'
import type { Condition } from '../../../../../shared/alerts/condition.ts'
import type { AlertMemory } from '../../../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import type { Source } from '../../../../../shared/alerts/sources.ts'
import type { InstrumentId } from '../../../../../shared/model/ids.ts'
import { bitcoin, condition, ether, rule, startAt, tick, ticks, watched } from '../language/tapes.ts'

const sizes = new Map<InstrumentId, number>()
let listed: InstrumentId[] = []
/** How many times a price was judged: the evaluator asks each time whether it is fresh, the index once a tick. */
let asked = 0
const market: MarketState = { stale: () => ((asked += 1), false), derived: () => 1 }
let book: RuleBook

beforeEach(() => {
  sizes.clear()
  for (const id of [bitcoin, ether]) sizes.set(id, 0.01)
  listed = [bitcoin]
  asked = 0
  book = createRuleBook({
    tickSize: (id) => sizes.get(id),
    market,
    subjectsOf: ({ scope }) =>
      scope.kind === 'app' ? [null] : scope.kind === 'watchlist' ? listed : scope.instruments,
  })
})

const put = (changes: Parameters<typeof rule>[0] = {}, memory?: AlertMemory) =>
  book.put(rule(changes), new Map(memory === undefined ? [] : [[bitcoin, memory]]))
const fired = (...inputs: Step[]) =>
  inputs.map((input) =>
    book.input(input).map((outcome) => `${outcome.rule.id} ${outcome.events.map(({ kind }) => kind).join()}`),
  )
const memoryOf = (id = 'r1', subject: InstrumentId | null = bitcoin) => book.get(id)?.armed.get(subject)
const mine: AlertRule['scope'] = { kind: 'watchlist', watchlist: 'mine' }
const of = (source: Source, changes: Partial<Condition> = {}) => [
  condition({ source, operator: 'greater-than', operands: [1000], interval: '1m', ...changes }),
]
const once = { kind: 'once' as const }

describe('rule book: what it looks at', () => {
  it('judges none of a thousand rules by a price between their levels', () => {
    for (let place = 0; place < 1000; place += 1)
      put({ id: `r${place}`, conditions: [condition({ operands: [100 + (place + 1) / 100] })] })
    book.input(tick(99, 0))
    expect(asked).toBeGreaterThan(1000)
    asked = 0
    for (let second = 1; second <= 50; second += 1) book.input(tick(99 + second / 100, second))
    expect(asked).toBe(50)
    // Ten levels lie between.
    expect(book.input(tick(100.1, 60))).toHaveLength(10)
    expect(asked).toBeLessThan(75)
  })

  it('does not look at a rule on one price for news of another', () => {
    put({ conditions: of({ kind: 'last' }, { operands: [{ kind: 'volume' }] }) })
    const { last: _last, ...bare } = tick(1, 0)
    const others: Step[] = [
      { ...bare, bid: 1, ask: 2 },
      { ...bare, change: { basis: '24h', percent: 1 } },
      tick(1, 0, { instrument: ether }),
      { kind: 'clock', at: startAt },
      { kind: 'event', event: 'woken', instruments: 'all', at: startAt },
      { kind: 'webhook', hook: 'tv', body: {}, at: startAt },
    ]
    asked = 0
    for (const other of others) book.input(other)
    expect(asked).toBe(0)
    book.input(tick(1, 1))
    expect(asked).toBeGreaterThan(0)
  })

  it('leaves alone what has not started, without forgetting when it does', () => {
    put({ schedule: { startsAt: startAt + 10_000 } })
    asked = 0
    expect(fired(...ticks(99, 101, 99, 101))).toEqual([[], [], [], []])
    // The index asks once a tick.
    expect(asked).toBe(4)
    expect(fired(tick(99, 10), tick(101, 11))).toEqual([[], ['r1 fired']])
  })
})

describe('rule book: rules and their subjects', () => {
  it('answers outcomes and its list in the order in which the rules were put', () => {
    for (const id of ['b', 'a', 'c'])
      put({ id, scope: { kind: 'instruments', instruments: [bitcoin, ether] } })
    put({ id: 'b' })
    expect(book.list().map(({ rule: { id } }) => id)).toEqual(['b', 'a', 'c'])
    expect(fired(...ticks(99, 101))).toEqual([[], ['b fired', 'a fired', 'c fired']])
    book.delete('a')
    expect(fired(...ticks(99, 101).map((each) => ({ ...each, exchangeAt: null })))).toEqual([
      [],
      ['b fired', 'c fired'],
    ])
    expect(book.get('a')).toBeUndefined()
  })

  it('is done with a rule when it has fired on each of its instruments', () => {
    put({ scope: { kind: 'instruments', instruments: [bitcoin, ether] }, frequency: once })
    fired(...ticks(99, 101))
    expect(book.get('r1')?.rule.state).toBe('armed')
    expect(book.instruments()).toEqual([ether])
    const [outcome] = [tick(99, 3), tick(101, 4)].flatMap((each) =>
      book.input({ ...each, instrument: ether }),
    )
    expect(outcome).toMatchObject({ subject: ether, rule: { state: 'fired' }, memory: { state: 'fired' } })
    expect(book.instruments()).toEqual([])
    expect(memoryOf()?.state).toBe('fired')
  })

  it('expires what has expired, by the clock too, and at most once', () => {
    put({ schedule: { expiresAt: startAt + 5000 } })
    put({ id: 'r2', schedule: { expiresAt: startAt + 6000 } })
    put({ id: 'r3' })
    fired(tick(99, 0))
    expect(book.clock(startAt + 4999)).toEqual([])
    expect(book.clock(startAt + 5000)).toMatchObject([
      { rule: { id: 'r1', state: 'expired' }, events: [{ kind: 'expired' }] },
    ])
    expect(fired(tick(101, 7))).toEqual([['r2 expired', 'r3 fired']])
    expect(book.clock(startAt + 8000)).toEqual([])
  })

  it('keeps what it remembers of instruments that stay on the list, and tells which are gone', () => {
    put({ scope: mine })
    fired(...ticks(99, 101))
    listed = [bitcoin, ether]
    expect(book.resubject('r1')).toEqual([])
    expect(memoryOf()?.firedCount).toBe(1)
    expect(memoryOf('r1', ether)?.firedCount).toBe(0)
    expect(book.instruments().sort()).toEqual([bitcoin, ether])
    listed = [ether]
    expect(book.resubject('r1')).toEqual([bitcoin])
    expect(memoryOf()).toBeUndefined()
    expect(fired(tick(99, 5), tick(101, 6))).toEqual([[], []])
    const onEther = [tick(99, 7), tick(101, 8)].map((each) => ({ ...each, instrument: ether }))
    expect(fired(...onEther)).toEqual([[], ['r1 fired']])
  })

  it('starts afresh from a memory that is not of this rule any more', () => {
    const two = watched(rule({ conditions: [condition(), condition()] }))
    put({}, { ...memoryFor(two), firedCount: 7 })
    expect(memoryOf()).toMatchObject({ firedCount: 7, conditions: [{ last: null }] })
  })

  it('does not judge by prices older than the one that was kept', () => {
    const [known] = ticks(101)
    const memory = memoryFor(watched(rule()))
    const last = { value: 99, exchangeAt: startAt + 60_000, receivedAt: startAt }
    const [first] = memory.conditions
    put({}, { ...memory, conditions: first === undefined ? [] : [{ ...first, last, position: -1 }] })
    put({ id: 'r2' })
    expect(known === undefined ? [] : fired(known, tick(99, 1), tick(101, 2))).toEqual([[], [], ['r2 fired']])
    expect(fired(tick(101, 61))).toEqual([['r1 fired']])
  })
})

describe('rule book: instruments that are not known, or change', () => {
  it('places a rule when the instrument becomes known, or at its first tick after', () => {
    sizes.clear()
    put()
    put({
      id: 'r2',
      conditions: of({ kind: 'event', event: 'woken' }, { operator: 'happens', operands: [] }),
    })
    expect(book.instruments()).toEqual([bitcoin])
    expect(fired(...ticks(99, 101))).toEqual([[], []])
    // What needs no price steps does not wait for them.
    expect(fired({ kind: 'event', event: 'woken', instruments: 'all', at: startAt })).toEqual([['r2 fired']])
    sizes.set(bitcoin, 0.01)
    expect(fired(...ticks(99, 101))).toEqual([[], ['r1 fired']])
  })

  it('waits for both instruments of a difference', () => {
    sizes.clear()
    put({ conditions: of({ kind: 'difference', to: ether }, { operands: [1] }) })
    sizes.set(ether, 0.01)
    book.refresh(ether)
    const prices = [tick(100, 0), tick(98, 1, { instrument: ether })]
    expect(fired(...prices)).toEqual([[], []])
    sizes.set(bitcoin, 0.01)
    book.refresh(bitcoin)
    expect(fired(...prices)).toEqual([[], ['r1 fired']])
    put({ id: 'r2', conditions: of({ kind: 'difference', to: ether }) })
    book.delete('r2')
  })

  it('judges by new price steps after a gap, or when told', () => {
    put({ conditions: [condition({ operands: [100.04] })] })
    expect(fired(...ticks(100, 100.03))).toEqual([[], []])
    sizes.set(bitcoin, 0.1)
    book.onGap([bitcoin], 'feed')
    // 100.04 is 100.0 now; and the price before is not known.
    expect(fired(tick(100.03, 3), tick(99.9, 4), tick(100.02, 5))).toEqual([[], [], ['r1 fired']])
    sizes.set(bitcoin, 0.01)
    book.refresh(bitcoin)
    expect(fired(tick(100.03, 6), tick(100.04, 7))).toEqual([[], ['r1 fired']])
  })
})

describe('rule book: what it needs of the market', () => {
  const rsi = (inputs: Record<string, number>): Source => ({
    kind: 'indicator',
    name: 'macd',
    inputs,
    output: 'macd',
  })

  it('names instruments, books and series for as long as a rule is armed', () => {
    put({ conditions: of({ kind: 'ratio', to: ether }) })
    put({ id: 'r2', conditions: of({ kind: 'mid' }) })
    put({ id: 'r3', conditions: of(rsi({ fast: 12, slow: 26, signal: 9 })) })
    put({
      id: 'r4',
      conditions: of({ kind: 'last' }, { operands: [rsi({ signal: 9, slow: 26, fast: 12 })] }),
    })
    put({ id: 'r5', conditions: of({ kind: 'volume' }, { interval: '5m' }) })
    expect(book.instruments().sort()).toEqual([bitcoin, ether])
    expect([book.needsBook(bitcoin), book.needsBook(ether)]).toEqual([true, false])
    expect(book.series()).toMatchObject([
      { instrument: bitcoin, interval: '1m', source: { name: 'macd' } },
      { instrument: bitcoin, interval: '5m', source: { kind: 'volume' } },
    ])
    book.delete('r3')
    expect(book.series()).toHaveLength(2)
    book.delete('r4')
    put({ id: 'r5', state: 'paused', conditions: of({ kind: 'volume' }) })
    put({ id: 'r2' })
    expect([book.series(), book.needsBook(bitcoin)]).toEqual([[], false])
    book.delete('r1')
    expect(book.instruments()).toEqual([bitcoin])
  })

  it('needs the second venue, and the instrument that a rule is armed on though it watches another', () => {
    const confirm = { kind: 'second-venue' as const, instrument: ether, withinMs: 1000, tolerancePercent: 0 }
    put({ confirm })
    expect(book.instruments().sort()).toEqual([bitcoin, ether])
    put({ conditions: [condition({ instrument: ether })] })
    expect(book.instruments().sort()).toEqual([bitcoin, ether])
  })
})

describe('rule book: what is to be kept', () => {
  it('is nothing while prices move between the levels, and each rule once where something changed', () => {
    for (let place = 0; place < 20; place += 1)
      put({ id: `r${place}`, conditions: [condition({ operands: [100 + place] })] })
    fired(...ticks(99, 99.5, 100, 99, 100, 99))
    expect(book.dirty()).toMatchObject([{ ruleId: 'r0', subject: bitcoin, memory: { firedCount: 2 } }])
    fired(...ticks(99, 99.9, 98).map((each) => ({ ...each, exchangeAt: null })))
    expect(book.dirty()).toEqual([])
  })

  it('with the last tick it tells what the rule remembers', () => {
    put({ conditions: [condition({ operator: 'less-than' })] })
    fired(...ticks(101, 99, 101))
    const [kept] = book.dirty()
    fired(tick(102, 4), tick(100.5, 5))
    const last = book.lastTick(bitcoin)
    const sample = {
      value: last?.last ?? NaN,
      exchangeAt: last?.exchangeAt ?? null,
      receivedAt: last?.receivedAt ?? 0,
    }
    expect(
      kept &&
        memoryAfterQuiet(
          watched(rule({ conditions: [condition({ operator: 'less-than' })] })),
          kept.memory,
          sample,
        ),
    ).toEqual(memoryOf())
    book.onGap('all', 'feed')
    expect(book.lastTick(bitcoin)).toBeNull()
  })

  it('holds the values of rules on more than a price, once however often it changed', () => {
    put({ conditions: of({ kind: 'spread' }) })
    const { last: _last, ...bare } = tick(1, 0)
    for (let second = 0; second < 50; second += 1) book.input({ ...bare, bid: 99, ask: 100 + second })
    expect(book.dirty()).toMatchObject([{ memory: { conditions: [{ last: { value: 50 } }] } }])
    expect(book.dirty()).toEqual([])
  })

  it('has the fresh memory of what has just come on the list, and nothing of what was deleted', () => {
    put({ scope: mine })
    listed = [bitcoin, ether]
    book.resubject('r1')
    expect(book.dirty()).toMatchObject([{ ruleId: 'r1', subject: ether }])
    fired(...ticks(99, 101))
    book.delete('r1')
    expect(book.dirty()).toEqual([])
  })
})
