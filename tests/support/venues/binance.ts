/** Binance spot on loopback: streams raw and combined, strict about its limits. https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams */
import { createBinanceRest } from './binance-rest.ts'
import {
  binanceAggTrade,
  binanceDay,
  binanceKline,
  binanceStep,
  binanceSymbol,
  binanceTrade,
  eight,
} from './binance-shapes.ts'
import { filledCandles } from './venue-fill.ts'
import { slidingWindow, startVenueServer, type SocketHandlers, type VenueCore } from './venue-server.ts'
import type { VenueOptions, VenueServer, VenueSocket } from './venue-server.ts'
import { asTexts, isFields, parseJson } from './venue-values.ts'

/** Documented values unless a test shortens them. */
export type BinanceOptions = VenueOptions & {
  readonly pingEveryMs?: number
  readonly pongWithinMs?: number
  /** How long a connection may live. */
  readonly lifetimeMs?: number
  readonly tickerEveryMs?: number
  readonly klineEveryMs?: number
  readonly weightPerMinute?: number
  readonly banSeconds?: number
  readonly attemptsPer5Minutes?: number
  /** From the event to the end of the connection. */
  readonly shutdownAfterMs?: number
}

const methods = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY']
const maxStreams = 1024
const maxMessages = 5

type Stream = { readonly symbol: string | null; readonly kind: string; readonly interval: string | null }

/** An unknown symbol is null: the venue acknowledges it and stays silent. */
function readStream(core: VenueCore, name: string): Stream {
  const [spelled = '', type = ''] = name.split('@')
  const symbol = spelled === spelled.toLowerCase() ? core.find(spelled.toUpperCase()) : null
  const interval = type.startsWith('kline_') ? type.slice(6) : null
  return { symbol, kind: interval === null ? type : 'kline', interval }
}

function openSocket(core: VenueCore, socket: VenueSocket, options: BinanceOptions): SocketHandlers {
  const { pingEveryMs = 20_000, pongWithinMs = 60_000, lifetimeMs = 86_400_000 } = options
  const { tickerEveryMs = 1000, klineEveryMs = 2000 } = options
  const inbound = slidingWindow(maxMessages, 1000, core.limitNow)
  const streams = new Map<string, Stream>()
  let combined = socket.url.pathname.startsWith('/stream')
  let updateId = 400_900_217

  const wrap = (stream: string, data: unknown): unknown => (combined ? { stream, data } : data)
  const push = (stream: string, data: unknown): void => socket.send(wrap(stream, data))
  const add = (names: readonly string[]): boolean => {
    for (const name of names) streams.set(name, readStream(core, name))
    for (const name of names) socket.topics.add(name)
    if (streams.size <= maxStreams) return true
    socket.cutOff('streams', `${streams.size} streams on one connection`, 1008, 'Too many streams')
    return false
  }
  const counted = (): boolean => {
    if (inbound.take()) return true
    socket.cutOff('messages', `more than ${maxMessages} messages in a second`, 1008, 'Too many requests')
    return false
  }
  // Candles and tickers are told by the clock, and only what changed.
  const told = new Map<string, { openAt: number; text: string; at: number }>()
  socket.every(Math.min(250, tickerEveryMs, klineEveryMs), () => {
    for (const [name, { symbol, kind, interval }] of streams) {
      if (symbol === null || !core.isReached(symbol)) continue
      const before = told.get(name)
      const at = core.limitNow()
      if (kind === 'ticker' || kind === 'miniTicker') {
        const last = core.lastTrade(symbol)
        const text = String(last.id)
        if (before?.text === text || at - (before?.at ?? 0) < tickerEveryMs) continue
        told.set(name, { openAt: 0, text, at })
        push(name, tickerFrame(core, symbol, kind === 'miniTicker'))
      } else if (kind === 'kline' && interval !== null) {
        const step = binanceStep(interval)
        if (step === null) continue
        const openAt = step.openAtOf(core.now())
        if (before !== undefined && openAt > before.openAt)
          for (const candle of filledCandles(core, symbol, step, before.openAt, openAt))
            push(name, binanceKline(core, symbol, interval, candle, true))
        const candle = filledCandles(core, symbol, step, openAt, openAt + 1).at(-1)
        if (candle === undefined) continue
        const text = JSON.stringify(candle)
        const isNew = before?.openAt !== openAt
        const everyMs = interval === '1s' ? Math.min(1000, klineEveryMs) : klineEveryMs
        if (!isNew && (before.text === text || at - before.at < everyMs)) continue
        told.set(name, { openAt, text, at })
        push(name, binanceKline(core, symbol, interval, candle, false))
      }
    }
  })

  let cancelPong: (() => void) | null = null
  // Sent and not answered yet.
  const payloads = new Set<string>()
  socket.every(pingEveryMs, () => {
    const payload = String(core.now())
    payloads.add(payload)
    socket.ping(payload)
    cancelPong ??= socket.after(pongWithinMs, () =>
      socket.cutOff('pong', `no pong within ${pongWithinMs} ms`, 1008, 'Pong timeout'),
    )
  })
  // After a day the venue closes; that is no fault of the client.
  socket.after(lifetimeMs, () => socket.close(1000, 'Connection lifetime'))

  const path = socket.url.pathname
  const first = combined ? (socket.url.searchParams.get('streams') ?? '') : path.replace(/^\/ws\/?/, '')
  add(first.split('/').filter((name) => name !== ''))

  const fail = (code: number, msg: string, id: unknown): void => {
    core.fault('request', msg)
    socket.send(id === undefined ? { code, msg } : { code, msg, id })
  }
  const answer = (request: unknown): void => {
    if (!isFields(request)) return fail(2, 'Invalid request: expected an object', undefined)
    const { method, params, id = null } = request
    if (typeof method !== 'string')
      return fail(2, 'Invalid request: missing field `method` at line 1 column 2', id)
    if (!methods.includes(method)) {
      const expected = methods.map((name) => `\`${name}\``).join(', ')
      return fail(2, `Invalid request: unknown variant \`${method}\`, expected one of ${expected}`, id)
    }
    const isId =
      id === null || Number.isSafeInteger(id) || (typeof id === 'string' && /^[a-z0-9_-]{0,36}$/i.test(id))
    if (!isId) return fail(2, 'Invalid request: request ID must be an int64, a string or null', undefined)
    if (method === 'LIST_SUBSCRIPTIONS') return socket.send({ result: [...streams.keys()], id })
    if (method === 'GET_PROPERTY') return socket.send({ result: combined, id })
    if (method === 'SET_PROPERTY') {
      const [name, value] = Array.isArray(params) ? (params as unknown[]) : []
      if (name !== 'combined') return fail(0, 'Unknown property', id)
      if (typeof value !== 'boolean') return fail(1, 'Invalid value type: expected Boolean', id)
      combined = value
      return socket.send({ result: null, id })
    }
    const names = asTexts(params)
    if (names === null) return fail(2, 'Invalid request: invalid type, expected a sequence of strings', id)
    if (method === 'SUBSCRIBE' && !add(names)) return
    if (method === 'UNSUBSCRIBE')
      for (const name of names) {
        streams.delete(name)
        socket.topics.delete(name)
        told.delete(name)
      }
    // Acknowledgements are never wrapped in stream and data.
    socket.send({ result: null, id })
  }

  return {
    message(text) {
      if (!counted()) return
      const request = parseJson(text)
      if (request === undefined) fail(3, 'Invalid JSON: expected value at line 1 column 1', undefined)
      else answer(request)
    },
    ping: () => void counted(),
    pong(data) {
      // A pong that copies no ping keeps nothing alive.
      if (!counted() || !payloads.has(data)) return
      payloads.clear()
      cancelPong?.()
      cancelPong = null
    },
    trade(symbol, trade) {
      for (const [name, stream] of streams) {
        if (stream.symbol !== symbol) continue
        if (stream.kind === 'trade') socket.sendTrade(wrap(name, binanceTrade(core, symbol, trade)))
        if (stream.kind === 'aggTrade') socket.sendTrade(wrap(name, binanceAggTrade(core, symbol, trade)))
      }
    },
    book(symbol, book) {
      for (const [name, stream] of streams) {
        if (stream.symbol !== symbol || stream.kind !== 'bookTicker') continue
        updateId += 1
        push(name, {
          u: updateId,
          s: core.spell(symbol),
          b: eight(book.bid),
          B: eight(book.bidSize),
          a: eight(book.ask),
          A: eight(book.askSize),
        })
      }
    },
  }
}

function tickerFrame(core: VenueCore, symbol: string, mini: boolean) {
  const day = binanceDay(core, symbol)
  const shared = {
    c: eight(day.last.price),
    o: eight(day.open),
    h: eight(day.high),
    l: eight(day.low),
    v: eight(day.volume),
    q: eight(day.quoteVolume),
  }
  const head = { e: mini ? '24hrMiniTicker' : '24hrTicker', E: core.now(), s: core.spell(symbol) }
  if (mini) return { ...head, ...shared }
  return {
    ...head,
    p: eight(day.change),
    P: day.changePercent.toFixed(3),
    w: eight(day.average),
    x: eight(day.before),
    ...shared,
    Q: eight(day.last.size),
    b: eight(day.book.bid),
    B: eight(day.book.bidSize),
    a: eight(day.book.ask),
    A: eight(day.book.askSize),
    O: day.openAt,
    C: day.closeAt,
    F: day.firstId,
    L: day.last.id,
    n: day.count,
  }
}

/** Starts Binance spot. REST below `/api/v3`, streams at `/ws`, `/ws/<stream>` and `/stream?streams=`. */
export async function startBinance(options: BinanceOptions = {}): Promise<VenueServer> {
  const {
    weightPerMinute = 6000,
    banSeconds = 120,
    attemptsPer5Minutes = 300,
    shutdownAfterMs = 3000,
  } = options
  return startVenueServer(options, (core) => {
    const attempts = slidingWindow(attemptsPer5Minutes, 300_000, core.limitNow)
    const { rest, tooSoon } = createBinanceRest(core, { weightPerMinute, banSeconds })
    return {
      spell: binanceSymbol,
      rest,
      tooSoon,
      refuseUpgrade({ pathname }) {
        if (!attempts.take()) {
          core.fault('attempts', `more than ${attemptsPer5Minutes} connection attempts in 5 minutes`)
          return { status: 429, body: '' }
        }
        if (pathname === '/ws' || pathname.startsWith('/ws/') || pathname === '/stream') return null
        core.fault('path', pathname)
        return { status: 404, body: '' }
      },
      open: (socket) => openSocket(core, socket, options),
      shutdown(socket) {
        const data = { e: 'serverShutdown', E: core.now() }
        const isCombined = socket.url.pathname === '/stream'
        socket.send(isCombined ? { stream: '!serverShutdown', data } : data)
        socket.after(shutdownAfterMs, () => socket.close(1001, 'Server shutdown'))
      },
    }
  })
}
