/** How the simulated exchange's stream is asked for things. */
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { ProviderStream, StreamMessage, StreamNeed } from '../provider.ts'
import { parseFrame } from './parse.ts'

const topicsPerMessage = 200

function messageOf(op: 'subscribe' | 'unsubscribe', topics: readonly string[], id: number): StreamMessage[] {
  if (topics.length === 0) return []
  const text = JSON.stringify({ op, topics, id })
  return [{ text, requestId: id, topics: op === 'subscribe' ? topics : [] }]
}

function topicsOf({ symbol }: Instrument, need: StreamNeed): string[] {
  if (need === 'quotes') return [`ticker:${symbol}`, `trades:${symbol}`, `book:${symbol}`]
  return [`candles:${symbol}:${need.slice('candles:'.length)}`]
}

export const stream: ProviderStream = {
  paths: ['/stream'],
  topics: topicsOf,
  messages(add, remove, requestId) {
    const removing = messageOf('unsubscribe', remove, requestId)
    return [...removing, ...messageOf('subscribe', add, requestId + removing.length)]
  },
  topicsPerMessage,
  acknowledges: true,
  // One a second is documented.
  heartbeat: { kind: 'server', withinMs: 4000 },
  // The quietest instrument trades about every three seconds, and never pauses for more than ten in its session.
  silenceMs: 15_000,
  parse: parseFrame,
}
