/** Coinbase Exchange on loopback: its market data feed and REST, strict about its limits. https://docs.cdp.coinbase.com/exchange/websocket-feed/overview */
import { coinbaseDay, coinbaseSymbol, createCoinbaseRest } from './coinbase-rest.ts'
import type { MarketTrade } from './market.ts'
import { slidingWindow, startVenueServer, tokenBucket } from './venue-server.ts'
import type { Limit, SocketHandlers } from './venue-server.ts'
import type { VenueCore, VenueOptions, VenueServer, VenueSocket } from './venue-server.ts'
import { asTexts, decimals, isFields, isoTime, parseJson, priceText, sizeText } from './venue-values.ts'

/** Documented values unless a test shortens them. */
export type CoinbaseOptions = VenueOptions & {
  readonly subscribeWithinMs?: number
  readonly heartbeatEveryMs?: number
  readonly batchEveryMs?: number
  readonly statusEveryMs?: number
  readonly perSecond?: number
  readonly burst?: number
}

const perProduct = ['ticker', 'ticker_batch', 'matches', 'heartbeat']
const needAuth = ['level2', 'level3', 'full', 'user']
const messagesPerSecond = 100
/** `ticker_batch` is acknowledged by its other name. */
const ackName = (channel: string): string => (channel === 'ticker_batch' ? 'ticker_1000' : channel)
const orderId = (id: number, part: number): string =>
  `${id.toString(16).padStart(8, '0')}-${part}f29-4f45-8744-56dd1ef57dc0`

/** Every message of the book counts, so that the sequence has gaps in these channels. */
const sequenceOf = ({ id }: MarketTrade): number => 20_000_000_000 + id * 3

type Wanted = { readonly channel: string; readonly products: readonly string[] }

function tickerFrame(core: VenueCore, symbol: string, sequence: number) {
  const listed = core.market.symbol(symbol)
  const day = coinbaseDay(core, symbol)
  return {
    type: 'ticker',
    sequence,
    product_id: core.spell(symbol),
    price: priceText(listed, day.last.price),
    open_24h: day.open,
    volume_24h: day.volume,
    low_24h: day.low,
    high_24h: day.high,
    volume_30d: day.volume30,
    best_bid: decimals(day.book.bid, listed.priceDecimals),
    best_bid_size: decimals(day.book.bidSize, 8, 8),
    best_ask: decimals(day.book.ask, listed.priceDecimals),
    best_ask_size: decimals(day.book.askSize, 8, 8),
    // The taker's side.
    side: day.last.side,
    time: isoTime(day.last.at, 6),
    trade_id: day.last.id,
    last_size: sizeText(listed, day.last.size),
  }
}

function matchFrame(core: VenueCore, symbol: string, trade: MarketTrade, sequence: number, type: string) {
  const listed = core.market.symbol(symbol)
  return {
    type,
    trade_id: trade.id,
    maker_order_id: orderId(trade.id, 1),
    taker_order_id: orderId(trade.id, 2),
    // The maker's side.
    side: trade.side === 'buy' ? 'sell' : 'buy',
    size: sizeText(listed, trade.size),
    price: priceText(listed, trade.price),
    product_id: core.spell(symbol),
    sequence,
    time: isoTime(trade.at, 6),
  }
}

function statusFrame(core: VenueCore) {
  const products = core.listed().map((listed) => ({
    id: core.spell(listed.symbol),
    base_currency: listed.base,
    quote_currency: listed.quote,
    base_increment: decimals(listed.lotSize, listed.sizeDecimals),
    quote_increment: decimals(listed.tickSize, listed.priceDecimals),
    display_name: `${listed.base}-${listed.quote}`,
    status: 'online',
    status_message: null,
    min_market_funds: '1',
    post_only: false,
    limit_only: false,
    cancel_only: false,
    type: 'spot',
  }))
  return { type: 'status', currencies: [], products }
}

function openSocket(
  core: VenueCore,
  socket: VenueSocket,
  options: CoinbaseOptions,
  inbound: Limit,
): SocketHandlers {
  const { subscribeWithinMs = 5000, heartbeatEveryMs = 1000 } = options
  const { batchEveryMs = 5000, statusEveryMs = 5000 } = options
  /** Products by channel, spelled by the venue. */
  const channels = new Map<string, Set<string>>()
  const has = (channel: string, symbol: string): boolean =>
    channels.get(channel)?.has(core.spell(symbol)) === true
  const symbolsOf = (channel: string): string[] =>
    [...(channels.get(channel) ?? [])]
      .map((product) => core.find(product))
      .filter((symbol) => symbol !== null)

  const cancelDeadline = socket.after(subscribeWithinMs, () =>
    socket.cutOff(
      'subscribe in time',
      `nothing subscribed within ${subscribeWithinMs} ms`,
      1008,
      'Subscribe timeout',
    ),
  )
  socket.every(heartbeatEveryMs, () => {
    for (const symbol of symbolsOf('heartbeat'))
      socket.send({
        type: 'heartbeat',
        last_trade_id: core.lastTrade(symbol).id,
        product_id: core.spell(symbol),
        sequence: sequenceOf(core.lastTrade(symbol)),
        time: isoTime(core.now(), 6),
      })
  })
  const batched = new Map<string, number>()
  socket.every(batchEveryMs, () => {
    for (const symbol of symbolsOf('ticker_batch')) {
      const { id } = core.lastTrade(symbol)
      if (batched.get(symbol) === id || !core.isReached(symbol)) continue
      batched.set(symbol, id)
      socket.send(tickerFrame(core, symbol, sequenceOf(core.lastTrade(symbol))))
    }
  })
  socket.every(statusEveryMs, () => {
    if (channels.has('status')) socket.send(statusFrame(core))
  })

  const fail = (reason: string, isFault = true, text = 'Failed to subscribe'): void => {
    if (isFault) core.fault('request', reason)
    socket.send({ type: 'error', message: text, reason })
  }
  const readWanted = (request: Record<string, unknown>): Wanted[] | null => {
    const { channels: asked, product_ids: shared = [] } = request
    const sharedIds = asTexts(shared)
    if (!Array.isArray(asked) || asked.length === 0 || sharedIds === null) return null
    const wanted: Wanted[] = []
    for (const item of asked as unknown[]) {
      if (typeof item === 'string') wanted.push({ channel: item, products: sharedIds })
      else if (isFields(item) && typeof item['name'] === 'string') {
        const own = item['product_ids'] === undefined ? sharedIds : asTexts(item['product_ids'])
        if (own === null) return null
        wanted.push({ channel: item['name'], products: own })
      } else return null
    }
    return wanted
  }
  const acknowledge = (): void => {
    const list = [...channels].map(([channel, products]) => ({
      name: ackName(channel),
      product_ids: [...products],
      account_ids: null,
    }))
    socket.send({ type: 'subscriptions', channels: list })
  }
  const showTopics = (): void => {
    socket.topics.clear()
    for (const [channel, products] of channels) {
      if (products.size === 0) socket.topics.add(channel)
      for (const product of products) socket.topics.add(`${channel}:${product}`)
    }
  }

  const subscribe = (wanted: readonly Wanted[]): void => {
    const fresh: { channel: string; symbol: string }[] = []
    let accepted = false
    for (const { channel: named, products } of wanted) {
      const channel = named === 'ticker_1000' ? 'ticker_batch' : named
      if (needAuth.includes(channel)) {
        fail(`${channel} channel requires authentication`)
        continue
      }
      if (channel === 'status') {
        channels.set('status', new Set())
        accepted = true
        continue
      }
      if (!perProduct.includes(channel)) {
        fail(`${channel} is not a valid channel`)
        continue
      }
      if (products.length === 0) fail(`${channel} needs product_ids`)
      for (const product of products) {
        const symbol = core.find(product)
        // An unknown product is refused by name; the others of the message are subscribed.
        if (symbol === null) {
          fail(`${product} is not a valid product`, false)
          continue
        }
        accepted = true
        const subscribed = channels.get(channel) ?? new Set()
        if (!subscribed.has(product)) fresh.push({ channel, symbol })
        channels.set(channel, subscribed.add(product))
      }
    }
    if (!accepted) return
    cancelDeadline()
    showTopics()
    acknowledge()
    for (const { channel, symbol } of fresh) {
      if (!core.isReached(symbol)) continue
      const sequence = sequenceOf(core.lastTrade(symbol))
      if (channel === 'matches')
        socket.send(matchFrame(core, symbol, core.lastTrade(symbol), sequence, 'last_match'))
      if (channel === 'ticker' || channel === 'ticker_batch') socket.send(tickerFrame(core, symbol, sequence))
    }
    if (channels.has('status') && wanted.some(({ channel }) => channel === 'status'))
      socket.send(statusFrame(core))
  }
  const unsubscribe = (wanted: readonly Wanted[]): void => {
    for (const { channel: named, products } of wanted) {
      const channel = named === 'ticker_1000' ? 'ticker_batch' : named
      const subscribed = channels.get(channel)
      if (subscribed === undefined) continue
      // Without products the whole channel ends.
      for (const product of products.length === 0 ? [...subscribed] : products) subscribed.delete(product)
      if (subscribed.size === 0) channels.delete(channel)
    }
    showTopics()
    acknowledge()
  }

  return {
    message(text) {
      if (!inbound.take())
        return socket.cutOff(
          'messages',
          `more than ${messagesPerSecond} messages in a second`,
          1008,
          'Rate limit',
        )
      const request = parseJson(text)
      if (!isFields(request)) return fail('Malformed JSON', true, 'Malformed JSON')
      const { type } = request
      if (type !== 'subscribe' && type !== 'unsubscribe')
        return fail(`Type ${String(type)} is not supported`, true, 'Invalid message')
      const wanted = readWanted(request)
      if (wanted === null) return fail('channels and product_ids are malformed')
      if (type === 'subscribe') subscribe(wanted)
      else unsubscribe(wanted)
    },
    trade(symbol, trade) {
      const sequence = sequenceOf(trade)
      if (has('matches', symbol)) socket.sendTrade(matchFrame(core, symbol, trade, sequence, 'match'))
      if (!has('ticker', symbol)) return
      const frame = tickerFrame(core, symbol, sequence)
      const told = {
        price: priceText(core.market.symbol(symbol), trade.price),
        trade_id: trade.id,
        side: trade.side,
      }
      const { size, at } = trade
      const own = { last_size: sizeText(core.market.symbol(symbol), size), time: isoTime(at, 6) }
      if (has('matches', symbol)) socket.send({ ...frame, ...told, ...own })
      else socket.sendTrade({ ...frame, ...told, ...own })
    },
  }
}

/** Starts Coinbase Exchange. REST at `/products…` and `/time`, the feed at `/`. */
export async function startCoinbase(options: CoinbaseOptions = {}): Promise<VenueServer> {
  const { perSecond = 10, burst = 15 } = options
  return startVenueServer(options, (core) => {
    // By address, not by connection.
    const attempts = tokenBucket(8, 20, core.limitNow)
    const inbound = slidingWindow(messagesPerSecond, 1000, core.limitNow)
    return {
      spell: coinbaseSymbol,
      rest: createCoinbaseRest(core, { perSecond, burst }),
      refuseUpgrade({ pathname }) {
        if (!attempts.take()) {
          core.fault('attempts', 'more than 8 connection attempts a second, 20 at once')
          return { status: 429, body: '' }
        }
        if (pathname === '/') return null
        core.fault('path', pathname)
        return { status: 404, body: '' }
      },
      open: (socket) => openSocket(core, socket, options, inbound),
      shutdown: (socket) => socket.close(1001, 'Going away'),
    }
  })
}
