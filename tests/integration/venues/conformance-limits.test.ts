/** Every venue against its strict server: many symbols, many requests, heartbeats and pings, all within the documented limits. */
import { describe, expect, it } from 'vitest'
import type { Provider } from '../../../electron/providers/provider.ts'
import { venueCases } from '../../support/venues/rig-cases.ts'
import type { VenueCase } from '../../support/venues/rig-cases.ts'
import { moreSymbols } from '../../support/venues/rig-symbols.ts'
import { withVenueRig } from '../../support/venues/rig.ts'

const manual = { clock: 'manual' } as const

const isSingle = ({ provider }: VenueCase): boolean => provider.limits.sockets === 1

describe.concurrent.each(venueCases)('$id', (venue) => {
  const count = isSingle(venue) ? Math.min(30, venue.symbolsPerSocket) : 40
  const more = moreSymbols(venue.symbols[0], count + 3)
  const names = more.map(({ symbol }) => symbol)
  const many = names.slice(0, count)

  it(`7. subscribes ${count} symbols in one turn, lets half of them go, and has them again`, () =>
    withVenueRig(venue, { ...manual, moreSymbols: more }, async (rig) => {
      const half = many.slice(0, count / 2)
      const rest = many.slice(count / 2)
      rig.watch(rest)
      const release = rig.watch(half)
      await rig.subscribed(rig.topics(many))
      for (const symbol of many) rig.market.trade(symbol, undefined, 200)
      await rig.live()
      await rig.caughtUp(many)
      release()
      await rig.subscribed(rig.topics(rest))
      const told = half.map((symbol) => rig.trades(symbol).length)
      for (const symbol of many) rig.market.trade(symbol, undefined, 200)
      await rig.caughtUp(rest)
      expect(half.map((symbol) => rig.trades(symbol).length)).toEqual(told)
      rig.watch(half)
      await rig.subscribed(rig.topics(many))
      // Wanted, dropped and wanted again in one turn is as if nothing had been said.
      rig.watch(half)()
      for (const symbol of many) rig.market.trade(symbol, undefined, 200)
      await rig.caughtUp(many)
      expect(rig.subscriptions()).toEqual(rig.topics(many))
      expect(rig.state()).toBe('live')
      expect(rig.server.connections()).toBe(1)
      expect(rig.server.attempts()).toHaveLength(1)
      expect(rig.status().refused).toEqual([])
    }))

  it('7. spreads more topics than a socket carries over more sockets, or says which have no room', () => {
    const perSocket = 4
    const topicsEach = venue.topicsPerSymbol
    const small = (provider: Provider): Provider => ({
      ...provider,
      limits: { ...provider.limits, topicsPerSocket: perSocket * topicsEach },
    })
    const wanted = names.slice(0, Math.min(10, count))
    return withVenueRig(venue, { ...manual, moreSymbols: more, provider: small }, async (rig) => {
      rig.watch(wanted)
      const carried = isSingle(venue) ? wanted.slice(0, perSocket) : wanted
      await rig.subscribed(rig.topics(carried))
      for (const symbol of wanted) rig.market.trade(symbol, undefined, 200)
      await rig.live()
      await rig.caughtUp(carried)
      expect(rig.server.connections()).toBe(isSingle(venue) ? 1 : Math.ceil(wanted.length / perSocket))
      expect(Object.keys(rig.refused()).sort()).toEqual(
        wanted.filter((symbol) => !carried.includes(symbol)).sort(),
      )
      for (const reason of Object.values(rig.refused())) expect(reason).toMatch(/no more/)
    })
  })

  it('9. keeps a burst of 60 requests within the limits of REST', () =>
    withVenueRig(venue, manual, async (rig) => {
      const { provider, market } = rig
      const interval = provider.intervals[0] ?? '1m'
      const instruments = venue.symbols.map(rig.instrument)
      const now = market.now()
      const requests = Array.from({ length: 60 }, (_, index) => {
        const instrument = instruments[index % instruments.length] ?? rig.instrument(venue.symbols[0])
        const range = { fromAt: null, toAt: now - index * 60_000, limit: 10 }
        return provider.history.request(instrument, interval, range, null, now)
      })
      // A live stream beside it.
      rig.watch(venue.symbols.slice(0, 2))
      const answers = rig.settled(
        Promise.all(requests.map((request) => rig.feeds.rest(provider.id).get(request))),
      )
      expect((await answers).every(({ body }) => body.length > 0)).toBe(true)
      const [health] = rig.feeds.restHealth()
      expect(health).toMatchObject({ failures: 0, blockedUntil: null, lastError: null })
      expect(rig.server.requests().length).toBeGreaterThanOrEqual(60)
    }))
})

/** Periods cut to about a twelfth, on the real clock: four seconds stand for a minute. */
const scaled: Readonly<Record<string, { server: Record<string, unknown>; everyMs?: number }>> = {
  binance: { server: { pingEveryMs: 600, pongWithinMs: 2_400, tickerEveryMs: 50 } },
  coinbase: { server: { heartbeatEveryMs: 50 } },
  kraken: { server: { heartbeatEveryMs: 50 } },
  okx: { server: { idleMs: 2_500 }, everyMs: 500 },
  alpaca: { server: {} },
  finnhub: { server: { pingEveryMs: 100 } },
  twelvedata: { server: {}, everyMs: 700 },
}

describe.concurrent.each(venueCases)('$id', (venue) => {
  it('8. answers pings and beats for a shortened minute in which nothing is traded', () => {
    const { server, everyMs } = scaled[venue.id] ?? { server: {} }
    const faster = (provider: Provider): Provider => {
      const { heartbeat } = provider.stream
      if (heartbeat.kind === 'none') return provider
      const beat =
        heartbeat.kind === 'server'
          ? { ...heartbeat, withinMs: heartbeat.withinMs / 5 }
          : { ...heartbeat, everyMs: everyMs ?? heartbeat.everyMs }
      return { ...provider, stream: { ...provider.stream, heartbeat: beat } }
    }
    return withVenueRig(venue, { server, provider: faster }, async (rig) => {
      const symbols = venue.symbols.slice(0, 2)
      rig.watch(symbols)
      await rig.subscribed(rig.topics(symbols))
      for (const symbol of symbols) rig.market.trade(symbol, undefined, 200)
      await rig.live()
      const before = rig.told.statuses.length
      await rig.pass(4_000)
      expect(rig.state()).toBe('live')
      expect(
        rig.told.statuses
          .slice(before)
          .map(({ state }) => state)
          .filter((state) => state !== 'live'),
      ).toEqual([])
      expect(rig.server.attempts()).toHaveLength(1)
      expect(rig.told.downs).toEqual([])
      // And data flows as before.
      for (const symbol of symbols) rig.market.trade(symbol, undefined, 200)
      await rig.caughtUp(symbols)
    })
  })
})
