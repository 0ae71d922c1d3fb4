/** Alpaca's US stocks from the IEX feed: with a user's key, free or paid. */
import type { Provider } from '../provider.ts'
import { calendar } from './calendar.ts'
import { restError } from './errors.ts'
import { history, nativeIntervals } from './history.ts'
import { instruments, lastTrade, probe, ticker, usage } from './rest.ts'
import { stream } from './stream.ts'
import { fromVenue, providerId, toVenue } from './symbols.ts'

const restUrl = 'https://data.alpaca.markets'
const wsUrl = 'wss://stream.data.alpaca.markets'

export const alpaca: Provider = {
  id: providerId,
  name: 'Alpaca (IEX)',
  simulated: false,
  credentials: [
    { name: 'keyId', label: 'API key ID', secret: false },
    { name: 'secretKey', label: 'API secret key', secret: true },
  ],
  restUrl,
  wsUrl,
  endpoints: [{ name: 'Market data', restUrl, wsUrl }],
  notes: {
    region: null,
    terms:
      'Market data is for the account holder; showing it to others needs an agreement with Alpaca and the exchange.',
    data: 'Trades and quotes of IEX alone, a few percent of the US volume: last price, volume and candles differ from the consolidated tape. Sent from 8:00 to 17:00 New York time.',
    key: 'Free with a paper account at alpaca.markets: dashboard, API Keys. Keys of broker partners (CK…) are not supported.',
  },
  limits: {
    // "30 channels at a time for trades and quotes" of the free plan. Newer pages say 30 symbols; this side of it is never refused.
    // Bars would be free of it, but count here like the others.
    topicsPerSocket: 30,
    sockets: 1,
    // Neither is documented: well below what could look like abuse.
    connects: [{ max: 10, windowMs: 60_000 }],
    messages: [{ max: 10, windowMs: 1_000 }],
    rest: [{ max: 200, windowMs: 60_000 }],
    restConcurrency: 4,
  },
  intervals: nativeIntervals,
  basis: 'previous-close',
  toVenue,
  fromVenue,
  auth: ({ keyId = '', secretKey = '' }) => ({
    'APCA-API-KEY-ID': keyId,
    'APCA-API-SECRET-KEY': secretKey,
  }),
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
