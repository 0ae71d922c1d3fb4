/** Venues: where each is reached, in which order of precedence, and what a wrong change leaves alone. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createCredentials } from '../../../../electron/core/credentials.ts'
import { createVenues, type VenuesDeps, type VenueSettings } from '../../../../electron/core/venues.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { codedError } from '../../../../shared/errors.ts'
import type { Provider } from '../../../../electron/providers/provider.ts'
import { simulated } from '../../../../electron/providers/simulated/index.ts'

const keyed: Provider = {
  ...simulated,
  id: 'alpaca',
  name: 'Alpaca',
  simulated: false,
  restUrl: 'https://data.example',
  wsUrl: 'wss://stream.example',
  credentials: [
    { name: 'keyId', label: 'API key ID', secret: false },
    { name: 'secretKey', label: 'Secret key', secret: true },
  ],
}

type Connected = { id: string; restUrl: string; wsUrl: string; credentials: Readonly<Record<string, string>> }
let connected: Connected[]
let disconnected: string[]
let saved: VenueSettings[]
let secrets: Map<string, string>

const keyStore = {
  get: async (name: string) => secrets.get(name) ?? null,
  async set(name: string, value: string | null) {
    if (value === null) secrets.delete(name)
    else secrets.set(name, value)
  },
}
const on = { restUrl: null, wsUrl: null, enabled: true, historyFrom: null }

function build(changes: Partial<VenuesDeps> = {}) {
  return createVenues({
    providers: [simulated, keyed],
    env: {},
    credentials: createCredentials({ secrets: keyStore, env: {}, log: silentLog }),
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
      quiet: [],
      skewMs: null,
      sockets: 0,
      lastMessageAt: null,
      messagesPerSecond: 0,
    }),
    rest: () => null,
    instruments: () => 0,
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
  it('are off until the user wants them, all but the simulator', async () => {
    await build().start()
    expect(connected.map(({ id }) => id)).toEqual(['simulated'])
  })

  it('reach the simulator where it listens, and the others at their documented hosts', async () => {
    saved = [{ id: 'alpaca', ...on }]
    await build().start()
    expect(connected.map(({ id, restUrl }) => [id, restUrl])).toEqual([
      ['simulated', 'http://127.0.0.1:1'],
      ['alpaca', 'https://data.example'],
    ])
  })

  it('let the environment replace hosts, and the user the environment', async () => {
    const env = { TICKERDECK_ALPACA_REST_URL: 'http://proxy:1', TICKERDECK_ALPACA_WS_URL: 'ws://proxy:1' }
    saved = [{ id: 'alpaca', ...on, restUrl: 'https://mine.example' }]
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

  it('take one key at a time, and lose one that is emptied', async () => {
    const venues = build()
    await venues.configure({ id: 'alpaca', enabled: true, credentials: { keyId: 'k' } })
    expect(venues.list()[1]).toMatchObject({
      hasKey: false,
      credentials: [
        { name: 'keyId', isSet: true },
        { name: 'secretKey', isSet: false },
      ],
    })
    await venues.configure({ id: 'alpaca', credentials: { secretKey: ' s ' } })
    expect(connected.at(-1)?.credentials).toEqual({ keyId: 'k', secretKey: 's' })
    await venues.configure({ id: 'alpaca', credentials: { keyId: '', secretKey: '' } })
    expect(secrets.size).toBe(0)
    expect(venues.list()[1]).toMatchObject({ hasKey: false })
  })

  it('keep keys until the end where nothing can store them, and say so', async () => {
    const unsupported = () => Promise.reject(codedError('unsupported', 'no key store'))
    const credentials = createCredentials({
      secrets: { get: async () => null, set: unsupported },
      env: { TICKERDECK_ALPACA_KEY_ID: 'from-env' },
      log: silentLog,
    })
    const venues = build({ credentials })
    await venues.start()
    await venues.configure({ id: 'alpaca', enabled: true, credentials: { secretKey: 's' } })
    expect(connected.at(-1)?.credentials).toEqual({ keyId: 'from-env', secretKey: 's' })
    expect(venues.list()[1]?.secretsProblem).toContain('forgotten when Tickerdeck ends')
  })

  it('start all the same when a key can not be read, and say which', async () => {
    const locked = () => Promise.reject(codedError('unavailable', 'the key store is locked', 'later'))
    saved = [{ id: 'alpaca', ...on }]
    const venues = build({
      credentials: createCredentials({ secrets: { get: locked, set: locked }, env: {}, log: silentLog }),
    })
    await venues.start()
    expect(connected.map(({ id }) => id)).toEqual(['simulated', 'alpaca'])
    expect(venues.list()[1]?.secretsProblem).toContain('the key store is locked')
    await expect(venues.configure({ id: 'alpaca', credentials: { keyId: 'k' } })).rejects.toMatchObject({
      code: 'unavailable',
    })
  })

  it('do not reconnect for a venue that stands in for history, and none for itself', async () => {
    const venues = build()
    await venues.configure({ id: 'alpaca', enabled: true })
    connected = []
    expect((await venues.configure({ id: 'alpaca', historyFrom: 'simulated' })).historyFrom).toBe('simulated')
    expect(connected).toEqual([])
    expect(venues.historyFrom('alpaca')).toBe('simulated')
    for (const historyFrom of ['alpaca', 'nope'])
      await expect(venues.configure({ id: 'alpaca', historyFrom })).rejects.toThrow()
    expect(venues.historyFrom('alpaca')).toBe('simulated')
  })

  it('let nobody write a password into an address', async () => {
    await expect(
      build().configure({ id: 'alpaca', restUrl: 'https://me:secret@x.example' }),
    ).rejects.toMatchObject({ code: 'bad-request', message: expect.not.stringContaining('secret') })
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
