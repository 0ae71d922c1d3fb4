/** What was recorded of Binance, through its parsers. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { binance } from '../../../../../electron/providers/binance/index.ts'
import { checkFrame } from '../../../../support/parser-abuse.ts'
import { recordedFolder } from '../../../../support/recorded.ts'

const folder = recordedFolder('fixtures')
const read = (name: string): string => readFileSync(`${folder ?? ''}/binance/${name}`, 'utf8')
const frames = (name: string): string[] =>
  read(name)
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { raw: string }).raw)
const list = () => binance.instruments.parse([read('rest_exchangeInfo_2021_subset.json')], 0)
const [any] = folder === null ? [] : list()

describe.runIf(any !== undefined)('recorded', () => {
  const instrument = { ...(any as NonNullable<typeof any>), symbol: 'BTCUSDT' }

  it('half a minute of four symbols', () => {
    const seen = { quotes: 0, candles: 0, unknown: 0 }
    for (const raw of frames('ws_combined_recording_2021.ndjson')) {
      const frame = binance.stream.parse(raw)
      checkFrame(frame)
      seen.quotes += frame.quotes.length
      seen.candles += frame.candles.length
      seen.unknown += frame.unknown
      const book = frame.quotes[0]
      if (book !== undefined) expect(Number(book.bid)).toBeLessThan(Number(book.ask))
    }
    // Unknown: 177 depth updates and 2 aggregated trades, which nobody subscribes to here.
    expect(seen).toEqual({ quotes: 84, candles: 2, unknown: 179 })
    const kline = frames('ws_combined_recording_2021.ndjson').find((raw) => raw.includes('kline')) ?? ''
    expect(binance.stream.parse(kline).candles[0]).toEqual({
      instrument: 'binance:NKNUSDT',
      interval: '1m',
      candle: {
        openAt: 1633998480000,
        open: 0.3527,
        high: 0.3528,
        low: 0.3522,
        close: 0.3528,
        volume: 25877,
        closed: false,
        source: 'stream',
      },
    })
  })

  it('examples of the documents', () => {
    const kinds = frames('ws_doc_examples.ndjson').map((raw) => {
      const frame = binance.stream.parse(raw)
      checkFrame(frame)
      const { quotes, trades, candles, answered, unknown } = frame
      return [quotes.length, trades.length, candles.length, answered?.requestId ?? 0, unknown]
    })
    expect(kinds).toEqual([
      [0, 1, 0, 0, 0], // trade
      [0, 0, 0, 0, 1], // aggTrade
      [1, 0, 0, 0, 0], // 24hrTicker
      [0, 0, 0, 0, 1], // 24hrMiniTicker
      [1, 0, 0, 0, 0], // bookTicker
      [0, 0, 0, 0, 1], // kline: the example opens below its low
      [0, 0, 0, 1, 0], // answer
      [0, 0, 0, 0, 1], // a list of subscriptions
    ])
  })

  it('symbols of 2021', () => {
    const all = list()
    expect(all.some(({ symbol }) => symbol === 'BCCBTC')).toBe(false)
    expect(all.find(({ symbol }) => symbol === 'ETHBTC')).toMatchObject({
      tickSize: 0.000001,
      currency: 'BTC',
    })
  })

  it('candles, as another reader read them', () => {
    const candles = binance.history.parse(read('rest_fetch_ohlcv_BTC_USDT.json'), instrument, '1h')
    const expected = JSON.parse(read('rest_fetch_ohlcv_BTC_USDT.expected.json')) as number[][]
    expect(
      candles.map(({ openAt, open, high, low, close, volume }) => [openAt, open, high, low, close, volume]),
    ).toEqual(expected)
    expect(candles.map(({ closed }) => closed)).toEqual([true, true, false])
    expect(binance.history.parse(read('rest_klines_doc.json'), instrument, '1w')).toMatchObject([
      { openAt: Date.UTC(2017, 6, 3), open: 0.0163479, close: 0.015771 },
    ])
  })

  it('24 h figures, and a refusal', () => {
    const [quote] = binance.ticker.parse(`[${read('rest_fetch_ticker_BTC_USDT.json')}]`, [instrument])
    expect(quote).toMatchObject({ last: 69383.05, change: -592.48, changePercent: -0.847, bid: 69383.05 })
    // Aggregated trades are no trades: their ids are others.
    expect(() => binance.lastTrade.parse(read('rest_fetch_trades_BTC_USDT.json'), instrument)).toThrow(
      'a trade of BTCUSDT',
    )
    expect(binance.error(400, read('rest_error_bad_symbol.json'))?.code).toBe('not-found')
  })

  it('the address of the recording, whose streams are named as ours are', () => {
    const { url, frames: count } = JSON.parse(read('ws_combined_recording_2021.meta.json')) as {
      url: string[]
      frames: number
    }
    const recorded = new URL(url[0] ?? '')
    expect(recorded.pathname).toBe(new URL(binance.stream.paths[0], binance.wsUrl).pathname)
    expect(binance.endpoints.map(({ wsUrl }) => wsUrl)).toContain(recorded.origin)
    const streams = (recorded.searchParams.get('streams') ?? '').split('/')
    const nkn = { ...instrument, symbol: 'NKNUSDT' }
    expect(streams).toContain(
      binance.stream.topics(nkn, 'quotes').find((topic) => topic.includes('@bookTicker')),
    )
    expect(streams).toContain(binance.stream.topics(nkn, 'candles:1m')[0])
    expect(count).toBeGreaterThanOrEqual(frames('ws_combined_recording_2021.ndjson').length)
  })
})
