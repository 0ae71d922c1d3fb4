/** How Finnhub's stream is asked for things: one symbol a message, and no answer where all is well. */
import type { Credentials, ProviderStream, StreamMessage } from '../provider.ts'
import { parseFrame } from './parse.ts'

function messagesOf(type: 'subscribe' | 'unsubscribe', symbols: readonly string[]): StreamMessage[] {
  return symbols.map((symbol) => ({
    text: JSON.stringify({ type, symbol }),
    requestId: null,
    topics: type === 'subscribe' ? [symbol] : [],
  }))
}

export const stream: ProviderStream = {
  paths: ['/'],
  query: ({ apiKey = '' }: Credentials) => ({ token: apiKey }),
  topics: ({ symbol }, need) => (need === 'quotes' ? [symbol] : []),
  messages: (add, remove) => [...messagesOf('unsubscribe', remove), ...messagesOf('subscribe', add)],
  topicsPerMessage: 1,
  acknowledges: false,
  // It pings, but how often is not documented: its pings prove life, their absence nothing.
  heartbeat: { kind: 'none' },
  // Free keys see a part of the trades only: most stocks pause for minutes.
  silenceMs: 120_000,
  parse: parseFrame,
}
