/** How Kraken's WebSocket v2 is asked for things (docs.kraken.com/exchange/guides/websockets/introduction). */
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import type { ProviderStream, StreamMessage, StreamNeed } from '../stream.ts'
import { intervalMinutes } from './intervals.ts'
import { parseFrame } from './parse.ts'

/** Not documented. Each symbol of a message is answered by a frame of its own, so that a message should stay a small burst. */
const topicsPerMessage = 100

const path = '/v2'
const streamed = [...intervalMinutes.values()]

/**
 * A connection carries one ohlc interval of a symbol at a time; a second is refused with "Already subscribed to one ohlc interval on
 * this symbol". So each interval has a socket of its own, but for the smallest, which shares that of the quotes.
 */
function pathOf(topic: string): number {
  if (!topic.startsWith('ohlc-')) return 0
  return Math.max(0, streamed.indexOf(Number(topic.slice('ohlc-'.length, topic.indexOf(':')))))
}

function topicsOf({ symbol }: Instrument, need: StreamNeed): string[] {
  if (need === 'quotes') return [`ticker:${symbol}`, `trade:${symbol}`]
  const minutes = intervalMinutes.get(need.slice('candles:'.length) as Interval)
  return minutes === undefined ? [] : [`ohlc-${minutes}:${symbol}`]
}

/**
 * Tickers come with each change of the best bid or ask, since by default they come with trades only and the book behind them grows
 * old. Trades without a snapshot: it tells what was before. Candles with one: the running candle of a quiet market would be missing
 * until it trades.
 */
function paramsOf(channel: string): Record<string, unknown> {
  if (channel === 'ticker') return { channel, event_trigger: 'bbo' }
  return channel === 'trade'
    ? { channel }
    : { channel: 'ohlc', interval: Number(channel.slice('ohlc-'.length)) }
}

type Asked = {
  readonly method: 'subscribe' | 'unsubscribe'
  readonly channel: string
  readonly topics: string[]
}

function asked(method: Asked['method'], topics: readonly string[]): Asked[] {
  const full: Asked[] = []
  const filling = new Map<string, Asked>()
  for (const topic of topics) {
    const channel = topic.slice(0, topic.indexOf(':'))
    let group = filling.get(channel)
    if (group === undefined || group.topics.length >= topicsPerMessage) {
      group = { method, channel, topics: [] }
      filling.set(channel, group)
      full.push(group)
    }
    group.topics.push(topic)
  }
  return full
}

function messageOf({ method, channel, topics }: Asked, requestId: number): StreamMessage {
  const symbol = topics.map((topic) => topic.slice(topic.indexOf(':') + 1))
  const isAdding = method === 'subscribe'
  const snapshot = isAdding ? { snapshot: channel !== 'trade' } : {}
  const text = JSON.stringify({
    method,
    params: { ...paramsOf(channel), symbol, ...snapshot },
    req_id: requestId,
  })
  return { text, requestId, topics: isAdding ? topics : [] }
}

export const stream: ProviderStream = {
  paths: [path, ...streamed.slice(1).map(() => path)],
  pathOf,
  topics: topicsOf,
  messages: (add, remove, requestId) =>
    [...asked('unsubscribe', remove), ...asked('subscribe', add)].map((each, index) =>
      messageOf(each, requestId + index),
    ),
  topicsPerMessage,
  acknowledges: true,
  // About one a second when nothing else comes, from the first subscription on; ten missed in a row are no hiccup of the line.
  heartbeat: { kind: 'server', withinMs: 10_000 },
  // The best bid or ask of most pairs changes more often than this; the others are asked for by REST, once a second at most.
  silenceMs: 60_000,
  parse: parseFrame,
}
