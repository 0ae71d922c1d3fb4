/** Makes a recording playable: candles on the clock's grid in whole ticks and lots, of one interval, with names for its instruments. */
import { intervalMs, intervals, openAtOf, type Interval } from '../../shared/model/interval.ts'
import { readRecorded, type RecordedProduct } from './csv.ts'
import type { Listing } from './instruments.ts'
import { mergeBars, type Bar } from './bars.ts'

/** One instrument of a recording. Bars ascend, one for each moment of the grid that was recorded. */
export type RecordedSeries = { readonly listing: Listing; readonly bars: readonly Bar[] }

export type Recording = {
  /** The finest interval that the rows allow. */
  readonly interval: Interval
  /** The instrument with the most rows comes first. */
  readonly series: readonly RecordedSeries[]
}

const longestSymbol = 30
const prefix = 'REPLAY:'
const mostUnits = 2 ** 52
const cryptoCode = /BTC|XBT|ETH|USDT|USDC|SOL|DOGE|XRP/
const currencyCode = /(?:^|[^A-Z])(USDT|USDC|USD|EUR|GBP|JPY|CHF|BTC|ETH)(?:[^A-Z]|$)/

/** File name without folders and ending. */
function baseName(name: string): string {
  return name.replace(/^.*[\\/]/, '').replace(/\.[a-z0-9]{1,5}$/i, '')
}

/** `REPLAY:AAPL_1D_2015-2017`: at most 30 characters that every list format can hold. */
export function replaySymbol(name: string, taken: ReadonlySet<string> = new Set()): string {
  const safe = name
    .toUpperCase()
    .replace(/[^A-Z0-9._-]+/g, '_')
    .replace(/^_+|_+$/g, '')
  const room = longestSymbol - prefix.length
  // Too long: whole words only, where that leaves enough of it.
  const cut = safe.length > room ? safe.slice(0, Math.max(safe.lastIndexOf('_', room), 0) || room) : safe
  const stem = prefix + (cut === '' ? 'FILE' : cut)
  let symbol = stem
  for (let count = 2; taken.has(symbol); count += 1) symbol = `${stem.slice(0, longestSymbol - 4)}-${count}`
  return symbol
}

/** The most decimals, up to those written, with which `largest` stays a whole number that arithmetic is exact on. */
function fittingDecimals(written: number, largest: number): number {
  let decimals = Math.min(written, 12)
  while (decimals > 0 && largest * 10 ** decimals > mostUnits) decimals -= 1
  return decimals
}

function toBars(
  product: RecordedProduct,
  interval: Interval,
  priceDecimals: number,
  sizeDecimals: number,
): Bar[] {
  const ticks = (price: number) => Math.max(1, Math.round(price * 10 ** priceDecimals))
  const groups = new Map<number, Bar[]>()
  for (const candle of product.candles) {
    const openAt = openAtOf(interval, candle.at)
    const [open, close] = [ticks(candle.open), ticks(candle.close)]
    const bar = {
      openAt,
      open,
      high: Math.max(ticks(candle.high), open, close),
      low: Math.min(ticks(candle.low), open, close),
      close,
      volume: Math.round(candle.volume * 10 ** sizeDecimals),
    }
    const group = groups.get(openAt)
    if (group === undefined) groups.set(openAt, [bar])
    else group.push(bar)
  }
  return [...groups].map(([openAt, bars]) => mergeBars(openAt, bars)).filter((bar) => bar !== null)
}

function toSeries(
  product: RecordedProduct,
  interval: Interval,
  fileName: string,
  symbol: string,
): RecordedSeries {
  const title = product.product ?? baseName(fileName)
  const highest = product.candles.reduce((most, { high }) => Math.max(most, high), 0)
  const weeks = new Map<number, number>()
  for (const { at, volume } of product.candles) {
    const week = openAtOf('1w', at)
    weeks.set(week, (weeks.get(week) ?? 0) + volume)
  }
  const priceDecimals = fittingDecimals(product.priceDecimals, highest)
  const sizeDecimals = fittingDecimals(product.sizeDecimals, Math.max(...weeks.values()))
  const listing: Listing = {
    symbol,
    name: `${title} (replay)`,
    kind: cryptoCode.test(title.toUpperCase()) ? 'crypto' : 'index',
    currency: currencyCode.exec(title.toUpperCase().replace(/^[A-Z]+-/, ''))?.[1] ?? 'USD',
    // Holes are skipped by the replay's clock, so that it never meets a closed market.
    session: { kind: 'always' },
    priceDecimals,
    sizeDecimals,
  }
  return { listing, bars: toBars(product, interval, priceDecimals, sizeDecimals) }
}

/** The interval of that length, or the longest one below it; trades and rows closer than a minute make 1m candles. */
export function intervalOfSpacing(spacingMs: number | null): Interval {
  return intervals.findLast((interval) => intervalMs(interval) <= (spacingMs ?? 0)) ?? '1m'
}

/** Throws `bad-request` naming line and reason. Trades of several products make one instrument each. */
export function readRecording(name: string, csv: string): Recording {
  const { spacingMs, products } = readRecorded(name, csv)
  const interval = intervalOfSpacing(spacingMs)
  const taken = new Set<string>()
  const series = products.map((product) => {
    const symbol = replaySymbol(product.product ?? baseName(name), taken)
    taken.add(symbol)
    return toSeries(product, interval, name, symbol)
  })
  return { interval, series }
}
