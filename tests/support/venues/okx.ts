/** OKX v5 on loopback: the public and the business socket and public REST, strict about limits. https://www.okx.com/docs-v5/en */
import { createOkxRest, okxCandle, okxStep, okxSymbol, okxTicker } from './okx-rest.ts'
import type { MarketTrade } from './market.ts'
import { filledCandles } from './venue-fill.ts'
import { slidingWindow, startVenueServer, type SocketHandlers, type VenueCore } from './venue-server.ts'
import type { VenueOptions, VenueServer, VenueSocket } from './venue-server.ts'
import { isFields, parseJson, priceText, sizeText } from './venue-values.ts'

/** Documented values unless a test shortens them. */
export type OkxOptions = VenueOptions & {
  /** Silence in both directions that ends the connection. */
  readonly idleMs?: number
  readonly attemptsPerSecond?: number
  readonly requestsPerHour?: number
  readonly tickerEveryMs?: number
  readonly candleEveryMs?: number
  /** From the notice to the end of the connection. */
  readonly shutdownAfterMs?: number
}

const maxArgsBytes = 64 * 1024

type Topic = { readonly channel: string; readonly instId: string; readonly symbol: string }

const wrongChannel = (channel: string, instId: string): string =>
  `Subscribe failed, wrong URL or channel:${channel},instId:${instId} doesn't exist. Please use the correct URL, channel and parameters referring to API document.`

function openSocket(
  core: VenueCore,
  socket: VenueSocket,
  options: OkxOptions,
  connId: string,
): SocketHandlers {
  const { idleMs = 30_000, requestsPerHour = 480, tickerEveryMs = 100, candleEveryMs = 500 } = options
  const isBusiness = socket.url.pathname.endsWith('/business')
  const requests = slidingWindow(requestsPerHour, 3_600_000, core.limitNow)
  const topics = new Map<string, Topic>()
  const tickersDue = new Set<string>()

  let cancelIdle = (): void => undefined
  const alive = (): void => {
    cancelIdle()
    cancelIdle = socket.after(idleMs, () =>
      socket.cutOff('silence', `nothing in ${idleMs} ms`, 4004, 'No data received in 30s'),
    )
  }
  alive()
  const send = (frame: unknown): void => {
    alive()
    socket.send(frame)
  }
  const fail = (code: string, msg: string, isFault: boolean): void => {
    if (isFault) core.fault('request', `${code} ${msg}`)
    send({ event: 'error', msg, code, connId })
  }
  const showTopics = (): void => {
    socket.topics.clear()
    for (const key of topics.keys()) socket.topics.add(key)
  }
  const pushTicker = ({ channel, instId, symbol }: Topic): void =>
    send({ arg: { channel, instId }, data: [okxTicker(core, symbol)] })
  const barOf = (channel: string): string | null => (channel.startsWith('candle') ? channel.slice(6) : null)

  const told = new Map<string, { openAt: number; text: string }>()
  const pushCandles = (key: string, { channel, instId, symbol }: Topic): void => {
    const step = okxStep(barOf(channel) ?? '')
    if (step === null || !core.isReached(symbol)) return
    const before = told.get(key)
    const openAt = step.openAtOf(core.now())
    for (const candle of filledCandles(core, symbol, step, before?.openAt ?? openAt, openAt + 1)) {
      const row = okxCandle(core, symbol, candle)
      const text = row.join(' ')
      if (candle.openAt === before?.openAt && text === before.text) continue
      told.set(key, { openAt: candle.openAt, text })
      send({ arg: { channel, instId }, data: [row] })
    }
  }
  // Candles close by the clock, trade or none.
  socket.every(candleEveryMs, () => {
    for (const [key, topic] of topics) if (barOf(topic.channel) !== null) pushCandles(key, topic)
  })
  socket.every(tickerEveryMs, () => {
    for (const key of tickersDue) {
      const topic = topics.get(key)
      if (topic !== undefined && core.isReached(topic.symbol)) pushTicker(topic)
    }
    tickersDue.clear()
  })

  const subscribe = (channel: string, instId: string): void => {
    const bar = barOf(channel)
    const isHere = isBusiness
      ? bar !== null && okxStep(bar) !== null
      : channel === 'tickers' || channel === 'trades'
    const symbol = core.find(instId)
    // A channel of the other socket is the client's mistake, an unknown instrument is not.
    if (!isHere || symbol === null) return fail('60018', wrongChannel(channel, instId), !isHere)
    const key = `${channel}:${instId}`
    const topic: Topic = { channel, instId, symbol }
    topics.set(key, topic)
    showTopics()
    send({ event: 'subscribe', arg: { channel, instId }, connId })
    if (!core.isReached(symbol)) return
    if (channel === 'tickers') pushTicker(topic)
    if (channel === 'trades')
      send({ arg: { channel, instId }, data: [tradeRow(core, symbol, core.lastTrade(symbol))] })
    told.delete(key)
    if (bar !== null) pushCandles(key, topic)
  }
  const unsubscribe = (channel: string, instId: string): void => {
    const key = `${channel}:${instId}`
    if (!topics.delete(key)) return fail('60018', wrongChannel(channel, instId), true)
    told.delete(key)
    showTopics()
    send({ event: 'unsubscribe', arg: { channel, instId }, connId })
  }

  return {
    message(text) {
      alive()
      // Not JSON, in both directions.
      if (text === 'ping') return send('pong')
      if (Buffer.byteLength(text) > maxArgsBytes)
        return socket.cutOff(
          'length',
          `${Buffer.byteLength(text)} bytes of arguments`,
          1009,
          'Message too long',
        )
      const request = parseJson(text)
      if (!isFields(request)) return fail('60012', `Invalid request: ${text.slice(0, 200)}`, true)
      const { op, args } = request
      if ((op !== 'subscribe' && op !== 'unsubscribe') || !Array.isArray(args))
        return fail('60012', `Invalid request: ${text.slice(0, 200)}`, true)
      if (!requests.take()) return fail('60014', 'Requests too frequent', true)
      for (const arg of args as unknown[]) {
        const { channel, instId } = isFields(arg) ? arg : {}
        if (typeof channel !== 'string' || typeof instId !== 'string')
          fail('60012', `Invalid request: ${text.slice(0, 200)}`, true)
        else if (op === 'subscribe') subscribe(channel, instId)
        else unsubscribe(channel, instId)
      }
    },
    trade(symbol, trade) {
      const instId = core.spell(symbol)
      if (!topics.has(`trades:${instId}`)) return
      alive()
      socket.sendTrade({ arg: { channel: 'trades', instId }, data: [tradeRow(core, symbol, trade)] })
    },
    book(symbol) {
      const key = `tickers:${core.spell(symbol)}`
      if (topics.has(key)) tickersDue.add(key)
    },
  }
}

function tradeRow(core: VenueCore, symbol: string, trade: MarketTrade) {
  const listed = core.market.symbol(symbol)
  return {
    instId: core.spell(symbol),
    tradeId: String(trade.id),
    px: priceText(listed, trade.price),
    sz: sizeText(listed, trade.size),
    side: trade.side,
    ts: String(trade.at),
    count: '1',
    source: '0',
  }
}

/** Starts OKX. REST below `/api/v5`, sockets at `/ws/v5/public` and `/ws/v5/business`. */
export async function startOkx(options: OkxOptions = {}): Promise<VenueServer> {
  const { attemptsPerSecond = 3, shutdownAfterMs = 3000 } = options
  return startVenueServer(options, (core) => {
    const attempts = slidingWindow(attemptsPerSecond, 1000, core.limitNow)
    const ids = new WeakMap<VenueSocket, string>()
    let opened = 0xa4d3ae55
    return {
      spell: okxSymbol,
      rest: createOkxRest(core),
      refuseUpgrade({ pathname }) {
        if (!attempts.take()) {
          core.fault('attempts', `more than ${attemptsPerSecond} connection attempts in a second`)
          return { status: 429, body: 'Too Many Requests' }
        }
        if (pathname === '/ws/v5/public' || pathname === '/ws/v5/business') return null
        core.fault('path', pathname)
        return { status: 404, body: '' }
      },
      open(socket) {
        opened += 1
        const connId = opened.toString(16)
        ids.set(socket, connId)
        return openSocket(core, socket, options, connId)
      },
      shutdown(socket) {
        socket.send({
          event: 'notice',
          code: '64008',
          msg: 'The connection will soon be closed for a service upgrade. Please reconnect.',
          connId: ids.get(socket),
        })
        socket.after(shutdownAfterMs, () => socket.close(1012, 'Service upgrade'))
      },
    }
  })
}
