/** The simulated exchange as a venue: reached over its sockets like any other, and labelled in everything it says. */
import { intervals } from '../../../shared/model/interval.ts'
import type { Provider } from '../provider.ts'
import { history, instruments, restError, ticker } from './rest.ts'
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
  limits: {
    topicsPerSocket: 1024,
    connectsPerMinute: 300,
    messagesPerSecond: 10,
    restWeightPerMinute: 1200,
    restConcurrency: 6,
  },
  intervals,
  toVenue,
  fromVenue,
  instruments,
  history,
  ticker,
  error: restError,
  stream,
}
