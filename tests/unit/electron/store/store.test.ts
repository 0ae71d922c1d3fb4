/** The two files together. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../../electron/store/store.ts'
import { defaultSettings } from '../../../../shared/model/settings.ts'
import { closeStore, newFolder, newStore, now } from './with-folder.ts'

describe('store', () => {
  it('is there after it was closed', () => {
    const dataDir = newFolder()
    const store = newStore(dataDir)
    store.watchlists.save({ id: 'a', name: 'Mine', position: 0, items: [] })
    store.checkpoint()
    closeStore(store)
    expect(
      readdirSync(dataDir)
        .filter((name) => name.endsWith('.db'))
        .toSorted(),
    ).toEqual(['candles.db', 'tickerdeck.db'])
    const again = newStore(dataDir)
    expect(again.watchlists.list()).toEqual([{ id: 'a', name: 'Mine', position: 0, items: [] }])
  })

  it('sets a broken file aside, tells which, and keeps the other', () => {
    const dataDir = newFolder()
    const store = newStore(dataDir)
    store.settings.save({ theme: 'dark' })
    closeStore(store)
    writeFileSync(join(dataDir, 'candles.db'), 'not a database '.repeat(300))
    const { store: again, setAside } = openStore({ dataDir, now })
    expect(setAside).toEqual([join(dataDir, 'candles.db.2026-11-23T19-40-07.broken')])
    expect(existsSync(setAside[0] ?? '')).toBe(true)
    expect(again.settings.get()).toEqual({ ...defaultSettings, theme: 'dark' })
    again.close()
  })

  it('takes all of a transaction back when one part fails', () => {
    const store = newStore()
    expect(() =>
      store.transaction(() => {
        store.watchlists.save({ id: 'a', name: 'A', position: 0, items: [] })
        store.settings.save({ theme: 'light' })
        throw new Error('stop')
      }),
    ).toThrow('stop')
    expect([store.watchlists.list(), store.settings.get().theme]).toEqual([[], 'system'])
  })
})
