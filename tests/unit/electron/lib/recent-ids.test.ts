/** Trades that are sent twice. */
import { expect, it } from 'vitest'
import { createRecentIds } from '../../../../electron/lib/recent-ids.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'

const a = instrumentId('fake', 'A')
const b = instrumentId('fake', 'B')

it('knows the last ids of each instrument by itself', () => {
  const ids = createRecentIds(10)
  expect([ids.isNew(a, '1'), ids.isNew(a, '1'), ids.isNew(b, '1')]).toEqual([true, false, true])
  ids.forget(a)
  expect(ids.isNew(a, '1')).toBe(true)
})

it('takes an empty id for none', () => {
  const ids = createRecentIds(10)
  expect([ids.isNew(a, ''), ids.isNew(a, ''), ids.isNew(a, '')]).toEqual([true, true, true])
})

it('remembers at least as many as it says, and does not grow without end', () => {
  const ids = createRecentIds(10)
  for (let id = 0; id < 1000; id += 1) {
    expect(ids.isNew(a, String(id))).toBe(true)
    for (let back = Math.max(0, id - 9); back <= id; back += 1) expect(ids.isNew(a, String(back))).toBe(false)
  }
  expect(ids.isNew(a, '0')).toBe(true)
})
