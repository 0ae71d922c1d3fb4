/** Alpaca's stream of stock prices: authentication first, one session, whole-list acknowledgements, bars when the minute has ended. */
import { alpacaJson, barFields, quoteFields, tradeFields } from './alpaca-values.ts'
import { newYorkDayStep } from './new-york-steps.ts'
import type { SocketHandlers, VenueCore, VenueSocket } from './venue-types.ts'

const minuteMs = 60_000

export const alpacaErrors = {
  400: 'invalid syntax',
  401: 'not authenticated',
  402: 'auth failed',
  403: 'already authenticated',
  404: 'auth timeout',
  405: 'symbol limit exceeded',
  406: 'connection limit exceeded',
  409: 'insufficient subscription',
  410: 'invalid subscribe action for this feed',
} as const

type ErrorCode = keyof typeof alpacaErrors

/** In the order of the acknowledgement. */
const channels = [
  'trades',
  'quotes',
  'bars',
  'updatedBars',
  'dailyBars',
  'statuses',
  'lulds',
  'corrections',
  'cancelErrors',
] as const
type Channel = (typeof channels)[number]

export type AlpacaStreamOptions = {
  /** Time to authenticate in. */
  readonly authWithinMs: number
  /** Symbols in trades and quotes together; bars are not counted. */
  readonly symbolLimit: number
  /** How often is looked whether a minute has ended. */
  readonly lookEveryMs: number
  /** Whether a key and its secret are right now. */
  isRight(key: unknown, secret: unknown): boolean
  /** Sockets that have authenticated. */
  readonly sessions: Set<VenueSocket>
}

export const sendAlpacaError = (socket: VenueSocket, code: ErrorCode): void =>
  socket.send([{ T: 'error', code, msg: alpacaErrors[code] }])

const isChannel = (name: string): name is Channel => channels.some((channel) => channel === name)

type Asked = {
  readonly action: unknown
  readonly key: unknown
  readonly secret: unknown
  readonly lists: Map<string, string[]>
}

/** Null where the message is not of the documented form. */
function readMessage(text: string): Asked | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { action, key, secret, ...rest } = value as Record<string, unknown>
  const lists = new Map<string, string[]>()
  for (const [name, list] of Object.entries(rest)) {
    if (!Array.isArray(list)) return null
    const symbols = list.map(String)
    if (!symbols.every((symbol) => symbol === '*' || /^[A-Z][A-Z.]*$/.test(symbol))) return null
    lists.set(name, symbols)
  }
  return { action, key, secret, lists }
}

export function openAlpacaStream(
  core: VenueCore,
  socket: VenueSocket,
  { authWithinMs, symbolLimit, lookEveryMs, isRight, sessions }: AlpacaStreamOptions,
): SocketHandlers {
  const lists = new Map<Channel, Set<string>>(channels.map((channel) => [channel, new Set()]))
  const listOf = (channel: Channel): Set<string> => lists.get(channel) ?? new Set()
  /** The minute in which this socket was last told of a trade of the symbol, and the last one that was told as a bar. */
  const tradedIn = new Map<string, number>()
  const told = new Map<string, number>()
  let stopWaiting: () => void = () => undefined

  const wants = (channel: Channel, symbol: string): boolean =>
    listOf(channel).has(core.spell(symbol)) || listOf(channel).has('*')
  const fail = (code: ErrorCode, detail: string): void => {
    sendAlpacaError(socket, code)
    core.fault(alpacaErrors[code], detail)
  }
  const failAndEnd = (code: ErrorCode, detail: string): void => {
    sendAlpacaError(socket, code)
    socket.cutOff(alpacaErrors[code], detail, 1000)
  }

  const authenticate = (key: unknown, secret: unknown): void => {
    stopWaiting()
    if (!isRight(key, secret)) {
      // A key that was right until it was revoked is not the client's fault.
      if (!core.isKeyRevoked()) return failAndEnd(402, 'wrong key or secret')
      sendAlpacaError(socket, 402)
      return socket.close(1000)
    }
    if (socket.url.pathname !== '/v2/iex') return failAndEnd(409, socket.url.pathname)
    if ([...sessions].some((other) => other.isOpen())) return failAndEnd(406, 'a second session')
    for (const ended of sessions) if (!ended.isOpen()) sessions.delete(ended)
    sessions.add(socket)
    socket.send([{ T: 'success', msg: 'authenticated' }])
  }

  const acknowledge = (): void => {
    socket.topics.clear()
    for (const [channel, symbols] of lists)
      for (const symbol of symbols) socket.topics.add(`${channel}:${symbol}`)
    const spelled = channels.map((channel) => [channel, [...listOf(channel)].sort()])
    socket.send([{ T: 'subscription', ...Object.fromEntries(spelled) }])
  }

  const change = (isMore: boolean, asked: ReadonlyMap<string, string[]>): void => {
    const known = [...asked].filter((entry): entry is [Channel, string[]] => isChannel(entry[0]))
    if (known.length < asked.size) return fail(410, [...asked.keys()].join(' '))
    if (known.length === 0) return fail(400, 'no channel named')
    if (isMore) {
      const counted = new Set(['trades', 'quotes'].flatMap((name) => asked.get(name) ?? []))
      for (const channel of ['trades', 'quotes'] as const)
        for (const symbol of listOf(channel)) counted.add(symbol)
      if (counted.size > symbolLimit || counted.has('*'))
        return fail(405, `${counted.size} symbols of trades and quotes`)
    }
    for (const [channel, symbols] of known) {
      for (const symbol of symbols) {
        // Corrections and cancellations follow the trades without being asked for.
        const follow: Channel[] = channel === 'trades' ? ['trades', 'corrections', 'cancelErrors'] : [channel]
        for (const one of follow) {
          if (isMore) listOf(one).add(symbol)
          else listOf(one).delete(symbol)
        }
      }
    }
    acknowledge()
  }

  const sendBar = (kind: 'b' | 'u' | 'd', symbol: string, openAt: number): void => {
    const step = kind === 'd' ? newYorkDayStep : minuteMs
    const [candle] = core.candles(symbol, step, openAt, openAt + 1)
    if (candle !== undefined) socket.send([{ T: kind, S: core.spell(symbol), ...barFields(candle) }])
  }
  /** Bars are made of trades that this feed told of, so a silent symbol has none. */
  const tellEnded = (symbol: string): void => {
    if (!core.isReached(symbol)) return
    const minute = tradedIn.get(symbol)
    const running = Math.floor(core.now() / minuteMs) * minuteMs
    if (minute === undefined || minute >= running || (told.get(symbol) ?? 0) >= minute) return
    told.set(symbol, minute)
    if (wants('bars', symbol)) sendBar('b', symbol, minute)
    if (wants('dailyBars', symbol)) sendBar('d', symbol, newYorkDayStep.openAtOf(minute))
  }

  socket.send([{ T: 'success', msg: 'connected' }])
  const { 'apca-api-key-id': headerKey, 'apca-api-secret-key': headerSecret } = socket.headers
  if (headerKey !== undefined) authenticate(headerKey, headerSecret)
  else
    stopWaiting = socket.after(authWithinMs, () => failAndEnd(404, `no authentication in ${authWithinMs} ms`))
  socket.every(lookEveryMs, () => {
    for (const symbol of tradedIn.keys()) tellEnded(symbol)
  })

  return {
    message(text) {
      const asked = readMessage(text)
      if (asked === null) return fail(400, text.slice(0, 200))
      const { action } = asked
      if (action === 'auth') {
        if (sessions.has(socket)) return fail(403, 'authenticated twice')
        return authenticate(asked.key, asked.secret)
      }
      if (action !== 'subscribe' && action !== 'unsubscribe') return fail(400, text.slice(0, 200))
      if (!sessions.has(socket)) return fail(401, `${action} before authentication`)
      change(action === 'subscribe', asked.lists)
    },
    trade(symbol, trade) {
      if (!sessions.has(socket)) return
      tellEnded(symbol)
      const minute = Math.floor(trade.at / minuteMs) * minuteMs
      if (wants('trades', symbol))
        socket.sendTrade(alpacaJson([{ T: 't', S: core.spell(symbol), ...tradeFields(trade) }]))
      if (minute <= (told.get(symbol) ?? 0)) {
        if (wants('updatedBars', symbol)) sendBar('u', symbol, minute)
      } else tradedIn.set(symbol, Math.max(minute, tradedIn.get(symbol) ?? 0))
    },
    book(symbol, book) {
      if (sessions.has(socket) && wants('quotes', symbol))
        socket.send([{ T: 'q', S: core.spell(symbol), ...quoteFields(book) }])
    },
  }
}
