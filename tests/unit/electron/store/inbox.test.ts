/** The inbox: raw bytes are never changed, and what was not read yet is never thrown away. */
import { describe, expect, it } from 'vitest'
import type { HookReading, RawHook } from '../../../../electron/store/inbox.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'
import { tokenVerdicts } from '../../../../shared/model/webhook.ts'
import { closeStore, newFolder, newStore, now } from './with-folder.ts'

const btc = instrumentId('simulated', 'BTCUSDT')
const raw = (over: Partial<RawHook> = {}): RawHook => ({
  source: 's1',
  sourceName: 'TradingView',
  receivedAt: now,
  headers: [
    ['Content-Type', 'application/json'],
    ['X-Twice', 'a'],
    ['x-twice', 'b'],
  ],
  body: new Uint8Array([0, 255, 123, 10]),
  ...over,
})
const reading: HookReading = {
  format: 'json',
  jsonError: null,
  summary: 'BTCUSDT 64000',
  symbol: 'BTCUSDT',
  price: '64000.10',
  message: 'x',
  instrument: btc,
  placeholders: ['{{close}}'],
}

describe('inbox', () => {
  it('keeps the bytes and the headers as they came', () => {
    const { inbox } = newStore()
    const id = inbox.insert(raw())
    const stored = inbox.get(id)
    expect(stored?.raw).toEqual({ id, ...raw() })
    expect(stored?.entry).toMatchObject({ id, sizeBytes: 4, processedAt: null, summary: 'not read yet' })
    expect(inbox.get(id + 1)).toBeNull()
  })

  it('takes an empty body', () => {
    const { inbox } = newStore()
    const id = inbox.insert(raw({ body: new Uint8Array(0) }))
    expect([inbox.get(id)?.raw.body.length, inbox.get(id)?.entry.sizeBytes]).toEqual([0, 0])
  })

  it('adds what was read out of it', () => {
    const { inbox } = newStore()
    const id = inbox.insert(raw())
    inbox.saveReading(id, reading, now + 9)
    expect(inbox.list({ limit: 5 })).toEqual([
      {
        id,
        source: 's1',
        sourceName: 'TradingView',
        receivedAt: now,
        sizeBytes: 4,
        verdict: 'token-ok',
        verdicts: tokenVerdicts,
        processedAt: now + 9,
        ...reading,
      },
    ])
  })

  it('hands over what was not read, oldest first, also after a restart', () => {
    const dataDir = newFolder()
    const store = newStore(dataDir)
    const ids = [1, 2, 3].map((byte) => store.inbox.insert(raw({ body: new Uint8Array([byte]) })))
    store.inbox.saveReading(ids[1] ?? 0, reading, now)
    closeStore(store)
    const { inbox } = newStore(dataDir)
    expect(inbox.unprocessed().map(({ id, body }) => [id, body[0]])).toEqual([
      [ids[0], 1],
      [ids[2], 3],
    ])
  })

  it('is listed newest first, page by page, also of one instrument', () => {
    const { inbox } = newStore()
    const ids = [0, 1, 2, 3].map(() => inbox.insert(raw()))
    inbox.saveReading(ids[1] ?? 0, reading, now)
    inbox.saveReading(ids[2] ?? 0, { ...reading, instrument: null }, now)
    const listed = (query: Parameters<typeof inbox.list>[0]) =>
      inbox.list(query).map(({ id }) => ids.indexOf(id))
    expect(listed({ limit: 3 })).toEqual([3, 2, 1])
    expect(listed({ limit: 3, before: ids[2] })).toEqual([1, 0])
    expect(listed({ limit: 3, instrument: btc })).toEqual([1])
    expect(inbox.count()).toBe(4)
  })

  it('drops the oldest past the number of rows or bytes, but none that was not read', () => {
    const { inbox } = newStore()
    const headerBytes = JSON.stringify(raw().headers).length
    const ids = Array.from({ length: 10 }, () => inbox.insert(raw({ body: new Uint8Array(100) })))
    for (const id of ids.slice(1)) inbox.saveReading(id, reading, now)
    const left = () =>
      inbox
        .list({ limit: 100 })
        .map(({ id }) => ids.indexOf(id))
        .toReversed()
    expect(inbox.retention(100, 1e9)).toBe(0)
    expect([inbox.retention(6, 1e9), left()]).toEqual([3, [0, 4, 5, 6, 7, 8, 9]])
    expect([inbox.retention(100, 3 * (100 + headerBytes)), left()]).toEqual([3, [0, 7, 8, 9]])
    expect([inbox.retention(0, 0), left()]).toEqual([3, [0]])
    // Ids are not used again.
    expect(inbox.insert(raw())).toBe((ids.at(-1) ?? 0) + 1)
  })
})
