/** One request for all who ask the same. */
import { describe, expect, it } from 'vitest'
import { createSharedFetch } from '../../../../electron/candles/shared-fetch.ts'

type Started = { resolve(value: number): void; reject(error: Error): void; signal: AbortSignal }

function setUp() {
  const started: Started[] = []
  const fetchShared = createSharedFetch<number>()
  const ask = (key: string, signal?: AbortSignal) =>
    fetchShared(
      key,
      (own) => new Promise<number>((resolve, reject) => started.push({ resolve, reject, signal: own })),
      signal,
    )
  return { started, ask }
}

describe('shared fetch', () => {
  it('asks once for the same, again for another key, and again later', async () => {
    const { started, ask } = setUp()
    const both = [ask('a'), ask('a'), ask('b')]
    expect(started.length).toBe(2)
    started[0]?.resolve(1)
    started[1]?.resolve(2)
    expect(await Promise.all(both)).toEqual([1, 1, 2])
    const later = ask('a')
    expect(started.length).toBe(3)
    started[2]?.resolve(3)
    expect(await later).toBe(3)
  })

  it('goes on for the others when one gives up, and is aborted with the last', async () => {
    const { started, ask } = setUp()
    const first = new AbortController()
    const second = new AbortController()
    const given = ask('a', first.signal)
    const waiting = ask('a', second.signal)
    first.abort()
    await expect(given).rejects.toMatchObject({ code: 'cancelled' })
    expect(started[0]?.signal.aborted).toBe(false)
    second.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    expect(started[0]?.signal.aborted).toBe(true)
    const again = ask('a')
    expect(started.length).toBe(2)
    started[1]?.resolve(5)
    expect(await again).toBe(5)
  })

  it('starts nothing for somebody who has given up already', async () => {
    const { started, ask } = setUp()
    await expect(ask('a', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
    expect(started.length).toBe(0)
  })

  it('hands a failure to all, and forgets it', async () => {
    const { started, ask } = setUp()
    const both = Promise.allSettled([ask('a'), ask('a')])
    started[0]?.reject(new Error('down'))
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const again = ask('a')
    started[1]?.resolve(1)
    expect(await again).toBe(1)
  })
})
