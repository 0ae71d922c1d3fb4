/** The columns of the list: their names, and the text that a quote has in each. */
import { formatPrice, formatSigned, formatVolume } from '../../../shared/format/price.ts'
import { formatAge } from '../../../shared/format/time.ts'
import { decimalsOf } from '../../../shared/model/numbers.ts'
import type { ChangeBasis, QuoteState } from '../../../shared/model/quote.ts'
import type { QuoteView } from '../../state/quotes.ts'

export const columnIds = ['symbol', 'last', 'change', 'changePercent', 'bid', 'ask', 'volume', 'age'] as const
export type ColumnId = (typeof columnIds)[number]

export const columnTitles: Record<ColumnId, string> = {
  symbol: 'Symbol',
  last: 'Last',
  change: 'Chg',
  changePercent: 'Chg %',
  bid: 'Bid',
  ask: 'Ask',
  volume: 'Volume',
  age: 'Age',
}

export function isColumnId(text: string): text is ColumnId {
  return columnIds.some((id) => id === text)
}

/** What a painted cell says. `last` is split where its digits changed. */
export type CellTexts = Readonly<Record<Exclude<ColumnId, 'symbol' | 'age'>, string>>

export const unknownText = '–'

function changePercentText(percent: number | null): string {
  if (percent === null || !Number.isFinite(percent)) return unknownText
  const text = formatSigned(percent, 2)
  // What rounds to zero has no direction.
  if (!/[1-9]/u.test(text)) return text
  return `${percent > 0 ? '▲' : '▼'} ${text}`
}

export function cellTexts(quote: QuoteView, tickSize: number): CellTexts {
  return {
    last: formatPrice(quote.last, tickSize),
    change: formatSigned(quote.change, decimalsOf(tickSize)),
    changePercent: changePercentText(quote.changePercent),
    bid: formatPrice(quote.bid, tickSize),
    ask: formatPrice(quote.ask, tickSize),
    volume: formatVolume(quote.volume),
  }
}

const basisTitles: Record<ChangeBasis, string> = {
  '24h': 'Change over the last 24 hours',
  'utc-day': 'Change since 00:00 UTC',
  'previous-close': 'Change since the previous close',
}

/** What a column's name leaves out; absent where it leaves out nothing. */
export const columnHints: Partial<Record<ColumnId, string>> = {
  change: 'Change, measured as the venue does: a cell’s own hint says since when',
  changePercent:
    'Change in percent over 24 hours, since 00:00 UTC or since the previous close: a cell’s own hint says which',
  age: 'How long ago the last update came',
}

/** What the change of this quote is measured from. */
export function basisTitle({ change, changePercent, basis }: QuoteView): string {
  if (change === null && changePercent === null) return 'The venue tells no change'
  return basis === null ? 'Change, measured as the venue does' : basisTitles[basis]
}

const ageTitles: Record<QuoteState, string> = {
  live: 'Since the last update',
  simulated: 'Since the last update of the simulated exchange',
  quiet: 'Nothing traded: the venue was asked, and knows no later trade',
  stale: 'Silent for too long: the price may be old',
  polled: 'Asked for over REST: the stream is down',
  closed: 'The market is shut',
}

/** Why the age column says what it says. */
export function ageTitle({ state }: QuoteView): string {
  return ageTitles[state]
}

/** How old the quote is, or why it has no age. */
export function ageText(quote: QuoteView, now: number): string {
  if (quote.state === 'closed' || quote.state === 'polled' || quote.state === 'quiet') return quote.state
  return formatAge(now - quote.receivedAt)
}

/** Which way the day went, as it is shown: what rounds to zero is flat. */
export function directionOf(quote: QuoteView): 'up' | 'down' | 'flat' {
  const percent = quote.changePercent
  if (percent === null || Math.abs(percent) < 0.005) return 'flat'
  return percent > 0 ? 'up' : 'down'
}

/**
 * Where the bold part of a price begins: at the first digit that changed. Prices of different lengths share no digits;
 * without a price before, the last two digits are bold (three of a fine-grained one).
 */
export function boldFrom(previous: string | null, next: string): number {
  if (previous === null || previous === unknownText || next === unknownText) {
    const decimals = next.includes('.') ? next.length - next.indexOf('.') - 1 : 0
    return Math.max(0, next.length - (decimals > 4 ? 3 : 2))
  }
  if (previous.length !== next.length) return 0
  let at = 0
  while (at < next.length && next[at] === previous[at]) at += 1
  return at
}
