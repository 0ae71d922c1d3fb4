/** How OKX's two public sockets are asked for things (docs-v5, WebSocket: connect, subscribe). */
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { ProviderStream, StreamMessage, StreamNeed } from '../stream.ts'
import { parseFrame } from './parse.ts'
import { barOf, nativeIntervals, topicOf } from './symbols.ts'

// A message may hold 64 KB of topics, each of which is some 60 bytes; but only 480 messages may be sent in an hour.
const topicsPerMessage = 100

function topicsOf({ symbol }: Instrument, need: StreamNeed): string[] {
  // Tickers bring the top of the book too, whenever it moves, ten times a second at most.
  if (need === 'quotes') return [topicOf('trades', symbol), topicOf('tickers', symbol)]
  const interval = nativeIntervals.find((native) => need === `candles:${native}`)
  const bar = interval === undefined ? undefined : barOf(interval)
  return bar === undefined ? [] : [topicOf(`candle${bar}`, symbol)]
}

function argOf(topic: string): { readonly channel: string; readonly instId: string } {
  const end = topic.indexOf(':')
  return { channel: topic.slice(0, end), instId: topic.slice(end + 1) }
}

function messagesOf(add: readonly string[], remove: readonly string[], requestId: number): StreamMessage[] {
  const messages: StreamMessage[] = []
  const push = (op: 'subscribe' | 'unsubscribe', all: readonly string[]): void => {
    for (let from = 0; from < all.length; from += topicsPerMessage) {
      const topics = all.slice(from, from + topicsPerMessage)
      const id = requestId + messages.length
      messages.push({
        text: JSON.stringify({ id: String(id), op, args: topics.map(argOf) }),
        requestId: id,
        topics: op === 'subscribe' ? topics : [],
      })
    }
  }
  // First what makes room.
  push('unsubscribe', remove)
  push('subscribe', add)
  return messages
}

export const stream: ProviderStream = {
  paths: ['/ws/v5/public', '/ws/v5/business'],
  // Candles are refused on the public socket (60018).
  pathOf: (topic) => (topic.startsWith('candle') ? 1 : 0),
  topics: topicsOf,
  messages: messagesOf,
  topicsPerMessage,
  acknowledges: true,
  // A socket on which nothing was said for 30 seconds is closed.
  // Seen in recordings: the first trade and ticker after subscribing are half a second older than all that follow.
  replaysLast: true,
  heartbeat: { kind: 'client', everyMs: 20_000, message: 'ping', withinMs: 10_000 },
  // Nothing is sent while neither a trade nor the top of the book moves; asking REST for the last trade is cheap.
  silenceMs: 30_000,
  parse: parseFrame,
}
