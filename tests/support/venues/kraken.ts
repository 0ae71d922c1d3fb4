/** Kraken spot on loopback: WebSocket v2 and public REST, strict about symbols and limits. https://docs.kraken.com/exchange/guides/websockets/introduction */
import { createKrakenRest, krakenIntervals, krakenSymbol } from './kraken-rest.ts'
import type { MarketCandle, MarketTrade } from './market.ts'
import { fixedStep, slidingWindow, startVenueServer } from './venue-server.ts'
import type { SocketHandlers, VenueCore } from './venue-server.ts'
import type { VenueOptions, VenueServer, VenueSocket } from './venue-server.ts'
import { asTexts, isFields, isoTime, parseJson, type Fields } from './venue-values.ts'

/** Documented values unless a test shortens them. */
export type KrakenOptions = VenueOptions & {
  readonly heartbeatEveryMs?: number
  readonly messagesPerSecond?: number
  readonly attemptsPer10Minutes?: number
  readonly perSecond?: number
  readonly burst?: number
  /** From the status of maintenance to the end of the connection. */
  readonly shutdownAfterMs?: number
}

/** Above 2^53, as the venue's own are: written into the text as it is. */
const connectionId = '13834774380200032777'
const dayMs = 86_400_000
const channels = ['ticker', 'trade', 'ohlc']

type Subscription = {
  readonly channel: string
  readonly symbol: string
  readonly trigger: 'trades' | 'bbo'
  readonly interval: number
}

/** Small numbers as plain decimals, as the venue writes them. */
const plain = (frame: unknown): string =>
  JSON.stringify(frame).replace(/(?<=[:,[])-?\d+(?:\.\d+)?e-\d+(?=[,\]}])/g, (text) =>
    Number(text).toFixed(12).replace(/0+$/, ''),
  )

const statusText = (system: string): string =>
  `{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"${system}","api_version":"v2","connection_id":${connectionId}}]}`

function tickerRow(core: VenueCore, symbol: string) {
  const at = core.now()
  const last = core.lastTrade(symbol)
  const book = core.market.book(symbol)
  const day = core.range(symbol, at - dayMs, at + 1)
  const { priceDecimals } = core.market.symbol(symbol)
  const open = day?.open ?? last.price
  return {
    symbol: core.spell(symbol),
    bid: book.bid,
    bid_qty: book.bidSize,
    ask: book.ask,
    ask_qty: book.askSize,
    last: last.price,
    volume: day?.volume ?? 0,
    vwap: day === null ? last.price : Number((day.quoteVolume / day.volume).toFixed(priceDecimals)),
    low: day?.low ?? last.price,
    high: day?.high ?? last.price,
    change: Number((last.price - open).toFixed(priceDecimals)),
    change_pct: Number((((last.price - open) / open) * 100).toFixed(2)),
    trades: day?.trades ?? 0,
    timestamp: isoTime(at, 6),
  }
}

const tradeRow = (core: VenueCore, symbol: string, trade: MarketTrade) => ({
  symbol: core.spell(symbol),
  side: trade.side,
  price: trade.price,
  qty: trade.size,
  ord_type: 'market',
  trade_id: trade.id,
  timestamp: isoTime(trade.at, 6),
})

function candleRow(core: VenueCore, symbol: string, interval: number, candle: MarketCandle) {
  const { priceDecimals } = core.market.symbol(symbol)
  return {
    symbol: core.spell(symbol),
    open: candle.open,
    high: candle.high,
    low: candle.low,
    close: candle.close,
    trades: candle.trades,
    volume: candle.volume,
    vwap: Number((candle.quoteVolume / candle.volume).toFixed(priceDecimals)),
    interval_begin: isoTime(candle.openAt, 9),
    interval,
    // Deprecated: the end of the interval.
    timestamp: isoTime(candle.endAt, 6),
  }
}

function openSocket(core: VenueCore, socket: VenueSocket, options: KrakenOptions): SocketHandlers {
  const { heartbeatEveryMs = 1000, messagesPerSecond = 100 } = options
  const inbound = slidingWindow(messagesPerSecond, 1000, core.limitNow)
  const subscriptions = new Map<string, Subscription>()
  let toldSinceBeat = false
  const keyOf = ({ channel, symbol, interval }: Subscription): string =>
    channel === 'ohlc' ? `${channel}-${interval}:${core.spell(symbol)}` : `${channel}:${core.spell(symbol)}`
  const send = (frame: unknown): void => {
    toldSinceBeat = true
    socket.send(plain(frame))
  }
  const showTopics = (): void => {
    socket.topics.clear()
    for (const key of subscriptions.keys()) socket.topics.add(key)
  }

  socket.send(statusText('online'))
  socket.every(heartbeatEveryMs, () => {
    // About one a second, when there was nothing else to tell, from the first subscription on.
    if (!toldSinceBeat && subscriptions.size > 0) socket.send({ channel: 'heartbeat' })
    toldSinceBeat = false
  })

  const head = (method: string, request: Fields) => ({
    method,
    ...(request['req_id'] === undefined ? {} : { req_id: request['req_id'] }),
    time_in: isoTime(core.now(), 6),
    time_out: isoTime(core.now(), 6),
  })
  const refuse = (method: string, request: Fields, error: string, symbol?: string, isFault = true): void => {
    if (isFault) core.fault('request', error)
    send({ error, ...head(method, request), success: false, ...(symbol === undefined ? {} : { symbol }) })
  }

  const snapshot = ({ channel, symbol, interval }: Subscription): void => {
    if (!core.isReached(symbol)) return
    if (channel === 'ticker') send({ channel, type: 'snapshot', data: [tickerRow(core, symbol)] })
    if (channel === 'trade') {
      const recent = core.trades(symbol).slice(-50)
      send({ channel, type: 'snapshot', data: recent.map((trade) => tradeRow(core, symbol, trade)) })
    }
    if (channel === 'ohlc') {
      const lengthMs = interval * 60_000
      const openAt = Math.floor(core.now() / lengthMs) * lengthMs
      const candles = core.candles(symbol, fixedStep(lengthMs), openAt - 24 * lengthMs, openAt + 1)
      const data = candles.map((candle) => candleRow(core, symbol, interval, candle))
      send({ channel, type: 'snapshot', timestamp: isoTime(core.now(), 9), data })
    }
  }

  /** Reads what is asked; a text is why it can't be. */
  const readParams = (params: Fields): { rows: Subscription[]; wrong: [string, string][] } | string => {
    const { channel, symbol: asked, interval = 1, event_trigger: trigger = 'trades' } = params
    if (typeof channel !== 'string' || !channels.includes(channel))
      return `Unsupported channel ${String(channel)}`
    const symbols = asTexts(asked)
    if (symbols === null || symbols.length === 0) return 'Symbol(s) not found'
    if (channel === 'ohlc' && !krakenIntervals.includes(Number(interval))) return 'Interval not supported'
    if (trigger !== 'trades' && trigger !== 'bbo') return 'Event trigger not supported'
    const rows: Subscription[] = []
    const wrong: [string, string][] = []
    for (const spelled of symbols) {
      const symbol = core.find(spelled)
      if (symbol !== null)
        rows.push({ channel, symbol, trigger, interval: channel === 'ohlc' ? Number(interval) : 0 })
      else if (spelled.includes('/')) wrong.push([spelled, `Currency pair not supported ${spelled}`])
      else wrong.push([spelled, `Currency pair not in ISO 4217-A3 format ${spelled}`])
    }
    return { rows, wrong }
  }

  /** One interval a symbol and connection: not in the documents, but met by many clients. */
  const hasCandles = (symbol: string): boolean =>
    [...subscriptions.values()].some((row) => row.channel === 'ohlc' && row.symbol === symbol)
  const subscribe = (request: Fields, params: Fields): void => {
    const read = readParams(params)
    if (typeof read === 'string') return refuse('subscribe', request, read)
    for (const [spelled, error] of read.wrong) refuse('subscribe', request, error, spelled, false)
    for (const row of read.rows) {
      if (subscriptions.has(keyOf(row))) {
        refuse('subscribe', request, 'Already subscribed', core.spell(row.symbol), false)
        continue
      }
      if (row.channel === 'ohlc' && hasCandles(row.symbol)) {
        const error = 'Already subscribed to one ohlc interval on this symbol'
        refuse('subscribe', request, error, core.spell(row.symbol))
        continue
      }
      const wantsSnapshot = params['snapshot'] ?? row.channel !== 'trade'
      const result = {
        channel: row.channel,
        ...(row.channel === 'ticker' ? { event_trigger: row.trigger } : {}),
        ...(row.channel === 'ohlc' ? { interval: row.interval } : {}),
        snapshot: wantsSnapshot,
        symbol: core.spell(row.symbol),
        ...(row.channel === 'ohlc' ? { warnings: ['timestamp is deprecated, use interval_begin'] } : {}),
      }
      subscriptions.set(keyOf(row), row)
      showTopics()
      send({ ...head('subscribe', request), result, success: true })
      if (wantsSnapshot === true) snapshot(row)
    }
  }
  const unsubscribe = (request: Fields, params: Fields): void => {
    const read = readParams(params)
    if (typeof read === 'string') return refuse('unsubscribe', request, read)
    for (const [spelled, error] of read.wrong) refuse('unsubscribe', request, error, spelled, false)
    for (const row of read.rows) {
      const symbol = core.spell(row.symbol)
      if (!subscriptions.delete(keyOf(row)))
        refuse('unsubscribe', request, 'Subscription Not Found', symbol, false)
      else send({ ...head('unsubscribe', request), result: { channel: row.channel, symbol }, success: true })
    }
    showTopics()
  }

  // Trades of one moment come in one frame.
  const waiting = new Map<string, MarketTrade[]>()
  const flush = (symbol: string): void => {
    const trades = waiting.get(symbol) ?? []
    waiting.delete(symbol)
    toldSinceBeat = true
    const data = trades.map((trade) => tradeRow(core, symbol, trade))
    socket.sendTrade(plain({ channel: 'trade', type: 'update', data }))
  }
  const tellTicker = (symbol: string, trigger: 'trades' | 'bbo'): void => {
    const ticker = subscriptions.get(`ticker:${core.spell(symbol)}`)
    if (ticker?.trigger === trigger)
      send({ channel: 'ticker', type: 'update', data: [tickerRow(core, symbol)] })
  }

  return {
    message(text) {
      if (!inbound.take()) {
        core.fault('messages', `more than ${messagesPerSecond} messages in a second`)
        return send({ error: 'Exceeded msg rate', method: 'error', success: false })
      }
      const request = parseJson(text)
      if (!isFields(request)) return refuse('error', {}, 'Malformed request')
      const { method, params } = request
      if (method === 'ping') return send(head('pong', request))
      if (method !== 'subscribe' && method !== 'unsubscribe')
        return refuse('error', request, 'Malformed request')
      if (!isFields(params)) return refuse(method, request, 'Malformed request')
      if (method === 'subscribe') subscribe(request, params)
      else unsubscribe(request, params)
    },
    trade(symbol, trade) {
      const spelled = core.spell(symbol)
      if (subscriptions.has(`trade:${spelled}`)) {
        const batch = waiting.get(symbol)
        if (batch === undefined) {
          waiting.set(symbol, [trade])
          queueMicrotask(() => flush(symbol))
        } else batch.push(trade)
      }
      tellTicker(symbol, 'trades')
      for (const row of subscriptions.values()) {
        if (row.channel !== 'ohlc' || row.symbol !== symbol) continue
        const step = fixedStep(row.interval * 60_000)
        const openAt = step.openAtOf(trade.at)
        for (const candle of core.candles(symbol, step, openAt, openAt + 1))
          send({
            channel: 'ohlc',
            type: 'update',
            timestamp: isoTime(core.now(), 9),
            data: [candleRow(core, symbol, row.interval, candle)],
          })
      }
    },
    book: (symbol) => tellTicker(symbol, 'bbo'),
  }
}

/** Starts Kraken spot. REST below `/0/public`, the stream at `/v2`. */
export async function startKraken(options: KrakenOptions = {}): Promise<VenueServer> {
  const { attemptsPer10Minutes = 150, perSecond = 1, burst = 15, shutdownAfterMs = 3000 } = options
  return startVenueServer(options, (core) => {
    const attempts = slidingWindow(attemptsPer10Minutes, 600_000, core.limitNow)
    return {
      spell: krakenSymbol,
      rest: createKrakenRest(core, { perSecond, burst }),
      refuseUpgrade({ pathname }) {
        if (!attempts.take()) {
          core.fault('attempts', `more than ${attemptsPer10Minutes} connection attempts in 10 minutes`)
          return { status: 429, body: 'error code: 1015' }
        }
        if (pathname === '/v2') return null
        core.fault('path', pathname)
        return { status: 404, body: '' }
      },
      open: (socket) => openSocket(core, socket, options),
      shutdown(socket) {
        socket.send(statusText('maintenance'))
        socket.after(shutdownAfterMs, () => socket.close(1012, 'Maintenance'))
      },
    }
  })
}
