/** The list of venues: each id once, each with what a venue must have. */
import { describe, expect, it } from 'vitest'
import { providers } from '../../../../electron/providers/registry.ts'
import { intervals } from '../../../../shared/model/interval.ts'
import { providerIdSchema } from '../../../../shared/model/ids.ts'

describe('the registry', () => {
  it('has the simulated exchange first, and seven real venues', () => {
    expect(providers.map(({ id }) => id)).toEqual([
      'simulated',
      'binance',
      'coinbase',
      'kraken',
      'okx',
      'alpaca',
      'finnhub',
      'twelvedata',
    ])
    expect(providers.filter(({ credentials }) => credentials.length === 0).map(({ id }) => id)).toEqual([
      'simulated',
      'binance',
      'coinbase',
      'kraken',
      'okx',
    ])
  })

  it.each(providers.map((provider) => [provider.id, provider] as const))('%s is whole', (id, provider) => {
    expect(providerIdSchema.safeParse(id).success).toBe(true)
    expect(provider.simulated).toBe(id === 'simulated')
    for (const { restUrl, wsUrl } of [provider, ...provider.endpoints]) {
      expect(new URL(restUrl).origin).toBe(restUrl)
      expect(new URL(wsUrl).protocol).toMatch(provider.simulated ? /^ws:$/ : /^wss:$/)
      expect(new URL(wsUrl).pathname).toBe('/')
    }
    for (const rules of [provider.limits.rest, provider.limits.connects, provider.limits.messages]) {
      expect(rules.length).toBeGreaterThan(0)
      for (const { max, windowMs } of rules) expect(Math.min(max, windowMs)).toBeGreaterThan(0)
    }
    expect(provider.intervals).toEqual(intervals.filter((interval) => provider.intervals.includes(interval)))
    // Three days are nobody's documented grid, and every venue has minutes or days to make them of.
    expect(provider.intervals).not.toContain('3d')
    expect(provider.intervals).toContain('1d')
    for (const path of provider.stream.paths) expect(path).toMatch(/^\//)
    expect(provider.stream.topicsPerMessage).toBeGreaterThan(0)
    expect(provider.notes.key === null).toBe(provider.credentials.length === 0)
  })
})
