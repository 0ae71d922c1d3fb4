/** Plain values of the model for tests, each complete, with the fields that a test cares about replaced. */
import type { ProviderView } from '../../shared/contract/methods.ts'
import type { ConnectionsHealth, FeedStatus, RestHealth } from '../../shared/model/feed-status.ts'
import { instrumentId, providerOf, symbolOf, type InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Quote } from '../../shared/model/quote.ts'
import type { Watchlist } from '../../shared/model/watchlist.ts'
import { tokenVerdicts, type InboxEntry } from '../../shared/model/webhook.ts'

export const btc = instrumentId('simulated', 'BTCUSDT')
export const eth = instrumentId('simulated', 'ETHUSDT')
export const sol = instrumentId('simulated', 'SOLUSDT')

export function sampleInstrument(id: InstrumentId, fields: Partial<Instrument> = {}): Instrument {
  return {
    id,
    provider: providerOf(id),
    symbol: symbolOf(id),
    name: symbolOf(id),
    kind: 'crypto',
    currency: 'USDT',
    tickSize: 0.01,
    session: { kind: 'always' },
    intervals: ['1m', '1d'],
    simulated: true,
    ...fields,
  }
}

export function sampleQuote(instrument: InstrumentId, fields: Partial<Quote> = {}): Quote {
  return {
    instrument,
    last: 100,
    bid: 99.99,
    ask: 100.01,
    open: 98,
    high: 101,
    low: 97,
    volume: 1000,
    change: 2,
    changePercent: 2.04,
    basis: '24h',
    exchangeAt: 1_000,
    receivedAt: 1_000,
    state: 'simulated',
    ...fields,
  }
}

export function sampleWatchlist(id: string, instruments: readonly InstrumentId[], position = 0): Watchlist {
  return {
    id,
    name: id,
    position,
    items: instruments.map((instrument) => ({ kind: 'instrument', instrument })),
  }
}

export function sampleEntry(id: number, fields: Partial<InboxEntry> = {}): InboxEntry {
  return {
    id,
    source: 'source',
    sourceName: 'Default',
    receivedAt: 1_000,
    format: 'json',
    jsonError: null,
    summary: 'BTCUSDT 64000',
    sizeBytes: 20,
    symbol: 'BTCUSDT',
    price: '64000',
    message: null,
    instrument: btc,
    placeholders: [],
    verdict: 'token-ok',
    verdicts: tokenVerdicts,
    processedAt: null,
    ...fields,
  }
}

export function sampleFeed(provider: string, fields: Partial<FeedStatus> = {}): FeedStatus {
  return {
    provider,
    state: 'live',
    since: 0,
    attempt: 0,
    retryAt: null,
    reason: null,
    refused: [],
    silent: [],
    quiet: [],
    skewMs: null,
    sockets: 1,
    lastMessageAt: 900,
    messagesPerSecond: 12,
    ...fields,
  }
}

export function sampleRest(provider: string, fields: Partial<RestHealth> = {}): RestHealth {
  return {
    provider,
    requests: 2,
    failures: 0,
    lastLatencyMs: 90,
    lastAt: 5,
    lastError: null,
    blockedUntil: null,
    usage: null,
    ...fields,
  }
}

export function sampleProvider(id: string, fields: Partial<ProviderView> = {}): ProviderView {
  return {
    id,
    name: id,
    enabled: true,
    simulated: false,
    needsKey: false,
    hasKey: false,
    credentials: [],
    secretsProblem: null,
    restUrl: `https://api.${id}.example`,
    wsUrl: `wss://ws.${id}.example`,
    endpoints: [{ name: id, restUrl: `https://api.${id}.example`, wsUrl: `wss://ws.${id}.example` }],
    notes: { region: null, terms: null, data: null, key: null },
    historyFrom: null,
    instruments: 0,
    status: sampleFeed(id),
    rest: null,
    ...fields,
  }
}

export function sampleHealth(fields: Partial<ConnectionsHealth> = {}): ConnectionsHealth {
  return {
    at: 1_000,
    rest: { providers: [], perSecond: [] },
    webSocket: { feeds: [], perSecond: [] },
    webhook: {
      state: 'listening',
      address: 'http://127.0.0.1:8788',
      reason: null,
      received: 3,
      rejected: 1,
      lastReceivedAt: null,
      lastRejected: null,
      perSecond: [],
      rejectedPerSecond: [],
    },
    ...fields,
  }
}
