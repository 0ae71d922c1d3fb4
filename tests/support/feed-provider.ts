/** A venue with the smallest possible words, for tests of what supervises venues. */
import type { AppError } from '../../shared/errors.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { QuoteUpdate, Trade } from '../../shared/model/quote.ts'
import type { Session } from '../../shared/model/session.ts'
import { emptyFrame } from '../../electron/providers/provider.ts'
import type {
  LastTrade,
  Provider,
  ProviderLimits,
  ProviderStream,
  StreamFrame,
  StreamMessage,
} from '../../electron/providers/provider.ts'

type TestQuote = { symbol: string; last: number; at?: number; snapshot?: boolean }
type TestTrade = { symbol: string; id: string; price?: number; at: number; snapshot?: boolean }

/** What the server says: any of these keys in one JSON object. */
export type TestFrame = {
  ack?: string[]
  refuse?: { topic: string; reason: string }
  answered?: { requestId: number | null; refused: string | null }
  login?: 'asked' | 'accepted'
  quotes?: TestQuote[]
  trades?: TestTrade[]
  beat?: boolean
  leaving?: string
  fatal?: AppError
}

export function testInstrument(symbol: string, session: Session = { kind: 'always' }): Instrument {
  return {
    id: instrumentId('test', symbol),
    provider: 'test',
    symbol,
    name: symbol,
    kind: 'crypto',
    currency: 'USD',
    tickSize: 0.01,
    session,
    intervals: ['1m'],
    simulated: false,
  }
}

const quote = ({ symbol, last, at, snapshot }: TestQuote): QuoteUpdate => ({
  instrument: instrumentId('test', symbol),
  last,
  exchangeAt: at ?? null,
  snapshot: snapshot ?? false,
})

const trade = ({ symbol, id, price, at, snapshot }: TestTrade): Trade => ({
  instrument: instrumentId('test', symbol),
  tradeId: id,
  price: price ?? 100,
  size: 1,
  takerSide: null,
  exchangeAt: at,
  snapshot: snapshot ?? false,
})

function parse(text: string): StreamFrame {
  let frame: TestFrame
  try {
    frame = JSON.parse(text) as TestFrame
  } catch {
    return { ...emptyFrame, unknown: 1 }
  }
  return {
    ...emptyFrame,
    acks: frame.ack ?? emptyFrame.acks,
    refusals: frame.refuse === undefined ? emptyFrame.refusals : [frame.refuse],
    quotes: frame.quotes?.map(quote) ?? emptyFrame.quotes,
    trades: frame.trades?.map(trade) ?? emptyFrame.trades,
    answered: frame.answered ?? null,
    login: frame.login ?? null,
    leaving: frame.leaving ?? null,
    heartbeat: frame.beat ?? false,
    fatal: frame.fatal ?? null,
  }
}

export type TestProviderOptions = {
  credentials?: Provider['credentials']
  ticker?: Partial<Provider['ticker']>
  limits?: Partial<ProviderLimits>
  stream?: Partial<ProviderStream>
}

/** One message, as the server of `feed-server.ts` reads it. */
export const testMessage = (
  add: readonly string[],
  remove: readonly string[],
  id: number,
): StreamMessage => ({
  text: JSON.stringify({ add, remove, id }),
  requestId: id,
  topics: add,
})

/** Subscribes with `{"add":[…],"remove":[…],"id":n}`; topics are `quotes.SYMBOL` and `candles:1m.SYMBOL`. */
export function createTestProvider({
  credentials,
  ticker,
  limits,
  stream,
}: TestProviderOptions = {}): Provider {
  return {
    id: 'test',
    name: 'Test venue',
    simulated: false,
    credentials: credentials ?? [],
    restUrl: 'http://127.0.0.1:1',
    wsUrl: 'ws://127.0.0.1:1',
    endpoints: [],
    notes: { region: null, terms: null, data: null, key: null },
    limits: {
      topicsPerSocket: 100,
      connects: [{ max: 600, windowMs: 60_000 }],
      messages: [{ max: 100, windowMs: 1_000 }],
      rest: [{ max: 60_000, windowMs: 60_000 }],
      restConcurrency: 4,
      ...limits,
    },
    intervals: ['1m'],
    basis: '24h',
    toVenue: (instrument) => instrument.slice('test:'.length),
    fromVenue: (symbol) => instrumentId('test', symbol),
    instruments: { requests: () => [{ path: '/instruments', query: {}, weight: 1 }], parse: () => [] },
    history: {
      maxRows: 100,
      request: () => ({ path: '/history', query: {}, weight: 1 }),
      parse: () => [],
    },
    ticker: {
      maxInstruments: 50,
      request: (instruments) => ({
        path: '/ticker',
        query: { symbols: instruments.map(({ symbol }) => symbol).join(',') },
        weight: 1,
      }),
      parse: (body) => (JSON.parse(body) as TestQuote[]).map(quote),
      ...ticker,
    },
    lastTrade: {
      request: ({ symbol }) => ({ path: '/last', query: { symbol }, weight: 1 }),
      parse: (body) => JSON.parse(body) as LastTrade | null,
    },
    probe: () => ({ path: '/ticker', query: {}, weight: 1 }),
    error(status, body) {
      if (!body.startsWith('{"message')) return null
      const { message } = JSON.parse(body) as { message: string }
      if (status === 404) return { code: 'not-found', message, retry: 'no' }
      return {
        code: status >= 500 ? 'venue-error' : 'venue-refused',
        message,
        retry: status >= 500 ? 'later' : 'no',
      }
    },
    stream: {
      paths: ['/stream'],
      topics: (instrument, need) => [`${need}.${instrument.symbol}`],
      messages: (add, remove, id) => [testMessage(add, remove, id)],
      topicsPerMessage: 100,
      acknowledges: true,
      heartbeat: { kind: 'none' },
      silenceMs: 60_000,
      parse,
      ...stream,
    },
  }
}
