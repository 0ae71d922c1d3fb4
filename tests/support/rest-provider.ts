/** A venue of which a test says only what matters to its REST side. */
import { emptyFrame } from '../../electron/providers/provider.ts'
import type { Provider, ProviderLimits } from '../../electron/providers/provider.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'

export type RestProviderOptions = Partial<Omit<Provider, 'limits'>> & { limits?: Partial<ProviderLimits> }

export function restInstrument(symbol: string): Instrument {
  return {
    id: instrumentId('test', symbol),
    provider: 'test',
    symbol,
    name: symbol,
    kind: 'crypto',
    currency: 'USD',
    tickSize: 0.01,
    session: { kind: 'always' },
    intervals: ['1m'],
    simulated: false,
  }
}

const get = (path: string) => () => ({ path, query: {}, weight: 1 })

/** Errors are `{ "message": … }`; an answer of 200 with `"failed": true` is one too, and `"code": "slow"` means too many requests. */
export const venueError: Provider['error'] = (status, body) => {
  if (!body.startsWith('{')) return null
  const { message, failed, code, plan } = JSON.parse(body) as Record<string, unknown>
  if (typeof message !== 'string' || (status < 300 && failed !== true)) return null
  if (code === 'slow') return { code: 'rate-limited', message, retry: 'later' }
  if (status === 401) return { code: 'unauthorized', message, retry: 'no' }
  if (plan === true) return { code: 'venue-refused', message, retry: 'no', details: { plan: true } }
  return status >= 500
    ? { code: 'venue-error', message, retry: 'later' }
    : { code: 'venue-refused', message, retry: 'no' }
}

/** Takes `{ apiKey }` in the header `x-key` where it is given `credentials`. */
export function createRestProvider({ limits, ...own }: RestProviderOptions = {}): Provider {
  return {
    id: 'test',
    name: 'Test venue',
    simulated: false,
    credentials: [],
    restUrl: 'http://127.0.0.1:1',
    wsUrl: 'ws://127.0.0.1:1',
    endpoints: [],
    notes: { region: null, terms: null, data: null, key: null },
    limits: {
      topicsPerSocket: 100,
      connects: [],
      messages: [],
      rest: [{ max: 60_000, windowMs: 60_000 }],
      restConcurrency: 4,
      ...limits,
    },
    intervals: ['1m'],
    basis: '24h',
    toVenue: (instrument) => instrument.slice('test:'.length),
    fromVenue: (symbol) => instrumentId('test', symbol),
    ...(own.credentials === undefined ? {} : { auth: ({ apiKey = '' }) => ({ 'x-key': apiKey }) }),
    instruments: { requests: () => [get('/instruments')()], parse: () => [] },
    history: { maxRows: 100, request: get('/history'), parse: () => [] },
    ticker: {
      maxInstruments: 100,
      request: (asked) => ({
        path: '/ticker',
        query: { symbols: asked.map(({ symbol }) => symbol).join(',') },
        weight: 1,
      }),
      parse: (body, asked) =>
        (JSON.parse(body) as (number | null)[]).flatMap((last, index) => {
          const instrument = asked[index]?.id
          return last === null || instrument === undefined
            ? []
            : [{ instrument, last, exchangeAt: null, snapshot: false }]
        }),
    },
    lastTrade: { request: get('/last'), parse: () => null },
    probe: get('/probe'),
    error: venueError,
    stream: {
      paths: ['/stream'],
      topics: () => [],
      messages: () => [],
      topicsPerMessage: 100,
      acknowledges: true,
      heartbeat: { kind: 'none' },
      silenceMs: 60_000,
      parse(text) {
        try {
          return { ...emptyFrame, ...(JSON.parse(text) as Partial<typeof emptyFrame>) }
        } catch {
          return { ...emptyFrame, unknown: 1 }
        }
      },
    },
    ...own,
  }
}
