/** How Binance's combined stream is asked for things (web-socket-streams.md). */
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { ProviderStream, StreamMessage, StreamNeed } from '../stream.ts'
import { nativeIntervals, parseFrame } from './parse.ts'

// Not documented; of such a size 1,024 streams take eleven messages, each far below what frames are cut at.
const topicsPerMessage = 100
const dayMs = 86_400_000

function topicsOf({ symbol }: Instrument, need: StreamNeed): string[] {
  const name = symbol.toLowerCase()
  // Single trades rather than aggregated ones: their ids tell the same trade on two sockets.
  if (need === 'quotes') return [`${name}@trade`, `${name}@bookTicker`, `${name}@ticker`]
  const interval = nativeIntervals.find((native) => need === `candles:${native}`)
  return interval === undefined ? [] : [`${name}@kline_${interval}`]
}

function messagesOf(add: readonly string[], remove: readonly string[], requestId: number): StreamMessage[] {
  const messages: StreamMessage[] = []
  const push = (method: 'SUBSCRIBE' | 'UNSUBSCRIBE', all: readonly string[]): void => {
    for (let from = 0; from < all.length; from += topicsPerMessage) {
      const params = all.slice(from, from + topicsPerMessage)
      const id = requestId + messages.length
      messages.push({
        text: JSON.stringify({ method, params, id }),
        requestId: id,
        topics: method === 'SUBSCRIBE' ? params : [],
      })
    }
  }
  // First what makes room.
  push('UNSUBSCRIBE', remove)
  push('SUBSCRIBE', add)
  return messages
}

export const stream: ProviderStream = {
  paths: ['/stream'],
  topics: topicsOf,
  messages: messagesOf,
  topicsPerMessage,
  acknowledges: true,
  // The venue pings by protocol frames, every 20 seconds; in its own words it says nothing.
  heartbeat: { kind: 'none' },
  lifetimeMs: dayMs,
  // Small coins are quiet for longer; but each time REST is asked costs 25 of 6,000 a minute.
  silenceMs: 60_000,
  parse: parseFrame,
}
