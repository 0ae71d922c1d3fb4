/** Every venue against its strict server: instruments, when it is live, quotes and trades. */
import { describe, expect, it } from 'vitest'
import { nyseCalendar } from '../../../electron/providers/us-stocks.ts'
import { newYorkDayStep } from '../../support/venues/new-york-steps.ts'
import { keyedCases, venueCases } from '../../support/venues/rig-cases.ts'
import { withVenueRig } from '../../support/venues/rig.ts'
import type { VenueRig } from '../../support/venues/rig.ts'

const dayMs = 86_400_000
const manual = { clock: 'manual' } as const

/** What the market says of the day: the last 24 hours of coins, the day so far and the close before of stocks and currencies. */
function dayOf({ market, provider }: VenueRig, symbol: string) {
  const last = market.trades(symbol).at(-1)?.price ?? 0
  const { bid, ask } = market.book(symbol)
  const { kind } = market.symbol(symbol)
  if (provider.basis === '24h') {
    const range = market.range(symbol, market.now() - dayMs, market.now() + 1)
    return { last, bid, ask, ...range, before: range?.open ?? 0 }
  }
  const step = kind === 'stock' ? newYorkDayStep : dayMs
  const [before, today] = market.candles(symbol, step, market.now() - 6 * dayMs, market.now() + 1).slice(-2)
  return { last, bid, ask, ...today, before: before?.close ?? 0 }
}

describe.concurrent.each(venueCases)('$id', (venue) => {
  it('1. lists its instruments, which are named both ways', () =>
    withVenueRig(venue, manual, async (rig) => {
      const { provider, market, server } = rig
      const asked = provider.instruments.requests(venue.credentials ?? undefined)
      const bodies: string[] = []
      for (const [index, request] of asked.entries()) {
        const answer = rig.get(request).then(({ body }) => body)
        bodies.push(await (index === 0 ? answer : answer.catch(() => '')))
      }
      const listed = provider.instruments.parse(bodies, rig.clock.now())
      for (const symbol of venue.symbols) {
        const { name: _ours, ...expected } = rig.instrument(symbol)
        const found = listed.find(({ id }) => id === expected.id)
        expect(found).toMatchObject(expected)
        expect(found?.name).not.toBe('')
        expect(provider.toVenue(expected.id)).toBe(server.spell(symbol))
      }
      const spelled = market.symbols().flatMap(({ symbol }) => {
        try {
          return [server.spell(symbol)]
        } catch {
          return []
        }
      })
      expect(listed.map(({ symbol }) => symbol).sort()).toEqual(
        spelled.filter((symbol) => provider.id !== 'finnhub' || !symbol.includes(':')).sort(),
      )
    }))

  it('1. answers a probe, its time, last trades, turnovers and its calendar', () =>
    withVenueRig(venue, manual, async (rig) => {
      const { provider, market } = rig
      const { probe, serverTime, lastTrade, turnover, calendar } = provider
      expect((await rig.get(probe())).body).not.toBe('')
      if (serverTime !== undefined) {
        const at = serverTime.parse((await rig.get(serverTime.request())).body)
        expect(Math.abs(at - rig.clock.now())).toBeLessThanOrEqual(1_000)
      }
      const [symbol] = venue.symbols
      const made = market.trade(symbol, undefined, 200)
      const { body } = await rig.get(lastTrade.request(rig.instrument(symbol)))
      const last = lastTrade.parse(body, rig.instrument(symbol))
      expect(last?.price).toBe(made.price)
      // Some venues tell the second or the minute only.
      expect(made.at - (last?.exchangeAt ?? 0)).toBeGreaterThanOrEqual(0)
      expect(made.at - (last?.exchangeAt ?? 0)).toBeLessThan(60_000)
      if (venue.trades.startsWith('ids') && last?.tradeId !== '')
        expect(last?.tradeId).toBe(venue.tradeId(made.id))
      if (turnover !== undefined) {
        const turnovers = turnover.parse((await rig.get(turnover.request())).body)
        for (const each of venue.symbols) {
          const range = market.range(each, market.now() - dayMs, market.now() + 1)
          const told = turnovers.get(rig.instrument(each).symbol) ?? Number.NaN
          expect(told / (range?.quoteVolume ?? 0)).toBeCloseTo(1, 2)
        }
      }
      if (calendar !== undefined) {
        const [fromAt, toAt] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 11, 31)]
        const request = calendar.request(fromAt, toAt, venue.credentials ?? {})
        expect(calendar.parse((await rig.get(request)).body, fromAt, toAt)).toEqual(nyseCalendar(2026))
      }
    }))

  it('2. is not live on an open socket, nor on acknowledgements alone', () =>
    withVenueRig(venue, manual, async (rig) => {
      const { symbols } = venue
      for (const symbol of symbols) rig.server.script.mute(symbol, true)
      rig.watch(symbols)
      await rig.until(() => rig.server.connections() === 1, 'the socket')
      await rig.subscribed(rig.topics(symbols))
      await rig.pass(3_000)
      expect(rig.state()).toBe('subscribing')
      for (const symbol of symbols) rig.server.script.mute(symbol, false)
      for (const symbol of symbols) rig.market.trade(symbol)
      await rig.until(() => rig.state() === 'live', 'the stream to be live', 4_000)
      expect(rig.told.statuses.map(({ state }) => state)).toEqual(
        expect.arrayContaining(['connecting', 'subscribing', 'live']) as string[],
      )
    }))

  it('2. is live without data once all is acknowledged and the line shows to be alive', () =>
    withVenueRig(venue, manual, async (rig) => {
      const [first] = venue.symbols
      rig.server.script.mute(first, true)
      rig.watch([first])
      await rig.subscribed(rig.topics([first]))
      await rig.live()
      expect(rig.quote(first)).toEqual({})
      expect(rig.server.attempts()).toHaveLength(1)
    }))

  it("3. tells the market's prices and figures of the day, with their basis", () =>
    withVenueRig(venue, manual, async (rig) => {
      const { symbols, provider } = { ...venue, provider: rig.provider }
      rig.watch(symbols)
      await rig.subscribed(rig.topics(symbols))
      for (const symbol of symbols) rig.market.trade(symbol, undefined, 200)
      await rig.live()
      await rig.caughtUp(symbols)
      // Tickers come when they are due.
      const isBehind = (symbol: string): boolean => {
        const { last } = rig.quote(symbol)
        return last !== undefined && last !== rig.market.trades(symbol).at(-1)?.price
      }
      await rig.until(() => !symbols.some(isBehind), 'the tickers')
      const instruments = symbols.map(rig.instrument)
      for (const [index, symbol] of symbols.entries()) {
        const instrument = instruments[index]
        if (instrument === undefined) continue
        const day = dayOf(rig, symbol)
        const { body } = await rig.get(provider.ticker.request([instrument]))
        const [asked] = provider.ticker.parse(body, [instrument])
        const streamed = rig.quote(symbol)
        const both = { ...asked, ...streamed }
        const close = (value: number | undefined) =>
          expect.closeTo(
            value ?? Number.NaN,
            Math.max(2, rig.market.symbol(symbol).priceDecimals - 1),
          ) as number
        expect(asked).toMatchObject({ instrument: instrument.id, last: day.last })
        if (streamed.last !== undefined) expect(streamed.last).toBe(day.last)
        for (const update of [asked, streamed]) {
          if (update?.bid !== undefined) expect(update.bid).toBe(day.bid)
          if (update?.ask !== undefined) expect(update.ask).toBe(day.ask)
          if (update?.high !== undefined) expect(update.high).toBe(day.high)
          if (update?.low !== undefined) expect(update.low).toBe(day.low)
          if (update?.open !== undefined)
            expect(update.open).toBe(provider.basis === '24h' ? day.before : day.open)
          if (update?.change !== undefined) expect(update.change).toEqual(close(day.last - day.before))
          if (update?.changePercent !== undefined)
            expect(update.changePercent).toBeCloseTo(((day.last - day.before) / day.before) * 100, 1)
          if (update?.volume !== undefined) expect(update.volume).toBeCloseTo(day.volume ?? Number.NaN, 1)
          if (update?.change !== undefined) expect(update.basis).toBe(provider.basis)
        }
        expect(both).toMatchObject({ basis: provider.basis })
        for (const name of ['high', 'low', 'open', 'change', 'changePercent'] as const)
          expect(both[name], `${name} of ${symbol}`).toBeTypeOf('number')
      }
      // What the stream lacks REST tells by itself, as often as the venue's limits allow.
      const isTold = (symbol: string): boolean =>
        rig.told.figures.some(({ instrument }) => instrument === rig.instrument(symbol).id)
      if (provider.ticker.refreshMs !== undefined)
        await rig.until(() => symbols.every(isTold), 'figures', 180_000)
      else expect(rig.told.figures).toEqual([])
      // Unknown is null: nothing that is a price is ever zero, and nothing no number.
      for (const update of [...rig.told.quotes, ...rig.told.figures])
        for (const name of ['last', 'bid', 'ask', 'open', 'high', 'low', 'volume'] as const) {
          const value = update[name]
          if (value !== undefined && value !== null) expect(value).toBeGreaterThan(0)
        }
    }))

  it('3. tells each trade once, with its id, size, side and time', () =>
    withVenueRig(venue, manual, async (rig) => {
      const { symbols } = venue
      rig.watch(symbols)
      await rig.subscribed(rig.topics(symbols))
      for (const symbol of symbols) rig.market.trade(symbol, undefined, 300, 'buy')
      await rig.live()
      await rig.caughtUp(symbols)
      const before = Object.fromEntries(symbols.map((symbol) => [symbol, rig.market.trades(symbol).length]))
      rig.told.trades.length = 0
      rig.told.quotes.length = 0
      const made = symbols.flatMap((symbol) =>
        (['buy', 'sell', 'buy'] as const).map((side, index) => {
          return { symbol, ...rig.market.trade(symbol, undefined, 100 + index, side) }
        }),
      )
      if (venue.trades === 'none') {
        await rig.until(() => rig.told.quotes.length >= made.length, 'prices')
        expect(
          rig.told.quotes.map(({ instrument, last, exchangeAt }) => ({ instrument, last, exchangeAt })),
        ).toEqual(
          made.map(({ symbol, price, at }) => ({
            instrument: rig.instrument(symbol).id,
            last: price,
            exchangeAt: Math.floor(at / 1000) * 1000,
          })),
        )
        return
      }
      await rig.until(() => rig.told.trades.length >= made.length, 'the trades')
      for (const symbol of symbols) {
        const expected = rig.market.trades(symbol).slice(before[symbol])
        expect(rig.trades(symbol)).toEqual(
          expected.map(({ id, price, size, side, at }) => ({
            instrument: rig.instrument(symbol).id,
            tradeId: venue.tradeId(id),
            price,
            size,
            takerSide: venue.trades === 'ids and sides' ? side : null,
            exchangeAt: at,
            snapshot: false,
          })),
        )
      }
    }))
})

const saturdayAt = Date.UTC(2026, 4, 16, 15, 7, 20)

describe.concurrent.each(keyedCases)('$id', (venue) => {
  it('2. is live while the market is shut, and takes its silence for nothing', () =>
    withVenueRig(venue, { ...manual, startAt: saturdayAt }, async (rig) => {
      const shares = venue.symbols.filter((symbol) => rig.market.symbol(symbol).kind === 'stock')
      rig.watch(shares)
      await rig.subscribed(rig.topics(shares))
      await rig.live()
      await rig.pass(10 * 60_000)
      expect(rig.status()).toMatchObject({ state: 'live', silent: [], quiet: [], refused: [] })
      expect(rig.told.silences).toEqual([])
      expect(rig.told.downs).toEqual([])
      expect(rig.server.attempts()).toHaveLength(1)
      // Nothing but the figures of the day is asked for.
      const refreshMs = rig.provider.ticker.refreshMs ?? Infinity
      const most = Math.ceil((10 * 60_000) / refreshMs + 1) * shares.length
      expect(rig.server.requests().length).toBeLessThanOrEqual(most)
    }))
})
