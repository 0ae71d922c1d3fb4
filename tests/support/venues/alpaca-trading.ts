/** What Alpaca's trading API tells of the market: assets, the calendar of trading days, the clock. */
import { refusal } from './keyed-rest.ts'
import { newYorkText } from './new-york-steps.ts'
import { isOpenAt, newYorkDayOf, stockDay, stockDays, type TradingDay } from './venue-hours.ts'
import type { RestAnswer, RestRequest, VenueCore } from './venue-types.ts'

const dayMs = 86_400_000

type Asset = { symbol: string; name: string; exchange: string; isActive: boolean }

/** The same every time, in the form of a UUID. */
function assetId(symbol: string): string {
  const hex = Buffer.from(symbol.padEnd(8, '_')).toString('hex').slice(0, 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8000-00000000${hex.slice(0, 4)}`
}

/** docs.alpaca.markets/reference/get-v2-assets */
const assetFields = ({ symbol, name, exchange, isActive }: Asset) => ({
  id: assetId(symbol),
  class: 'us_equity',
  exchange,
  symbol,
  name: `${name} Common Stock`,
  status: isActive ? 'active' : 'inactive',
  tradable: isActive,
  marginable: isActive,
  maintenance_margin_requirement: isActive ? 30 : 100,
  margin_requirement_long: isActive ? '30' : '100',
  margin_requirement_short: isActive ? '30' : '100',
  shortable: isActive,
  easy_to_borrow: isActive,
  fractionable: isActive,
  attributes: isActive ? ['fractional_eh_enabled', 'has_options'] : [],
})

/** The list holds what is no longer traded as well, unless the query says otherwise. */
function allAssets(core: VenueCore): Asset[] {
  const active = core
    .listed()
    .map(({ symbol, name }) => ({ symbol, name, exchange: 'NASDAQ', isActive: true }))
  return [...active, { symbol: 'TWTR', name: 'Twitter Inc', exchange: 'NYSE', isActive: false }]
}

function assets(core: VenueCore, { query }: RestRequest): RestAnswer {
  const [status, assetClass, exchange] = ['status', 'asset_class', 'exchange'].map((name) => query.get(name))
  const isWanted = (asset: Asset): boolean =>
    (!status || status === 'all' || (status === 'active') === asset.isActive) &&
    (!assetClass || assetClass === 'us_equity') &&
    (!exchange || exchange === asset.exchange)
  return { body: allAssets(core).filter(isWanted).map(assetFields) }
}

function oneAsset(core: VenueCore, wanted: string): RestAnswer {
  const asset = allAssets(core).find(({ symbol }) => symbol === wanted || assetId(symbol) === wanted)
  if (asset === undefined || (asset.isActive && core.find(asset.symbol) === null))
    return { status: 404, body: { code: 40_410_000, message: `asset not found for ${wanted}` } }
  return { body: assetFields(asset) }
}

function settlementDate({ date }: TradingDay): string {
  let dayAt = Date.parse(date) + dayMs
  while (stockDay(dayAt) === null) dayAt += dayMs
  return new Date(dayAt).toISOString().slice(0, 10)
}

const clockOf = (at: number): string => newYorkText(at).slice(11, 16)

/** Days from 1970 to 2029 unless the query narrows it; hours in New York's time. */
function calendar(core: VenueCore, { query }: RestRequest): RestAnswer {
  const [fromAt, toAt] = (['start', 'end'] as const).map((name) => {
    const text = query.get(name) ?? (name === 'start' ? '1970-01-01' : '2029-12-31')
    const dayAt = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
    if (Number.isNaN(dayAt)) {
      core.fault('parameters', `${name}=${text}`)
      throw refusal({ status: 422, body: { code: 42_210_000, message: `invalid ${name} date: ${text}` } })
    }
    return dayAt
  })
  return {
    body: stockDays(fromAt ?? 0, toAt ?? 0).map((day) => ({
      date: day.date,
      open: clockOf(day.openAt),
      close: clockOf(day.closeAt),
      session_open: '0400',
      session_close: '2000',
      settlement_date: settlementDate(day),
    })),
  }
}

function clock(core: VenueCore): RestAnswer {
  const now = core.now()
  const ahead = stockDays(newYorkDayOf(now), newYorkDayOf(now) + 8 * dayMs)
  const next = (read: (day: TradingDay) => number): string =>
    newYorkText(ahead.map(read).find((at) => at > now) ?? now)
  const [seconds, zone] = [newYorkText(now).slice(0, 19), newYorkText(now).slice(19)]
  return {
    body: {
      timestamp: `${seconds}.${String(now % 1000).padStart(3, '0')}482913${zone}`,
      is_open: isOpenAt('stock', now),
      next_open: next(({ openAt }) => openAt),
      next_close: next(({ closeAt }) => closeAt),
    },
  }
}

/** Answers what lies under `/v2/` of the trading API; null where nothing does. */
export function alpacaTrading(core: VenueCore, request: RestRequest): RestAnswer | null {
  const { path } = request
  if (path === '/v2/assets') return assets(core, request)
  if (path.startsWith('/v2/assets/')) return oneAsset(core, decodeURIComponent(path.slice(11)))
  if (path === '/v2/calendar') return calendar(core, request)
  if (path === '/v2/clock') return clock(core)
  return null
}
