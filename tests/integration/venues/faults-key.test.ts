/** A key that is revoked while the stream is live, at every venue that wants one. */
import { describe, expect, it } from 'vitest'
import { exceptAt, reasonsOf, tradeSome, venuesBut } from '../../support/venues/fault-scenarios.ts'
import { withVenueRig } from '../../support/venues/rig.ts'

const minuteMs = 60_000

describe.concurrent('11. the key is revoked while the stream is live', () => {
  const exceptions = exceptAt(
    ['binance', 'coinbase', 'kraken', 'okx'],
    'it wants no key',
    ({ provider }) => provider.credentials.length === 0,
  )
  it.each(venuesBut(exceptions))('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual' }, async (rig) => {
      const { server, told, clock, provider, feeds } = rig
      const trade = tradeSome(rig, venue.symbols)
      rig.watch(venue.symbols)
      await rig.subscribed(rig.topics(venue.symbols))
      await rig.until(() => (trade(), rig.state() === 'live'), 'live')
      await rig.pass(31_000, trade, 1_000)
      const before = { attempts: server.attempts().length, statuses: told.statuses.length }

      server.script.revokeKey()
      const revokedAt = clock.now()
      await rig.until(() => rig.state() === 'refused', 'the refusal')
      const { reason } = rig.status()
      expect(reason).toMatch(/key|auth/i)
      expect(reason).toContain(provider.name.split(' ')[0])
      expect(told.downs).toHaveLength(1)

      // It is told once, and then there is peace: no attempt, no question, whatever trades.
      await rig.pass(1_000)
      const asked = server.requests().length
      await rig.pass(5 * minuteMs, trade, 1_000)
      expect(rig.status()).toMatchObject({ state: 'refused', reason, sockets: 0, retryAt: null })
      expect(told.statuses.slice(before.statuses).filter(({ state }) => state === 'refused')).toHaveLength(1)
      expect(server.attempts()).toHaveLength(before.attempts)
      expect(server.requests()).toHaveLength(asked)
      expect(told.polled).toEqual([])
      await expect(rig.get(provider.probe())).rejects.toMatchObject({ code: 'unauthorized', retry: 'no' })

      // Asked for once more by the user, it is refused once more.
      feeds.reconnect(venue.id)
      await rig.until(() => server.attempts().length === before.attempts + 1, 'the attempt')
      await rig.until(() => rig.state() === 'refused', 'the refusal')
      await rig.pass(2 * minuteMs, trade, 1_000)
      expect(server.attempts()).toHaveLength(before.attempts + 1)
      expect(rig.state()).toBe('refused')
      expect(told.gaps).toEqual([])
      // Whatever was said of it, nobody saw the key.
      const said = JSON.stringify([rig.logged, told.statuses, feeds.restHealth()])
      for (const key of Object.values(venue.credentials ?? {}))
        expect(said).not.toMatch(new RegExp(`\\b${key}\\b`))

      server.script.renewKey()
      const credentials = Object.fromEntries(
        Object.entries(venue.credentials ?? {}).map(([name, value]) => [name, `${value}2`]),
      )
      rig.configure({ credentials })
      await rig.until(() => (trade(), rig.state() === 'live'), 'live with another key')
      await rig.get(provider.probe())
      expect(told.gaps).toHaveLength(1)
      const [gap] = told.gaps
      expect(gap?.fromAt).toBeLessThanOrEqual(revokedAt)
      expect(gap?.toAt).toBe(clock.now())
      expect(server.attempts()).toHaveLength(before.attempts + 2)
    }),
  )
  it.each(reasonsOf(exceptions))('cannot be at $id: $why', ({ holds }) => {
    expect(holds).toBe(true)
  })
})
