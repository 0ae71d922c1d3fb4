/** The outbox on a disk that fails. */
import { expect, it } from 'vitest'
import { openOutbox, took } from './outbox-bench.ts'
import { row } from './samples.ts'

it('stops everything for a while where the disk fails; then sends again what could not be noted', async () => {
  const bench = openOutbox()
  const { outbox, clock, deliveries, database, sent, state } = bench
  outbox.start()
  deliveries.insert(row('d1'))
  database.exec('ALTER TABLE deliveries RENAME TO hidden')
  outbox.kick()
  await clock.advanceAsync(1000)
  expect(sent).toEqual([])
  database.exec('ALTER TABLE hidden RENAME TO deliveries')
  await clock.advanceAsync(13_999)
  outbox.kick()
  expect(sent).toEqual([])
  await clock.advanceAsync(1)
  expect(sent.map(({ id }) => id)).toEqual(['d1'])
  expect(state('d1')).toBe('sent')
  bench.answer(() => {
    database.exec('ALTER TABLE deliveries RENAME TO hidden')
    bench.answer(() => took)
    return took
  })
  deliveries.insert(row('d2'))
  outbox.kick()
  await clock.advanceAsync(0)
  database.exec('ALTER TABLE hidden RENAME TO deliveries')
  expect(state('d2')).toBe('pending')
  await clock.advanceAsync(15_000)
  expect(sent.map(({ id }) => id)).toEqual(['d1', 'd2', 'd2'])
  expect(state('d2')).toBe('sent')
})
