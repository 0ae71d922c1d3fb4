/** How the Coinbase Exchange feed is asked for things (docs.cdp.coinbase.com/exchange/websocket-feed/overview). */
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { ProviderStream, StreamMessage, StreamNeed } from '../stream.ts'
import { parseFrame, quoteChannels } from './parse.ts'

/** Not documented; a hundred products of three channels keep a message under 5 kB. */
const topicsPerMessage = 300

function messageOf(type: 'subscribe' | 'unsubscribe', topics: readonly string[]): StreamMessage {
  const products = new Map<string, string[]>()
  for (const topic of topics) {
    const colon = topic.indexOf(':')
    const name = topic.slice(0, colon)
    const listed = products.get(name)
    if (listed === undefined) products.set(name, [topic.slice(colon + 1)])
    else listed.push(topic.slice(colon + 1))
  }
  // Each channel names its own products: a list beside the channels is no longer inherited by channels that are objects.
  const channels = Array.from(products, ([name, product_ids]) => ({ name, product_ids }))
  return {
    text: JSON.stringify({ type, channels }),
    requestId: null,
    topics: type === 'subscribe' ? topics : [],
  }
}

function messagesOf(type: 'subscribe' | 'unsubscribe', topics: readonly string[]): StreamMessage[] {
  const messages: StreamMessage[] = []
  for (let from = 0; from < topics.length; from += topicsPerMessage)
    messages.push(messageOf(type, topics.slice(from, from + topicsPerMessage)))
  return messages
}

/** There is no candle channel: candles are summed from matches. */
function topicsOf({ symbol }: Instrument, need: StreamNeed): string[] {
  return need === 'quotes' ? quoteChannels.map((channel) => `${channel}:${symbol}`) : []
}

export const stream: ProviderStream = {
  paths: ['/'],
  topics: topicsOf,
  messages: (add, remove) => [...messagesOf('unsubscribe', remove), ...messagesOf('subscribe', add)],
  topicsPerMessage,
  acknowledges: true,
  // One a second for each product of the heartbeat channel; ten missed in a row are no hiccup of the line.
  heartbeat: { kind: 'server', withinMs: 10_000 },
  // Quotes come with trades only, and most products trade less than once a minute: REST is asked often enough so.
  silenceMs: 60_000,
  parse: parseFrame,
}
