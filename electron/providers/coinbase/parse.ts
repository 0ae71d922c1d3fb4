/**
 * Frames of the Coinbase Exchange feed (docs.cdp.coinbase.com/exchange/websocket-feed/channels): what does not hold is unknown,
 * never a wrong number.
 */
import { codedError, toAppError } from '../../../shared/errors.ts'
import type { QuoteUpdate, Trade } from '../../../shared/model/quote.ts'
import {
  heartbeatFrame,
  isFields,
  parseJson,
  readId,
  readIsoTime,
  readPrice,
  readPriceOrNone,
  readSize,
  readWords,
  unknownFrame,
  type Fields,
} from '../fields.ts'
import { emptyFrame, type StreamFrame } from '../stream.ts'
import { readSymbol } from './symbols.ts'

/** Channels that quotes are made of; a topic is `<channel>:<product>`. */
export const quoteChannels = ['ticker', 'matches', 'heartbeat'] as const

/**
 * A ticker is always marked as state, never as an event: the first one of a product tells of a trade before the subscription and
 * looks like every other, and each trade that a later one tells of comes as a `match` too, which is the event.
 */
function tickerFrame(fields: Fields): StreamFrame {
  const instrument = readSymbol(fields['product_id'])
  const last = readPrice(fields['price'])
  const bid = readPriceOrNone(fields['best_bid'])
  const ask = readPriceOrNone(fields['best_ask'])
  const open = readPriceOrNone(fields['open_24h'])
  const high = readPriceOrNone(fields['high_24h'])
  const low = readPriceOrNone(fields['low_24h'])
  const volume = readSize(fields['volume_24h'])
  const exchangeAt = readIsoTime(fields['time'])
  if (instrument === null || last === null || bid === undefined || ask === undefined) return unknownFrame
  if (open === undefined || high === undefined || low === undefined || volume === null) return unknownFrame
  // A product that has not traded yet has no time; anything else there is broken.
  if (exchangeAt === null && fields['time'] !== undefined) return unknownFrame
  // The venue sends no change: it is that from its own open of 24 hours ago.
  const change = open === null ? null : last - open
  const changePercent = open === null ? null : ((last - open) / open) * 100
  const quote: QuoteUpdate = {
    instrument,
    last,
    bid,
    ask,
    open,
    high,
    low,
    volume,
    change,
    changePercent,
    basis: '24h',
    exchangeAt,
    snapshot: true,
  }
  return { ...emptyFrame, quotes: [quote] }
}

/** `side` of a match is the maker's, so the taker's is the other one. */
function readTakerSide(value: unknown): Trade['takerSide'] {
  if (value === 'buy') return 'sell'
  return value === 'sell' ? 'buy' : null
}

/** `snapshot`: a `last_match`, which tells at subscribe what was traded before. */
function matchFrame(fields: Fields, snapshot: boolean): StreamFrame {
  const instrument = readSymbol(fields['product_id'])
  const tradeId = readId(fields['trade_id'])
  const price = readPrice(fields['price'])
  const size = readSize(fields['size'])
  const exchangeAt = readIsoTime(fields['time'])
  if (instrument === null || tradeId === null || price === null || size === null || exchangeAt === null)
    return unknownFrame
  const takerSide = readTakerSide(fields['side'])
  const trade: Trade = { instrument, tradeId, price, size, takerSide, exchangeAt, snapshot }
  return { ...emptyFrame, trades: [trade], unknown: takerSide === null ? 1 : 0 }
}

/** The whole list of what is subscribed now: each topic in it is confirmed, the ones confirmed before again. */
function subscriptionsFrame(fields: Fields): StreamFrame {
  const channels = fields['channels']
  if (!Array.isArray(channels)) return unknownFrame
  const acks: string[] = []
  let unknown = 0
  for (const channel of channels as unknown[]) {
    const name = isFields(channel) ? channel['name'] : undefined
    const products = isFields(channel) ? channel['product_ids'] : undefined
    if (typeof name !== 'string' || !Array.isArray(products)) {
      unknown = 1
      continue
    }
    // Asked for as ticker_batch, confirmed by the name of its engine.
    const asked = name === 'ticker_1000' ? 'ticker_batch' : name
    for (const product of products as unknown[]) {
      if (typeof product === 'string' && product !== '') acks.push(`${asked}:${product}`)
    }
  }
  return { ...emptyFrame, acks, unknown }
}

// The two recorded reasons that name a product: `X is not a valid product`, `X is delisted`.
const namedProduct = /^(\S+) is (?:not a valid product|delisted)/

/**
 * A refused product is named in the reason only, and refused on every channel; the others of the same message stay subscribed.
 * A reason that names none is about the message as a whole.
 */
function errorFrame(fields: Fields): StreamFrame {
  const message = readWords(fields['message'], 'refused without a reason')
  const reason = readWords(fields['reason'], message)
  if (/rate limit|too many/i.test(`${message} ${reason}`)) {
    const error = codedError('rate-limited', `Coinbase counted too many messages: ${reason}`, 'later')
    return { ...emptyFrame, fatal: toAppError(error) }
  }
  if (message !== 'Failed to subscribe') return unknownFrame
  const product = namedProduct.exec(reason)?.[1]
  if (product === undefined) return { ...emptyFrame, answered: { requestId: null, refused: reason } }
  return { ...emptyFrame, refusals: quoteChannels.map((name) => ({ topic: `${name}:${product}`, reason })) }
}

/** Never throws. New types of message may come at any time and are to be ignored, says the venue: they are counted. */
export function parseFrame(text: string): StreamFrame {
  const value = parseJson(text)
  if (!isFields(value)) return unknownFrame
  switch (value['type']) {
    case 'match':
      return matchFrame(value, false)
    case 'ticker':
      return tickerFrame(value)
    case 'heartbeat':
      return readSymbol(value['product_id']) === null ? unknownFrame : heartbeatFrame
    case 'last_match':
      return matchFrame(value, true)
    case 'subscriptions':
      return subscriptionsFrame(value)
    case 'error':
      return errorFrame(value)
    default:
      return unknownFrame
  }
}
