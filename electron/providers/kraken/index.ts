/** Kraken's spot market as a venue: keyless, WebSocket v2, and 720 candles of history. */
import type { Provider } from '../provider.ts'
import { restError } from './answer.ts'
import { history } from './history.ts'
import { intervalMinutes } from './intervals.ts'
import { instruments, lastTrade, probe, serverTime, ticker, turnover } from './rest.ts'
import { stream } from './stream.ts'
import { fromVenue, providerId, toVenue } from './symbols.ts'

const restUrl = 'https://api.kraken.com'
const wsUrl = 'wss://ws.kraken.com'
const secondMs = 1000

export const kraken: Provider = {
  id: providerId,
  name: 'Kraken',
  simulated: false,
  credentials: [],
  restUrl,
  wsUrl,
  endpoints: [
    { name: 'Kraken', restUrl, wsUrl },
    { name: 'Kraken beta (newer software, the same market)', restUrl, wsUrl: 'wss://beta-ws.kraken.com' },
  ],
  notes: {
    region: null,
    terms: 'Commercial use of Kraken’s public market data needs Kraken’s permission.',
    data: 'One exchange only. Of each interval no more than the newest 720 candles are to be had.',
    key: null,
  },
  limits: {
    // Not documented: all pairs may be had on one connection, the venue says.
    topicsPerSocket: 1000,
    // About 150 in 10 minutes by what users report of the network in front of it; not documented, so well below.
    connects: [{ max: 100, windowMs: 600 * secondMs }],
    // It varies with the load of the system, says the venue, and gives no figure: this is a careful one.
    messages: [{ max: 4, windowMs: secondMs }],
    // By address, and for candles and trades by address and pair; one a second is called safe (support.kraken.com, 206548367).
    rest: [{ max: 1, windowMs: secondMs }],
    restConcurrency: 1,
  },
  intervals: [...intervalMinutes.keys()],
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
  error: restError,
  stream,
}
