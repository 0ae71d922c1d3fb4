/** Connections that fail, at every venue: accepted and dropped for ten minutes, half open, and a proxy that goes away. */
import { describe, expect, it } from 'vitest'
import type { Provider } from '../../../electron/providers/provider.ts'
import { startProxy } from '../../support/proxy-server.ts'
import { exceptAt, reasonsOf, venuesBut } from '../../support/venues/fault-scenarios.ts'
import { venueCases } from '../../support/venues/rig-cases.ts'
import { withVenueRig } from '../../support/venues/rig.ts'
import type { VenueRig } from '../../support/venues/rig.ts'

const minuteMs = 60_000
const tenMinutesMs = 10 * minuteMs

/** No window of any of the venue's rules holds more attempts than it allows. */
function expectWithinLimits(attempts: readonly number[], { limits }: Provider): void {
  for (const { max, windowMs } of limits.connects)
    for (const at of attempts)
      expect(attempts.filter((other) => other >= at && other < at + windowMs).length).toBeLessThanOrEqual(max)
}

/** Drawn for the wait that follows each attempt: all over the window, from its beginning to its end. */
const draws = [0.5, 0, 0.999, 0.25, 0.75] as const
const drawAfter = (attempt: number): number => draws[attempt % draws.length] ?? 0

/** Full jitter: anywhere between a second and a bound that doubles up to a minute. */
const waitAfter = (attempt: number): number =>
  1000 + drawAfter(attempt) * (Math.min(minuteMs, 1000 * 2 ** attempt) - 1000)

/** Trades of all symbols, so that whoever listens is told something. */
const trade = ({ market }: VenueRig, symbols: readonly string[]) => {
  for (const symbol of symbols) market.trade(symbol)
}

describe.concurrent('1. accepts and drops for ten minutes', () => {
  it.each(venueCases)('$id', (venue) => {
    let attempts = (): number => 0
    const random = (): number => drawAfter(attempts())
    return withVenueRig(venue, { clock: 'manual', random }, async (rig) => {
      const { server, told, clock } = rig
      const one = venue.symbols.slice(0, 1)
      attempts = () => server.attempts().length
      server.script.dropOnAccept(true)
      const startAt = clock.now()
      rig.watch(one)
      await rig.pass(tenMinutesMs, undefined, 1_000)
      const made = server.attempts().slice()
      expectWithinLimits(made, rig.provider)
      expect(made.length).toBeGreaterThan(12)
      expect(made.length).toBeLessThan(60)
      // Nothing was ever forgotten.
      expect(rig.status()).toMatchObject({ state: expect.stringMatching(/waiting|connecting/) as string })
      expect(rig.status().attempt).toBe(made.length)
      expect(rig.status().reason).toMatch(/closed by the venue|hang up|ECONNRESET/i)
      const waits = told.statuses.filter(({ state }) => state === 'waiting')
      const last = Math.max(...waits.map(({ attempt }) => attempt))
      for (let attempt = 1; attempt <= last; attempt += 1) {
        const wait = waits.find((status) => status.attempt === attempt)
        expect((wait?.retryAt ?? 0) - (wait?.since ?? 0), `wait after attempt ${attempt}`).toBeCloseTo(
          waitAfter(attempt),
          0,
        )
      }
      expect(told.downs).toEqual([])

      server.script.dropOnAccept(false)
      await rig.until(() => (trade(rig, one), rig.state() === 'live'), 'live again', 61_000 + 5_000)
      expect(rig.status().attempt).toBe(server.attempts().length)
      expect(clock.now() - startAt).toBeGreaterThan(tenMinutesMs)
      // Only a stream that stays is a good one.
      await rig.pass(20_000, () => trade(rig, one))
      expect(rig.status().attempt).toBeGreaterThan(0)
      await rig.pass(11_000, () => trade(rig, one))
      expect(rig.status()).toMatchObject({ state: 'live', attempt: 0 })
      expect(told.gaps).toEqual([])
    })
  })
})

describe.concurrent('1. accepts and drops on all of its sockets', () => {
  const exceptions = exceptAt(
    ['binance', 'coinbase', 'alpaca', 'finnhub', 'twelvedata'],
    'it has one socket',
    ({ provider }) => provider.stream.paths.length === 1,
  )
  it.each(venuesBut(exceptions))('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual', random: () => 0 }, async (rig) => {
      const { server } = rig
      const one = venue.symbols.slice(0, 1)
      rig.server.script.dropOnAccept(true)
      rig.watch(one)
      for (const interval of ['1m', '5m', '1h', '1d'] as const) rig.watch(one, `candles:${interval}`)
      // Without jitter all would come back in the same moment, again and again.
      await rig.pass(tenMinutesMs, undefined, 1_000)
      expectWithinLimits(server.attempts(), rig.provider)
      expect(server.attempts().length).toBeGreaterThan(60)
    }),
  )
  it.each(reasonsOf(exceptions))('cannot be at $id: $why', ({ holds }) => {
    expect(holds).toBe(true)
  })
})

/** From the last byte: two seconds until a ping is sent, two until its answer is overdue, and the watch looks twice a second. */
const noticedWithinMs = 5_500
/** What is quiet may speak again for so long before its socket is given up. */
const graceMs = 3_000

describe.concurrent('2. is half open: no end, no data, no answer to pings', () => {
  it.each(venueCases)('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual' }, async (rig) => {
      const { server, told, clock, market } = rig
      rig.watch(venue.symbols)
      await rig.subscribed(rig.topics(venue.symbols))
      trade(rig, venue.symbols)
      await rig.live()
      // Long enough to be a good one, so that the next attempt needs no wait.
      await rig.pass(31_000, () => trade(rig, venue.symbols), 1_000)
      expect(rig.status()).toMatchObject({ state: 'live', sockets: 1, attempt: 0 })

      server.script.halfOpen(true)
      const frozenAt = clock.now()
      await rig.until(() => told.downs.length > 0, 'the loss to be noticed', noticedWithinMs)
      expect(rig.state()).toBe('stale')
      expect(rig.status().reason).toMatch(/no (sign of life|heartbeat)/)
      await rig.until(() => server.attempts().length === 2, 'another socket', graceMs + 500)
      expect(clock.now() - frozenAt).toBeLessThan(noticedWithinMs + graceMs + 1_000)
      expect(rig.status().sockets).toBeLessThanOrEqual(1)
      // The new one meets the same silence, and is not live for being open.
      await rig.pass(5_000)
      expect(rig.state()).not.toBe('live')

      server.script.halfOpen(false)
      await rig.until(() => (trade(rig, venue.symbols), rig.state() === 'live'), 'live again', 90_000)
      await rig.until(() => server.connections() === 1, 'the dead sockets to be gone')
      expect(told.downs).toHaveLength(1)
      expect(told.gaps).toHaveLength(1)
      const [gap] = told.gaps
      expect(gap?.fromAt).toBeLessThanOrEqual(frozenAt)
      expect(gap?.fromAt).toBeGreaterThan(frozenAt - 2_000)
      expect(gap?.toAt).toBeGreaterThan(frozenAt + noticedWithinMs)
      const [first] = venue.symbols
      const before = told.trades.length + told.quotes.length
      market.trade(first)
      await rig.until(() => told.trades.length + told.quotes.length > before, 'data on the new socket')
    }),
  )
})

describe.concurrent.each(['http', 'socks5'] as const)('13. a proxy that goes away (%s)', (kind) => {
  const [venue] = venueCases
  if (venue === undefined) throw new Error('no venue')

  it(`is blamed by name, and not ${venue.id}`, () =>
    withVenueRig(venue, { clock: 'manual' }, async (rig) => {
      const hosts = { '127.0.0.1': Number(new URL(rig.server.restUrl).port) }
      const settings = (url: string) => ({ proxy: { url, username: null, password: null } })
      const proxy = await startProxy({ kind, hosts })
      const other = await startProxy({ kind, hosts })
      try {
        rig.configure(settings(proxy.url))
        rig.watch(venue.symbols)
        await rig.subscribed(rig.topics(venue.symbols))
        trade(rig, venue.symbols)
        await rig.live()
        expect(proxy.connections()).toBeGreaterThan(0)
        const seen = rig.server.attempts().length

        await proxy.stop()
        await rig.until(
          () => rig.state() === 'waiting' && rig.status().attempt > 2,
          'the attempts to fail',
          60_000,
        )
        expect(rig.status().reason).toBe(`the proxy ${proxy.url} can't be used: nothing listens there`)
        // Nothing went past it.
        expect(rig.server.attempts()).toHaveLength(seen)
        await expect(rig.get(rig.provider.probe())).rejects.toMatchObject({
          code: 'network',
          retry: 'later',
          message: expect.stringContaining(
            `the proxy ${proxy.url} can't be used: nothing listens there`,
          ) as string,
        })

        rig.configure(settings(other.url))
        await rig.until(
          () => (trade(rig, venue.symbols), rig.state() === 'live'),
          'live through the other',
          60_000,
        )
        expect(other.connections()).toBeGreaterThan(0)
        expect(rig.told.gaps).toHaveLength(1)
        await rig.get(rig.provider.probe())
        // Tunnels that are being opened come to their end.
        await rig.pass(5_000, () => trade(rig, venue.symbols))
      } finally {
        await proxy.stop().catch(() => undefined)
        await other.stop()
      }
    }))
})
