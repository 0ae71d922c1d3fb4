/** Venues that end sockets on purpose: with a word before, without one, for maintenance, and every socket after a day. */
import { describe, expect, it } from 'vitest'
import { wordsOf } from '../../support/venues/fault-cases.ts'
import { exceptAt, reasonsOf, tradeSome, venuesBut } from '../../support/venues/fault-scenarios.ts'
import type { VenueCase } from '../../support/venues/rig-cases.ts'
import { waitFor } from '../../support/wait-for.ts'
import { withVenueRig } from '../../support/venues/rig.ts'
import type { VenueRig } from '../../support/venues/rig.ts'

/** Those that say so while the socket still carries data. */
function announces({ id, provider }: VenueCase): boolean {
  const { farewell } = wordsOf(id)
  return farewell !== null && provider.stream.parse(farewell).leaving !== null
}

/** Live long enough for the next attempt to need no wait. */
async function goLive(rig: VenueRig): Promise<void> {
  const { symbols } = rig.case
  rig.watch(symbols)
  await rig.subscribed(rig.topics(symbols))
  const trade = tradeSome(rig, symbols)
  trade()
  await rig.live()
  await rig.pass(31_000, trade, 1_000)
  expect(rig.status()).toMatchObject({ state: 'live', attempt: 0, sockets: 1 })
}

/** What was told of a symbol's trades, and what the market made of them since. */
function tradesSince(rig: VenueRig, symbol: string): () => { told: string[]; made: string[] } {
  const { length } = rig.market.trades(symbol)
  const { length: toldBefore } = rig.trades(symbol)
  return () => ({
    told: rig
      .trades(symbol)
      .slice(toldBefore)
      .filter(({ snapshot }) => !snapshot)
      .map(({ tradeId }) => tradeId),
    made: rig.market
      .trades(symbol)
      .slice(length)
      .map(({ id }) => rig.case.tradeId(id)),
  })
}

describe.concurrent('10. the venue says that it is about to end the socket', () => {
  const exceptions = exceptAt(
    ['coinbase', 'kraken', 'alpaca', 'finnhub', 'twelvedata'],
    'it says nothing before',
    (venue) => !announces(venue),
  )
  // Whoever of the two is the first to end the old socket, the venue or we.
  const whoEnds = venuesBut(exceptions).flatMap((venue) =>
    ([1_500, 60_000] as const).map((shutdownAfterMs) => ({ id: venue.id, venue, shutdownAfterMs })),
  )
  it.each(whoEnds)('$id, which ends it after $shutdownAfterMs ms', ({ venue, shutdownAfterMs }) =>
    withVenueRig(venue, { clock: 'manual', server: { shutdownAfterMs } }, async (rig) => {
      await goLive(rig)
      const { server, told } = rig
      const counts = venue.symbols.map((symbol) => tradesSince(rig, symbol))
      const trade = tradeSome(rig, venue.symbols, 100)
      const statuses = told.statuses.length
      server.script.shutdown()
      await rig.until(() => (trade(), server.attempts().length === 2), 'the new socket')
      // The old one still carries data until it ends.
      await rig.until(
        () => (trade(), rig.logged.some((line) => line.includes('moved to another'))),
        'the move',
      )
      expect(rig.status().sockets).toBe(2)
      if (shutdownAfterMs < 10_000)
        await waitFor(() => server.connections() === 1, 'the venue to end it, while our clock stands still')
      await rig.until(() => (trade(), rig.status().sockets === 1), 'the old one to end')
      await rig.pass(5_000, trade)
      await rig.until(() => server.connections() === 1, 'the old one to be gone')
      await rig.until(() => counts.every((count) => count().told.length >= count().made.length), 'all trades')

      // No trade was lost and none told twice, and to the user nothing happened.
      for (const count of counts) {
        const { told: ids, made } = count()
        expect(made.length).toBeGreaterThan(20)
        expect(ids.toSorted()).toEqual(made.toSorted())
      }
      expect(told).toMatchObject({ downs: [], gaps: [], silences: [] })
      for (const status of told.statuses.slice(statuses)) expect(status.state).toBe('live')
      expect(server.attempts()).toHaveLength(2)
      expect(server.subscriptions()).toEqual(rig.topics(venue.symbols))
    }),
  )
  it.each(reasonsOf(exceptions))('cannot be at $id: $why', ({ holds }) => {
    expect(holds).toBe(true)
  })
})

describe.concurrent('10. the venue goes away', () => {
  const exceptions = exceptAt(['binance', 'okx'], 'it says so before, and the socket is replaced', announces)
  it.each(venuesBut(exceptions))('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual', server: { shutdownAfterMs: 50 } }, async (rig) => {
      await goLive(rig)
      const { server, told, clock } = rig
      const trade = tradeSome(rig, venue.symbols, 1_000)
      await rig.pass(2_000, trade)
      const leftAt = clock.now()
      server.script.shutdown()
      await rig.until(() => told.downs.length === 1, 'the loss')
      expect(rig.status().reason).toMatch(
        venue.id === 'kraken' ? /Kraken is in maintenance/ : /closed by the venue \(10(01|12)/,
      )
      const counts = venue.symbols.map((symbol) => tradesSince(rig, symbol))
      await rig.until(() => rig.state() !== 'waiting', 'the next attempt')
      await rig.until(() => (trade(), rig.state() === 'live'), 'live again')

      // What lies between is told as a gap, from the last message on.
      expect(told.downs).toHaveLength(1)
      expect(told.gaps).toHaveLength(1)
      const [gap] = told.gaps
      expect(gap?.fromAt).toBeLessThanOrEqual(leftAt)
      expect(gap?.fromAt).toBeGreaterThan(leftAt - 2_500)
      expect(gap?.toAt).toBe(clock.now())
      expect(server.attempts()).toHaveLength(2)

      // Nothing is told twice, and all that happened since is told.
      await rig.pass(10_000, trade)
      await rig.subscribed(rig.topics(venue.symbols))
      if (venue.trades !== 'ids' && venue.trades !== 'ids and sides') return
      for (const count of counts) {
        const { told: ids, made } = count()
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.at(-1)).toBe(made.at(-1))
        expect(ids.length).toBeGreaterThan(8)
      }
    }),
  )
  it.each(reasonsOf(exceptions))('cannot be at $id: $why', ({ holds }) => {
    expect(holds).toBe(true)
  })
})

/** A day in this test. */
const lifetimeMs = 100_000

describe.concurrent('12. the venue ends each socket after a day', () => {
  const exceptions = exceptAt(
    ['coinbase', 'kraken', 'okx', 'alpaca', 'finnhub', 'twelvedata'],
    'it ends no socket by age',
    ({ provider }) => provider.stream.lifetimeMs === undefined,
  )
  it.each(venuesBut(exceptions))('$id', (venue) =>
    withVenueRig(
      venue,
      {
        clock: 'manual',
        provider: (provider) => ({ ...provider, stream: { ...provider.stream, lifetimeMs } }),
        random: () => 0.5,
      },
      async (rig) => {
        await goLive(rig)
        const { server, told, clock } = rig
        const counts = venue.symbols.map((symbol) => tradesSince(rig, symbol))
        const trade = tradeSome(rig, venue.symbols, 1_000)
        await rig.pass(4 * lifetimeMs, trade)
        await rig.until(() => rig.status().sockets === 1, 'one socket')
        await rig.until(
          () => counts.every((count) => count().told.length >= count().made.length),
          'all trades',
        )
        for (const count of counts) {
          const { told: ids, made } = count()
          expect(ids.toSorted()).toEqual(made.toSorted())
        }
        expect(told).toMatchObject({ downs: [], gaps: [], silences: [] })
        // Each was replaced before its day was over, and not long before.
        const opened = server.attempts()
        expect(opened.length).toBeGreaterThanOrEqual(4)
        for (const [index, at] of opened.entries()) {
          const endedMs = (opened[index + 1] ?? clock.now()) - at
          expect(endedMs).toBeLessThan(lifetimeMs)
          if (index + 1 < opened.length) expect(endedMs).toBeGreaterThan(0.89 * lifetimeMs)
        }
      },
    ),
  )
  it.each(reasonsOf(exceptions))('cannot be at $id: $why', ({ holds }) => {
    expect(holds).toBe(true)
  })
})
