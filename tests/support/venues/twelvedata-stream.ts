/** Twelve Data's stream of prices: one connection, eight symbols, an answer to every message. */
import { currencyName, errorBody, exchangeOf, typeOf } from './twelvedata-words.ts'
import { slidingWindow } from './venue-limits.ts'
import { newYorkDayStep } from './new-york-steps.ts'
import type { MarketSymbol } from './market.ts'
import type { SocketHandlers, VenueCore, VenueSocket } from './venue-types.ts'

export type TwelveDataStreamOptions = {
  readonly symbolLimit: number
  /** Messages of the client; the document names the number and not the time. */
  readonly eventsPerMinute: number
}

type Asked = { readonly action: string; readonly symbols: readonly string[] }

/** Symbols come as one text with commas or as objects; an exchange after a colon is left out. */
function readSymbols(symbols: unknown): string[] | null {
  if (typeof symbols === 'string')
    return symbols
      .split(',')
      .map((one) => one.trim().replace(/:[^:]*$/, ''))
      .filter((one) => one !== '')
  if (!Array.isArray(symbols)) return null
  const found: string[] = []
  for (const one of symbols as unknown[]) {
    const symbol = typeof one === 'object' && one !== null && 'symbol' in one ? one.symbol : one
    if (typeof symbol !== 'string') return null
    found.push(symbol)
  }
  return found
}

function readMessage(text: string): Asked | null {
  try {
    const { action, params } = (JSON.parse(text) ?? {}) as {
      action?: unknown
      params?: { symbols?: unknown }
    }
    if (action === 'heartbeat' || action === 'reset') return { action, symbols: [] }
    if (action !== 'subscribe' && action !== 'unsubscribe') return null
    const symbols = readSymbols(params?.symbols)
    return symbols === null || symbols.length === 0 ? null : { action, symbols }
  } catch {
    return null
  }
}

const instrument = (symbol: MarketSymbol, spelled: string) => ({
  symbol: spelled,
  exchange: exchangeOf(symbol),
  ...(symbol.kind === 'stock' ? { mic_code: 'XNGS', country: 'United States' } : { country: '' }),
  type: typeOf(symbol),
})

/** twelvedata.com/docs#websocket */
export function openTwelveDataStream(
  core: VenueCore,
  socket: VenueSocket,
  { symbolLimit, eventsPerMinute }: TwelveDataStreamOptions,
): SocketHandlers {
  const events = slidingWindow(eventsPerMinute, 60_000, core.limitNow)

  const status = (name: string, success: unknown[], fails: string[]): void =>
    socket.send({
      event: `${name}-status`,
      status: success.length === 0 && fails.length > 0 ? 'error' : 'ok',
      success,
      fails: fails.map((symbol) => ({ symbol })),
    })

  const subscribe = (symbols: readonly string[]): void => {
    const success: unknown[] = []
    const fails: string[] = []
    for (const spelled of symbols) {
      const known = core.find(spelled)
      const isOver = !socket.topics.has(spelled) && socket.topics.size >= symbolLimit
      if (known !== null && isOver) core.fault('symbols', `more than ${symbolLimit} symbols`)
      if (known === null || isOver) fails.push(spelled)
      else {
        socket.topics.add(spelled)
        success.push(instrument(core.market.symbol(known), spelled))
      }
    }
    status('subscribe', success, fails)
  }

  const unsubscribe = (symbols: readonly string[]): void => {
    const dropped = symbols.filter((spelled) => socket.topics.delete(spelled))
    const found = dropped.flatMap((spelled) => {
      const known = core.find(spelled)
      return known === null ? [{ symbol: spelled }] : [instrument(core.market.symbol(known), spelled)]
    })
    status(
      'unsubscribe',
      found,
      symbols.filter((spelled) => !dropped.includes(spelled)),
    )
  }

  return {
    message(text) {
      if (!events.take())
        return socket.cutOff(
          'events',
          `more than ${eventsPerMinute} messages a minute`,
          1008,
          'Too many events',
        )
      const asked = readMessage(text)
      if (asked === null) {
        core.fault('message', text.slice(0, 200))
        return socket.send(errorBody(400, 'Invalid event'))
      }
      if (asked.action === 'heartbeat') return socket.send({ event: 'heartbeat', status: 'ok' })
      if (asked.action === 'reset') {
        socket.topics.clear()
        return socket.send({ event: 'reset-status', status: 'ok' })
      }
      if (asked.action === 'subscribe') subscribe(asked.symbols)
      else unsubscribe(asked.symbols)
    },
    trade(name, trade) {
      const spelled = core.spell(name)
      if (!socket.topics.has(spelled)) return
      const symbol = core.market.symbol(name)
      const timestamp = Math.floor(trade.at / 1000)
      const exchange = exchangeOf(symbol)
      if (symbol.kind === 'stock') {
        const dayVolume = core.range(name, newYorkDayStep.openAtOf(trade.at), trade.at + 1)?.volume
        return socket.sendTrade({
          event: 'price',
          symbol: spelled,
          currency: symbol.quote,
          exchange,
          mic_code: 'XNGS',
          type: typeOf(symbol),
          timestamp,
          price: trade.price,
          day_volume: Math.round(dayVolume ?? 0),
        })
      }
      const { bid, ask } = core.market.book(name)
      socket.sendTrade({
        event: 'price',
        symbol: spelled,
        currency_base: currencyName(symbol.base),
        currency_quote: currencyName(symbol.quote),
        ...(symbol.kind === 'crypto' ? { exchange } : {}),
        type: typeOf(symbol),
        timestamp,
        price: trade.price,
        bid,
        ask,
      })
    },
  }
}
