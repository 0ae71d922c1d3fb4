import { describe, expect, it } from 'vitest'
import { createReceiver } from '../../../../electron/webhooks/receive.ts'
import type { RawHook } from '../../../../electron/store/inbox.ts'

const raw = (text: string): RawHook => ({
  source: 's',
  sourceName: 'S',
  receivedAt: 1,
  headers: [],
  body: Buffer.from(text),
})

/** A store in memory whose commit can fail. */
function memory(fails: (rows: readonly string[]) => boolean = () => false) {
  const rows: string[] = []
  const committed: number[] = []
  let transactions = 0
  const receiver = createReceiver({
    transaction(work) {
      transactions += 1
      const before = rows.length
      const result = work()
      if (!fails(rows.slice(before))) return result
      rows.length = before
      throw new Error('disk full')
    },
    insert: ({ body }) => rows.push(Buffer.from(body).toString()),
    committed: (hooks) => committed.push(...hooks.map(({ id }) => id)),
  })
  return { receiver, rows, committed, transactions: () => transactions }
}

describe('receiver', () => {
  it('commits what arrives together in one transaction, in order', async () => {
    const { receiver, rows, committed, transactions } = memory()
    await Promise.all(['a', 'b', 'c'].map((text) => receiver.submit(raw(text))))
    expect(rows).toEqual(['a', 'b', 'c'])
    expect(committed).toEqual([1, 2, 3])
    expect(transactions()).toBe(1)
  })

  it('R1 releases a sender only after the commit', async () => {
    const { receiver, rows } = memory()
    let released = false
    const submitted = receiver.submit(raw('a')).then(() => (released = true))
    await Promise.resolve()
    expect({ released, rows: rows.length }).toEqual({ released: false, rows: 0 })
    await submitted
    expect(rows).toEqual(['a'])
  })

  it('R6 rejects every sender of a commit that failed, and keeps none of their rows', async () => {
    const { receiver, rows, committed } = memory(() => true)
    const results = await Promise.allSettled(['a', 'b'].map((text) => receiver.submit(raw(text))))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(rows).toEqual([])
    expect(committed).toEqual([])
  })

  it('keeps the others when one message can not be stored', async () => {
    const { receiver, rows, committed } = memory((added) => added.includes('poison'))
    const results = await Promise.allSettled(['a', 'poison', 'c'].map((text) => receiver.submit(raw(text))))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(rows).toEqual(['a', 'c'])
    expect(committed).toEqual([1, 2])
  })

  it('drains', async () => {
    const { receiver, rows } = memory()
    await receiver.drain()
    void receiver.submit(raw('a'))
    await receiver.drain()
    expect(rows).toEqual(['a'])
  })
})
