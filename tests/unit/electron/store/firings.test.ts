/** The log of firings: pages, filters, acknowledgement, and firings that the first version wrote. */
import { describe, expect, it } from 'vitest'
import { addFiringRule } from '../../../../electron/store/firings.ts'
import { tickerdeckMigrations } from '../../../../electron/store/migrations/tickerdeck.ts'
import type { Store } from '../../../../electron/store/store.ts'
import type { Firing } from '../../../../shared/alerts/firing.ts'
import { sampleFiring } from '../../../support/alert-samples.ts'
import { btc, eth } from '../../../support/samples.ts'
import { folderOf, newSpoilable, newStore, now } from './with-folder.ts'

const firing = (id: string, firedAt: number, over: Partial<Firing> = {}): Firing =>
  sampleFiring(id, { firedAt, ...over })
const ids = (firings: Iterable<Firing>) => [...firings].map(({ id }) => id)
type Query = Parameters<Store['firings']['list']>[0]

describe('firings', () => {
  it('are listed newest first, page by page, also of one instrument', () => {
    const { firings } = newStore()
    // Two of one moment, and one that was found later in candles.
    firings.insert(firing('a', now))
    firings.insert(firing('b', now + 5))
    firings.insert(firing('c', now + 5, { instrument: eth }))
    firings.insert(firing('late', now + 2, { late: true }))
    const listed = (query: Query) => ids(firings.list(query))
    expect(listed({ limit: 10 })).toEqual(['c', 'b', 'late', 'a'])
    expect(listed({ limit: 2 })).toEqual(['c', 'b'])
    expect(listed({ limit: 10, before: 'b' })).toEqual(['late', 'a'])
    expect(listed({ limit: 10, instrument: btc, before: 'late' })).toEqual(['a'])
    expect(listed({ limit: 10, instrument: eth })).toEqual(['c'])
    expect(() => firings.list({ limit: 1, before: 'nobody' })).toThrow('nobody')
  })

  it('are written once, whole, also one of no instrument', () => {
    const { firings } = newStore()
    const whole = firing('a', now, {
      ...{ instrument: null, price: null, level: null, ruleName: 'Ñ', quietUntil: now + 9, number: 3 },
      conditions: [{ hit: true, before: null, at: null, bounds: [1.5], text: 'x' }],
      inferred: { openAt: 1, closeAt: 2, low: 3, high: 4 },
      show: { toast: false, badge: true, sound: { name: 'own:x', volume: 0.5, untilAcknowledged: true } },
    })
    expect([firings.insert(whole), firings.insert(firing('a', now + 9))]).toEqual([true, false])
    expect(firings.list({ limit: 9 })).toEqual([whole])
    expect([firings.get('a'), firings.get('nobody')]).toEqual([whole, null])
  })

  it('are acknowledged once, with the time it was done', () => {
    const { firings } = newStore()
    firings.insert(firing('a', now))
    expect(firings.acknowledge(['a', 'nobody'], 77)).toEqual([firing('a', now, { acknowledgedAt: 77 })])
    expect(firings.acknowledge(['a'], 99)).toEqual([])
    expect(firings.get('a')?.acknowledgedAt).toBe(77)
  })

  it('count as unseen while nobody has seen them, where they count on the icon at all', () => {
    const { firings } = newStore()
    for (const id of ['a', 'b', 'c']) firings.insert(firing(id, now))
    firings.insert(firing('silent', now, { show: { toast: true, badge: false, sound: null } }))
    firings.acknowledge(['b'], now)
    expect(firings.unseenCount()).toBe(2)
  })
})

describe('a filter', () => {
  const filled = () => {
    const { firings } = newStore()
    firings.insert(firing('old', now, { rule: 'r2' }))
    firings.insert(firing('late', now + 10, { late: true }))
    firings.insert(firing('eth', now + 20, { instrument: eth, rule: 'r2' }))
    firings.insert(firing('app', now + 30, { instrument: null }))
    firings.acknowledge(['late', 'app'], now + 40)
    return firings
  }

  it.each<[Omit<Query, 'limit'>, string[]]>([
    [{}, ['app', 'eth', 'late', 'old']],
    [{ instrument: eth }, ['eth']],
    [{ rule: 'r2' }, ['eth', 'old']],
    [{ rule: 'r2', instrument: btc }, ['old']],
    [{ rule: "r2' OR 1=1 --" }, []],
    [{ fromAt: now + 10 }, ['app', 'eth', 'late']],
    [{ toAt: now + 20 }, ['late', 'old']],
    [{ fromAt: now + 10, toAt: now + 20 }, ['late']],
    [{ late: true }, ['late']],
    [{ late: false }, ['app', 'eth', 'old']],
    [{ unseen: true }, ['eth', 'old']],
    [{ unseen: false }, ['app', 'late']],
    [{ unseen: true, rule: 'r2', before: 'eth' }, ['old']],
  ])('%j finds %j, and each the same the other way round', (query, expected) => {
    const firings = filled()
    expect(ids(firings.list({ ...query, limit: 10 }))).toEqual(expected)
    const { before, ...filter } = query
    if (before === undefined) expect(ids(firings.each(filter))).toEqual(expected.toReversed())
  })

  it.each<[string, string[]]>([
    ['breakout', ['name']],
    ['BREAKOUT', ['name']],
    ['ÜBER', ['umlaut']],
    ['über', ['umlaut']],
    ['50%', ['percent']],
    ['%', ['percent']],
    ['a_b', ['underscore']],
    ["o'clock", ['quotes']],
    ['"quoted"', ['quotes']],
    ['back\\slash', ['quotes']],
    ["'; DROP TABLE firings; --", []],
    ['  crosses 100 ', ['name', 'percent', 'quotes', 'umlaut', 'underscore']],
    ['   ', ['name', 'percent', 'quotes', 'umlaut', 'underscore']],
    // The end of one field and the start of the next are no text of the log.
    ['once breakout', []],
  ])('finds the text %j in %j', (text, expected) => {
    const { firings } = newStore()
    firings.insert(firing('name', now, { ruleName: 'Breakout' }))
    firings.insert(firing('umlaut', now, { note: 'Über die Straße' }))
    firings.insert(firing('percent', now, { message: 'up 50% since 1_000' }))
    firings.insert(firing('underscore', now, { message: 'a_b' }))
    firings.insert(firing('quotes', now, { note: `ten o'clock, "quoted", back\\slash` }))
    expect(ids(firings.list({ text, limit: 10 })).toSorted()).toEqual(expected)
  })
})

it('goes through more than a page oldest first, each once, and through what is damaged', () => {
  const { store, spoil } = newSpoilable()
  const { firings } = store
  const count = 1203
  store.transaction(() => {
    // Many of one moment, so that pages end among equals.
    for (let n = 0; n < count; n += 1)
      firings.insert(
        firing(`f${n}`, now + Math.floor(n / 300), {
          instrument: n % 3 === 0 ? eth : btc,
          late: n % 2 === 0,
        }),
      )
  })
  const all = Array.from({ length: count }, (_, n) => `f${n}`)
  expect(ids(firings.each({}))).toEqual(all)
  expect(ids(firings.each({ instrument: eth }))).toEqual(all.filter((_, n) => n % 3 === 0))
  spoil("UPDATE firings SET firing = 'not json' WHERE id = 'f499'")
  spoil("UPDATE firings SET firing = json_remove(firing, '$.sentence') WHERE id = 'f0'")
  expect(ids(firings.each({}))).toEqual(all.filter((id) => id !== 'f499' && id !== 'f0'))
  expect(ids(firings.each({ late: false, text: 'crosses' }))).toEqual(
    all.filter((id, n) => n % 2 === 1 && id !== 'f499'),
  )
  expect(firings.unseenCount()).toBe(count)
  expect(store.skippedRows().map(({ table, key }) => `${table} ${key}`)).toEqual([
    'firings f0',
    'firings f499',
  ])
})

it('reads firings of the first version, and finds them by rule and text', () => {
  const before = tickerdeckMigrations.slice(0, tickerdeckMigrations.indexOf(addFiringRule))
  const at = { price: 64_001.5, exchangeAt: now, receivedAt: now }
  const old = {
    ...{
      id: 'a',
      rule: 'r9',
      ruleVersion: 2,
      instrument: btc,
      sentence: 'BTCUSDT crosses up 64,000',
      note: 'n',
    },
    ...{ level: 64_000, firedAt: now, evidence: { before: null, at }, late: false, simulated: true },
    acknowledgedAt: null,
  }
  const dataDir = folderOf(before, (database) => {
    for (const [id, firing] of [
      ['a', JSON.stringify(old)],
      ['damaged', 'not json'],
    ])
      database.run(
        'INSERT INTO firings (id, instrument, fired_at, acknowledged_at, firing) VALUES (?, ?, ?, ?, ?)',
        ...[id ?? '', btc, now, 88, firing ?? ''],
      )
  })
  const { firings } = newStore(dataDir)
  const expected: Firing = {
    ...old,
    ...{ ruleName: '', message: '', price: null, decidedAt: null, happenedAt: null, conditions: [] },
    ...{ inferred: null, folded: false, number: 1, feed: { quote: null, stream: null }, quietUntil: null },
    show: { toast: true, badge: true, sound: null },
    acknowledgedAt: 88,
  }
  expect(firings.get('a')).toEqual(expected)
  expect(firings.list({ limit: 9, rule: 'r9' })).toEqual([expected])
  expect(firings.list({ limit: 9, text: 'CROSSES UP', unseen: false, late: false })).toEqual([expected])
  expect([...firings.each({})]).toEqual([expected])
})
