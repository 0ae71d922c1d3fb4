/** Quotes over every wire: numbers paced by credit, JSON paced by the clock. */
import { expect, it } from 'vitest'
import type { EventPayload } from '../../shared/contract/events.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import { readHeader, readRow } from '../../shared/quote-batch.ts'
import { waitFor } from '../support/wait-for.ts'
import { btc, eth, quoteOf } from './fake-core.ts'
import { full, namesOf, onEveryWire } from './harness.ts'

onEveryWire('quotes', (bench) => {
  it('paces binary quotes by credit: one batch in flight, the newest numbers in the next', async () => {
    const client = bench.newClient()
    const batches: Float64Array[] = []
    client.onBatch((batch) => void batches.push(batch))
    bench.core.setQuote(quoteOf(btc, 100))
    const { quotes, indexes } = await client.call('quotes.subscribe', {
      instruments: [btc, eth, btc],
      format: 'binary',
    })
    expect(quotes.map(({ instrument, last }) => [instrument, last])).toEqual([[btc, 100]])
    expect(indexes).toEqual([
      [btc, 7],
      [eth, 8],
    ])
    bench.core.setQuote(quoteOf(btc, 101))
    bench.core.setQuote(quoteOf(eth, 5))
    bench.core.clock.advance(0)
    await waitFor(() => batches.length === 1, 'the first batch')
    const first = batches[0] ?? new Float64Array()
    expect(readHeader(first)).toEqual({ sequence: 1, rowCount: 2 })
    expect(readRow(first, 0)).toMatchObject({
      index: 7,
      last: 101,
      open: null,
      basis: '24h',
      state: 'simulated',
    })
    expect(readRow(first, 1)).toMatchObject({ index: 8, last: 5 })

    const end = bench.wire.coreEnds.at(-1)
    const sentBatches = () => end?.sent.filter((message) => typeof message !== 'string').length
    for (let last = 102; last < 200; last += 1) {
      bench.core.setQuote(quoteOf(btc, last))
      bench.core.clock.advance(50)
    }
    expect(sentBatches()).toBe(1)
    await client.call('quotes.credit', { sequence: 1 })
    bench.core.clock.advance(50)
    await waitFor(() => batches.length === 2, 'the second batch')
    expect(readHeader(batches[1] ?? new Float64Array())).toEqual({ sequence: 2, rowCount: 1 })
    expect(readRow(batches[1] ?? new Float64Array(), 0)).toMatchObject({ index: 7, last: 199 })
    await expect(client.call('quotes.credit', { sequence: 99 })).rejects.toMatchObject({
      code: 'bad-request',
    })
  })

  it('coalesces JSON quotes, skips them while a buffer is full, and stops at unsubscribe', async () => {
    const client = bench.newClient()
    const seen: EventPayload<'quotes'>[] = []
    client.on('quotes', (payload) => void seen.push(payload))
    await client.call('quotes.subscribe', { instruments: [btc] })
    const end = await waitFor(() => bench.wire.coreEnds.at(-1), 'the core end')
    for (let last = 1; last <= 50; last += 1) bench.core.setQuote(quoteOf(btc, last))
    bench.core.setQuote(quoteOf(eth, 3))
    bench.core.clock.advance(0)
    await waitFor(() => seen.length === 1, 'the first quotes')
    expect(seen[0]?.quotes.map(({ instrument, last }) => [instrument, last])).toEqual([[btc, 50]])

    end.setBufferedBytes(full)
    for (let last = 51; last <= 60; last += 1) {
      bench.core.setQuote(quoteOf(btc, last))
      bench.core.clock.advance(100)
    }
    expect(namesOf(end).filter(({ method }) => method === 'quotes')).toHaveLength(1)
    end.setBufferedBytes(0)
    bench.core.clock.advance(100)
    await waitFor(() => seen.length === 2, 'the newest quotes')
    expect(seen[1]?.quotes[0]?.last).toBe(60)

    await client.call('quotes.unsubscribe', { instruments: [btc] })
    bench.core.setQuote(quoteOf(btc, 61))
    bench.core.clock.advance(1000)
    expect(namesOf(end).filter(({ method }) => method === 'quotes')).toHaveLength(2)
    expect(bench.core.interests()).toBe(0)
  })

  it('refuses unknown instruments by name and subscribes to nothing then', async () => {
    const client = bench.newClient()
    const input = { instruments: [btc, 'nowhere:A' as InstrumentId, 'nowhere:B' as InstrumentId] }
    await expect(client.call('quotes.subscribe', input)).rejects.toMatchObject({
      code: 'not-found',
      message: 'no such instrument: nowhere:A, nowhere:B',
    })
    expect(bench.core.interests()).toBe(0)
  })
})
