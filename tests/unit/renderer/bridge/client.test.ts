/** The window's end: waits, losses, and who is told. */
import { expect, it } from 'vitest'
import { createBridgeClient } from '../../../../renderer/bridge/client.ts'
import { toAppError } from '../../../../shared/errors.ts'
import type { Channel } from '../../../../shared/wire.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { createMemoryPair, type MemoryChannel } from '../../../support/memory-channel.ts'

function setUp(random = 1) {
  const clock = createManualClock()
  const opens: { at: number; resolve(channel: Channel): void; reject(error: Error): void }[] = []
  const errors: unknown[] = []
  const client = createBridgeClient({
    open: () =>
      new Promise((resolve, reject) => void opens.push({ at: clock.monotonicMs(), resolve, reject })),
    after: clock.after,
    random: () => random,
    onError: (error) => void errors.push(error),
  })
  const states: [string, string | null][] = []
  client.onState((...change) => void states.push(change))
  const accept = async (): Promise<{ core: MemoryChannel; texts: string[] }> => {
    const [window, core] = createMemoryPair()
    const texts: string[] = []
    core.onMessage((message) => void texts.push(String(message)))
    opens.at(-1)?.resolve(window)
    await clock.advanceAsync(0)
    return { core, texts }
  }
  return { clock, client, opens, states, errors, accept }
}

it('waits longer after each failed attempt, up to five seconds', async () => {
  const { clock, opens, states } = setUp()
  for (let n = 0; n < 8; n += 1) {
    opens.at(-1)?.reject(new Error('refused'))
    await clock.advanceAsync(5000)
  }
  const waits = opens.slice(1).map(({ at }, n) => at - (n === 0 ? 0 : 5000 * n))
  expect(waits).toEqual([200, 400, 800, 1600, 3200, 5000, 5000, 5000])
  expect(states[0]).toEqual(['lost', 'refused'])
  expect(states[1]).toEqual(['connecting', null])
})

it('begins the waits anew only after a connection that lasted', async () => {
  const { clock, opens, accept } = setUp(0)
  for (let n = 0; n < 3; n += 1) {
    const { core } = await accept()
    core.close()
    await clock.advanceAsync(4000)
  }
  const first = opens.length
  const { core } = await accept()
  await clock.advanceAsync(5000)
  const lostAt = clock.monotonicMs()
  core.close()
  await clock.advanceAsync(5000)
  expect(opens.slice(1, first).map(({ at }, n) => at - n * 4000)).toEqual([100, 200, 400])
  expect((opens[first]?.at ?? 0) - lostAt).toBe(100)
})

it('keeps calls made while connecting, and sends them when it is open', async () => {
  const { clock, client, accept } = setUp()
  const call = client.call('system.dismissNotice', { id: 'a' })
  await clock.advanceAsync(9000)
  const { core, texts } = await accept()
  expect(JSON.parse(texts[0] ?? '')).toEqual({
    jsonrpc: '2.0',
    id: 1,
    method: 'system.dismissNotice',
    params: { id: 'a' },
  })
  core.send('{"jsonrpc":"2.0","id":1,"result":{"ok":true}}')
  expect(await call).toEqual({ ok: true })
  expect(clock.pendingTimers()).toBe(1)
})

it('refuses a call for which no connection comes within ten seconds', async () => {
  const { clock, client, accept } = setUp()
  const refused = client.call('settings.get', {}).catch(toAppError)
  await clock.advanceAsync(10_000)
  expect(await refused).toEqual({
    code: 'unavailable',
    retry: 'later',
    message: 'settings.get: no connection to the core within 10 seconds',
  })
  const { texts } = await accept()
  expect(texts).toEqual([])
})

it('rejects every waiting call with the cause when the connection is lost', async () => {
  const { clock, client, accept } = setUp()
  const { core } = await accept()
  const methods = ['settings.get', 'feeds.status'] as const
  const lost = methods.map((method) => client.call(method, {}).catch(toAppError))
  core.close()
  await clock.advanceAsync(0)
  expect(await Promise.all(lost)).toMatchObject([
    { code: 'unavailable', message: 'settings.get: the connection to the core was lost' },
    { code: 'unavailable', message: 'feeds.status: the connection to the core was lost' },
  ])
  expect(client.state()).toBe('lost')
})

it('hands events to all their listeners although one throws, and to none that left', async () => {
  const { clock, client, errors, accept } = setUp()
  const { core } = await accept()
  const seen: string[] = []
  client.on('changed', () => {
    throw new Error('broken listener')
  })
  const leave = client.on('changed', ({ what }) => void seen.push(`left ${what}`))
  client.on('changed', ({ what }) => void seen.push(what))
  leave()
  const batches: Float64Array[] = []
  client.onBatch((batch) => void batches.push(batch))
  core.send('{"jsonrpc":"2.0","method":"changed","params":{"what":"alerts"}}')
  core.send('{"jsonrpc":"2.0","method":"unheard","params":{}}')
  core.send('not json')
  core.send('{"jsonrpc":"2.0","id":99,"result":1}')
  core.send(Float64Array.of(1, 0))
  await clock.advanceAsync(0)
  expect(seen).toEqual(['alerts'])
  expect(errors).toHaveLength(1)
  expect(batches).toEqual([Float64Array.of(1, 0)])
})

it('ends for good: calls are cancelled, nothing is opened again, a late channel is closed', async () => {
  const { clock, client, opens, states, accept } = setUp()
  const cancelled = client.call('settings.get', {}).catch(toAppError)
  client.close()
  expect(await cancelled).toMatchObject({ code: 'cancelled' })
  const { core } = await accept()
  let closed = false
  core.onClose(() => (closed = true))
  await clock.advanceAsync(60_000)
  expect(closed).toBe(true)
  expect(opens).toHaveLength(1)
  expect(states).toEqual([['lost', 'closed']])
  await expect(client.call('settings.get', {})).rejects.toMatchObject({ code: 'cancelled' })
})
