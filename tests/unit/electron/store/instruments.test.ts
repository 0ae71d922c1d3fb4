/** The remembered lists of instruments: whole after a restart, with a session written once for all who share it. */
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testInstrument } from '../../../support/instruments.ts'
import { closeStore, newFolder, newStore } from './with-folder.ts'

const session = {
  kind: 'exchange' as const,
  timeZone: 'America/New_York',
  opensAtMinute: 570,
  closesAtMinute: 960,
  holidays: ['2026-12-25'],
  earlyCloses: [{ date: '2026-11-27', closesAtMinute: 780 }],
  extended: { opensAtMinute: 240, closesAtMinute: 1200 },
}
const stocks = ['AAPL', 'MSFT', 'NVDA'].map((symbol) => testInstrument(symbol, { kind: 'stock', session }))
const list = [...stocks, testInstrument('TSLA', { session: { ...session } }), testInstrument('BTCUSDT')]

const listOnDisk = (dataDir: string, change?: string): string => {
  const database = new DatabaseSync(join(dataDir, 'candles.db'))
  if (change !== undefined) database.prepare('UPDATE instruments SET list = ?').run(change)
  const row = database.prepare('SELECT list FROM instruments').get()
  database.close()
  return String(row?.['list'])
}

describe('instruments', () => {
  it('are the same after a restart, each session on disk once', () => {
    const dataDir = newFolder()
    const store = newStore(dataDir)
    expect(store.instruments.load('simulated')).toEqual([])
    store.instruments.save('simulated', list)
    closeStore(store)
    expect(listOnDisk(dataDir).split('2026-12-25')).toHaveLength(2)
    const again = newStore(dataDir).instruments.load('simulated')
    expect(again).toEqual(list)
    expect(again[0]?.session).toBe(again[3]?.session)
  })

  it('are none, and are counted, where the file was damaged; an older form is none', () => {
    const dataDir = newFolder()
    const first = newStore(dataDir)
    first.instruments.save('simulated', list)
    closeStore(first)
    listOnDisk(dataDir, JSON.stringify(list))
    const older = newStore(dataDir)
    expect(older.instruments.load('simulated')).toEqual([])
    expect(older.skippedRows()).toEqual([])
    closeStore(older)
    listOnDisk(dataDir, '{"sessions":[],"instruments":[{"id":7}]}')
    const damaged = newStore(dataDir)
    expect(damaged.instruments.load('simulated')).toEqual([])
    expect(damaged.skippedRows()).toMatchObject([{ table: 'instruments', key: 'simulated' }])
  })
})
