/** How Alpaca's stock stream is asked for things: log in first, then lists of symbols by channel. */
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Credentials, ProviderStream, StreamMessage, StreamNeed } from '../provider.ts'
import { parseFrame } from './parse.ts'

/**
 * What a topic subscribes to; the topic is confirmed by the first. Daily bars carry the figures of the day, updated bars the
 * minutes that late trades changed. Only trades and quotes count for the plan's limit.
 */
const channels: Readonly<Record<string, readonly string[]>> = {
  trades: ['trades', 'dailyBars'],
  quotes: ['quotes'],
  bars: ['bars', 'updatedBars'],
}

function messageOf(action: 'subscribe' | 'unsubscribe', topics: readonly string[]): StreamMessage[] {
  if (topics.length === 0) return []
  const lists: Record<string, string[]> = {}
  for (const topic of topics) {
    const end = topic.indexOf(':')
    for (const channel of channels[topic.slice(0, end)] ?? [])
      (lists[channel] ??= []).push(topic.slice(end + 1))
  }
  const text = JSON.stringify({ action, ...lists })
  return [{ text, requestId: null, topics: action === 'subscribe' ? topics : [] }]
}

function topicsOf({ symbol }: Instrument, need: StreamNeed): string[] {
  if (need === 'quotes') return [`trades:${symbol}`, `quotes:${symbol}`]
  return need === 'candles:1m' ? [`bars:${symbol}`] : []
}

export const stream: ProviderStream = {
  paths: ['/v2/iex'],
  login: ({ keyId = '', secretKey = '' }: Credentials) => [
    JSON.stringify({ action: 'auth', key: keyId, secret: secretKey }),
  ],
  topics: topicsOf,
  // Removed first, so that what is added fits into the plan's limit.
  messages: (add, remove) => [...messageOf('unsubscribe', remove), ...messageOf('subscribe', add)],
  topicsPerMessage: 30,
  acknowledges: true,
  heartbeat: { kind: 'none' },
  // IEX sees a few percent of the trades: minutes without one are normal for most stocks.
  silenceMs: 120_000,
  parse: parseFrame,
}
