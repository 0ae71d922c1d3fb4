/** The core and the simulated exchange on real sockets: quotes, faults, alerts over holes, webhooks, restarts. */
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../shared/model/ids.ts'
import { waitFor } from '../support/wait-for.ts'
import { bitcoin, createCoreBench } from './core-bench.ts'

const bench = createCoreBench()
const { stateIs, furtherTick } = bench

const rule = (level: number) =>
  ({
    instrument: bitcoin,
    operator: 'crossing',
    level,
    frequency: { kind: 'once' },
    note: '',
    expiresAt: null,
  }) as const

describe('a core with its exchange', () => {
  it('carries prices, labelled as simulated, through REST and WebSocket', async () => {
    await stateIs('simulated')
    const health = await bench.test.client.call('connections.health', {})
    expect(health.rest.providers[0]?.requests).toBeGreaterThan(0)
    expect(health.webSocket.feeds[0]?.state).toBe('live')
    expect(health.webhook.state).toBe('listening')
  })

  it('lets nothing look live while data is frozen under running heartbeats', async () => {
    await stateIs('simulated')
    bench.exchange.faults.set({ freezeEverything: true })
    await stateIs('stale')
    expect((await bench.test.client.call('feeds.status', {}))[0]?.state).not.toBe('live')
    bench.exchange.faults.clear()
    await stateIs('simulated')
  })

  it('comes back from a dropped stream with a filled hole, and fires for no first tick', async () => {
    await stateIs('simulated')
    bench.exchange.faults.set({ refuseConnections: true })
    bench.exchange.faults.dropConnections()
    await stateIs('stale')
    // Far above the market, then far below: whichever side the first tick is on, nothing was crossed.
    const last = bench.quotes.get(bitcoin)?.last ?? 0
    await bench.test.client.call('alerts.save', rule(Math.round(last * 1.5)))
    await bench.test.client.call('alerts.save', rule(Math.round(last * 0.5)))
    const [unwatched] = await bench.test.client.call('alerts.list', {})
    expect(unwatched?.unwatched).toMatch(/no live prices/)
    bench.exchange.faults.clear()
    await stateIs('simulated')
    await furtherTick()
    expect(bench.firings).toEqual([])
    const { candles, gaps } = await bench.test.client.call('candles.get', {
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
    await bench.test.client.call('alerts.save', { ...rule(1), operator: 'greater-than' })
    await waitFor(() => bench.firings.length > 0, 'a firing', 20_000)
    await waitFor(() => bench.test.notified.length > 0, 'a notification')
    await bench.test.restart()
    await bench.watch()
    await stateIs('simulated')
    await furtherTick()
    expect(bench.firings).toEqual([])
    expect(bench.test.notified).toHaveLength(1)
    const log = await bench.test.client.call('firings.list', {})
    expect(log).toHaveLength(1)
    expect((await bench.test.client.call('alerts.list', {}))[0]?.state).toBe('fired')
    expect((await bench.test.client.call('deliveries.list', {})).map(({ state }) => state)).toEqual(['sent'])
  })

  it('names a symbol that the venue refuses, and goes on with the others', async () => {
    const ether = instrumentId('simulated', 'ETHUSDT')
    bench.exchange.faults.set({ refusedSymbols: ['ETHUSDT'] })
    await bench.test.client.call('quotes.subscribe', { instruments: [ether] })
    const status = await waitFor(
      async () =>
        (await bench.test.client.call('feeds.status', {})).find(({ refused }) => refused.length > 0),
      'a refusal',
    )
    expect(status.refused[0]?.instrument).toBe(ether)
    await stateIs('simulated')
  })

  it('says which instrument nobody knows', async () => {
    const nobody = instrumentId('simulated', 'NOBODY')
    await expect(bench.test.client.call('quotes.subscribe', { instruments: [nobody] })).rejects.toMatchObject(
      {
        code: 'not-found',
        message: expect.stringContaining('simulated:NOBODY'),
      },
    )
  })

  it('keeps lists, settings and the inbox over a restart', async () => {
    const [list] = await bench.test.client.call('watchlists.list', {})
    if (list === undefined) throw new Error('a first run has lists')
    await bench.test.client.call('watchlists.save', { ...list, name: 'Renamed' })
    await bench.test.client.call('settings.save', { theme: 'light' })
    const [source] = await bench.test.client.call('hooks.sources.list', {})
    const answer = await fetch(`${bench.test.core.hooksAddress()}/hooks/${source?.token}`, {
      method: 'POST',
      body: 'hello',
    })
    expect(answer.status).toBe(200)
    await bench.test.restart()
    expect((await bench.test.client.call('watchlists.list', {}))[0]?.name).toBe('Renamed')
    expect((await bench.test.client.call('settings.get', {})).theme).toBe('light')
    expect((await bench.test.client.call('hooks.inbox.list', {}))[0]?.summary).toContain('hello')
  })

  it('gives back with a backup what was made, and no secret', async () => {
    await stateIs('simulated')
    await bench.test.client.call('alerts.save', rule(900_000))
    const backup = await bench.test.client.call('backup.export', {})
    const [source] = await bench.test.client.call('hooks.sources.list', {})
    expect(JSON.stringify(backup)).not.toContain(source?.token)
    const [rules] = await bench.test.client.call('alerts.list', {})
    await bench.test.client.call('alerts.delete', { ids: [rules?.id ?? ''] })
    expect(await bench.test.client.call('backup.import', { backup })).toEqual({ watchlists: 3, alerts: 1 })
    expect((await bench.test.client.call('alerts.list', {})).map(({ level }) => level)).toEqual([900_000])
  })
})
