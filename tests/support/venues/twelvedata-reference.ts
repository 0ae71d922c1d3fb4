/** Twelve Data's lists: stocks, pairs, search, and which exchange is open. */
import type { MarketSymbol } from './market.ts'
import { currencyName, exchangeOf, twelveDataError, typeOf } from './twelvedata-words.ts'
import { isOpenAt, newYorkDayOf, stockDays } from './venue-hours.ts'
import type { RestRequest, VenueCore } from './venue-types.ts'

const dayMs = 86_400_000

const basic = { global: 'Basic', plan: 'Basic', plan_business: 'Basic' }

/** Rows that the query does not rule out: a parameter narrows what has a field of that name. */
function narrowed<T extends Record<string, unknown>>(rows: T[], { query }: RestRequest): T[] {
  const names = ['symbol', 'exchange', 'mic_code', 'country', 'type', 'currency_base', 'currency_quote']
  return rows.filter((row) =>
    names.every((name) => {
      const wanted = query.get(name)
      return wanted === null || row[name] === undefined || row[name] === wanted
    }),
  )
}

const listed = (core: VenueCore, kind: MarketSymbol['kind']): MarketSymbol[] =>
  core.listed().filter((symbol) => symbol.kind === kind)

const asList = (data: unknown[]) => ({ count: data.length, data, status: 'ok' })

export function stocks(core: VenueCore, request: RestRequest): unknown {
  const rows = listed(core, 'stock').map(({ symbol, name, quote }) => ({
    symbol,
    name,
    currency: quote,
    exchange: 'NASDAQ',
    mic_code: 'XNGS',
    country: 'United States',
    type: 'Common Stock',
    figi_code: `BBG000${symbol.padStart(6, '0')}`,
    cfi_code: 'ESVUFR',
    ...(request.query.get('show_plan') === 'true' ? { access: basic } : {}),
  }))
  return asList(narrowed(rows, request))
}

/** None of the market's shares is a fund: the list is there, and empty. */
export function etfs(): unknown {
  return asList([])
}

export function forexPairs(core: VenueCore, request: RestRequest): unknown {
  const rows = listed(core, 'fx').map(({ symbol, base, quote }) => ({
    symbol,
    currency_group: 'Major',
    currency_base: currencyName(base),
    currency_quote: currencyName(quote),
  }))
  return asList(narrowed(rows, request))
}

export function cryptocurrencies(core: VenueCore, request: RestRequest): unknown {
  const rows = listed(core, 'crypto').map((pair) => ({
    symbol: pair.symbol,
    available_exchanges: [exchangeOf(pair)],
    currency_base: currencyName(pair.base),
    currency_quote: currencyName(pair.quote),
  }))
  return asList(narrowed(rows, request))
}

export function symbolSearch(core: VenueCore, { query }: RestRequest): unknown {
  const wanted = (query.get('symbol') ?? '').toUpperCase()
  if (wanted === '') {
    core.fault('parameters', '/symbol_search without symbol')
    throw twelveDataError(400, '**symbol** parameter is missing')
  }
  const found = core
    .listed()
    .filter(({ symbol, name }) => `${symbol} ${name.toUpperCase()}`.includes(wanted))
    .slice(0, Number(query.get('outputsize') ?? 30))
  return {
    data: found.map((one) => {
      const isStock = one.kind === 'stock'
      return {
        symbol: one.symbol,
        instrument_name: isStock ? one.name : `${currencyName(one.base)} / ${currencyName(one.quote)}`,
        exchange: exchangeOf(one),
        mic_code: isStock ? 'XNGS' : '',
        exchange_timezone: isStock ? 'America/New_York' : 'UTC',
        instrument_type: typeOf(one),
        country: isStock ? 'United States' : '',
        currency: one.quote,
      }
    }),
    status: 'ok',
  }
}

/** `HH:MM:SS` until then; zeros once it is past. */
function duration(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000))
  return [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

/** twelvedata.com/docs#market-state: how long the exchange has been open, or when it opens. */
export function marketState(core: VenueCore, request: RestRequest): unknown {
  const now = core.now()
  const dayAt = newYorkDayOf(now)
  const isOpen = isOpenAt('stock', now)
  const days = stockDays(dayAt, dayAt + 8 * dayMs)
  const current = days.find(({ openAt, closeAt }) => now >= openAt && now < closeAt)
  const next = days.find(({ openAt }) => openAt > now)
  const { query } = request
  return [
    { name: 'NASDAQ', code: 'XNGS' },
    { name: 'NYSE', code: 'XNYS' },
  ]
    .filter(
      ({ name, code }) => (query.get('exchange') ?? name) === name && (query.get('code') ?? code) === code,
    )
    .map((exchange) => ({
      ...exchange,
      country: 'United States',
      is_market_open: isOpen,
      time_after_open: duration(current === undefined ? 0 : now - current.openAt),
      time_to_open: duration(isOpen || next === undefined ? 0 : next.openAt - now),
      time_to_close: duration(current === undefined ? 0 : current.closeAt - now),
    }))
}
