/** Each table: what goes in comes out, in its order; what was damaged on disk is left out and counted. */
import { describe, expect, it } from 'vitest'
import type { Preset } from '../../../../shared/contract/alert-methods.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'
import { defaultSettings } from '../../../../shared/model/settings.ts'
import type { Watchlist } from '../../../../shared/model/watchlist.ts'
import { tokenAlone, type HookSource } from '../../../../shared/model/webhook.ts'
import { levelRule } from '../../../support/alert-rig.ts'
import { newSpoilable, newStore, now } from './with-folder.ts'

const btc = instrumentId('simulated', 'BTCUSDT')

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

describe('presets', () => {
  const preset = (id: string, level = 100): Preset => ({
    id,
    name: `Preset ${id} ✓`,
    rule: levelRule(btc, 'crossing', [level]),
  })

  it('are kept in the order they were made, replaced and deleted', () => {
    const { presets } = newStore()
    presets.save(preset('b'))
    presets.save(preset('a'))
    presets.save({ ...preset('b', 200), name: 'Renamed' })
    expect(presets.list()).toEqual([{ ...preset('b', 200), name: 'Renamed' }, preset('a')])
    expect([presets.delete('b'), presets.delete('b'), presets.list()]).toEqual([true, false, [preset('a')]])
  })

  it('leave out and count one that is damaged', () => {
    const { store, spoil } = newSpoilable()
    for (const id of ['a', 'b']) store.presets.save(preset(id))
    spoil(
      "UPDATE alert_presets SET preset = json_set(preset, '$.rule.conditions', json('[]')) WHERE id = 'a'",
    )
    expect(store.presets.list()).toEqual([preset('b')])
    expect(store.skippedRows()).toMatchObject([{ table: 'presets', key: 'a' }])
  })
})

describe('hook sources', () => {
  const source = (id: string, token: string): HookSource => ({
    id,
    name: `Source ${id}`,
    token,
    createdAt: now,
    enabled: true,
    verification: tokenAlone,
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
