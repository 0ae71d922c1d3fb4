/** The list of venues: each id once, each with what a venue must have. */
import { describe, expect, it } from 'vitest'
import { providerById, providers } from '../../../../electron/providers/registry.ts'
import { providerIdSchema } from '../../../../shared/model/ids.ts'

describe('the registry', () => {
  it('finds each venue by its id', () => {
    expect(new Set(providers.map(({ id }) => id)).size).toBe(providers.length)
    for (const provider of providers) {
      expect(providerIdSchema.safeParse(provider.id).success).toBe(true)
      expect(providerById(provider.id)).toBe(provider)
      expect(new URL(provider.restUrl).pathname).toBe('/')
      expect(new URL(provider.wsUrl).protocol).toMatch(/^wss?:$/)
    }
    expect(providerById('nowhere')).toBeUndefined()
  })

  it('has the simulated exchange, which needs no key', () => {
    expect(providerById('simulated')).toMatchObject({ simulated: true, credentials: [] })
  })
})
