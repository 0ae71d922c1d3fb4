/** A strict server that speaks Finnhub: quotes and sessions over REST, and a stream that never acknowledges. */
import { finnhubRest } from './finnhub-rest.ts'
import { answering, resettingQuota } from './keyed-rest.ts'
import type { MarketSymbol, MarketTrade } from './market.ts'
import { keepNewest } from './newest-connection.ts'
import { slidingWindow, startVenueServer } from './venue-server.ts'
import type {
  RestAnswer,
  RestRequest,
  SocketHandlers,
  VenueCore,
  VenueOptions,
  VenueServer,
  VenueSocket,
} from './venue-types.ts'

/** What is right until it is revoked. */
export const finnhubCredentials = { apiKey: 'KEY' }

export type FinnhubOptions = VenueOptions & {
  /** Candles are for those who pay; others are refused. */
  readonly premium?: boolean
  readonly requestsPerMinute?: number
  /** On every plan. */
  readonly requestsPerSecond?: number
  readonly symbolLimit?: number
  readonly pingEveryMs?: number
  /** Trades of this time go into one frame. */
  readonly gatherMs?: number
}

/** `AAPL`, `BINANCE:BTCUSDT`, `OANDA:EUR_USD` */
function spell({ kind, symbol, base, quote }: MarketSymbol): string | null {
  if (kind === 'stock') return symbol
  if (kind === 'fx') return `OANDA:${base}_${quote}`
  return quote === 'USD' ? null : `BINANCE:${base}${quote}`
}

/** One symbol a message; null where the message is of another form. */
function readMessage(text: string): { type: 'subscribe' | 'unsubscribe'; symbol: string } | null {
  try {
    const { type, symbol } = (JSON.parse(text) ?? {}) as Record<string, unknown>
    if ((type === 'subscribe' || type === 'unsubscribe') && typeof symbol === 'string')
      return { type, symbol }
  } catch {
    // Not JSON: no message either.
  }
  return null
}

type StreamOptions = { readonly symbolLimit: number; readonly pingEveryMs: number; readonly gatherMs: number }

/** finnhub.io/docs/api/websocket-trades */
function openStream(
  core: VenueCore,
  socket: VenueSocket,
  { symbolLimit, pingEveryMs, gatherMs }: StreamOptions,
): SocketHandlers {
  let gathered: { spelled: string; row: unknown }[] = []
  const fail = (msg: string): void => socket.send({ type: 'error', msg })
  const flush = (): void => {
    // By symbol, so that times of different symbols are not in order within a frame.
    const data = gathered.sort((a, b) => (a.spelled < b.spelled ? -1 : Number(a.spelled > b.spelled)))
    gathered = []
    socket.sendTrade({ data: data.map(({ row }) => row), type: 'trade' })
  }
  const tell = (symbol: string, trade: MarketTrade): void => {
    const spelled = core.spell(symbol)
    if (!socket.topics.has(spelled)) return
    const { kind } = core.market.symbol(symbol)
    const c = kind === 'stock' ? (trade.size < 100 ? ['1', '12'] : ['1']) : null
    // Currencies have no trades: their prices come with a volume of 0.
    const v = kind === 'fx' ? 0 : trade.size
    gathered.push({ spelled, row: { c, p: trade.price, s: spelled, t: trade.at, v } })
    if (gathered.length === 1) socket.after(gatherMs, flush)
  }

  socket.every(pingEveryMs, () => socket.send({ type: 'ping' }))
  return {
    trade: tell,
    message(text) {
      const asked = readMessage(text)
      if (asked === null) {
        core.fault('message', text.slice(0, 200))
        return fail('Invalid message')
      }
      const { type, symbol } = asked
      if (type === 'unsubscribe') return void socket.topics.delete(symbol)
      if (core.find(symbol) === null) return fail(`Invalid symbol ${symbol}`)
      if (!socket.topics.has(symbol) && socket.topics.size >= symbolLimit) {
        core.fault('symbols', `more than ${symbolLimit} symbols`)
        return fail('Subscribing to too many symbols')
      }
      socket.topics.add(symbol)
    },
  }
}

export function startFinnhub(options: FinnhubOptions = {}): Promise<VenueServer> {
  const { premium = false, requestsPerMinute = 60, requestsPerSecond = 30, symbolLimit = 50 } = options
  const { pingEveryMs = 15_000, gatherMs = 5 } = options
  return startVenueServer(options, (core) => {
    const minute = resettingQuota(requestsPerMinute, 60_000, core.limitNow)
    const second = slidingWindow(requestsPerSecond, 1000, core.limitNow)
    const isRight = (key: unknown): boolean =>
      !core.isKeyRevoked() && key === core.keyNow(finnhubCredentials.apiKey)
    const wrongKey = (key: unknown): string => (key ? 'Invalid API key' : 'Please use an API key.')
    const blameForKey = (where: string): void => {
      if (!core.isKeyRevoked()) core.fault('key', `wrong or missing key for ${where}`)
    }

    const answer = (request: RestRequest): RestAnswer => {
      const key = request.query.get('token') ?? request.headers['x-finnhub-token']
      if (!isRight(key)) {
        blameForKey(request.path)
        return { status: 401, body: { error: wrongKey(key) } }
      }
      const isTaken = second.take() && minute.take()
      const headers = {
        'X-Ratelimit-Limit': String(minute.most),
        'X-Ratelimit-Remaining': String(minute.left()),
        'X-Ratelimit-Reset': String(Math.ceil((core.now() + minute.resetInMs()) / 1000)),
      }
      if (!isTaken) {
        core.fault('rate limit', `${minute.used()} requests this minute, ${second.used()} this second`)
        const error = `API limit reached. Please try again later. Remaining Limit: ${minute.left()}`
        return { status: 429, headers, body: { error } }
      }
      const unknown: RestAnswer = { status: 404, body: 'Not found' }
      const { status = 200, body } = answering(() => finnhubRest(core, request, premium) ?? unknown)
      return { status, headers, body }
    }

    return {
      spell,
      rest: answer,
      tooSoon: () => ({
        status: 429,
        body: { error: 'API limit reached. Please try again later. Remaining Limit: 0' },
      }),
      refuseUpgrade(url, headers) {
        if (url.pathname !== '/') {
          core.fault('path', url.pathname)
          return { status: 404, body: 'Not found' }
        }
        const key = url.searchParams.get('token') ?? headers['x-finnhub-token']
        if (isRight(key)) return null
        blameForKey('the stream')
        return { status: 401, body: JSON.stringify({ error: wrongKey(key) }) }
      },
      open(socket) {
        keepNewest(core, socket)
        return openStream(core, socket, { symbolLimit, pingEveryMs, gatherMs })
      },
      // No word of goodbye is documented.
      shutdown: (socket) => socket.close(1012, 'service restart'),
      revoked(socket) {
        socket.send({ type: 'error', msg: 'Invalid API key' })
        socket.close(1008, 'Invalid API key')
      },
    }
  })
}
