/** Each table: what goes in comes out, in its order; what was damaged on disk is left out and counted. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../../electron/store/database.ts'
import { tickerdeckMigrations } from '../../../../electron/store/migrations/tickerdeck.ts'
import type { Firing, Rule, RuleMemory } from '../../../../shared/model/alert.ts'
import type { Delivery } from '../../../../shared/model/delivery.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'
import { defaultSettings } from '../../../../shared/model/settings.ts'
import type { Watchlist } from '../../../../shared/model/watchlist.ts'
import type { HookSource } from '../../../../shared/model/webhook.ts'
import { newFolder, newStore, now } from './with-folder.ts'

const btc = instrumentId('simulated', 'BTCUSDT')
const eth = instrumentId('simulated', 'ETHUSDT')

/** A store and a second connection that can spoil what is on disk. */
function newSpoilable() {
  const dataDir = newFolder()
  const store = newStore(dataDir)
  const spoil = (sql: string) => {
    const { database } = openDatabase({
      path: join(dataDir, 'tickerdeck.db'),
      durability: 'full',
      migrations: tickerdeckMigrations,
      now,
    })
    database.exec(sql)
    database.close()
  }
  return { store, spoil }
}

describe('settings', () => {
  it('are the defaults until something is saved, and save only what is given', () => {
    const { settings } = newStore()
    expect(settings.get()).toEqual(defaultSettings)
    expect(
      settings.save({ theme: 'dark', sort: { column: 'last', descending: true }, flash: undefined }),
    ).toEqual({
      ...defaultSettings,
      theme: 'dark',
      sort: { column: 'last', descending: true },
    })
    expect(settings.save({ sort: null }).sort).toBeNull()
    expect(settings.get().theme).toBe('dark')
  })

  it('fall back field by field where the disk holds nonsense', () => {
    const { store, spoil } = newSpoilable()
    store.settings.save({
      theme: 'dark',
      hooksPort: 9000,
      layout: { ...defaultSettings.layout, leftWidth: 500 },
    })
    spoil("UPDATE settings SET value = '70000' WHERE name = 'hooksPort'")
    spoil("UPDATE settings SET value = '{not json' WHERE name = 'theme'")
    spoil("UPDATE settings SET value = '{\"leftWidth\":600}' WHERE name = 'layout'")
    spoil("INSERT INTO settings VALUES ('unheardOf', '1')")
    // A group that lacks members keeps those it has.
    expect(store.settings.get()).toEqual({
      ...defaultSettings,
      layout: { ...defaultSettings.layout, leftWidth: 600 },
    })
    expect(
      store
        .skippedRows()
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(['hooksPort', 'theme'])
  })
})

describe('watchlists', () => {
  const list = (id: string, position: number): Watchlist => ({
    id,
    name: `List ${id}`,
    position,
    items: [
      { kind: 'section', title: 'Majors' },
      { kind: 'instrument', instrument: btc },
      { kind: 'unresolved', text: 'NYSE:X' },
    ],
  })

  it('are kept in their order, replaced and deleted', () => {
    const { watchlists } = newStore()
    watchlists.save(list('b', 2))
    watchlists.save(list('a', 1))
    watchlists.save({ ...list('b', 0), name: 'First' })
    expect(watchlists.list()).toEqual([{ ...list('b', 0), name: 'First' }, list('a', 1)])
    expect([watchlists.get('a'), watchlists.get('z')]).toEqual([list('a', 1), null])
    expect([watchlists.delete('a'), watchlists.delete('a'), watchlists.list().length]).toEqual([
      true,
      false,
      1,
    ])
  })

  it('leave out and count one that is damaged, once', () => {
    const { store, spoil } = newSpoilable()
    store.watchlists.save(list('a', 1))
    store.watchlists.save(list('b', 2))
    spoil(`UPDATE watchlists SET items = '[{"kind":"instrument","instrument":"no colon"}]' WHERE id = 'a'`)
    for (let time = 0; time < 3; time += 1) expect(store.watchlists.list().map(({ id }) => id)).toEqual(['b'])
    expect(store.watchlists.get('a')).toBeNull()
    expect(store.skippedRows()).toMatchObject([{ table: 'watchlists', key: 'a' }])
  })
})

describe('providers', () => {
  it('keep only what the user changed', () => {
    const { providers } = newStore()
    expect(providers.list()).toEqual([])
    providers.save({
      id: 'kraken',
      enabled: null,
      restUrl: 'http://127.0.0.1:9',
      wsUrl: null,
      historyFrom: null,
    })
    providers.save({ id: 'binance', enabled: true, restUrl: null, wsUrl: null, historyFrom: null })
    providers.save({
      id: 'binance',
      enabled: false,
      restUrl: null,
      wsUrl: 'ws://127.0.0.1:9',
      historyFrom: 'okx',
    })
    expect(providers.list()).toEqual([
      { id: 'binance', enabled: false, restUrl: null, wsUrl: 'ws://127.0.0.1:9', historyFrom: 'okx' },
      { id: 'kraken', enabled: null, restUrl: 'http://127.0.0.1:9', wsUrl: null, historyFrom: null },
    ])
  })
})

describe('rules', () => {
  const rule = (id: string): Rule => ({
    id,
    instrument: btc,
    operator: 'crossing-up',
    level: 64_000.5,
    frequency: { kind: 'every-time', coolDownMs: 60_000 },
    note: 'n\u0000ote ✓',
    expiresAt: null,
    state: 'armed',
    createdAt: now,
    armedAt: now,
    version: 1,
  })
  const memory: RuleMemory = {
    lastTick: { price: 1.5, exchangeAt: null, receivedAt: now },
    lastFiredAt: 3,
    firedCount: 2,
  }

  it('are kept with their memory, in the order they were made', () => {
    const { rules } = newStore()
    rules.save(rule('b'), memory)
    rules.save(rule('a'), { lastTick: null, lastFiredAt: null, firedCount: 0 })
    rules.save({ ...rule('b'), version: 2, state: 'paused' }, memory)
    rules.saveMemory('a', memory)
    rules.saveMemory('gone', memory)
    expect(rules.list()).toEqual([
      { rule: { ...rule('b'), version: 2, state: 'paused' }, memory },
      { rule: rule('a'), memory },
    ])
    rules.delete(['b', 'gone'])
    expect(rules.list().map((stored) => stored.rule.id)).toEqual(['a'])
  })

  it('start with an empty memory where theirs is damaged, and are left out where they are themselves', () => {
    const { store, spoil } = newSpoilable()
    store.rules.save(rule('a'), memory)
    store.rules.save(rule('b'), memory)
    spoil("UPDATE rules SET memory = '{}' WHERE id = 'a'")
    spoil(`UPDATE rules SET rule = json_set(rule, '$.level', -5) WHERE id = 'b'`)
    expect(store.rules.list()).toEqual([
      { rule: rule('a'), memory: { lastTick: null, lastFiredAt: null, firedCount: 0 } },
    ])
    expect(store.skippedRows().map(({ table, key }) => `${table} ${key}`)).toEqual([
      'rule memories a',
      'rules b',
    ])
  })
})

const firing = (id: string, firedAt: number, over: Partial<Firing> = {}): Firing => ({
  id,
  rule: 'r',
  ruleVersion: 1,
  instrument: btc,
  sentence: 'BTCUSDT crossed 64,000 upwards',
  note: '',
  level: 64_000,
  firedAt,
  evidence: { before: null, at: { price: 64_001.5, exchangeAt: firedAt, receivedAt: firedAt } },
  late: false,
  simulated: true,
  acknowledgedAt: null,
  ...over,
})

describe('firings', () => {
  it('are listed newest first, page by page, also of one instrument', () => {
    const { firings } = newStore()
    // Two of one moment, and one that was found later in candles.
    firings.insert(firing('a', now))
    firings.insert(firing('b', now + 5))
    firings.insert(firing('c', now + 5, { instrument: eth }))
    firings.insert(firing('late', now + 2, { late: true }))
    const ids = (query: Parameters<typeof firings.list>[0]) => firings.list(query).map(({ id }) => id)
    expect(ids({ limit: 10 })).toEqual(['c', 'b', 'late', 'a'])
    expect(ids({ limit: 2 })).toEqual(['c', 'b'])
    expect(ids({ limit: 10, before: 'b' })).toEqual(['late', 'a'])
    expect(ids({ limit: 10, instrument: btc, before: 'late' })).toEqual(['a'])
    expect(ids({ limit: 10, instrument: eth })).toEqual(['c'])
    expect(() => firings.list({ limit: 1, before: 'nobody' })).toThrow('nobody')
  })

  it('are written once', () => {
    const { firings } = newStore()
    expect([firings.insert(firing('a', now)), firings.insert(firing('a', now + 9))]).toEqual([true, false])
    expect(firings.list({ limit: 9 })).toEqual([firing('a', now)])
  })

  it('are acknowledged once, with the time it was done', () => {
    const { firings } = newStore()
    firings.insert(firing('a', now))
    expect(firings.acknowledge(['a', 'nobody'], 77)).toEqual([firing('a', now, { acknowledgedAt: 77 })])
    expect(firings.acknowledge(['a'], 99)).toEqual([])
    expect([firings.get('a')?.acknowledgedAt, firings.get('nobody')]).toEqual([77, null])
  })
})

describe('deliveries', () => {
  const delivery = (id: string, over: Partial<Delivery> = {}): Delivery => ({
    id,
    firing: 'f',
    target: 'desktop',
    state: 'pending',
    attempts: 0,
    createdAt: now,
    sentAt: null,
    lastError: null,
    ...over,
  })

  it('wait, oldest first, until they are sent or have failed', () => {
    const { deliveries } = newStore()
    for (const id of ['c', 'a', 'b']) expect(deliveries.insert(delivery(id))).toBe(true)
    expect(deliveries.insert(delivery('a', { target: 'other' }))).toBe(false)
    expect(deliveries.pending().map(({ id }) => id)).toEqual(['c', 'a', 'b'])
    deliveries.update(delivery('c', { state: 'sent', attempts: 1, sentAt: now + 3 }))
    deliveries.update(delivery('b', { attempts: 2, lastError: 'down' }))
    expect(deliveries.pending()).toEqual([delivery('a'), delivery('b', { attempts: 2, lastError: 'down' })])
    expect(deliveries.get('c')).toEqual(delivery('c', { state: 'sent', attempts: 1, sentAt: now + 3 }))
    expect(deliveries.get('nobody')).toBeNull()
  })

  it('are listed newest first, also of one firing', () => {
    const { deliveries } = newStore()
    deliveries.insert(delivery('a'))
    deliveries.insert(delivery('b', { firing: 'g' }))
    deliveries.insert(delivery('c'))
    expect(deliveries.list({ limit: 2 }).map(({ id }) => id)).toEqual(['c', 'b'])
    expect(deliveries.list({ limit: 9, firing: 'f' }).map(({ id }) => id)).toEqual(['c', 'a'])
  })
})

describe('hook sources', () => {
  const source = (id: string, token: string): HookSource => ({
    id,
    name: `Source ${id}`,
    token,
    createdAt: now,
    enabled: true,
  })

  it('are found by id and by token', () => {
    const { hookSources } = newStore()
    hookSources.save(source('b', 'tb'))
    hookSources.save(source('a', 'ta'))
    hookSources.save({ ...source('b', 'new'), enabled: false })
    expect(hookSources.list()).toEqual([{ ...source('b', 'new'), enabled: false }, source('a', 'ta')])
    expect([hookSources.byToken('tb'), hookSources.byToken('new')?.id, hookSources.get('a')?.id]).toEqual([
      null,
      'b',
      'a',
    ])
    expect([hookSources.delete('a'), hookSources.delete('a')]).toEqual([true, false])
  })

  it('never share a token', () => {
    const { hookSources } = newStore()
    hookSources.save(source('a', 't'))
    expect(() => hookSources.save(source('b', 't'))).toThrow('same token')
    expect(hookSources.list().length).toBe(1)
  })
})
