/** Every venue against its strict server: what it tells at subscribe is context, with the core's hub behind the feeds. */
import { describe, expect, it } from 'vitest'
import { createHub } from '../../../electron/core/hub.ts'
import { systemClock } from '../../../electron/lib/clock.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Tick } from '../../../shared/model/quote.ts'
import { venueCases } from '../../support/venues/rig-cases.ts'
import type { VenueCase } from '../../support/venues/rig-cases.ts'
import { rigStartAt } from '../../support/venues/rig-clock.ts'
import { withVenueRig } from '../../support/venues/rig.ts'
import type { VenueRig } from '../../support/venues/rig.ts'

const pricesOf = (list: readonly { readonly price: number }[]): number[] =>
  list.map(({ price }) => price).toSorted((a, b) => a - b)

/** With a hub behind the feeds, as in the core: `ticks` is what alerts would be evaluated on. */
function withTicks(venue: VenueCase, run: (rig: VenueRig, ticks: Tick[]) => Promise<void>): Promise<void> {
  const ticks: Tick[] = []
  const known = new Map<string, Instrument>()
  const hub = createHub({
    clock: { ...systemClock, now: () => rigStartAt },
    instrument: (id) => known.get(id),
    tick: (_instrument, tick) => void ticks.push(tick),
    wantsBook: () => false,
    book: () => {},
    setBack: () => {},
  })
  const also = {
    quotes: hub.applyQuotes,
    trades: hub.applyTrades,
    polled: hub.applyPolled,
    figures: hub.applyFigures,
  }
  return withVenueRig(venue, { clock: 'manual', also }, async (rig) => {
    for (const symbol of venue.symbols) known.set(rig.instrument(symbol).id, rig.instrument(symbol))
    await run(rig, ticks)
  })
}

describe.concurrent.each(venueCases)('$id', (venue) => {
  it('4. takes what comes at subscribe for context: no tick for alerts, no volume', () =>
    withTicks(venue, async (rig, ticks) => {
      const { symbols } = venue
      rig.watch(symbols)
      await rig.subscribed(rig.topics(symbols))
      await rig.pass(2_000)
      expect(rig.told.trades.filter(({ snapshot }) => !snapshot)).toEqual([])
      expect(ticks).toEqual([])
      const traded = symbols.map((symbol) => rig.market.trade(symbol, undefined, 200))
      await rig.until(() => ticks.length >= traded.length, 'the first ticks')
      expect(pricesOf(ticks)).toEqual(pricesOf(traded))
    }))

  it('4. takes it for context again when a symbol is subscribed anew on the same socket', () =>
    withTicks(venue, async (rig, ticks) => {
      const [kept, again] = venue.symbols
      rig.watch([kept])
      const release = rig.watch([again])
      await rig.flowing([kept, again])
      release()
      await rig.subscribed(rig.topics([kept]))
      ticks.length = 0
      rig.told.trades.length = 0
      rig.market.trade(again, undefined, 200)
      await rig.pass(1_000)
      rig.watch([again])
      await rig.subscribed(rig.topics([kept, again]))
      await rig.pass(2_000)
      expect(rig.trades(again).filter(({ snapshot }) => !snapshot)).toEqual([])
      expect(ticks).toEqual([])
      const { price } = rig.market.trade(again, undefined, 200)
      await rig.until(() => ticks.length > 0, 'the tick')
      expect(ticks.map((tick) => tick.price)).toEqual([price])
    }))

  it('4. takes it for context after a drop, too', () =>
    withTicks(venue, async (rig, ticks) => {
      const { symbols } = venue
      rig.watch(symbols)
      await rig.flowing(symbols)
      rig.server.script.dropAll()
      await rig.until(() => rig.told.downs.length === 1, 'the end')
      ticks.length = 0
      rig.told.trades.length = 0
      for (const symbol of symbols) rig.market.trade(symbol, undefined, 200)
      await rig.until(() => rig.server.connections() === 1, 'another socket')
      await rig.subscribed(rig.topics(symbols))
      await rig.pass(2_000)
      expect(rig.told.trades.filter(({ snapshot }) => !snapshot)).toEqual([])
      expect(ticks).toEqual([])
      const traded = symbols.map((symbol) => rig.market.trade(symbol, undefined, 200))
      await rig.until(() => ticks.length >= traded.length, 'the first ticks')
      expect(pricesOf(ticks)).toEqual(pricesOf(traded))
    }))
})
