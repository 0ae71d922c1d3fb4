/** Frames of Alpaca's stock stream: arrays that mix messages, keys that differ by case only, times to the nanosecond. */
import { codedError, toAppError, type AppError, type RetryAdvice } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { CandleUpdate } from '../../../shared/model/candle.ts'
import type { QuoteUpdate, Trade } from '../../../shared/model/quote.ts'
import {
  isFields,
  parseJson,
  readCandle,
  readId,
  readIsoTime,
  readPrice,
  readSize,
  readWords,
  unknownFrame,
  type Fields,
} from '../fields.ts'
import { emptyFrame, type StreamFrame } from '../stream.ts'
import { movesPrice } from './conditions.ts'
import { readSymbol } from './symbols.ts'

/** What the messages of one array add up to; lists are made when something goes in. */
type Sum = {
  quotes: QuoteUpdate[] | null
  trades: Trade[] | null
  candles: CandleUpdate[] | null
  acks: string[] | null
  answered: StreamFrame['answered']
  login: StreamFrame['login']
  fatal: AppError | null
  unknown: number
}

/** Channels that we subscribe to and those that come with them; what else there is says nothing about a price. */
const silent = new Set(['s', 'l', 'c', 'x', 'i'])

/** A side of the top of book: 0 is Alpaca's way to say that there is none. */
function readSide(value: unknown): number | null | undefined {
  const price = readSize(value)
  if (price === null) return undefined
  return price === 0 ? null : price
}

/** `{T:"t",i,S,x,p,s,t,c,z}`; undefined where it is none. */
function addTrade(sum: Sum, row: Fields): boolean {
  const instrument = readSymbol(row['S'])
  const price = readPrice(row['p'])
  const size = readSize(row['s'])
  const exchangeAt = readIsoTime(row['t'])
  const tradeId = readId(row['i'])
  if (instrument === null || price === null || size === null || exchangeAt === null || tradeId === null)
    return false
  // It shows that the stream lives, and no more; the minute bar brings its volume.
  if (!movesPrice(row['c'], row['z'])) (sum.quotes ??= []).push({ instrument, exchangeAt, snapshot: false })
  else
    (sum.trades ??= []).push({
      instrument,
      tradeId,
      price,
      size,
      takerSide: null,
      exchangeAt,
      snapshot: false,
    })
  return true
}

/** `{T:"q",S,bx,bp,bs,ax,ap,as,t,c,z}`. */
function addQuote(sum: Sum, row: Fields): boolean {
  const instrument = readSymbol(row['S'])
  const bid = readSide(row['bp'])
  const ask = readSide(row['ap'])
  const exchangeAt = readIsoTime(row['t'])
  if (instrument === null || bid === undefined || ask === undefined || exchangeAt === null) return false
  ;(sum.quotes ??= []).push({ instrument, bid, ask, exchangeAt, snapshot: false })
  return true
}

/** `{T:"b"|"u",S,o,h,l,c,v,t}`: a minute that is over, labelled with its start; `u` says it again with late trades. */
function addBar(sum: Sum, row: Fields): boolean {
  const instrument = readSymbol(row['S'])
  const openAt = readIsoTime(row['t'])
  if (instrument === null || openAt === null) return false
  const { o: open, h: high, l: low, c: close, v: volume } = row
  const candle = readCandle({ openAt, open, high, low, close, volume, closed: true, source: 'stream' }, '1m')
  if (candle === null) return false
  ;(sum.candles ??= []).push({ instrument, interval: '1m', candle })
  return true
}

/** `{T:"d",S,o,h,l,c,v,t}`: the day so far. Its `t` is the day's midnight, no time at which anything happened. */
function addDay(sum: Sum, row: Fields): boolean {
  const instrument = readSymbol(row['S'])
  const open = readPrice(row['o'])
  const high = readPrice(row['h'])
  const low = readPrice(row['l'])
  const volume = readSize(row['v'])
  if (instrument === null || open === null || high === null || low === null || volume === null) return false
  ;(sum.quotes ??= []).push({ instrument, open, high, low, volume, exchangeAt: null, snapshot: false })
  return true
}

/** Every answer to a subscription lists all that is subscribed. */
function addSubscription(sum: Sum, row: Fields): boolean {
  const acks: string[] = []
  for (const channel of ['trades', 'quotes', 'bars'] as const) {
    const symbols = row[channel]
    if (symbols === undefined || symbols === null) continue
    if (!Array.isArray(symbols)) return false
    for (const symbol of symbols as unknown[])
      if (readSymbol(symbol) !== null) acks.push(`${channel}:${String(symbol)}`)
  }
  sum.acks = acks
  sum.answered = { requestId: null, refused: null }
  return true
}

type Ending = { readonly code: ErrorCode; readonly retry: RetryAdvice; readonly plan?: true }

/**
 * Errors that end the session, by Alpaca's code. 404 is no wrong key: the login came too late. A session of before may still
 * be counted for a while after 406, so it is not asked again at once.
 */
const endings: ReadonlyMap<number, Ending> = new Map<number, Ending>([
  [401, { code: 'unauthorized', retry: 'later' }],
  [402, { code: 'unauthorized', retry: 'no' }],
  [404, { code: 'timeout', retry: 'later' }],
  [406, { code: 'conflict', retry: { afterMs: 30_000 } }],
  [407, { code: 'venue-error', retry: 'later' }],
  [408, { code: 'forbidden', retry: 'no', plan: true }],
  [409, { code: 'forbidden', retry: 'no', plan: true }],
  [411, { code: 'forbidden', retry: 'no', plan: true }],
  [500, { code: 'venue-error', retry: 'later' }],
])
/** 400 syntax, 405 symbol limit (the list stays as it was), 410 not for this feed: of one message, and the session goes on. */
const refusals = new Set([400, 405, 410])

function addError(sum: Sum, row: Fields): boolean {
  const code = row['code']
  if (typeof code !== 'number') return false
  const words = readWords(row['msg'], 'without a reason')
  // Logged in twice is logged in.
  if (code === 403) return true
  const ending = endings.get(code)
  if (ending !== undefined) {
    const text = code === 406 ? `${words}: another program uses the same Alpaca key` : words
    sum.fatal = toAppError(
      codedError(ending.code, `Alpaca: ${text} (${code})`, ending.retry, ending.plan && { plan: true }),
    )
    return true
  }
  sum.answered = { requestId: null, refused: `${words} (${code})` }
  return refusals.has(code)
}

function addSuccess(sum: Sum, row: Fields): boolean {
  if (row['msg'] === 'connected') sum.login = 'asked'
  else if (row['msg'] === 'authenticated') sum.login = 'accepted'
  else return false
  return true
}

function add(sum: Sum, row: Fields): boolean {
  switch (row['T']) {
    case 't':
      return addTrade(sum, row)
    case 'q':
      return addQuote(sum, row)
    case 'b':
    case 'u':
      return addBar(sum, row)
    case 'd':
      return addDay(sum, row)
    case 'subscription':
      return addSubscription(sum, row)
    case 'success':
      return addSuccess(sum, row)
    case 'error':
      return addError(sum, row)
    default:
      return typeof row['T'] === 'string' && silent.has(row['T'])
  }
}

/** Never throws. What is broken in an array is counted; the rest of it holds. */
export function parseFrame(text: string): StreamFrame {
  const rows = parseJson(text)
  if (!Array.isArray(rows)) return unknownFrame
  const sum: Sum = {
    quotes: null,
    trades: null,
    candles: null,
    acks: null,
    answered: null,
    login: null,
    fatal: null,
    unknown: 0,
  }
  for (const row of rows as unknown[]) if (!isFields(row) || !add(sum, row)) sum.unknown += 1
  return {
    quotes: sum.quotes ?? emptyFrame.quotes,
    trades: sum.trades ?? emptyFrame.trades,
    candles: sum.candles ?? emptyFrame.candles,
    acks: sum.acks ?? emptyFrame.acks,
    refusals: emptyFrame.refusals,
    answered: sum.answered,
    login: sum.login,
    heartbeat: false,
    leaving: null,
    fatal: sum.fatal,
    unknown: sum.unknown,
  }
}
