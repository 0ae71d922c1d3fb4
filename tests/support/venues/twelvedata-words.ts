/** Twelve Data's words: errors, names of currencies, local times without a zone. */
import { refusal } from './keyed-rest.ts'
import type { MarketSymbol } from './market.ts'

export type TwelveDataError = { readonly code: number; readonly message: string; readonly status: 'error' }

export const errorBody = (code: number, message: string): TwelveDataError => ({
  code,
  message,
  status: 'error',
})

/** To be thrown. The status of HTTP is for the caller to set: most errors come with 200. */
export const twelveDataError = (code: number, message: string): Error =>
  refusal({ body: errorBody(code, message) })

export const keyMessage =
  '**apikey** parameter is incorrect or not specified. You can get your free API key instantly following this link: https://twelvedata.com/pricing. If you believe that everything is correct, you can contact us at https://twelvedata.com/contact/customer'

export const symbolMessage =
  '**symbol** or **figi** parameter is missing or invalid. Please provide a valid symbol according to API documentation: https://twelvedata.com/docs#reference-data'

export const noDataMessage =
  'No data is available on the specified dates. Try setting different start/end dates.'

export const creditsMessage = (used: number, limit: number, period: 'minute' | 'day'): string =>
  `You have run out of API credits for the current ${period}. ${used} API credits were used, with the current limit being ${limit}. Wait for the next ${period} or consider switching to a higher tier plan at https://twelvedata.com/pricing`

const currencyNames: Readonly<Record<string, string>> = {
  USD: 'US Dollar',
  EUR: 'Euro',
  JPY: 'Japanese Yen',
  USDT: 'Tether',
  BTC: 'Bitcoin',
  ETH: 'Ethereum',
  DOGE: 'Dogecoin',
  PEPE: 'Pepe',
}

export const currencyName = (code: string): string => currencyNames[code] ?? code

export const exchangeOf = ({ kind, quote }: MarketSymbol): string =>
  kind === 'stock' ? 'NASDAQ' : kind === 'fx' ? 'FOREX' : quote === 'USD' ? 'Coinbase Pro' : 'Binance'

export const typeOf = ({ kind }: MarketSymbol): string =>
  kind === 'stock' ? 'Common Stock' : kind === 'fx' ? 'Physical Currency' : 'Digital Currency'

/** Five decimals, or as many as the tick has where that is more. */
export const priceText = ({ priceDecimals }: MarketSymbol, price: number, decimals: number | null): string =>
  price.toFixed(decimals ?? Math.max(5, priceDecimals))

const formats = new Map<string, Intl.DateTimeFormat>()

/** Null where there is no such time zone; names are case-sensitive. */
function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  if (timeZone !== 'UTC' && !/^[A-Z][A-Za-z_]+\/[A-Z][A-Za-z_/-]+$/.test(timeZone)) return null
  try {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    formats.set(timeZone, format)
    return format
  } catch {
    return null
  }
}

export const isTimeZone = (timeZone: string): boolean => formatOf(timeZone) !== null

/** `2021-09-16 15:59:00` as clocks in that zone show it. */
export function localText(at: number, timeZone: string): string {
  const format = formatOf(timeZone)
  if (format === null) throw new Error(`no time zone ${timeZone}`)
  return format.format(at)
}

const asIfUtc = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`)

/** The moment at which clocks in that zone show `2006-01-02`, `2006-01-02T15:04:05` or the same with a space; NaN for other texts. */
export function localMoment(text: string, timeZone: string): number {
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$/.test(text)) return Number.NaN
  const wanted = asIfUtc(text.length === 10 ? `${text} 00:00:00` : text)
  if (Number.isNaN(wanted)) return Number.NaN
  let at = wanted
  // Twice: the first guess may lie on the other side of a change of clocks.
  for (let round = 0; round < 2; round += 1) at += wanted - asIfUtc(localText(at, timeZone))
  return at
}
