/** Frames of Twelve Data's stream: prices (no trades), what was subscribed and what was not, heartbeats. */
import { codedError, toAppError } from '../../../shared/errors.ts'
import {
  heartbeatFrame,
  isFields,
  parseJson,
  readPrice,
  readSize,
  readWords,
  unknownFrame,
  type Fields,
} from '../fields.ts'
import { emptyFrame, type StreamFrame } from '../stream.ts'
import { errorOf } from './errors.ts'
import { readSeconds } from './rest.ts'
import { readSymbol } from './symbols.ts'

/** An optional price: absent, or one that is checked. */
const isPrice = (value: unknown): boolean =>
  value === undefined || value === null || readPrice(value) !== null

/** `{event:"price",symbol,timestamp(s),price,day_volume?,bid?,ask?}`: a price at a second, and nobody says which trade made it. */
function priceFrame(fields: Fields): StreamFrame {
  const instrument = readSymbol(fields['symbol'])
  const last = readPrice(fields['price'])
  const exchangeAt = readSeconds(fields['timestamp'])
  const { bid, ask, day_volume: dayVolume } = fields
  if (instrument === null || last === null || exchangeAt === null) return unknownFrame
  if (!isPrice(bid) || !isPrice(ask)) return unknownFrame
  const volume = readSize(dayVolume)
  const quote = {
    instrument,
    last,
    ...(bid === undefined ? {} : { bid: readPrice(bid) }),
    ...(ask === undefined ? {} : { ask: readPrice(ask) }),
    ...(volume === null ? {} : { volume }),
    exchangeAt,
    snapshot: false,
  }
  return { ...emptyFrame, quotes: [quote] }
}

const symbolIn = (entry: unknown): unknown => (isFields(entry) ? entry['symbol'] : entry)
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** `{event:"subscribe-status",status,success:[{symbol}]|null,fails:[{symbol}|"AAPL"]|null}`. */
function statusFrame(fields: Fields): StreamFrame {
  const acks: string[] = []
  const refusals: { topic: string; reason: string }[] = []
  let unknown = 0
  for (const entry of listIn(fields['success'])) {
    const symbol = symbolIn(entry)
    if (typeof symbol === 'string' && readSymbol(symbol) !== null) acks.push(symbol)
    else unknown += 1
  }
  for (const entry of listIn(fields['fails'])) {
    const symbol = symbolIn(entry)
    const said = isFields(entry) ? (entry['message'] ?? entry['msg']) : undefined
    const reason = readWords(said, 'unknown to Twelve Data, or not in your plan')
    if (typeof symbol === 'string' && readSymbol(symbol) !== null) refusals.push({ topic: symbol, reason })
    else unknown += 1
  }
  if (acks.length === 0 && refusals.length === 0 && fields['status'] === 'error')
    return { ...emptyFrame, answered: { requestId: null, refused: wordsOf(fields) }, unknown }
  return { ...emptyFrame, acks, refusals, unknown }
}

/** `message` or the first of `messages`. */
function wordsOf(fields: Fields): string {
  const [first] = listIn(fields['messages'])
  return readWords(fields['message'] ?? first, 'refused without a reason')
}

/** `{status:"error",code,message}` or `{event:"message-processing",status:"error",messages:[…]}`. */
function errorFrame(fields: Fields): StreamFrame {
  const { code } = fields
  if (code === 401 || code === 403 || code === 429 || (typeof code === 'number' && code >= 500))
    return { ...emptyFrame, fatal: errorOf({ ...fields, message: wordsOf(fields) }, code) }
  const words = wordsOf(fields)
  if (/api ?key/i.test(words))
    return { ...emptyFrame, fatal: toAppError(codedError('unauthorized', `Twelve Data: ${words}`)) }
  return { ...emptyFrame, answered: { requestId: null, refused: words } }
}

/** Never throws. */
export function parseFrame(text: string): StreamFrame {
  const value = parseJson(text)
  if (!isFields(value)) return unknownFrame
  switch (value['event']) {
    case 'price':
      return priceFrame(value)
    case 'heartbeat':
      return heartbeatFrame
    case 'subscribe-status':
      return statusFrame(value)
    case 'unsubscribe-status':
    case 'reset-status':
      return emptyFrame
    default:
      return value['status'] === 'error' ? errorFrame(value) : unknownFrame
  }
}
