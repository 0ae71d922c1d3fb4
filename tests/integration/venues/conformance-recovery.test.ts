/** Every venue against its strict server: drops and reconnects, one connection where one is allowed, refused symbols and wrong keys. */
import { describe, expect, it } from 'vitest'
import type { Provider } from '../../../electron/providers/provider.ts'
import { keyedCases, singleCases, venueCases } from '../../support/venues/rig-cases.ts'
import type { VenueCase } from '../../support/venues/rig-cases.ts'
import { withVenueRig } from '../../support/venues/rig.ts'
import type { VenueRig } from '../../support/venues/rig.ts'

const manual = { clock: 'manual' } as const

/** Time goes by while these are traded once a second. */
async function passTrading(rig: VenueRig, symbols: readonly string[], ms: number): Promise<void> {
  let turn = 0
  await rig.pass(ms, () => {
    turn += 1
    if (turn % 4 === 0) for (const symbol of symbols) rig.market.trade(symbol, undefined, 200)
  })
}

/** Symbols of which REST says that nothing is traded. */
const quietOf = (rig: VenueRig): string[] =>
  rig.case.symbols.filter((symbol) => rig.status().quiet.includes(rig.instrument(symbol).id))

/** Never more attempts in a window than the provider says that the venue allows. */
function expectPacedAttempts({ provider, server }: VenueRig): void {
  const attempts = server.attempts()
  for (const { max, windowMs } of provider.limits.connects)
    for (const [index, at] of attempts.entries()) {
      const before = attempts[index - max]
      if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(windowMs * 0.9)
    }
}

describe.concurrent.each(venueCases)('$id', (venue) => {
  it('10. comes back by itself after a drop, subscribes anew and tells what it missed', () =>
    withVenueRig(venue, manual, async (rig) => {
      const { symbols } = venue
      rig.watch(symbols)
      await rig.flowing(symbols)
      const topics = rig.subscriptions()
      for (let drop = 1; drop <= 3; drop += 1) {
        await passTrading(rig, symbols, 5_000)
        const droppedAt = rig.clock.now()
        rig.server.script.dropAll()
        await rig.until(() => rig.told.downs.length === drop, 'the end to be told')
        expect(rig.state()).not.toBe('live')
        await rig.subscribed(topics)
        await rig.flowing(symbols)
        await rig.until(() => rig.told.gaps.length === drop, 'the gap')
        const gap = rig.told.gaps.at(-1)
        expect(gap?.fromAt).toBeLessThanOrEqual(droppedAt)
        expect(gap?.fromAt).toBeGreaterThanOrEqual(droppedAt - 6_000)
        expect(gap?.toAt).toBeGreaterThanOrEqual(droppedAt)
        expect(gap?.toAt).toBeLessThanOrEqual(rig.clock.now())
      }
      expect(rig.server.connections()).toBe(1)
      expect(rig.server.attempts()).toHaveLength(4)
      expectPacedAttempts(rig)
    }))

  it('12. names a refused symbol among good ones, and asks for it no more', () =>
    withVenueRig(venue, manual, async (rig) => {
      const [first, bad, ...others] = venue.symbols
      const good = [first, ...others]
      rig.server.script.refuse(bad, true)
      rig.watch(venue.symbols)
      await rig.until(
        () => rig.topics(good).every((topic) => rig.subscriptions().includes(topic)),
        'the good ones',
      )
      for (const symbol of good) rig.market.trade(symbol, undefined, 200)
      await rig.live()
      await rig.caughtUp(good)
      // Some venues say nothing of it: REST is asked when it has been silent for long.
      const told = () => (venue.refusesSymbols ? Object.keys(rig.refused()) : quietOf(rig))
      const longestMs = rig.provider.stream.silenceMs + 120_000
      for (let waited = 0; waited < longestMs && !told().includes(bad); waited += 5_000)
        await passTrading(rig, good, 5_000)
      expect(told()).toEqual([bad])
      if (venue.refusesSymbols)
        expect(rig.refused()[bad]).toMatch(/invalid|not a valid|not supported|exist|unknown/i)
      const attempts = rig.server.attempts().length
      const requests = rig.server.requests().length
      const refusals = () => rig.logged.filter((line) => line.includes('the venue refused')).length
      const refusedBefore = refusals()
      await passTrading(rig, good, 120_000)
      expect(refusals()).toBe(refusedBefore)
      expect(told()).toEqual([bad])
      expect(rig.server.attempts()).toHaveLength(attempts)
      expect(rig.server.requests().length - requests).toBeLessThan(10)
      expect(rig.state()).toBe('live')
      expect(rig.told.downs).toEqual([])
      await rig.caughtUp(good)
      // No other was ever blamed for it.
      const blamed = new Set(
        rig.told.statuses.flatMap(({ refused }) => refused.map(({ instrument }) => instrument)),
      )
      expect([...blamed]).toEqual(venue.refusesSymbols ? [rig.instrument(bad).id] : [])
      // What is refused is stale, and nothing but it.
      expect(rig.status().silent).toEqual(venue.refusesSymbols ? [rig.instrument(bad).id] : [])
      expect(rig.told.trades.filter(({ instrument }) => instrument === rig.instrument(bad).id)).toEqual([])
    }))

  it('12. with nothing but a refused symbol ends in words, not in a loop', () =>
    withVenueRig(venue, manual, async (rig) => {
      const [, bad] = venue.symbols
      rig.server.script.refuse(bad, true)
      rig.watch([bad])
      const isTold = () => (venue.refusesSymbols ? bad in rig.refused() : quietOf(rig).includes(bad))
      await rig.until(isTold, 'the refusal', rig.provider.stream.silenceMs + 240_000)
      const attempts = rig.server.attempts().length
      await rig.pass(180_000)
      expect(isTold()).toBe(true)
      expect(rig.server.attempts().length - attempts).toBeLessThanOrEqual(1)
      expect(rig.server.attempts().length).toBeLessThanOrEqual(6)
      expectPacedAttempts(rig)
    }))
})

/** Those that end every socket after a while. */
const endingCases = venueCases.filter(({ provider }) => provider.stream.lifetimeMs !== undefined)

describe.concurrent.each(endingCases)('$id', (venue) => {
  it('10. replaces a socket before the venue ends it, and neither loses nor repeats a trade', () => {
    const shorter = (provider: Provider): Provider => ({
      ...provider,
      stream: { ...provider.stream, lifetimeMs: 60_000 },
    })
    return withVenueRig(venue, { ...manual, provider: shorter }, async (rig) => {
      const { symbols } = venue
      rig.watch(symbols)
      await rig.flowing(symbols)
      const before = Object.fromEntries(symbols.map((symbol) => [symbol, rig.market.trades(symbol).length]))
      rig.told.trades.length = 0
      await passTrading(rig, symbols, 130_000)
      await rig.caughtUp(symbols)
      for (const symbol of symbols)
        expect(rig.trades(symbol).map(({ tradeId }) => tradeId)).toEqual(
          rig.market
            .trades(symbol)
            .slice(before[symbol])
            .map(({ id }) => venue.tradeId(id)),
        )
      expect(rig.server.attempts().length).toBeGreaterThanOrEqual(3)
      expect(rig.told.downs).toEqual([])
      await rig.until(() => rig.server.connections() === 1, 'the old socket to be closed')
      expect(rig.subscriptions()).toEqual(rig.topics(symbols))
    })
  })
})

describe.concurrent.each(singleCases)('$id', (venue) => {
  it('11. never has a second connection: after a drop, on reconnect, configured twice', () =>
    withVenueRig(venue, manual, async (rig) => {
      const { symbols } = venue
      rig.watch(symbols)
      await rig.flowing(symbols)
      rig.server.script.dropAll()
      await rig.until(() => rig.state() !== 'live', 'the end')
      await rig.flowing(symbols)
      rig.feeds.reconnect(rig.provider.id)
      await rig.until(() => rig.server.attempts().length === 3, 'another attempt', 120_000)
      await rig.flowing(symbols)
      rig.configure()
      rig.configure()
      await rig.flowing(symbols)
      rig.feeds.remove(rig.provider.id)
      rig.configure()
      rig.feeds.presumeDead('the machine woke')
      await rig.flowing(symbols)
      await passTrading(rig, symbols, 10_000)
      expect(rig.state()).toBe('live')
      expect(rig.server.connections()).toBe(1)
      expectPacedAttempts(rig)
    }))
})

const wrongKeys = ({ credentials }: VenueCase) =>
  Object.fromEntries(Object.keys(credentials ?? {}).map((name) => [name, 'NOTRIGHT']))

describe.concurrent.each(keyedCases)('$id', (venue) => {
  // Each attempt with a wrong key is a fault: there is one of the stream.
  it('13. says in words that a key is wrong, asks no second time, and takes another key', () =>
    withVenueRig(
      venue,
      { ...manual, credentials: wrongKeys(venue), allowed: ['key', 'auth failed'] },
      async (rig) => {
        const { symbols } = venue
        rig.watch(symbols)
        await rig.until(() => rig.state() === 'refused', 'the refusal')
        expect(rig.status().reason).toMatch(/auth|key/i)
        expect(rig.status().reason).not.toContain('NOTRIGHT')
        await rig.pass(300_000)
        expect(rig.state()).toBe('refused')
        expect(rig.server.attempts()).toHaveLength(1)
        // REST, too, is not asked for ever with a key that the venue refuses.
        expect(rig.server.requests().length).toBeLessThanOrEqual(4)
        expect(rig.logged.join('\n')).not.toContain('NOTRIGHT')
        rig.configure({ credentials: venue.credentials ?? {} })
        await rig.flowing(symbols)
        expect(rig.server.attempts()).toHaveLength(2)
      },
    ))

  it('13. asks nothing at all without a key', () =>
    withVenueRig(venue, { ...manual, credentials: {} }, async (rig) => {
      rig.watch(venue.symbols)
      await rig.pass(60_000)
      expect(rig.status()).toMatchObject({ state: 'refused', reason: 'needs a key' })
      expect(rig.server.attempts()).toEqual([])
      expect(rig.server.requests()).toEqual([])
    }))

  it('13. stops when the key is revoked while live, and says so', () =>
    withVenueRig(venue, manual, async (rig) => {
      const { symbols } = venue
      rig.watch(symbols)
      await rig.flowing(symbols)
      rig.server.script.revokeKey()
      await rig.until(() => rig.state() === 'refused', 'the refusal')
      expect(rig.status().reason).toMatch(/auth|key/i)
      const attempts = rig.server.attempts().length
      expect(attempts).toBeLessThanOrEqual(2)
      await rig.pass(300_000)
      expect(rig.server.attempts()).toHaveLength(attempts)
    }))
})
