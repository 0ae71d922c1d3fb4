/** Frames of Finnhub's stream: trades of several symbols in one, pings, and errors that name nobody. */
import { codedError, toAppError } from '../../../shared/errors.ts'
import type { QuoteUpdate, Trade } from '../../../shared/model/quote.ts'
import {
  heartbeatFrame,
  isFields,
  parseJson,
  readPrice,
  readSize,
  readTime,
  readWords,
  unknownFrame,
  type Fields,
} from '../fields.ts'
import { emptyFrame, type StreamFrame } from '../stream.ts'
import { readSymbol } from './symbols.ts'

/** `{s,p,t(ms),v,c}` each, of any symbol and in no order of time. A volume of 0 is a change of the price without a trade. */
function dataFrame(fields: Fields): StreamFrame {
  const rows = fields['data']
  if (!Array.isArray(rows)) return unknownFrame
  let trades: Trade[] | null = null
  let quotes: QuoteUpdate[] | null = null
  let unknown = 0
  for (const row of rows as unknown[]) {
    const { s, p, t, v } = isFields(row) ? row : {}
    const instrument = readSymbol(s)
    const price = readPrice(p)
    const exchangeAt = readTime(t)
    const size = readSize(v)
    if (instrument === null || price === null || exchangeAt === null || size === null) unknown += 1
    else if (size === 0) (quotes ??= []).push({ instrument, last: price, exchangeAt, snapshot: false })
    else {
      const trade = { instrument, tradeId: '', price, size, takerSide: null, exchangeAt, snapshot: false }
      ;(trades ??= []).push(trade)
    }
  }
  return {
    ...emptyFrame,
    trades: trades ?? emptyFrame.trades,
    quotes: quotes ?? emptyFrame.quotes,
    unknown,
  }
}

/** Since 2021 it names the symbol: `Invalid symbol OANDA:EUR_USD` (github.com/finnhubio/Finnhub-API, issues 20 and 472). */
const namedSymbol = /^invalid symbol:?\s+(\S.{0,63})$/i

/** `{"type":"error","msg":"…"}` answers the last thing that was asked, or says that the key is no good (any more). */
function errorFrame(fields: Fields): StreamFrame {
  const words = readWords(fields['msg'], 'refused without a reason')
  const topic = namedSymbol.exec(words)?.[1]
  if (topic !== undefined) return { ...emptyFrame, refusals: [{ topic, reason: words }] }
  if (/api ?key|token/i.test(words))
    return { ...emptyFrame, fatal: toAppError(codedError('unauthorized', `Finnhub: ${words}`)) }
  return { ...emptyFrame, answered: { requestId: null, refused: words } }
}

/** Never throws. */
export function parseFrame(text: string): StreamFrame {
  const value = parseJson(text)
  if (!isFields(value)) return unknownFrame
  switch (value['type']) {
    case 'trade':
      return dataFrame(value)
    case 'ping':
      return heartbeatFrame
    case 'error':
      return errorFrame(value)
    default:
      return unknownFrame
  }
}
