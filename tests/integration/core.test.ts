/** The core and the simulated exchange on real sockets: quotes, faults, alerts over holes, webhooks, restarts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/lib/clock.ts'
import { silentLog } from '../../electron/lib/log.ts'
import { startExchange, type Exchange } from '../../electron/simulator/exchange.ts'
import type { Firing } from '../../shared/model/alert.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import type { Quote } from '../../shared/model/quote.ts'
import { startTestCore, type TestCore } from '../support/test-core.ts'
import { waitFor } from '../support/wait-for.ts'

const bitcoin = instrumentId('simulated', 'BTCUSDT')

let exchange: Exchange
let test: TestCore
let quotes: Map<string, Quote>
let firings: Firing[]

async function watch(): Promise<void> {
  quotes = new Map()
  firings = []
  test.client.on('quotes', ({ quotes: changed }) => {
    for (const quote of changed) quotes.set(quote.instrument, quote)
  })
  test.client.on('firing', (firing) => firings.push(firing))
  await waitFor(
    async () => (await test.client.call('instruments.search', { query: '' })).length > 25,
    'instruments',
  )
  const answer = await test.client.call('quotes.subscribe', { instruments: [bitcoin] })
  for (const quote of answer.quotes) quotes.set(quote.instrument, quote)
}

const stateIs = (state: Quote['state']) =>
  waitFor(() => quotes.get(bitcoin)?.state === state, `the quote to be ${state}`, 30_000)

const rule = (level: number) =>
  ({
    instrument: bitcoin,
    operator: 'crossing',
    level,
    frequency: { kind: 'once' },
    note: '',
    expiresAt: null,
  }) as const

beforeEach(async () => {
  exchange = await startExchange({ clock: systemClock, log: silentLog })
  test = await startTestCore({
    env: { TICKERDECK_SIMULATED_REST_URL: exchange.restUrl, TICKERDECK_SIMULATED_WS_URL: exchange.wsUrl },
  })
  await watch()
})

afterEach(async () => {
  await test.stop()
  await exchange.close()
})

describe('a core with its exchange', () => {
  it('carries prices, labelled as simulated, through REST and WebSocket', async () => {
    await stateIs('simulated')
    const health = await test.client.call('connections.health', {})
    expect(health.rest.providers[0]?.requests).toBeGreaterThan(0)
    expect(health.webSocket.feeds[0]?.state).toBe('live')
    expect(health.webhook.state).toBe('listening')
  })

  it('lets nothing look live while data is frozen under running heartbeats', async () => {
    await stateIs('simulated')
    exchange.faults.set({ freezeEverything: true })
    await stateIs('stale')
    expect((await test.client.call('feeds.status', {}))[0]?.state).not.toBe('live')
    exchange.faults.clear()
    await stateIs('simulated')
  })

  it('comes back from a dropped stream with a filled hole, and fires for no first tick', async () => {
    await stateIs('simulated')
    exchange.faults.set({ refuseConnections: true })
    exchange.faults.dropConnections()
    await stateIs('stale')
    // Far above the market, then far below: whichever side the first tick is on, nothing was crossed.
    const last = quotes.get(bitcoin)?.last ?? 0
    await test.client.call('alerts.save', rule(Math.round(last * 1.5)))
    await test.client.call('alerts.save', rule(Math.round(last * 0.5)))
    const [unwatched] = await test.client.call('alerts.list', {})
    expect(unwatched?.unwatched).toMatch(/no live prices/)
    exchange.faults.clear()
    await stateIs('simulated')
    const before = quotes.get(bitcoin)?.last
    await waitFor(() => quotes.get(bitcoin)?.last !== before, 'a price to change')
    expect(firings).toEqual([])
    const { candles, gaps } = await test.client.call('candles.get', {
      instrument: bitcoin,
      interval: '1m',
      limit: 20,
    })
    expect(gaps).toEqual([])
    expect(
      candles.slice(1).every((candle, index) => candle.openAt - (candles[index]?.openAt ?? 0) === 60_000),
    ).toBe(true)
  })

  it('fires once, tells the machine once, and does neither again after a restart', async () => {
    await stateIs('simulated')
    await test.client.call('alerts.save', { ...rule(1), operator: 'greater-than' })
    await waitFor(() => firings.length > 0, 'a firing', 20_000)
    await waitFor(() => test.notified.length > 0, 'a notification')
    await test.restart()
    await watch()
    await stateIs('simulated')
    const before = quotes.get(bitcoin)?.exchangeAt
    await waitFor(() => quotes.get(bitcoin)?.exchangeAt !== before, 'a further tick')
    expect(firings).toEqual([])
    expect(test.notified).toHaveLength(1)
    const log = await test.client.call('firings.list', {})
    expect(log).toHaveLength(1)
    expect((await test.client.call('alerts.list', {}))[0]?.state).toBe('fired')
    expect((await test.client.call('deliveries.list', {})).map(({ state }) => state)).toEqual(['sent'])
  })

  it('names a symbol that the venue refuses, and goes on with the others', async () => {
    const ether = instrumentId('simulated', 'ETHUSDT')
    exchange.faults.set({ refusedSymbols: ['ETHUSDT'] })
    await test.client.call('quotes.subscribe', { instruments: [ether] })
    const status = await waitFor(
      async () => (await test.client.call('feeds.status', {})).find(({ refused }) => refused.length > 0),
      'a refusal',
    )
    expect(status.refused[0]?.instrument).toBe(ether)
    await stateIs('simulated')
  })

  it('says which instrument nobody knows', async () => {
    const nobody = instrumentId('simulated', 'NOBODY')
    await expect(test.client.call('quotes.subscribe', { instruments: [nobody] })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('simulated:NOBODY'),
    })
  })

  it('keeps lists, settings and the inbox over a restart', async () => {
    const [list] = await test.client.call('watchlists.list', {})
    if (list === undefined) throw new Error('a first run has lists')
    await test.client.call('watchlists.save', { ...list, name: 'Renamed' })
    await test.client.call('settings.save', { theme: 'light' })
    const [source] = await test.client.call('hooks.sources.list', {})
    const answer = await fetch(`${test.core.hooksAddress()}/hooks/${source?.token}`, {
      method: 'POST',
      body: 'hello',
    })
    expect(answer.status).toBe(200)
    await test.restart()
    expect((await test.client.call('watchlists.list', {}))[0]?.name).toBe('Renamed')
    expect((await test.client.call('settings.get', {})).theme).toBe('light')
    expect((await test.client.call('hooks.inbox.list', {}))[0]?.summary).toContain('hello')
  })

  it('gives back with a backup what was made, and no secret', async () => {
    await stateIs('simulated')
    await test.client.call('alerts.save', rule(900_000))
    const backup = await test.client.call('backup.export', {})
    const [source] = await test.client.call('hooks.sources.list', {})
    expect(JSON.stringify(backup)).not.toContain(source?.token)
    const [rules] = await test.client.call('alerts.list', {})
    await test.client.call('alerts.delete', { ids: [rules?.id ?? ''] })
    expect(await test.client.call('backup.import', { backup })).toEqual({ watchlists: 3, alerts: 1 })
    expect((await test.client.call('alerts.list', {})).map(({ level }) => level)).toEqual([900_000])
  })
})
