/** Finnhub's US stocks: quotes and trades with a free key, candles with a paid one. */
import type { Provider } from '../provider.ts'
import { restError } from './errors.ts'
import { history, nativeIntervals } from './history.ts'
import { calendar, instruments, lastTrade, probe, ticker, usage } from './rest.ts'
import { stream } from './stream.ts'
import { fromVenue, providerId, toVenue } from './symbols.ts'

const restUrl = 'https://finnhub.io'
const wsUrl = 'wss://ws.finnhub.io'

export const finnhub: Provider = {
  id: providerId,
  name: 'Finnhub',
  simulated: false,
  credentials: [{ name: 'apiKey', label: 'API key', secret: true }],
  restUrl,
  wsUrl,
  endpoints: [{ name: 'Finnhub', restUrl, wsUrl }],
  notes: {
    region: null,
    terms: 'Free keys are for personal use.',
    data: 'No bid, ask or volume. History (candles) needs a paid plan; live trades do not.',
    key: 'Free at finnhub.io: register, then copy the API key of the dashboard.',
  },
  limits: {
    // Not documented; users of free keys were refused past 50.
    topicsPerSocket: 50,
    sockets: 1,
    // Neither is documented: well below what could look like abuse.
    connects: [{ max: 10, windowMs: 60_000 }],
    messages: [{ max: 10, windowMs: 1_000 }],
    // 30 calls a second on every plan; 60 a minute on the free one.
    rest: [
      { max: 30, windowMs: 1_000 },
      { max: 60, windowMs: 60_000 },
    ],
    restConcurrency: 4,
  },
  intervals: nativeIntervals,
  basis: 'previous-close',
  toVenue,
  fromVenue,
  auth: ({ apiKey = '' }) => ({ 'X-Finnhub-Token': apiKey }),
  instruments,
  calendar,
  history,
  ticker,
  lastTrade,
  probe,
  usage,
  error: restError,
  stream,
}
