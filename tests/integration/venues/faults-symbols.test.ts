/** One symbol among good ones, at every venue: silent while all else lives, and refused. */
import { describe, expect, it } from 'vitest'
import { testInstrument } from '../../support/instruments.ts'
import { wordsOf } from '../../support/venues/fault-cases.ts'
import { exceptAt, reasonsOf, tradeSome, venuesBut } from '../../support/venues/fault-scenarios.ts'
import { venueCases } from '../../support/venues/rig-cases.ts'
import { withVenueRig } from '../../support/venues/rig.ts'
import type { VenueRig } from '../../support/venues/rig.ts'

const minuteMs = 60_000
/** How long a silence that is long enough lasts until REST has been asked and has answered. */
const doubtedWithinMs = 5_000

const silencesOf = (rig: VenueRig, symbol: string): string[] => {
  const { id } = rig.instrument(symbol)
  return rig.told.silences.filter(({ instrument }) => instrument === id).map(({ state }) => state)
}

/** Live with trades on all symbols, for long enough that the first attempts are forgotten. */
async function goLive(rig: VenueRig, symbols: readonly string[]): Promise<void> {
  rig.watch(symbols)
  await rig.subscribed(rig.topics(symbols))
  const trade = tradeSome(rig, symbols)
  trade()
  await rig.live()
  await rig.pass(31_000, trade, 1_000)
  expect(rig.status()).toMatchObject({ state: 'live', attempt: 0, silent: [], quiet: [] })
}

describe.concurrent('3. heartbeats but no data of one symbol, which is not traded', () => {
  it.each(venueCases)('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual' }, async (rig) => {
      const [mute, ...others] = venue.symbols
      await goLive(rig, venue.symbols)
      const trade = tradeSome(rig, others)
      // One share or coin lot: too small to move a stock's price, and a trade all the same.
      rig.market.trade(mute, undefined, rig.market.symbol(mute).lotSize)
      await rig.pass(1_000, trade)
      rig.server.script.mute(mute, true)
      const { silenceMs } = rig.provider.stream
      await rig.pass(silenceMs - 2_000, trade, 1_000)
      expect(rig.status()).toMatchObject({ quiet: [], silent: [] })
      await rig.pass(2_000 + doubtedWithinMs, trade)
      const { id } = rig.instrument(mute)
      expect(rig.status()).toMatchObject({ state: 'live', quiet: [id], silent: [], refused: [] })

      // It stays so, and nobody is asked the same thing over and over.
      const asked = rig.server.requests().length
      await rig.pass(5 * minuteMs, trade, 1_000)
      expect(rig.status()).toMatchObject({ state: 'live', quiet: [id], silent: [] })
      expect(rig.server.requests().length - asked).toBeLessThan(16)
      expect(silencesOf(rig, mute)).toEqual(['quiet'])
      for (const other of others) expect(silencesOf(rig, other)).toEqual([])
      expect(rig.server.attempts()).toHaveLength(1)
      expect(rig.told).toMatchObject({ downs: [], gaps: [] })

      rig.server.script.mute(mute, false)
      rig.market.trade(mute)
      await rig.until(() => rig.status().quiet.length === 0, 'the symbol to speak again')
      expect(silencesOf(rig, mute)).toEqual(['quiet', 'flowing'])
    }),
  )
})

describe.concurrent('3. heartbeats but no data of one symbol, which is traded', () => {
  it.each(venueCases)('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual' }, async (rig) => {
      const [mute, ...others] = venue.symbols
      await goLive(rig, venue.symbols)
      const trade = tradeSome(rig, venue.symbols)
      rig.server.script.mute(mute, true)
      const mutedAt = rig.clock.now()
      const { id } = rig.instrument(mute)
      await rig.pass(rig.provider.stream.silenceMs - 2_000, trade, 1_000)
      await rig.until(() => (trade(), rig.status().silent.includes(id)), 'the silence to be noticed', 17_000)
      expect(rig.status()).toMatchObject({ silent: [id], quiet: [], refused: [] })

      // Asked anew, then on another socket; after that it is looked at less and less often.
      await rig.pass(10 * minuteMs, trade, 1_000)
      expect(rig.status()).toMatchObject({ state: 'live', silent: [id] })
      expect(rig.server.attempts().length).toBeGreaterThan(1)
      expect(rig.server.attempts().length).toBeLessThan(7)
      for (const other of others) {
        expect(silencesOf(rig, other)).toEqual([])
        const newest = rig.market.trades(other).at(-1)
        const { last } = rig.quote(other)
        expect(rig.trades(other).at(-1)?.price ?? last).toBe(newest?.price)
      }
      // Venues that allow a second socket need not lose the first for it.
      if (rig.provider.limits.sockets !== 1) expect(rig.told.downs).toEqual([])
      expect(rig.told.downs.length).toBeLessThan(6)

      rig.server.script.mute(mute, false)
      const unmutedAt = rig.clock.now()
      await rig.until(() => (trade(), rig.status().silent.length === 0), 'the symbol to speak again')
      expect(silencesOf(rig, mute).at(-1)).toBe('flowing')
      // What it missed is told, from no later than when it fell silent.
      await rig.until(() => (rig.told.gaps.at(-1)?.toAt ?? 0) >= unmutedAt, 'the gap')
      expect(Math.min(...rig.told.gaps.map(({ fromAt }) => fromAt))).toBeLessThanOrEqual(mutedAt + 500)
    }),
  )
})

const refuses = (line: string): boolean => /refused a topic|does not know it/.test(line)

describe.concurrent('4. one symbol of several is refused', () => {
  const exceptions = exceptAt(
    ['alpaca'],
    'it agrees to any symbol, and its REST knows no trade of one that does not exist',
    ({ provider }) => provider.lastTrade.parse('{"trades":{}}', testInstrument('NOSUCH')) === null,
  )
  it.each(venuesBut(exceptions))('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual' }, async (rig) => {
      const [good, refused, ...rest] = venue.symbols
      const others = [good, ...rest]
      const trade = tradeSome(rig, others)
      rig.server.script.refuse(refused, true)
      rig.watch(venue.symbols)
      await rig.until(() => (trade(), rig.state() === 'live'), 'live')
      await rig.until(
        () => (trade(), refused in rig.refused()),
        'the refusal',
        rig.provider.stream.silenceMs + 10_000,
      )
      const words = expect.stringMatching(wordsOf(venue.id).unknownSymbol) as string
      expect(rig.refused()).toEqual({ [refused]: words })
      expect(rig.state()).toBe('live')
      const before = rig.logged.filter(refuses).length

      // Not asked again: not by time, nor by a new socket.
      await rig.pass(2 * minuteMs, trade, 1_000)
      rig.server.script.dropAll()
      await rig.until(() => (trade(), rig.told.gaps.length === 1), 'another socket')
      await rig.pass(2 * minuteMs, trade, 1_000)
      await rig.subscribed(rig.topics(others))
      expect(rig.logged.filter(refuses)).toHaveLength(before)
      expect(rig.refused()).toEqual({ [refused]: words })
      expect(rig.server.attempts()).toHaveLength(2)
      for (const other of others) expect(silencesOf(rig, other)).toEqual([])
      expect(rig.status()).toMatchObject({ state: 'live', quiet: [] })

      // But when the user says so.
      rig.server.script.refuse(refused, false)
      rig.feeds.reconnect(venue.id)
      const tradeAll = tradeSome(rig, venue.symbols)
      await rig.until(
        () => (tradeAll(), rig.state() === 'live' && rig.status().refused.length === 0),
        'all to be live',
      )
      await rig.subscribed(rig.topics(venue.symbols))
    }),
  )
  it.each(reasonsOf(exceptions))('cannot be at $id: $why', ({ holds }) => {
    expect(holds).toBe(true)
  })
})

describe('4. a symbol that alpaca does not know', () => {
  it('ends as quiet, with the others live', () => {
    const venue = venueCases.find(({ id }) => id === 'alpaca')
    if (venue === undefined) throw new Error('alpaca is not among the venues')
    return withVenueRig(venue, { clock: 'manual' }, async (rig) => {
      const [unknown, ...others] = venue.symbols
      const trade = tradeSome(rig, others)
      rig.server.script.refuse(unknown, true)
      rig.watch(venue.symbols)
      await rig.until(() => (trade(), rig.state() === 'live'), 'live')
      await rig.pass(rig.provider.stream.silenceMs + doubtedWithinMs, trade, 1_000)
      expect(rig.status()).toMatchObject({
        ...{ state: 'live', quiet: [rig.instrument(unknown).id], silent: [], refused: [] },
      })
      await rig.pass(5 * minuteMs, trade, 1_000)
      expect(rig.server.attempts()).toHaveLength(1)
    })
  })
})
