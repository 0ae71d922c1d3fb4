/** What a fault looks like at each venue: its words, its frames, and what it does not have. */
import type { OrderedAnswer } from './venue-types.ts'

export type FaultWords = {
  /** Why a symbol is refused, as the user is to be told. */
  readonly unknownSymbol: RegExp
  /** Answers that say "too many" and nothing of how long to wait. */
  readonly tooMany: readonly OrderedAnswer[]
  /** What it says before it ends sockets; null where it says nothing. */
  readonly farewell: string | null
}

const json = (status: number, body: unknown): OrderedAnswer => ({ status, body: JSON.stringify(body) })

export const faultWords: Readonly<Record<string, FaultWords>> = {
  binance: {
    unknownSymbol: /Invalid symbol/,
    tooMany: [
      json(429, {
        code: -1003,
        msg: 'Too many requests; current limit is 6000 request weight per 1 MINUTE.',
      }),
      json(418, { code: -1003, msg: 'Way too many requests; IP banned until 1778684900000.' }),
    ],
    farewell: '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1778684900000}}',
  },
  coinbase: {
    unknownSymbol: /not a valid product/,
    tooMany: [json(429, { message: 'Public rate limit exceeded' })],
    farewell: null,
  },
  kraken: {
    unknownSymbol: /Currency pair not supported/,
    tooMany: [
      json(200, { error: ['EGeneral:Too many requests'] }),
      json(200, { error: ['EAPI:Rate limit exceeded'] }),
      { status: 429, body: 'error code: 1015' },
    ],
    farewell: '{"channel":"status","type":"update","data":[{"system":"maintenance","version":"2.0.10"}]}',
  },
  okx: {
    unknownSymbol: /doesn't exist/,
    tooMany: [
      json(429, { code: '50011', msg: 'Too Many Requests', data: [] }),
      json(200, { code: '50011', msg: 'Too Many Requests', data: [] }),
    ],
    farewell:
      '{"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade."}',
  },
  alpaca: {
    unknownSymbol: /symbol/i,
    tooMany: [json(429, { message: 'too many requests.' })],
    farewell: null,
  },
  finnhub: {
    unknownSymbol: /symbol|unknown/i,
    tooMany: [json(429, { error: 'API limit reached. Please try again later. Remaining Limit: 0' })],
    farewell: null,
  },
  twelvedata: {
    unknownSymbol: /unknown to Twelve Data/,
    tooMany: [
      json(200, {
        code: 429,
        message: 'You have run out of API credits for the current minute.',
        status: 'error',
      }),
      json(429, {
        code: 429,
        message: 'You have run out of API credits for the current minute.',
        status: 'error',
      }),
    ],
    farewell: null,
  },
}

export function wordsOf(id: string): FaultWords {
  const words = faultWords[id]
  if (words === undefined) throw new Error(`nothing is known of faults at ${id}`)
  return words
}
