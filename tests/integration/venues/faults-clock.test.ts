/** A venue whose clock is an hour from ours, at every venue: prices and candles in its time, everything else by what really goes by. */
import { describe, expect, it } from 'vitest'
import { openAtOf } from '../../../shared/model/interval.ts'
import { restCalls } from '../../support/venues/fault-rest.ts'
import { tradeSome } from '../../support/venues/fault-scenarios.ts'
import { venueCases } from '../../support/venues/rig-cases.ts'
import { withVenueRig } from '../../support/venues/rig.ts'
import type { VenueRig } from '../../support/venues/rig.ts'
import type { VenueCase } from '../../support/venues/rig-cases.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

/** Live at a venue whose clock is `offsetMs` ahead, which REST has been asked once. */
async function goLive(rig: VenueRig, offsetMs: number): Promise<void> {
  const { symbols } = rig.case
  rig.server.script.clockOffset(offsetMs)
  rig.watch(symbols)
  rig.watch(symbols, 'candles:1m')
  await rig.until(() => rig.server.connections() > 0, 'a socket')
  await rig.get(rig.provider.probe())
  const trade = tradeSome(rig, symbols)
  await rig.until(() => (trade(), rig.state() === 'live'), 'live')
}

const run = (
  venue: VenueCase,
  offsetMs: number,
  scenario: (rig: VenueRig, offsetMs: number) => Promise<void>,
): Promise<void> =>
  withVenueRig(venue, { clock: 'manual', server: { premium: true } }, async (rig) => {
    await goLive(rig, offsetMs)
    await scenario(rig, offsetMs)
  })

for (const [name, offsetMs] of [
  ['an hour ahead', hourMs],
  ['an hour behind', -hourMs],
] as const) {
  describe.concurrent(`9. clock ${name}: everything is told, in the venue's time`, () => {
    it.each(venueCases)('$id', (venue) =>
      run(venue, offsetMs, async (rig) => {
        const { market, told, clock } = rig
        const [symbol] = venue.symbols
        await rig.pass(31_000, tradeSome(rig, venue.symbols), 1_000)
        expect(rig.status()).toMatchObject({ state: 'live', attempt: 0, silent: [], quiet: [] })
        expect(Math.abs((rig.status().skewMs ?? 0) - offsetMs)).toBeLessThan(2_000)
        // Shown: the last status that was told has it too.
        expect(Math.abs((told.statuses.at(-1)?.skewMs ?? 0) - offsetMs)).toBeLessThan(2_000)

        const before = market.trades(symbol).length
        told.trades.length = 0
        told.quotes.length = 0
        for (let count = 0; count < 5; count += 1) {
          market.trade(symbol, undefined, 100)
          await rig.pass(1_000)
        }
        const made = market.trades(symbol).slice(before)
        const times = made.map(({ at }) => at + offsetMs)
        if (venue.trades === 'none') {
          const shown = told.quotes.filter(({ last }) => last !== undefined && last !== null)
          expect(shown.map(({ last, exchangeAt }) => ({ last, exchangeAt }))).toEqual(
            made.map(({ price, at }) => ({
              last: price,
              exchangeAt: Math.floor((at + offsetMs) / 1_000) * 1_000,
            })),
          )
        } else expect(rig.trades(symbol).map(({ exchangeAt }) => exchangeAt)).toEqual(times)
        // Nothing of the book or the day is in another time.
        for (const { exchangeAt } of told.quotes)
          if (exchangeAt !== null)
            expect(Math.abs(exchangeAt - clock.now() - offsetMs)).toBeLessThan(2 * minuteMs)

        // Candles of the stream and of REST open where the venue's clock says.
        await rig.pass(2 * minuteMs, tradeSome(rig, venue.symbols))
        const runsAt = openAtOf('1m', clock.now() + offsetMs)
        if (venue.streams !== null) {
          const newest = Math.max(...rig.candles(symbol, '1m').map(({ openAt }) => openAt))
          expect(runsAt - newest).toBeLessThanOrEqual(minuteMs)
          expect(runsAt - newest).toBeGreaterThanOrEqual(0)
        }
        const [candles] = restCalls(rig)
        const { body } = await rig.get(candles?.request ?? rig.provider.probe())
        const rows = rig.provider.history.parse(body, rig.instrument(symbol), '1m')
        expect(runsAt - (rows.at(-1)?.openAt ?? 0)).toBeLessThanOrEqual(minuteMs)
        expect(rows.at(-1)?.openAt).toBeLessThanOrEqual(runsAt)

        expect(told).toMatchObject({ downs: [], gaps: [], silences: [] })
        expect(rig.server.attempts()).toHaveLength(rig.status().sockets)
      }),
    )
  })

  describe.concurrent(`9. clock ${name}: quiet and stale are told apart`, () => {
    it.each(venueCases)('$id', (venue) =>
      run(venue, offsetMs, async (rig) => {
        const [quiet, traded, ...others] = venue.symbols
        await rig.pass(31_000, tradeSome(rig, venue.symbols), 1_000)
        rig.server.script.mute(quiet, true)
        rig.server.script.mute(traded, true)
        const trade = tradeSome(rig, [traded, ...others])
        const ids = { quiet: [rig.instrument(quiet).id], silent: [rig.instrument(traded).id] }
        await rig.pass(rig.provider.stream.silenceMs - 2_000, trade, 1_000)
        // One is asked about at a time, with a small share of the venue's limit.
        await rig.until(
          () => (trade(), rig.status().silent.length > 0 && rig.status().quiet.length > 0),
          'both silences to be judged',
          3 * minuteMs,
        )
        expect(rig.status()).toMatchObject(ids)
        for (const { instrument } of rig.told.silences)
          expect([...ids.quiet, ...ids.silent]).toContain(instrument)
      }),
    )
  })

  describe.concurrent(`9. clock ${name}: told to stop until a date`, () => {
    it.each(venueCases)('$id', (venue) =>
      run(venue, offsetMs, async (rig) => {
        const { server, clock } = rig
        const backAt = clock.now() + offsetMs + 45_000
        const headers = { 'Retry-After': new Date(backAt).toUTCString() }
        server.script.answerNext(1, { status: 429, headers, body: '' })
        await expect(rig.get(rig.provider.probe())).rejects.toMatchObject({ code: 'rate-limited' })
        const leftMs = (rig.feeds.restHealth()[0]?.blockedUntil ?? 0) - clock.now()
        expect(leftMs).toBeGreaterThan(43_000)
        expect(leftMs).toBeLessThan(47_000)
        await rig.pass(48_000, tradeSome(rig, venue.symbols))
        await rig.get(rig.provider.probe())
        expect(rig.state()).toBe('live')
      }),
    )
  })
}
