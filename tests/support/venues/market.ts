/** The small scripted market that every venue server speaks of: a seeded past, and trades that happen when a test says so. */
import { isOpenAt } from './venue-hours.ts'
import {
  addBars,
  hash,
  historyBar,
  listedAt,
  pathTicks,
  type SymbolShape,
  type TickBar,
} from './venue-history.ts'
import { fixedStep, weekStep, type CandleStep } from './venue-steps.ts'
import { usualSymbols, type MarketSymbol } from './venue-symbols.ts'

export type { MarketSymbol } from './venue-symbols.ts'
export type { CandleStep } from './venue-steps.ts'

export type MarketTrade = {
  readonly id: number
  readonly price: number
  readonly size: number
  /** Of the taker. */
  readonly side: 'buy' | 'sell'
  /** UTC ms. */
  readonly at: number
}

export type MarketCandle = {
  readonly openAt: number
  /** First moment after it. */
  readonly endAt: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly quoteVolume: number
  readonly trades: number
}

export type MarketBook = {
  readonly bid: number
  readonly bidSize: number
  readonly ask: number
  readonly askSize: number
  readonly at: number
}

export type Market = {
  now(): number
  symbols(): readonly MarketSymbol[]
  /** Throws for a symbol that the market does not have. */
  symbol(symbol: string): MarketSymbol
  /** Every trade that is kept singly, ascending: the last minutes before the market was made, and all since. */
  trades(symbol: string): readonly MarketTrade[]
  /** Candles that open in [fromAt, toAt), ascending, the running one included. Those without a trade are absent.
   * `shiftMs` reads the market as a venue whose clock is that far ahead. A week as a length opens on Monday. */
  candles(
    symbol: string,
    step: number | CandleStep,
    fromAt: number,
    toAt: number,
    shiftMs?: number,
  ): MarketCandle[]
  /** Everything traded in [fromAt, toAt) as one candle; null where nothing was. */
  range(symbol: string, fromAt: number, toAt: number): MarketCandle | null
  /** Makes a trade happen now and tells listeners. */
  trade(symbol: string, price?: number, size?: number, side?: 'buy' | 'sell'): MarketTrade
  /** Makes two trades and tells of the older one last; answers the older one. */
  tradeLate(symbol: string): MarketTrade
  book(symbol: string): MarketBook
  /** Moves the top of the book without a trade. */
  moveBook(symbol: string): MarketBook
  onTrade(listener: (symbol: string, trade: MarketTrade) => void): () => void
  onBook(listener: (symbol: string, book: MarketBook) => void): () => void
}

const minuteMs = 60_000
const weekMs = 7 * 86_400_000
const singleMinutes = 5

type Series = {
  readonly symbol: MarketSymbol
  readonly shape: SymbolShape
  /** Before this the closed form holds, from here on the single trades. */
  readonly singleFromAt: number
  readonly trades: MarketTrade[]
  book: MarketBook
  draws: number
}

/** `now` is the market's clock (UTC ms), the wall clock by default. */
export function createMarket(
  options: { seed?: number; now?: () => number; symbols?: readonly MarketSymbol[] } = {},
): Market {
  const { seed = 1, now = Date.now, symbols = usualSymbols } = options
  const startAt = now()
  const tradeListeners = new Set<(symbol: string, trade: MarketTrade) => void>()
  const bookListeners = new Set<(symbol: string, book: MarketBook) => void>()
  const all = new Map<string, Series>()

  const seriesOf = (symbol: string): Series => {
    const series = all.get(symbol)
    if (series === undefined) throw new Error(`the market has no symbol ${symbol}`)
    return series
  }
  /** A whole number below `below`, different every time and the same for the same seed. */
  const draw = (series: Series, below: number): number => {
    series.draws += 1
    return hash(series.shape.key ^ 0x3c6ef372, series.draws) % below
  }
  const toPrice = ({ priceDecimals }: MarketSymbol, ticks: number): number =>
    Number((ticks / 10 ** priceDecimals).toFixed(priceDecimals))
  const toSize = ({ sizeDecimals }: MarketSymbol, lots: number): number =>
    Number((lots / 10 ** sizeDecimals).toFixed(sizeDecimals))
  const toTicks = ({ priceDecimals }: MarketSymbol, price: number): number =>
    Math.round(price * 10 ** priceDecimals)
  const toLots = ({ sizeDecimals }: MarketSymbol, size: number): number =>
    Math.round(size * 10 ** sizeDecimals)
  const lastTicks = (series: Series): number => toTicks(series.symbol, series.trades.at(-1)?.price ?? 0)

  const setBook = (series: Series, at: number): void => {
    const ticks = lastTicks(series)
    series.book = {
      bid: toPrice(series.symbol, Math.max(1, ticks - 1 - draw(series, 3))),
      bidSize: toSize(series.symbol, 1 + draw(series, 5000)),
      ask: toPrice(series.symbol, ticks + 1 + draw(series, 3)),
      askSize: toSize(series.symbol, 1 + draw(series, 5000)),
      at,
    }
  }

  const tradeBar = (series: Series, fromAt: number, toAt: number): TickBar | null => {
    const { trades } = series
    let low = 0
    let high = trades.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((trades[middle]?.at ?? 0) < fromAt) low = middle + 1
      else high = middle
    }
    let bar: TickBar | null = null
    for (let index = low; index < trades.length; index += 1) {
      const trade = trades[index]
      if (trade === undefined || trade.at >= toAt) break
      const ticks = toTicks(series.symbol, trade.price)
      const lots = toLots(series.symbol, trade.size)
      const one = { open: ticks, high: ticks, low: ticks, close: ticks }
      bar = addBars(bar, { ...one, lots, notional: lots * ticks, trades: 1 })
    }
    return bar
  }

  const remembered = new Map<string, TickBar | null>()
  const pastBar = (series: Series, fromAt: number, toAt: number): TickBar | null => {
    if (toAt - fromAt < 86_400_000) return historyBar(series.shape, fromAt, toAt)
    const key = `${series.symbol.symbol} ${Math.ceil(fromAt / minuteMs)} ${Math.ceil(toAt / minuteMs)}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    const bar = historyBar(series.shape, fromAt, toAt)
    if (remembered.size > 20_000) remembered.clear()
    remembered.set(key, bar)
    return bar
  }

  const candleOf = (series: Series, openAt: number, endAt: number, shiftMs: number): MarketCandle | null => {
    const [fromAt, toAt] = [openAt - shiftMs, endAt - shiftMs]
    const bar = addBars(
      pastBar(series, fromAt, Math.min(toAt, series.singleFromAt)),
      tradeBar(series, Math.max(fromAt, series.singleFromAt), toAt),
    )
    if (bar === null) return null
    const { symbol } = series
    const decimals = symbol.priceDecimals + symbol.sizeDecimals
    return {
      openAt,
      endAt,
      open: toPrice(symbol, bar.open),
      high: toPrice(symbol, bar.high),
      low: toPrice(symbol, bar.low),
      close: toPrice(symbol, bar.close),
      volume: toSize(symbol, bar.lots),
      quoteVolume: Number((bar.notional / 10 ** decimals).toFixed(8)),
      trades: bar.trades,
    }
  }

  const makeTrade = (series: Series, at: number, price: number, size: number, side: 'buy' | 'sell') => {
    const { symbol, trades } = series
    const last = trades.at(-1)
    const trade: MarketTrade = {
      id: (last?.id ?? 5_000_000 + (series.shape.key % 1_000_000)) + 1,
      price: toPrice(symbol, Math.max(1, toTicks(symbol, price))),
      size: toSize(symbol, Math.max(1, toLots(symbol, size))),
      side,
      at: Math.max(at, last?.at ?? 0),
    }
    trades.push(trade)
    return trade
  }
  const drawPrice = (series: Series): number =>
    toPrice(series.symbol, Math.max(2, lastTicks(series) + draw(series, 11) - 5))
  const drawSize = (series: Series): number => toSize(series.symbol, 1 + draw(series, 200))
  const drawSide = (series: Series): 'buy' | 'sell' => (draw(series, 2) === 0 ? 'buy' : 'sell')
  const tellBook = ({ symbol, book }: Series): MarketBook => {
    for (const listener of bookListeners) listener(symbol.symbol, book)
    return book
  }

  for (const symbol of symbols) {
    const shape: SymbolShape = {
      key: [...symbol.symbol].reduce((key, letter) => hash(key, letter.charCodeAt(0)), seed) & 0x7fffffff,
      kind: symbol.kind,
      baseTicks: toTicks(symbol, symbol.basePrice),
      lotsPerMinute: symbol.kind === 'stock' ? 9000 : 40_000,
    }
    // The last open minute before the start: of a closed market it lies hours or days back.
    let lastMinuteAt = Math.floor(startAt / minuteMs) * minuteMs - minuteMs
    while (!isOpenAt(symbol.kind, lastMinuteAt)) lastMinuteAt -= minuteMs
    const singleFromAt = lastMinuteAt - (singleMinutes - 1) * minuteMs
    const book = { bid: 0, bidSize: 0, ask: 0, askSize: 0, at: startAt }
    const series: Series = { symbol, shape, singleFromAt, trades: [], book, draws: 0 }
    for (let at = singleFromAt + 1234; at < lastMinuteAt + minuteMs; at += 7919)
      makeTrade(series, at, toPrice(symbol, pathTicks(shape, at)), drawSize(series), drawSide(series))
    setBook(series, series.trades.at(-1)?.at ?? startAt)
    all.set(symbol.symbol, series)
  }

  return {
    now,
    symbols: () => symbols,
    symbol: (symbol) => seriesOf(symbol).symbol,
    trades: (symbol) => seriesOf(symbol).trades,
    candles(symbol, step, fromAt, toAt, shiftMs = 0) {
      const series = seriesOf(symbol)
      const { openAtOf, nextOpenAt } =
        typeof step !== 'number' ? step : step === weekMs ? weekStep() : fixedStep(step)
      const candles: MarketCandle[] = []
      let openAt = openAtOf(Math.max(fromAt, listedAt + shiftMs))
      if (openAt < fromAt) openAt = nextOpenAt(openAt)
      const endAt = Math.min(toAt, Math.max(now(), series.trades.at(-1)?.at ?? 0) + shiftMs + 1)
      for (; openAt < endAt; openAt = nextOpenAt(openAt)) {
        const candle = candleOf(series, openAt, nextOpenAt(openAt), shiftMs)
        if (candle !== null) candles.push(candle)
      }
      return candles
    },
    range: (symbol, fromAt, toAt) => candleOf(seriesOf(symbol), fromAt, toAt, 0),
    trade(symbol, price, size, side) {
      const series = seriesOf(symbol)
      const trade = makeTrade(
        series,
        now(),
        price ?? drawPrice(series),
        size ?? drawSize(series),
        side ?? drawSide(series),
      )
      // The book has moved by the time that anybody hears of the trade.
      setBook(series, trade.at)
      for (const listener of tradeListeners) listener(symbol, trade)
      tellBook(series)
      return trade
    },
    tradeLate(symbol) {
      const series = seriesOf(symbol)
      const older = makeTrade(series, now() - 1, drawPrice(series), drawSize(series), drawSide(series))
      const newer = makeTrade(series, now() + 1, drawPrice(series), drawSize(series), drawSide(series))
      setBook(series, newer.at)
      for (const trade of [newer, older]) for (const listener of tradeListeners) listener(symbol, trade)
      tellBook(series)
      return older
    },
    book: (symbol) => seriesOf(symbol).book,
    moveBook(symbol) {
      const series = seriesOf(symbol)
      setBook(series, now())
      return tellBook(series)
    },
    onTrade(listener) {
      tradeListeners.add(listener)
      return () => void tradeListeners.delete(listener)
    },
    onBook(listener) {
      bookListeners.add(listener)
      return () => void bookListeners.delete(listener)
    },
  }
}

/** Makes a trade on every symbol, or on those named, every `everyMs` until it is stopped. */
export function runMarket(
  market: Market,
  everyMs: number,
  symbols: readonly string[] = market.symbols().map(({ symbol }) => symbol),
): () => void {
  const timer = setInterval(() => {
    for (const symbol of symbols) market.trade(symbol)
  }, everyMs)
  return () => clearInterval(timer)
}
