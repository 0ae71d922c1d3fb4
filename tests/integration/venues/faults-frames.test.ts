/** Frames that are broken, repeated or late, at every venue: tolerated, counted once, and never a wrong price. */
import { describe, expect, it } from 'vitest'
import { createHub } from '../../../electron/core/hub.ts'
import type { Hub } from '../../../electron/core/hub.ts'
import { createRecentIds } from '../../../electron/lib/recent-ids.ts'
import type { FeedSink } from '../../../electron/feeds/feeds.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Tick } from '../../../shared/model/quote.ts'
import { rightPrice, unknownFrames, wrongPrices } from '../../support/venues/fault-frames.ts'
import { exceptAt, reasonsOf, venuesBut } from '../../support/venues/fault-scenarios.ts'
import { rigStartAt } from '../../support/venues/rig-clock.ts'
import { venueCases } from '../../support/venues/rig-cases.ts'
import { withVenueRig } from '../../support/venues/rig.ts'
import type { VenueRig } from '../../support/venues/rig.ts'

/** Live, with everything told of the first trades. */
async function goLive(rig: VenueRig): Promise<void> {
  const { symbols } = rig.case
  rig.watch(symbols)
  await rig.subscribed(rig.topics(symbols))
  for (const symbol of symbols) rig.market.trade(symbol, undefined, 100)
  await rig.live()
  await rig.pass(1_000)
}

const newestPrice = (rig: VenueRig, symbol: string): number | undefined =>
  rig.market.trades(symbol).at(-1)?.price

const shownPrice = (rig: VenueRig, symbol: string): number | null | undefined =>
  rig.trades(symbol).at(-1)?.price ?? rig.quote(symbol).last

describe.concurrent('7. broken JSON and unknown frames on the stream', () => {
  it.each(venueCases)('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual' }, async (rig) => {
      await goLive(rig)
      const { server, told } = rig
      const [symbol] = venue.symbols
      const unknown = (): number => rig.logged.filter((line) => line.includes('unknown in a frame')).length
      const before = { trades: told.trades.length, unknown: unknown(), statuses: told.statuses.length }
      for (const frame of unknownFrames) server.script.sendRaw(frame)
      await rig.until(() => unknown() >= before.unknown + unknownFrames.length, 'all of them to be counted')
      // Long ones are not shown whole.
      for (const line of rig.logged) expect(line.length).toBeLessThan(1_000)

      const at = rig.market.now()
      const wrong = wrongPrices(venue.id, server.spell(symbol), at)
      for (const frame of wrong) server.script.sendRaw(frame)
      await rig.until(
        () => unknown() >= before.unknown + unknownFrames.length + wrong.length,
        'the wrong prices',
      )
      expect(told.trades).toHaveLength(before.trades)
      for (const { last } of told.quotes)
        if (last !== undefined && last !== null) expect(last).toBeGreaterThan(0)
      expect(shownPrice(rig, symbol)).toBe(newestPrice(rig, symbol))
      server.script.sendRaw(rightPrice(venue.id, server.spell(symbol), at))
      await rig.until(() => shownPrice(rig, symbol) === 12.5, 'the right price')

      rig.market.trade(symbol, undefined, 100)
      await rig.until(() => shownPrice(rig, symbol) === newestPrice(rig, symbol), 'the next trade')
      expect(rig.state()).toBe('live')
      expect(told.downs).toEqual([])
      expect(server.attempts()).toHaveLength(1)
      expect(told.statuses.slice(before.statuses).map(({ state }) => state)).not.toContain('stale')
    }),
  )
})

type HubRig = {
  readonly hub: Hub
  readonly ticks: (Tick & { readonly instrument: string })[]
  readonly also: Partial<FeedSink>
  know(instruments: readonly Instrument[]): void
}

/** A hub that hears all that the feeds tell. */
function createHubRig(): HubRig {
  const ticks: HubRig['ticks'] = []
  const known = new Map<string, Instrument>()
  const hub = createHub({
    clock: { now: () => rigStartAt } as VenueRig['clock'],
    instrument: (id) => known.get(id),
    tick: (instrument, tick) => void ticks.push({ instrument, ...tick }),
    wantsBook: () => false,
    book: () => {},
    setBack: () => {},
  })
  return {
    hub,
    ticks,
    know(instruments) {
      for (const instrument of instruments) known.set(instrument.id, instrument)
    },
    also: {
      quotes: hub.applyQuotes,
      trades: hub.applyTrades,
      polled: hub.applyPolled,
      status: ({ provider, state }) => hub.setLive(provider, state === 'live'),
    },
  }
}

describe.concurrent('8. a trade that is sent twice', () => {
  const exceptions = exceptAt(
    ['finnhub', 'twelvedata'],
    'its trades have no ids',
    ({ trades }) => trades === 'none' || trades === 'anonymous',
  )
  it.each(venuesBut(exceptions))('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual' }, async (rig) => {
      await goLive(rig)
      const [symbol] = venue.symbols
      rig.told.trades.length = 0
      const trade = rig.market.trade(symbol, undefined, 100)
      await rig.until(() => rig.trades(symbol).length === 1, 'the trade')
      rig.server.script.repeatLast()
      rig.server.script.repeatLast()
      const next = rig.market.trade(symbol, undefined, 100)
      await rig.until(() => rig.trades(symbol).at(-1)?.tradeId === venue.tradeId(next.id), 'the next one')
      // Whoever counts knows them by their ids.
      const ids = createRecentIds()
      const counted = rig.trades(symbol).filter(({ instrument, tradeId }) => ids.isNew(instrument, tradeId))
      expect(counted.map(({ tradeId, size }) => ({ tradeId, size }))).toEqual(
        [trade, next].map(({ id, size }) => ({ tradeId: venue.tradeId(id), size })),
      )
      expect(rig.state()).toBe('live')
    }),
  )
  it.each(reasonsOf(exceptions))('cannot be at $id: $why', ({ holds }) => {
    expect(holds).toBe(true)
  })
})

describe.concurrent('8. a trade that comes after a later one', () => {
  it.each(venueCases)('$id', (venue) => {
    const { hub, ticks, know, also } = createHubRig()
    return withVenueRig(venue, { clock: 'manual', also }, async (rig) => {
      know(venue.symbols.map(rig.instrument))
      await goLive(rig)
      const [symbol] = venue.symbols
      const { id } = rig.instrument(symbol)
      // Between two seconds, for venues that tell no smaller times.
      while (rig.market.now() % 1_000 !== 0) await rig.pass(250 - (rig.market.now() % 250))
      const before = rig.market.trades(symbol).length
      ticks.length = 0
      rig.told.trades.length = 0
      rig.server.script.sendOld(symbol)
      const [older, newer] = rig.market.trades(symbol).slice(before)
      if (older === undefined || newer === undefined) throw new Error('the market made no two trades')
      expect(older.at).toBeLessThan(newer.at)
      expect(older.price).not.toBe(newer.price)
      const both = [older.price, newer.price].toSorted((a, b) => a - b)
      // A price that nobody says to be a trade is a fact of its moment only, and that has gone by.
      if (venue.trades === 'none') {
        await rig.until(() => rig.quote(symbol).last === older.price, 'both')
        const exchangeAt = Math.floor(newer.at / 1_000) * 1_000
        expect(hub.current(id)).toMatchObject({ last: newer.price, exchangeAt, state: 'live' })
        return
      }
      // Neither is dropped, each has its own time, and the last price is the later one's.
      await rig.until(() => ticks.length >= 2, 'both')
      await rig.pass(1_000)
      expect(
        ticks
          .filter(({ instrument }) => instrument === id)
          .map(({ price }) => price)
          .toSorted((a, b) => a - b),
      ).toEqual(both)
      expect(hub.current(id)).toMatchObject({ last: newer.price, state: 'live' })
      expect(hub.current(id)?.exchangeAt).toBeGreaterThanOrEqual(newer.at)
      expect(rig.trades(symbol).map(({ price, exchangeAt }) => ({ price, exchangeAt }))).toEqual(
        expect.arrayContaining(
          [older, newer].map(({ price, at }) => ({ price, exchangeAt: at })),
        ) as unknown[],
      )
      expect(rig.trades(symbol)).toHaveLength(2)
    })
  })
})
