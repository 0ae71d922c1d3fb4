/** Coinbase Exchange as a venue: keyless tickers, matches and candles of the whole spot market. */
import type { Provider } from '../provider.ts'
import { history } from './history.ts'
import { granularities, instruments, lastTrade, probe, restError, serverTime, ticker } from './rest.ts'
import { stream } from './stream.ts'
import { fromVenue, providerId, toVenue } from './symbols.ts'

const restUrl = 'https://api.exchange.coinbase.com'
const wsUrl = 'wss://ws-feed.exchange.coinbase.com'
const secondMs = 1000

/**
 * Without `turnover`: the one request for all products (`/products/volume-summary`) counts base units and knows no prices, so that it
 * can't tell which of two products turns over more.
 */
export const coinbase: Provider = {
  id: providerId,
  name: 'Coinbase',
  simulated: false,
  credentials: [],
  restUrl,
  wsUrl,
  endpoints: [{ name: 'Coinbase Exchange', restUrl, wsUrl }],
  notes: {
    region: null,
    terms: null,
    data: 'One exchange only. Bid and ask are those of the last trade. Minutes without a trade have no candle.',
    key: null,
  },
  limits: {
    // Not documented; a busy hundred of products is as much as one socket should have to keep up with.
    topicsPerSocket: 300,
    // "Requests per second per IP: 8" and "messages sent by the client every second per IP: 100"
    // (…/websocket-feed/rate-limits). Subscriptions may count as requests, on whatever socket: both stay under 8 together.
    connects: [{ max: 4, windowMs: secondMs }],
    messages: [{ max: 4, windowMs: secondMs }],
    // Public endpoints: 10 a second per IP, bursts of 15 (…/rest-api/rate-limits).
    rest: [{ max: 10, windowMs: secondMs }],
    restConcurrency: 4,
  },
  intervals: [...granularities.keys()],
  basis: '24h',
  toVenue,
  fromVenue,
  instruments,
  history,
  ticker,
  lastTrade,
  serverTime,
  probe,
  error: restError,
  stream,
}
