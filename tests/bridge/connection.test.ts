/** The beginning and the end of a connection, over every bench.wire. */
import { expect, it } from 'vitest'
import { createBridgeClient } from '../../renderer/bridge/client.ts'
import { toAppError } from '../../shared/errors.ts'
import { waitFor } from '../support/wait-for.ts'
import { btc, createFakeCore, eth, quoteOf } from './fake-core.ts'
import { onEveryWire } from './harness.ts'

onEveryWire('connection', (bench) => {
  it('lets go of everything when the client goes, and when the core does', async () => {
    const clients = [bench.newClient(), bench.newClient()]
    for (const client of clients) {
      await client.call('quotes.subscribe', { instruments: [btc, eth], format: 'binary' })
      await client.call('candles.subscribe', { instrument: btc, interval: '1h' })
    }
    expect(bench.core.interests()).toBe(6)
    expect(bench.core.bridge.sessions()).toBe(2)
    clients[0]?.close()
    await waitFor(() => bench.core.bridge.sessions() === 1, 'the first session to end')
    expect(bench.core.interests()).toBe(3)
    bench.core.bridge.close()
    expect(bench.core.interests()).toBe(0)
    expect(bench.core.clock.pendingTimers()).toBe(0)
    await waitFor(() => clients[1]?.state() !== 'open', 'the client to notice')
  })

  it('connects again after a loss, with waiting calls refused and a fresh snapshot', async () => {
    const hanging = createFakeCore({ 'settings.get': () => new Promise(() => undefined) })
    const ownWire = await bench.makeWire(hanging.bridge.attach)
    const client = createBridgeClient({ open: ownWire.connect })
    bench.undo(client.close)
    const states: string[] = []
    client.onState((state) => void states.push(state))
    hanging.setQuote(quoteOf(btc, 1))
    await client.call('quotes.subscribe', { instruments: [btc] })
    const lost = client.call('settings.get', {}).catch(toAppError)
    ownWire.coreEnds[0]?.close()
    expect(await lost).toMatchObject({ code: 'unavailable', retry: 'later' })
    hanging.setQuote(quoteOf(btc, 2))
    const { quotes } = await client.call('quotes.subscribe', { instruments: [btc] })
    expect(quotes[0]?.last).toBe(2)
    expect(states.slice(-3)).toEqual(['lost', 'connecting', 'open'])
    expect(hanging.interests()).toBe(1)
    client.close()
    hanging.bridge.close()
    await ownWire.close()
  })
})
