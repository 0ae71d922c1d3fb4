/** Binance's spot market, without a key. Rules: github.com/binance/binance-spot-api-docs. */
import type { Provider } from '../provider.ts'
import { readError, readUsage, restWeight } from './errors.ts'
import { nativeIntervals } from './parse.ts'
import { history, instruments, lastTrade, probe, serverTime, ticker, turnover } from './rest.ts'
import { stream } from './stream.ts'
import { fromVenue, providerId, toVenue } from './symbols.ts'

const restUrl = 'https://data-api.binance.vision'
const wsUrl = 'wss://data-stream.binance.vision'

export const binance: Provider = {
  id: providerId,
  name: 'Binance',
  simulated: false,
  credentials: [],
  restUrl,
  wsUrl,
  endpoints: [
    { name: 'Market data only', restUrl, wsUrl },
    { name: 'Binance.com', restUrl: 'https://api.binance.com', wsUrl: 'wss://stream.binance.com:9443' },
    { name: 'Binance.US', restUrl: 'https://api.binance.us', wsUrl: 'wss://stream.binance.us:9443' },
  ],
  notes: {
    region:
      'Binance.com may be blocked in your country; Binance.US is the market of the United States, with symbols and prices of its own.',
    terms: "Binance's terms of use hold for its market data too.",
    data: 'Spot trading on Binance only.',
    key: null,
  },
  limits: {
    topicsPerSocket: 1024,
    connects: [{ max: 300, windowMs: 300_000 }],
    messages: [{ max: 5, windowMs: 1000 }],
    // The count of requests (61,000 in five minutes) can't be reached before the weights are, since none weighs less than 1.
    rest: [restWeight],
    restConcurrency: 4,
  },
  intervals: nativeIntervals,
  basis: '24h',
  toVenue,
  fromVenue,
  instruments,
  turnover,
  history,
  ticker,
  lastTrade,
  serverTime,
  probe,
  usage: readUsage,
  error: readError,
  stream,
}
