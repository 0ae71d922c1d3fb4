/** Events over every wire: who gets them, what is coalesced, what is never lost. */
import { expect, it } from 'vitest'
import type { EventPayload } from '../../shared/contract/events.ts'
import type { Candle } from '../../shared/model/candle.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import { sampleFiring } from '../support/alert-samples.ts'
import { waitFor } from '../support/wait-for.ts'
import { btc, eth, feedOf } from './fake-core.ts'
import { full, onEveryWire } from './harness.ts'

function candleAt(openAt: number, close: number): Candle {
  return { openAt, open: 1, high: close, low: 1, close, volume: 1, closed: false, source: 'stream' }
}

onEveryWire('events', (bench) => {
  it('tells every client of a firing, of several as one and of a list that changed, in order', async () => {
    const clients = [bench.newClient(), bench.newClient()]
    const seen: string[][] = [[], []]
    for (const [n, client] of clients.entries()) {
      client.on('firing', ({ id }) => void seen[n]?.push(id))
      client.on('changed', ({ what }) => void seen[n]?.push(what))
      client.on('summary', ({ firings }) => void seen[n]?.push(firings.join('+')))
    }
    await Promise.all(clients.map((client) => client.call('system.dismissNotice', { id: 'ready' })))
    bench.core.emit({ name: 'firing', payload: sampleFiring('f1') })
    bench.core.emit({ name: 'changed', payload: { what: 'alerts' } })
    bench.core.emit({ name: 'firing', payload: sampleFiring('f2') })
    bench.core.emit({
      name: 'summary',
      payload: { id: 's', reason: 'folded', title: 'T', body: 'B', at: 5, firings: ['f1', 'f2'] },
    })
    await waitFor(() => seen.every((list) => list.length === 4), 'all events')
    expect(seen).toEqual([
      ['f1', 'alerts', 'f2', 'f1+f2'],
      ['f1', 'alerts', 'f2', 'f1+f2'],
    ])
  })

  it('never drops an every-one event while a buffer is full, and keeps the order', async () => {
    const { end, received } = await bench.open()
    end.setBufferedBytes(full)
    for (let n = 0; n < 500; n += 1) bench.core.emit({ name: 'firing', payload: sampleFiring(`f${n}`) })
    bench.core.clock.advance(1000)
    expect(end.sent).toHaveLength(0)
    end.setBufferedBytes(0)
    bench.core.clock.advance(100)
    bench.core.emit({ name: 'firing', payload: sampleFiring('last') })
    await waitFor(() => received.length === 501, 'all firings')
    const ids = received.map((text) => (JSON.parse(String(text)) as { params: { id: string } }).params.id)
    expect(ids).toEqual([...Array.from({ length: 500 }, (_, n) => `f${n}`), 'last'])
  })

  it('cuts off a client for which too much waits, and no other', async () => {
    const slow = await bench.open()
    const fast = await bench.open()
    let gone = false
    slow.channel.onClose(() => (gone = true))
    slow.end.setBufferedBytes(full)
    for (let n = 0; n <= 10_000; n += 1) bench.core.emit({ name: 'changed', payload: { what: 'alerts' } })
    await waitFor(() => gone, 'the slow client to be cut off')
    expect(bench.core.bridge.sessions()).toBe(1)
    await waitFor(() => fast.received.length === 10_001, 'all events at the other client')
  })

  it('sends only the newest of a key, and nothing of it while a buffer is full', async () => {
    const { end, received } = await bench.open()
    end.setBufferedBytes(full)
    for (let n = 0; n < 100; n += 1) {
      bench.core.emit({ name: 'feed', payload: feedOf('binance', n) })
      bench.core.emit({ name: 'feed', payload: feedOf('kraken', n) })
    }
    bench.core.clock.advance(500)
    expect(end.sent).toHaveLength(0)
    end.setBufferedBytes(0)
    bench.core.clock.advance(200)
    await waitFor(() => received.length === 2, 'both feeds')
    const payloads = received.map(
      (text) => (JSON.parse(String(text)) as { params: EventPayload<'feed'> }).params,
    )
    expect(payloads.map(({ provider, attempt }) => [provider, attempt])).toEqual([
      ['binance', 99],
      ['kraken', 99],
    ])
  })

  it('tells the newest progress of each ticket', async () => {
    const client = bench.newClient()
    const seen: EventPayload<'progress'>[] = []
    client.on('progress', (payload) => void seen.push(payload))
    await client.call('system.dismissNotice', { id: 'ready' })
    for (let done = 1; done <= 50; done += 1)
      for (const ticket of ['one', 'two'])
        bench.core.emit({ name: 'progress', payload: { ticket, done, total: 50, what: 'bars' } })
    bench.core.clock.advance(200)
    await waitFor(() => seen.length === 2, 'both tickets')
    expect(seen.map(({ ticket, done }) => [ticket, done])).toEqual([
      ['one', 50],
      ['two', 50],
    ])
  })

  it('sends candles of subscribed series: the newest per candle, a reset never lost', async () => {
    const client = bench.newClient()
    const seen: EventPayload<'candles'>[] = []
    client.on('candles', (payload) => void seen.push(payload))
    await client.call('candles.subscribe', { instrument: btc, interval: '1m' })
    const move = (openAt: number, close: number, instrument: InstrumentId = btc) =>
      bench.core.moveCandle({ instrument, interval: '1m', candle: candleAt(openAt, close), reset: false })
    move(0, 10)
    move(0, 11)
    bench.core.moveCandle({ instrument: btc, interval: '1m', candle: null, reset: true })
    move(60_000, 12)
    move(0, 1, eth)
    bench.core.clock.advance(0)
    await waitFor(() => seen.length === 3, 'three candle events')
    expect(seen.map(({ candle, reset }) => (reset ? 'reset' : candle?.close))).toEqual([11, 'reset', 12])
    move(60_000, 13)
    await client.call('candles.unsubscribe', { instrument: btc, interval: '1m' })
    bench.core.clock.advance(1000)
    await client.call('system.dismissNotice', { id: 'later' })
    expect(seen).toHaveLength(3)
    expect(bench.core.interests()).toBe(0)
  })
})
