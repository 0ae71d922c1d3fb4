/** How Twelve Data's stream is asked for things: symbols in one text, and a heartbeat of ours. */
import type { Credentials, ProviderStream, StreamMessage } from '../provider.ts'
import { parseFrame } from './parse.ts'

function messageOf(action: 'subscribe' | 'unsubscribe', symbols: readonly string[]): StreamMessage[] {
  if (symbols.length === 0) return []
  const text = JSON.stringify({ action, params: { symbols: symbols.join(',') } })
  return [{ text, requestId: null, topics: action === 'subscribe' ? symbols : [] }]
}

export const stream: ProviderStream = {
  paths: ['/v1/quotes/price'],
  query: ({ apiKey = '' }: Credentials) => ({ apikey: apiKey }),
  topics: ({ symbol }, need) => (need === 'quotes' ? [symbol] : []),
  messages: (add, remove) => [...messageOf('unsubscribe', remove), ...messageOf('subscribe', add)],
  topicsPerMessage: 8,
  acknowledges: true,
  // The venue's own client sends one every ten seconds; each is answered.
  heartbeat: {
    kind: 'client',
    everyMs: 10_000,
    message: JSON.stringify({ action: 'heartbeat' }),
    withinMs: 10_000,
  },
  // To ask REST costs one of eight credits a minute.
  silenceMs: 300_000,
  parse: parseFrame,
}
