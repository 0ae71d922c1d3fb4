/** How the simulated exchange's stream is asked for things. */
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { ProviderStream, StreamNeed } from '../provider.ts'
import { parseFrame } from './parse.ts'

const topicsPerMessage = 200

function messagesOf(op: 'subscribe' | 'unsubscribe', topics: readonly string[], id: number): string[] {
  const messages: string[] = []
  for (let from = 0; from < topics.length; from += topicsPerMessage) {
    messages.push(JSON.stringify({ op, topics: topics.slice(from, from + topicsPerMessage), id }))
  }
  return messages
}

function topicsOf({ symbol }: Instrument, need: StreamNeed): string[] {
  if (need === 'quotes') return [`ticker:${symbol}`, `trades:${symbol}`, `book:${symbol}`]
  return [`candles:${symbol}:${need.slice('candles:'.length)}`]
}

export const stream: ProviderStream = {
  path: '/stream',
  topics: topicsOf,
  messages: (add, remove, requestId) => [
    ...messagesOf('unsubscribe', remove, requestId),
    ...messagesOf('subscribe', add, requestId),
  ],
  // One a second is documented.
  heartbeat: { kind: 'server', withinMs: 4000 },
  // The quietest instrument trades about every three seconds, and never pauses for more than ten in its session.
  silenceMs: 15_000,
  parse: parseFrame,
}
