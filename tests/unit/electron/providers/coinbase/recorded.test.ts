/** Recorded answers and frames of Coinbase through the parsers, where they lie beside this checkout. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { coinbase } from '../../../../../electron/providers/coinbase/index.ts'
import { unknownFrame } from '../../../../../electron/providers/fields.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'
import { abuseParser, checkCandle } from '../../../../support/parser-abuse.ts'
import { recordedFolder } from '../../../../support/recorded.ts'

const folder = recordedFolder('fixtures')
const read = (file: string): string => readFileSync(`${folder ?? ''}/${file}`, 'utf8')
const rawLines = (file: string): string[] =>
  read(file)
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { raw: string }).raw)
const instrument = (symbol: string): Instrument => ({
  id: coinbase.fromVenue(symbol),
  provider: 'coinbase',
  symbol,
  name: symbol,
  kind: 'crypto',
  currency: 'USD',
  tickSize: 0.01,
  session: { kind: 'always' },
  intervals: ['1d'],
  simulated: false,
})

describe.skipIf(folder === null)('recorded from the Exchange', () => {
  it('the feed of 2021: five products, 65 trades, each told twice', () => {
    const frames = rawLines('coinbase-exchange/ws_ticker_matches_recording_2021.ndjson').map(
      coinbase.stream.parse,
    )
    expect(frames.length).toBe(143)
    expect(frames.reduce((sum, { unknown }) => sum + unknown, 0)).toBe(0)
    const trades = frames.flatMap((frame) => frame.trades)
    const quotes = frames.flatMap((frame) => frame.quotes)
    expect([trades.length, quotes.length]).toEqual([70, 70])
    expect(trades.filter(({ snapshot }) => snapshot).length).toBe(5)
    expect(trades[0]).toEqual({
      instrument: 'coinbase:BAND-GBP',
      tradeId: '881613',
      price: 14.7775,
      size: 0.04,
      takerSide: 'buy',
      exchangeAt: Date.UTC(2021, 3, 17, 16, 43, 30, 244),
      snapshot: true,
    })
    expect(quotes[0]).toMatchObject({
      instrument: 'coinbase:BAND-GBP',
      last: 14.7775,
      bid: 14.755,
      ask: 14.806,
      open: 14.6647,
      volume: 94381.28,
      exchangeAt: trades[0]?.exchangeAt,
    })
    // Acknowledgements list all that is subscribed so far, other people's channels too.
    const acks = frames.filter((frame) => frame.acks.length > 0).map((frame) => frame.acks)
    expect(acks.map((list) => list.length)).toEqual([10, 20, 30])
    expect(acks[2]).toContain('matches:SKL-USD')
  })

  it('taker sides are those of the ticker of the same trade', () => {
    const raw = rawLines('coinbase-exchange/ws_ticker_matches_recording_2021.ndjson')
    const sides = new Map<string, unknown>()
    for (const text of raw) {
      const value = JSON.parse(text) as Record<string, unknown>
      if (value['type'] === 'ticker')
        sides.set(`${String(value['product_id'])} ${String(value['trade_id'])}`, value['side'])
    }
    let compared = 0
    for (const trade of raw.flatMap((text) => coinbase.stream.parse(text).trades)) {
      const side = sides.get(`${coinbase.toVenue(trade.instrument)} ${trade.tradeId}`)
      if (side === undefined) continue
      expect(trade.takerSide).toBe(side)
      compared += 1
    }
    expect(compared).toBeGreaterThan(60)
  })

  it('a broken recording breaks nothing', () => {
    const raw = rawLines('coinbase-exchange/ws_ticker_matches_recording_2021.ndjson')
    abuseParser(coinbase.stream.parse, raw)
    const { sent } = JSON.parse(read('coinbase-exchange/ws_ticker_matches_recording_2021.meta.json')) as {
      sent: { raw: string }[]
    }
    // Our own frames come back from nobody.
    for (const message of sent) expect(coinbase.stream.parse(message.raw)).toEqual(unknownFrame)
  })

  it('products of 2021', () => {
    const found = coinbase.instruments.parse([read('coinbase-exchange/rest_products_2021.json')], 0)
    expect(found.length).toBe(162)
    expect(found.find(({ symbol }) => symbol === 'BTC-GBP')).toMatchObject({
      currency: 'GBP',
      tickSize: 0.01,
    })
    expect(found.find(({ symbol }) => symbol === 'SKL-EUR')?.tickSize).toBe(0.0001)
  })

  it('candles of 2018', () => {
    const candles = coinbase.history.parse(
      read('coinbase-exchange/rest_candles_2018.json'),
      instrument('BTC-USD'),
      '1m',
    )
    expect(candles.length).toBe(10)
    expect(candles[0]).toEqual({
      openAt: 1517443200000,
      open: 10099.99,
      high: 10099.99,
      low: 10099.98,
      close: 10099.98,
      volume: 1.87868123,
      closed: true,
      source: 'rest',
    })
    expect(candles.at(-1)).toMatchObject({
      openAt: 1517443740000,
      open: 10106.01,
      close: 10120.21,
      closed: false,
    })
  })

  it('ticker and 24 h figures', () => {
    const btc = instrument('BTC-USD')
    expect(coinbase.ticker.parse(read('coinbase-exchange/rest_ticker.json'), [btc])[0]).toMatchObject({
      last: 246.28,
      bid: 637,
      ask: 637.11,
      volume: 4661.70407704,
      exchangeAt: Date.UTC(2015, 3, 8, 20, 49, 6, 506),
    })
    expect(coinbase.lastTrade.parse(read('coinbase-exchange/rest_ticker.json'), btc)).toEqual({
      price: 246.28,
      exchangeAt: Date.UTC(2015, 3, 8, 20, 49, 6, 506),
      tradeId: '1201369',
    })
    const [figures] = coinbase.ticker.parse(read('coinbase-exchange/rest_stats.json'), [btc])
    expect(figures).toEqual({
      instrument: 'coinbase:BTC-USD',
      open: 254.04,
      high: 255.47,
      low: 244.29,
      volume: 7697.38286685,
      exchangeAt: null,
      snapshot: false,
    })
  })
})

describe.skipIf(folder === null)('recorded from Advanced Trade', () => {
  it('candles as objects of text', () => {
    const body = read('coinbase-advanced/rest_candles_ETH-USD_ONE_DAY.json')
    const candles = coinbase.history.parse(body, instrument('ETH-USD'), '1d')
    expect(candles.length).toBe(350)
    for (const candle of candles) checkCandle(candle)
    expect(candles[0]).toMatchObject({ openAt: 1730851200000, open: 2422.24, high: 2746.83, low: 2420.14 })
    expect(candles.at(-1)).toEqual({
      openAt: 1761004800000,
      open: 3980.43,
      high: 4049.64,
      low: 3838.88,
      close: 4046.81,
      volume: 71759.97243078,
      closed: false,
      source: 'rest',
    })
    for (const [index, { openAt }] of candles.entries())
      expect(openAt).toBe((candles[0]?.openAt ?? 0) + index * 86_400_000)
  })

  it('frames as documented: the refusal of too many requests', () => {
    const [request = '', refusal = ''] = rawLines('coinbase-advanced/ws_frames_doc.ndjson')
    expect(coinbase.stream.parse(request)).toEqual(unknownFrame)
    expect(coinbase.error(429, refusal)).toEqual({
      code: 'rate-limited',
      message: 'Coinbase: Too many requests',
      retry: 'later',
    })
  })
})
