/** Alpaca's market data over HTTP: bars in pages, latest trades, quotes and bars, snapshots. */
import { refusal, wholeNumber } from './keyed-rest.ts'
import type { MarketCandle } from './market.ts'
import {
  newYorkDayStep,
  newYorkIntradayStep,
  newYorkMidnight,
  newYorkMonthStep,
  newYorkWeekStep,
} from './new-york-steps.ts'
import { listedAt } from './venue-history.ts'
import { newYorkDayOf } from './venue-hours.ts'
import type { CandleStep } from './venue-steps.ts'
import type { RestAnswer, RestRequest, VenueCore } from './venue-types.ts'
import { alpacaJson, barFields, barText, quoteFields, tradeFields } from './alpaca-values.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

type Wrong = (status: number, message: string) => Error

const barParameters = 'symbols timeframe start end limit adjustment asof feed currency page_token sort'.split(
  ' ',
)
const latestParameters = 'symbols feed currency'.split(' ')
const feeds = new Set(['iex', 'sip', 'delayed_sip', 'otc', 'boats', 'overnight'])

/** Timeframes of docs.alpaca.markets/reference/stockbars: 1 to 59 Min, 1 to 23 Hour, 1 Day, 1 Week, 1 2 3 4 6 12 Month. */
function alpacaStep(timeframe: string): { step: CandleStep; letter: string } | null {
  const [, count = '', unit = ''] = /^(\d+)(Min|T|Hour|H|Day|D|Week|W|Month|M)$/.exec(timeframe) ?? []
  const n = Number(count)
  if ((unit === 'Min' || unit === 'T') && n >= 1 && n <= 59)
    return { step: newYorkIntradayStep(n * minuteMs, 0), letter: 'M' }
  if ((unit === 'Hour' || unit === 'H') && n >= 1 && n <= 23)
    return { step: newYorkIntradayStep(n * 60 * minuteMs, 0), letter: 'H' }
  if ((unit === 'Day' || unit === 'D') && n === 1) return { step: newYorkDayStep, letter: 'D' }
  if ((unit === 'Week' || unit === 'W') && n === 1) return { step: newYorkWeekStep, letter: 'W' }
  if ((unit === 'Month' || unit === 'M') && [1, 2, 3, 4, 6, 12].includes(n))
    return { step: newYorkMonthStep(n), letter: 'O' }
  return null
}

/** A refusal that counts as the client's fault. */
const wrongOf =
  (core: VenueCore): Wrong =>
  (status, message) => {
    core.fault('parameters', message)
    return refusal({ status, body: { message } })
  }

function readTime(text: string | null, usual: number, name: string, wrong: Wrong): number {
  if (text === null || text === '') return usual
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return newYorkMidnight(Date.parse(`${text}T00:00:00Z`))
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (Number.isNaN(at)) throw wrong(400, `invalid ${name}: ${text}`)
  return at
}

function readSymbols(query: URLSearchParams, wrong: Wrong): string[] {
  const text = query.get('symbols')
  if (text === null || text === '') throw wrong(400, 'symbols is required')
  const symbols = [...new Set(text.split(','))].sort()
  for (const symbol of symbols)
    if (!/^[A-Z][A-Z.]*$/.test(symbol)) throw wrong(400, `invalid symbol: ${symbol}`)
  return symbols
}

/** A free plan reads IEX, and SIP only when it is at least 15 minutes old. */
function checkFeed(query: URLSearchParams, isRecent: boolean, wrong: Wrong): void {
  const feed = query.get('feed') ?? 'iex'
  if (!feeds.has(feed)) throw wrong(400, `invalid feed: ${feed}`)
  if (feed === 'sip' && isRecent) throw wrong(403, 'subscription does not permit querying recent SIP data')
  if (feed !== 'sip' && feed !== 'iex')
    throw wrong(403, `subscription does not permit querying ${feed.toUpperCase()} data`)
}

function checkNames(query: URLSearchParams, known: readonly string[], wrong: Wrong): void {
  const strange = [...query.keys()].filter((name) => !known.includes(name))
  if (strange.length > 0) throw wrong(400, `unexpected parameter(s): ${strange.join(', ')}`)
}

/** `AAPL|M|2022-04-11T08:00:00.000000000Z` in base 64: the last bar of the page before. */
const pageToken = (symbol: string, letter: string, openAt: number): string =>
  btoa(`${symbol}|${letter}|${barText(openAt).replace('Z', '.000000000Z')}`)

function readToken(
  text: string | null,
  letter: string,
  wrong: Wrong,
): { symbol: string; openAt: number } | null {
  if (text === null || text === '') return null
  const plain = /^[\w+/=]+$/.test(text) ? Buffer.from(text, 'base64').toString('utf8') : ''
  const [symbol = '', unit = '', time = ''] = plain.split('|')
  const openAt = Date.parse(time)
  if (symbol === '' || unit !== letter || Number.isNaN(openAt)) throw wrong(400, 'invalid page_token')
  return { symbol, openAt }
}

/** The first bars that open in [fromAt, toAt), in the order asked for; reads no more of the past than it needs. */
function someBars(
  core: VenueCore,
  symbol: string,
  { step, letter }: { step: CandleStep; letter: string },
  [fromAt, toAt]: readonly [number, number],
  sort: 'asc' | 'desc',
  most: number,
): MarketCandle[] {
  const stretchMs = letter === 'M' || letter === 'H' ? 20 * dayMs : 4000 * dayMs
  const earliestAt = Math.max(fromAt, listedAt)
  const latestAt = Math.min(toAt, core.now() + 1)
  const rows: MarketCandle[] = []
  for (let done = 0; rows.length < most && earliestAt + done < latestAt; done += stretchMs) {
    const [partFrom, partTo] =
      sort === 'asc'
        ? [earliestAt + done, Math.min(earliestAt + done + stretchMs, latestAt)]
        : [Math.max(latestAt - done - stretchMs, earliestAt), latestAt - done]
    const part = core.candles(symbol, step, partFrom, partTo)
    rows.push(...(sort === 'asc' ? part : part.toReversed()))
  }
  return rows.slice(0, most)
}

function bars(core: VenueCore, { query }: RestRequest): RestAnswer {
  const wrong = wrongOf(core)
  checkNames(query, barParameters, wrong)
  const symbols = readSymbols(query, wrong)
  const timeframe = query.get('timeframe') ?? ''
  const parsed = alpacaStep(timeframe)
  if (parsed === null) throw wrong(400, `invalid timeframe: ${timeframe}`)
  const now = core.now()
  const startAt = readTime(query.get('start'), newYorkMidnight(newYorkDayOf(now)), 'start', wrong)
  const endAt = readTime(query.get('end'), now, 'end', wrong)
  if (endAt < startAt) throw wrong(400, 'end should not be before start')
  checkFeed(query, endAt > now - 15 * minuteMs, wrong)
  const limit = wholeNumber(query.get('limit'), 1000, [1, 10_000], () =>
    wrong(400, 'invalid limit: must be in range 1-10000'),
  )
  const adjustment = query.get('adjustment') ?? 'raw'
  if (!adjustment.split(',').every((one) => ['raw', 'split', 'dividend', 'spin-off', 'all'].includes(one)))
    throw wrong(400, `invalid adjustment: ${adjustment}`)
  const sort = query.get('sort') ?? 'asc'
  if (sort !== 'asc' && sort !== 'desc') throw wrong(400, `invalid sort: ${sort}`)
  const after = readToken(query.get('page_token'), parsed.letter, wrong)

  const page: Record<string, ReturnType<typeof barFields>[]> = {}
  let count = 0
  let last: { symbol: string; openAt: number } | null = null
  for (const symbol of symbols) {
    if (after !== null && symbol < after.symbol) continue
    const known = core.find(symbol)
    if (known === null) continue
    const isHere = after?.symbol === symbol
    const fromAt = isHere && sort === 'asc' ? after.openAt + 1 : startAt
    const toAt = isHere && sort === 'desc' ? after.openAt : endAt + 1
    // One more than fits tells that there is a next page.
    for (const row of someBars(core, known, parsed, [fromAt, toAt], sort, limit - count + 1)) {
      if (count === limit && last !== null) {
        const token = pageToken(last.symbol, parsed.letter, last.openAt)
        return { body: { bars: page, next_page_token: token } }
      }
      const rows = (page[symbol] ??= [])
      rows.push(barFields(row))
      last = { symbol, openAt: row.openAt }
      count += 1
    }
  }
  return { body: { bars: page, next_page_token: null } }
}

const isCandle = (candle: MarketCandle | null | undefined): candle is MarketCandle =>
  candle !== null && candle !== undefined

/** The newest bars of a length that hold trades, newest first; looks back over the longest closure. */
function newest(core: VenueCore, symbol: string, step: CandleStep, count: number): MarketCandle[] {
  const lastAt = core.lastTrade(symbol).at
  const fromAt = step.openAtOf(lastAt - (count - 1) * 6 * dayMs)
  return core
    .candles(symbol, step, fromAt, lastAt + 1)
    .slice(-count)
    .toReversed()
}

const minuteStep = newYorkIntradayStep(minuteMs, 0)

function latest(
  core: VenueCore,
  { query }: RestRequest,
  read: (symbol: string) => unknown,
): Record<string, unknown> {
  const wrong = wrongOf(core)
  checkNames(query, latestParameters, wrong)
  const symbols = readSymbols(query, wrong)
  checkFeed(query, true, wrong)
  const found: Record<string, unknown> = {}
  for (const symbol of symbols) {
    const known = core.find(symbol)
    if (known !== null) found[symbol] = read(known)
  }
  return found
}

function snapshot(core: VenueCore, symbol: string): unknown {
  const [minute] = newest(core, symbol, minuteStep, 1)
  const [today, before] = newest(core, symbol, newYorkDayStep, 2)
  return {
    latestTrade: tradeFields(core.lastTrade(symbol)),
    latestQuote: quoteFields(bookOf(core, symbol)),
    minuteBar: isCandle(minute) ? barFields(minute) : null,
    dailyBar: isCandle(today) ? barFields(today) : null,
    prevDailyBar: isCandle(before) ? barFields(before) : null,
  }
}

/** The book by the venue's clock. */
function bookOf(core: VenueCore, symbol: string) {
  const book = core.market.book(symbol)
  return { ...book, at: book.at + core.now() - core.market.now() }
}

/** Answers what lies under `/v2/stocks/`; null where nothing does. */
export function alpacaData(core: VenueCore, request: RestRequest): RestAnswer | null {
  const written = (value: unknown): RestAnswer => ({ body: alpacaJson(value) })
  switch (request.path) {
    case '/v2/stocks/bars':
      return bars(core, request)
    case '/v2/stocks/trades/latest':
      return written({ trades: latest(core, request, (symbol) => tradeFields(core.lastTrade(symbol))) })
    case '/v2/stocks/quotes/latest':
      return written({ quotes: latest(core, request, (symbol) => quoteFields(bookOf(core, symbol))) })
    case '/v2/stocks/bars/latest':
      return written({
        bars: latest(core, request, (symbol) => newest(core, symbol, minuteStep, 1).map(barFields)[0]),
      })
    case '/v2/stocks/snapshots':
      return written(latest(core, request, (symbol) => snapshot(core, symbol)))
    default:
      return null
  }
}
