/** Kraken's REST: pairs under their old names, the newest 720 candles, errors inside HTTP 200. https://docs.kraken.com/exchange/api-reference */
import type { MarketSymbol } from './market.ts'
import { filledCandles } from './venue-fill.ts'
import { listedAt } from './venue-history.ts'
import { tokenBucket, type Limit } from './venue-limits.ts'
import { fixedStep } from './venue-steps.ts'
import type { RestAnswer, RestRequest, VenueCore } from './venue-types.ts'
import { decimals, wholeNumber } from './venue-values.ts'

export type KrakenLimits = { readonly perSecond: number; readonly burst: number }

const dayMs = 86_400_000
const maxRows = 720
/** Minutes. Each counts from 1970, so that weeks open on Thursday. */
export const krakenIntervals = [1, 5, 15, 30, 60, 240, 1440, 10_080, 21_600]

const oldNames: Readonly<Record<string, string>> = { BTC: 'XBT', DOGE: 'XDG' }
const assetNames: Readonly<Record<string, string>> = {
  BTC: 'XXBT',
  DOGE: 'XXDG',
  ETH: 'XETH',
  USD: 'ZUSD',
  EUR: 'ZEUR',
}

/** The stream's spelling; REST has three others. */
export const krakenSymbol = ({ kind, base, quote }: MarketSymbol): string | null =>
  kind === 'crypto' ? `${base}/${quote}` : null

function pairNames({ base, quote }: MarketSymbol): { key: string; altname: string; wsname: string } {
  const [from, to] = [oldNames[base] ?? base, oldNames[quote] ?? quote]
  const [long, longTo] = [assetNames[base], assetNames[quote]]
  const isLong = base !== 'DOGE' && long !== undefined && longTo !== undefined
  return {
    key: isLong ? `${long}${longTo}` : `${from}${to}`,
    altname: `${from}${to}`,
    wsname: `${from}/${to}`,
  }
}

const failure = (error: string): RestAnswer => ({ body: { error: [error] } })
const unknownPair = failure('EQuery:Unknown asset pair')
const badArguments = failure('EGeneral:Invalid arguments')

export function createKrakenRest(core: VenueCore, limits: KrakenLimits) {
  const shared = tokenBucket(limits.perSecond, limits.burst, core.limitNow)
  const byPair = new Map<string, Limit>()
  const ok = (result: unknown): RestAnswer => ({ body: { error: [], result } })
  const byRule = (rule: string, detail: string, answer: RestAnswer): RestAnswer => {
    core.fault(rule, detail)
    return answer
  }
  const takePair = (path: string, pair: string): boolean => {
    const key = `${path} ${pair}`
    const bucket = byPair.get(key) ?? tokenBucket(limits.perSecond, limits.burst, core.limitNow)
    byPair.set(key, bucket)
    return bucket.take()
  }
  const findPair = (asked: string): MarketSymbol | null => {
    const found = core.listed().find((listed) => Object.values(pairNames(listed)).includes(asked))
    return found === undefined || core.find(core.spell(found.symbol)) === null ? null : found
  }
  const pairsOf = (query: URLSearchParams): MarketSymbol[] | null => {
    const asked = query.get('pair')
    if (asked === null) return [...core.listed()]
    const pairs = asked.split(',').map(findPair)
    const found = pairs.filter((pair) => pair !== null)
    return found.length === pairs.length ? found : null
  }

  const assetPairs = (pairs: readonly MarketSymbol[]): RestAnswer =>
    ok(
      Object.fromEntries(
        pairs.map((listed) => {
          const { key, altname, wsname } = pairNames(listed)
          const { base, quote, priceDecimals, sizeDecimals, lotSize, tickSize } = listed
          const entry = {
            altname,
            wsname,
            aclass_base: 'currency',
            base: assetNames[base] ?? base,
            aclass_quote: 'currency',
            quote: assetNames[quote] ?? quote,
            lot: 'unit',
            cost_decimals: 5,
            pair_decimals: priceDecimals,
            lot_decimals: Math.max(sizeDecimals, 0),
            lot_multiplier: 1,
            leverage_buy: [],
            leverage_sell: [],
            fees: [[0, 0.4]],
            fees_maker: [[0, 0.25]],
            fee_volume_currency: 'ZUSD',
            margin_call: 80,
            margin_stop: 40,
            ordermin: decimals(lotSize, sizeDecimals),
            costmin: '0.5',
            tick_size: decimals(tickSize, priceDecimals),
            status: 'online',
          }
          return [key, entry] as const
        }),
      ),
    )

  const ohlc = (query: URLSearchParams): RestAnswer => {
    const asked = query.get('pair')
    if (asked === null) return byRule('parameters', query.toString(), badArguments)
    const pair = findPair(asked)
    if (pair === null) return unknownPair
    if (!takePair('OHLC', pair.symbol))
      return byRule('requests', `OHLC ${asked}`, failure('EGeneral:Too many requests'))
    const interval = wholeNumber(query.get('interval'), 1)
    const since = wholeNumber(query.get('since'), 0)
    if (interval === null || !krakenIntervals.includes(interval))
      return byRule('interval', query.toString(), badArguments)
    if (since === null) return byRule('parameters', query.toString(), badArguments)
    const step = fixedStep(interval * 60_000)
    const openAt = step.openAtOf(core.now())
    // However old `since` is, nothing older than the newest 720 is answered.
    const fromAt = Math.max(
      openAt - (maxRows - 1) * interval * 60_000,
      step.openAtOf(since * 1000),
      step.openAtOf(listedAt),
    )
    const rows = filledCandles(core, pair.symbol, step, Math.min(fromAt, openAt), openAt + 1)
    const price = (value: number): string => value.toFixed(pair.priceDecimals)
    return ok({
      [pairNames(pair).key]: rows.map((candle) => [
        candle.openAt / 1000,
        price(candle.open),
        price(candle.high),
        price(candle.low),
        price(candle.close),
        price(candle.volume === 0 ? 0 : candle.quoteVolume / candle.volume),
        candle.volume.toFixed(8),
        candle.trades,
      ]),
      // The last one that is final.
      last: (rows.at(-2)?.openAt ?? openAt) / 1000,
    })
  }

  const ticker = (pairs: readonly MarketSymbol[]): RestAnswer => {
    const at = core.now()
    const dayAt = Math.floor(at / dayMs) * dayMs
    const entry = (pair: MarketSymbol) => {
      const last = core.lastTrade(pair.symbol)
      const book = core.market.book(pair.symbol)
      const both = [core.range(pair.symbol, dayAt, at + 1), core.range(pair.symbol, at - dayMs, at + 1)]
      const price = (value: number): string => value.toFixed(pair.priceDecimals)
      const lots = (value: number): string[] => [String(Math.floor(value)), value.toFixed(3)]
      return {
        a: [price(book.ask), ...lots(book.askSize)],
        b: [price(book.bid), ...lots(book.bidSize)],
        c: [price(last.price), last.size.toFixed(8)],
        v: both.map((candle) => (candle?.volume ?? 0).toFixed(8)),
        p: both.map((candle) => price(candle === null ? 0 : candle.quoteVolume / candle.volume)),
        t: both.map((candle) => candle?.trades ?? 0),
        l: both.map((candle) => price(candle?.low ?? last.price)),
        h: both.map((candle) => price(candle?.high ?? last.price)),
        // Of today 00:00 UTC, not of 24 hours ago.
        o: price(both[0]?.open ?? last.price),
      }
    }
    return ok(Object.fromEntries(pairs.map((pair) => [pairNames(pair).key, entry(pair)])))
  }

  const trades = (query: URLSearchParams): RestAnswer => {
    const asked = query.get('pair')
    if (asked === null) return byRule('parameters', query.toString(), badArguments)
    const pair = findPair(asked)
    if (pair === null) return unknownPair
    if (!takePair('Trades', pair.symbol))
      return byRule('requests', `Trades ${asked}`, failure('EGeneral:Too many requests'))
    const count = wholeNumber(query.get('count'), 1000)
    if (count === null || count < 1 || count > 1000) return byRule('rows', query.toString(), badArguments)
    const since = Number(query.get('since') ?? 0)
    if (!Number.isFinite(since)) return byRule('parameters', query.toString(), badArguments)
    // Nanoseconds, or seconds.
    const sinceAt = since > 1e12 ? since / 1e6 : since * 1000
    const all = core.trades(pair.symbol)
    const rows = query.has('since')
      ? all.filter(({ at }) => at >= sinceAt).slice(0, count)
      : all.slice(-count)
    return ok({
      [pairNames(pair).key]: rows.map((trade) => [
        trade.price.toFixed(pair.priceDecimals),
        trade.size.toFixed(8),
        trade.at / 1000,
        trade.side === 'buy' ? 'b' : 's',
        'l',
        '',
        trade.id,
      ]),
      last: `${rows.at(-1)?.at ?? Math.floor(sinceAt)}000000`,
    })
  }

  return ({ path, query }: RestRequest): RestAnswer => {
    const name = /^\/0\/public\/([A-Za-z]+)$/.exec(path)?.[1]
    if (!shared.take()) return byRule('requests', path, failure('EGeneral:Too many requests'))
    const at = new Date(core.now())
    if (name === 'Time')
      return ok({
        unixtime: Math.floor(core.now() / 1000),
        rfc1123: at.toUTCString().replace('GMT', '+0000'),
      })
    if (name === 'SystemStatus')
      return ok({ status: 'online', timestamp: `${at.toISOString().slice(0, 19)}Z` })
    if (name === 'OHLC') return ohlc(query)
    if (name === 'Trades') return trades(query)
    if (name !== 'AssetPairs' && name !== 'Ticker')
      return byRule('path', path, failure('EGeneral:Unknown method'))
    // Tokenised stocks are a class of their own, and none is listed here.
    if ((query.get('aclass_base') ?? 'currency') !== 'currency') return ok({})
    const pairs = pairsOf(query)
    if (pairs === null) return unknownPair
    return name === 'Ticker' ? ticker(pairs) : assetPairs(pairs)
  }
}
