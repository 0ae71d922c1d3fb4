/** Twelve Data: US stocks, currencies and coins with a user's key. */
import type { Provider } from '../provider.ts'
import { restError } from './errors.ts'
import { history, nativeIntervals } from './history.ts'
import { instruments } from './instruments.ts'
import { lastTrade, probe, ticker, usage } from './rest.ts'
import { stream } from './stream.ts'
import { fromVenue, providerId, toVenue } from './symbols.ts'

const restUrl = 'https://api.twelvedata.com'
const wsUrl = 'wss://ws.twelvedata.com'

export const twelvedata: Provider = {
  id: providerId,
  name: 'Twelve Data',
  simulated: false,
  credentials: [{ name: 'apiKey', label: 'API key', secret: true }],
  restUrl,
  wsUrl,
  endpoints: [{ name: 'Twelve Data', restUrl, wsUrl }],
  notes: {
    region: null,
    terms: null,
    data: 'Free keys have 8 credits a minute and 800 a day (one a symbol and request) and stream 8 trial symbols. The stream sends prices, not trades; candles have no volume for currencies.',
    key: 'Free at twelvedata.com: register, then copy the API key of the dashboard.',
  },
  limits: {
    // The free plan: one credit of its stream a symbol.
    topicsPerSocket: 8,
    sockets: 1,
    // Not documented: well below what could look like abuse.
    connects: [{ max: 10, windowMs: 60_000 }],
    // A hundred events from the client, taken as a minute's, with a margin for what is under way.
    messages: [
      { max: 5, windowMs: 1_000 },
      { max: 90, windowMs: 60_000 },
    ],
    rest: [
      { max: 8, windowMs: 60_000 },
      { max: 800, windowMs: 86_400_000 },
    ],
    restConcurrency: 2,
  },
  intervals: nativeIntervals,
  basis: 'previous-close',
  toVenue,
  fromVenue,
  auth: ({ apiKey = '' }) => ({ Authorization: `apikey ${apiKey}` }),
  instruments,
  history,
  ticker,
  lastTrade,
  probe,
  usage,
  error: restError,
  stream,
}
