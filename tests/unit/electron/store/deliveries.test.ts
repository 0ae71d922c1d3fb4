/** The outbox on disk: its rows, what is asked of them, and rows from before they had words. */
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database, type Migration } from '../../../../electron/store/database.ts'
import {
  addDeliveryPlans,
  createDeliveries,
  createDeliveryTable,
} from '../../../../electron/store/deliveries.ts'
import { createSkips } from '../../../../electron/store/rows.ts'
import type { Delivery } from '../../../../shared/model/delivery.ts'
import { newFolder, now } from './with-folder.ts'

const opened: Database[] = []
afterEach(() => opened.splice(0).forEach((database) => database.close()))

function open(folder = newFolder(), migrations: Migration[] = [createDeliveries, addDeliveryPlans]) {
  const { database } = openDatabase({
    ...{ path: join(folder, 'tickerdeck.db'), durability: 'full', migrations, now },
  })
  opened.push(database)
  const skips = createSkips()
  return { database, skips, table: createDeliveryTable(database, skips) }
}

const row = (id: string, over: Partial<Delivery> = {}): Delivery => ({
  ...{ id, firing: 'f', target: 't', reason: 'alert', state: 'pending', dueAt: now + 5, attempts: 0 },
  ...{ createdAt: now, sentAt: null, lastError: null, answer: null, title: 'T ✓', body: '{"a":"\\u0000"}' },
  ...over,
})
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)

describe('rows', () => {
  it('come out as they went in, an id only once', () => {
    const { table } = open()
    const summary = row('s', { firing: null, reason: 'folded', state: 'waiting', answer: '204', sentAt: now })
    expect([table.insert(row('a')), table.insert(summary)]).toEqual([true, true])
    expect(table.insert(row('a', { target: 'other' }))).toBe(false)
    expect([table.get('a'), table.get('s'), table.get('nobody')]).toEqual([row('a'), summary, null])
  })

  it('change in what may change, and keep their words', () => {
    const { table } = open()
    table.insert(row('a'))
    const after = row('a', {
      ...{ state: 'sent', dueAt: now + 9, attempts: 3, sentAt: now + 8, lastError: 'x', answer: '200' },
    })
    table.update({ ...after, title: 'other', body: 'other', target: 'other', createdAt: 1 })
    expect(table.get('a')).toEqual(after)
  })

  it('are listed newest first, also of one firing', () => {
    const { table } = open()
    for (const [id, firing] of Object.entries({ a: 'f', b: 'g', c: 'f', d: null }))
      table.insert(row(id, { firing }))
    expect(ids(table.list({ limit: 2 }))).toEqual(['d', 'c'])
    expect(ids(table.list({ limit: 9, firing: 'f' }))).toEqual(['c', 'a'])
  })

  it('that were damaged are left out and counted', () => {
    const { table, database, skips } = open()
    for (const id of ['a', 'b']) table.insert(row(id))
    database.exec("UPDATE deliveries SET state = 'pending', reason = 'unheard-of' WHERE id = 'a'")
    expect([ids(table.list({ limit: 9 })), ids(table.open(0)), ids(table.pending())]).toEqual([
      ['b'],
      ['b'],
      ['b'],
    ])
    expect(skips.list()).toMatchObject([{ table: 'deliveries', key: 'a' }])
  })
})

describe('what is asked of them', () => {
  const all = () => {
    const bench = open()
    const rows: Record<string, Partial<Delivery>> = {
      pending: {},
      sent: { state: 'sent' },
      escalation: { state: 'waiting', reason: 'escalation' },
      escalating: { reason: 'escalation', attempts: 1 },
      escalated: { state: 'sent', reason: 'escalation' },
      held: { state: 'waiting', reason: 'digest' },
      heldOther: { state: 'waiting', reason: 'digest', target: 'u', firing: 'g' },
      digest: { reason: 'digest', firing: null },
      failed: { state: 'failed' },
      cancelled: { state: 'cancelled', reason: 'digest' },
    }
    for (const [id, over] of Object.entries(rows)) bench.table.insert(row(id, over))
    return bench.table
  }

  it('what is open, all or after a sequence, without its words', () => {
    const table = all()
    const open = table.open(0)
    expect(ids(open)).toEqual(['pending', 'escalation', 'escalating', 'held', 'heldOther', 'digest'])
    expect(open[0]).toEqual({
      ...{ id: 'pending', target: 't', reason: 'alert', state: 'pending', dueAt: now + 5, attempts: 0 },
      ...{ createdAt: now, sequence: 1 },
    })
    expect(ids(table.open(open[3]?.sequence ?? 0))).toEqual(['heldOther', 'digest'])
    expect(ids(table.pending())).toEqual(['pending', 'escalating', 'digest'])
  })

  it('what an acknowledgement recalls, what a digest tells, and what failed', () => {
    const table = all()
    expect(ids(table.recallable('f'))).toEqual(['escalation', 'escalating', 'held'])
    expect([ids(table.held('t')), ids(table.held('u'))]).toEqual([['held'], ['heldOther']])
    expect(ids(table.failed())).toEqual(['failed'])
  })
})

it('keeps rows from before, in their order and state, without words', () => {
  const folder = newFolder()
  const before = open(folder, [createDeliveries])
  const insert = (id: string, state: string, sentAt: number | null) =>
    before.database.run(
      `INSERT INTO deliveries (id, firing, target, state, attempts, created_at, sent_at, last_error)
       VALUES (?, 'f', 'desktop', ?, 2, ?, ?, 'down')`,
      ...[id, state, now, sentAt],
    )
  insert('b', 'sent', now + 1)
  insert('a', 'pending', null)
  before.database.close()
  opened.length = 0

  const { table, database } = open(folder)
  const old = (id: string, over: Partial<Delivery>) =>
    row(id, { target: 'desktop', attempts: 2, lastError: 'down', dueAt: now, title: '', body: '', ...over })
  expect(table.list({ limit: 9 })).toEqual([old('a', {}), old('b', { state: 'sent', sentAt: now + 1 })])
  table.insert(row('c', { firing: null }))
  expect(ids(table.open(0))).toEqual(['a', 'c'])
  const plan = database.all(
    "EXPLAIN QUERY PLAN SELECT id FROM deliveries WHERE state IN ('waiting', 'pending') AND sequence > 1 ORDER BY sequence",
  )
  expect(plan.map((step) => step['detail'])).toEqual([expect.stringContaining('deliveries_open')])
})
