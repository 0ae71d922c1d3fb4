/** Venues: where each is reached, in which order of precedence, and what a wrong change leaves alone. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createVenues, type VenuesDeps, type VenueSettings } from '../../../../electron/core/venues.ts'
import type { Provider } from '../../../../electron/providers/provider.ts'
import { simulated } from '../../../../electron/providers/simulated/index.ts'

const keyed: Provider = {
  ...simulated,
  id: 'alpaca',
  name: 'Alpaca',
  restUrl: 'https://data.example',
  wsUrl: 'wss://stream.example',
  credentials: ['keyId', 'secretKey'],
}

type Connected = { id: string; restUrl: string; wsUrl: string; credentials: Record<string, string> }
let connected: Connected[]
let disconnected: string[]
let saved: VenueSettings[]
let secrets: Map<string, string>

function build(changes: Partial<VenuesDeps> = {}) {
  return createVenues({
    providers: [simulated, keyed],
    env: {},
    secrets: {
      get: async (name) => secrets.get(name) ?? null,
      async set(name, value) {
        if (value === null) secrets.delete(name)
        else secrets.set(name, value)
      },
    },
    settings: { list: () => saved, save: (settings) => saved.push(settings) },
    local: (provider) =>
      provider === 'simulated' ? { restUrl: 'http://127.0.0.1:1', wsUrl: 'ws://127.0.0.1:1' } : null,
    status: (provider) => ({
      provider,
      state: 'idle',
      since: 0,
      attempt: 0,
      retryAt: null,
      reason: null,
      refused: [],
      silent: [],
      lastMessageAt: null,
      messagesPerSecond: 0,
    }),
    connect: ({ provider, ...rest }) => connected.push({ id: provider.id, ...rest }),
    disconnect: (provider) => disconnected.push(provider),
    ...changes,
  })
}

beforeEach(() => {
  connected = []
  disconnected = []
  saved = []
  secrets = new Map()
})

describe('venues', () => {
  it('reach the simulator where it listens, and the others at their documented hosts', async () => {
    await build().start()
    expect(connected.map(({ id, restUrl }) => [id, restUrl])).toEqual([
      ['simulated', 'http://127.0.0.1:1'],
      ['alpaca', 'https://data.example'],
    ])
  })

  it('let the environment replace hosts, and the user the environment', async () => {
    const env = { TICKERDECK_ALPACA_REST_URL: 'http://proxy:1', TICKERDECK_ALPACA_WS_URL: 'ws://proxy:1' }
    saved = [{ id: 'alpaca', enabled: null, restUrl: 'https://mine.example', wsUrl: null }]
    await build({ env }).start()
    expect(connected[1]).toMatchObject({ restUrl: 'https://mine.example', wsUrl: 'ws://proxy:1' })
  })

  it('keep an override to its origin', async () => {
    const view = await build().configure({
      id: 'alpaca',
      restUrl: 'https://proxy.example:8443/some/path?x=1',
    })
    expect(view.restUrl).toBe('https://proxy.example:8443')
  })

  it('refuse a wrong scheme and change nothing', async () => {
    await expect(build().configure({ id: 'alpaca', wsUrl: 'https://x.example' })).rejects.toMatchObject({
      code: 'bad-request',
    })
    expect(saved).toEqual([])
    expect(connected).toEqual([])
  })

  it('keep keys in the secrets alone, and say only that there is one', async () => {
    const venues = build()
    await venues.configure({ id: 'alpaca', credentials: { keyId: 'k', secretKey: 's3cret' } })
    expect(secrets.size).toBe(1)
    expect(JSON.stringify([saved, venues.list()])).not.toContain('s3cret')
    expect(venues.list()[1]).toMatchObject({ needsKey: true, hasKey: true })
    await expect(venues.configure({ id: 'alpaca', credentials: { password: 'x' } })).rejects.toMatchObject({
      message: expect.stringContaining('password'),
    })
  })

  it('disconnect one that is switched off, and refuse one that nobody knows', async () => {
    const venues = build()
    await venues.configure({ id: 'simulated', enabled: false })
    expect(disconnected).toEqual(['simulated'])
    expect(connected).toEqual([])
    expect(venues.isEnabled('simulated')).toBe(false)
    await expect(venues.configure({ id: 'nope' })).rejects.toMatchObject({ code: 'not-found' })
  })
})
