/** A venue with the smallest possible words, for tests of what supervises venues. */
import type { AppError } from '../../shared/errors.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { QuoteUpdate } from '../../shared/model/quote.ts'
import type { Session } from '../../shared/model/session.ts'
import { emptyFrame } from '../../electron/providers/provider.ts'
import type {
  Provider,
  ProviderLimits,
  ProviderStream,
  StreamFrame,
} from '../../electron/providers/provider.ts'

/** What the server says: any of these keys in one JSON object. */
export type TestFrame = {
  ack?: string[]
  refuse?: { topic: string; reason: string }
  quotes?: { symbol: string; last: number; snapshot?: boolean }[]
  beat?: boolean
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

const quote = ({
  symbol,
  last,
  snapshot,
}: {
  symbol: string
  last: number
  snapshot?: boolean
}): QuoteUpdate => ({
  instrument: instrumentId('test', symbol),
  last,
  exchangeAt: null,
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
    heartbeat: frame.beat ?? false,
    fatal: frame.fatal ?? null,
  }
}

export type TestProviderOptions = { limits?: Partial<ProviderLimits>; stream?: Partial<ProviderStream> }

/** Subscribes with `{"add":[…],"remove":[…],"id":n}`; topics are `quotes.SYMBOL` and `candles:1m.SYMBOL`. */
export function createTestProvider({ limits, stream }: TestProviderOptions = {}): Provider {
  return {
    id: 'test',
    name: 'Test venue',
    simulated: false,
    credentials: [],
    restUrl: 'http://127.0.0.1:1',
    wsUrl: 'ws://127.0.0.1:1',
    limits: {
      topicsPerSocket: 100,
      connectsPerMinute: 600,
      messagesPerSecond: 100,
      restWeightPerMinute: 60_000,
      restConcurrency: 4,
      ...limits,
    },
    intervals: ['1m'],
    toVenue: (instrument) => instrument.slice('test:'.length),
    fromVenue: (symbol) => instrumentId('test', symbol),
    instruments: { request: () => ({ path: '/instruments', query: {}, weight: 1 }), parse: () => [] },
    history: {
      maxRows: 100,
      request: () => ({ path: '/history', query: {}, weight: 1 }),
      parse: () => [],
    },
    ticker: {
      request: (instruments) => ({
        path: '/ticker',
        query: { symbols: instruments.map(({ symbol }) => symbol).join(',') },
        weight: 1,
      }),
      parse: (body) => (JSON.parse(body) as { symbol: string; last: number }[]).map(quote),
    },
    error(status, body) {
      if (!body.startsWith('{')) return null
      const { message } = JSON.parse(body) as { message: string }
      return {
        code: status >= 500 ? 'venue-error' : 'venue-refused',
        message,
        retry: status >= 500 ? 'later' : 'no',
      }
    },
    stream: {
      path: '/stream',
      topics: (instrument, need) => [`${need}.${instrument.symbol}`],
      messages: (add, remove, id) => [JSON.stringify({ add, remove, id })],
      heartbeat: { kind: 'none' },
      silenceMs: 60_000,
      parse,
      ...stream,
    },
  }
}
