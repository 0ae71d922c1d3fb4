/** The simulated exchange as a venue: reached over its sockets like any other, and labelled in everything it says. */
import type { Provider } from '../provider.ts'
import { history, instruments, lastTrade, nativeIntervals, restError, serverTime, ticker } from './rest.ts'
import { stream } from './stream.ts'
import { fromVenue, providerId, toVenue } from './symbols.ts'

export const simulated: Provider = {
  id: providerId,
  name: 'Simulated exchange',
  simulated: true,
  credentials: [],
  // Port 0 is nowhere: whoever starts the exchange says where it listens.
  restUrl: 'http://127.0.0.1:0',
  wsUrl: 'ws://127.0.0.1:0',
  endpoints: [],
  notes: {
    region: null,
    terms: null,
    data: 'Every number is made up, the same for the same moment.',
    key: null,
  },
  limits: {
    topicsPerSocket: 1024,
    connects: [{ max: 300, windowMs: 60_000 }],
    messages: [{ max: 10, windowMs: 1_000 }],
    rest: [{ max: 1200, windowMs: 60_000 }],
    restConcurrency: 6,
  },
  intervals: nativeIntervals,
  basis: '24h',
  toVenue,
  fromVenue,
  instruments,
  history,
  ticker,
  lastTrade,
  serverTime,
  probe: serverTime.request,
  error: restError,
  stream,
}
