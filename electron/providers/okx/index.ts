/** OKX's spot market (v5), without a key. Rules: www.okx.com/docs-v5. */
import type { Provider } from '../provider.ts'
import { readError } from './envelope.ts'
import { history } from './history.ts'
import { instruments, lastTrade, probe, restRule, serverTime, ticker, turnover } from './rest.ts'
import { stream } from './stream.ts'
import { fromVenue, nativeIntervals, providerId, toVenue } from './symbols.ts'

const restUrl = 'https://www.okx.com'
const wsUrl = 'wss://ws.okx.com:8443'

export const okx: Provider = {
  id: providerId,
  name: 'OKX',
  simulated: false,
  credentials: [],
  restUrl,
  wsUrl,
  endpoints: [
    { name: 'OKX', restUrl, wsUrl },
    { name: 'OKX (API host)', restUrl: 'https://openapi.okx.com', wsUrl },
    { name: 'OKX Europe (EEA)', restUrl: 'https://eea.okx.com', wsUrl: 'wss://wseea.okx.com:8443' },
    {
      name: 'OKX United States, Australia',
      restUrl: 'https://us.okx.com',
      wsUrl: 'wss://wsus.okx.com:8443',
    },
  ],
  notes: {
    region:
      'What OKX lists depends on your region; accounts in the EEA, the US and Australia have hosts of their own.',
    terms: "OKX's terms of service hold for its market data too.",
    data: 'Spot trading on OKX only. Trades of one order at one price come added up.',
    key: null,
  },
  limits: {
    // OKX cuts off a connection with too many topics without saying how many are too many; these stay below 64 KB of them.
    topicsPerSocket: 400,
    connects: [{ max: 3, windowMs: 1000 }],
    // Documented for connecting; some clients read it as holding for messages too.
    messages: [{ max: 3, windowMs: 1000 }],
    requests: [{ max: 480, windowMs: 3_600_000 }],
    rest: [restRule],
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
  error: readError,
  stream,
}
