/** Recorded answers and documented frames of Kraken through the parsers, where they lie beside this checkout. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { heartbeatFrame, unknownFrame } from '../../../../../electron/providers/fields.ts'
import { kraken } from '../../../../../electron/providers/kraken/index.ts'
import {
  byRestKey,
  guessSymbol,
  restPair,
  symbolOfPairName,
} from '../../../../../electron/providers/kraken/symbols.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'
import { abuseParser, checkCandle } from '../../../../support/parser-abuse.ts'
import { recordedFolder } from '../../../../support/recorded.ts'

const folder = recordedFolder('fixtures')
const read = (file: string): string => readFileSync(`${folder ?? ''}/kraken/${file}`, 'utf8')
const instrument = (symbol: string): Instrument => ({
  id: kraken.fromVenue(symbol),
  provider: 'kraken',
  symbol,
  name: symbol,
  kind: 'crypto',
  currency: 'USD',
  tickSize: 0.1,
  session: { kind: 'always' },
  intervals: ['1m'],
  simulated: false,
})

describe.skipIf(folder === null)('recorded from Kraken', () => {
  it('asset pairs of 2021: 304, of which 11 belong to the dark pool', () => {
    const found = kraken.instruments.parse([read('rest_AssetPairs_2021.json')], 0)
    expect(found.length).toBe(293)
    expect(found.filter(({ kind }) => kind === 'fx').map(({ symbol }) => symbol)).toContain('EUR/USD')
    expect(found.find(({ symbol }) => symbol === 'BTC/USD')).toMatchObject({ tickSize: 0.1, currency: 'USD' })
    expect(found.find(({ symbol }) => symbol === 'DOGE/BTC')?.tickSize).toBe(1e-8)
    expect(found.some(({ symbol }) => /XBT|XDG/.test(symbol))).toBe(false)
  })

  it('every pair of 2021 is found in REST by its symbol, and again by the key of the answer', () => {
    type Pair = { altname: string; wsname?: string }
    const { result } = JSON.parse(read('rest_AssetPairs_2021.json')) as { result: Record<string, Pair> }
    const named = Object.entries(result).flatMap(([key, { altname, wsname }]) => {
      const symbol = symbolOfPairName(wsname)
      return symbol === null ? [] : [{ key, altname, symbol }]
    })
    expect(named.length).toBe(293)
    const keyed = byRestKey(named)
    for (const pair of named) {
      expect(restPair(pair.symbol)).toBe(pair.altname)
      expect(keyed.get(pair.key)?.symbol).toBe(pair.symbol)
      expect(guessSymbol(pair.key)).toBe(pair.symbol)
    }
  })

  it('720 minutes of 2017', () => {
    const candles = kraken.history.parse(read('rest_ohlc_XBTUSD_1m_2017.json'), instrument('BTC/USD'), '1m')
    expect(candles.length).toBe(720)
    for (const candle of candles) checkCandle(candle)
    expect(candles[0]).toEqual({
      openAt: 1502402520000,
      open: 3449.992,
      high: 3449.999,
      low: 3449.992,
      close: 3449.999,
      volume: 1.012,
      closed: true,
      source: 'rest',
    })
    expect(candles.at(-1)).toMatchObject({ openAt: 1502445660000, close: 3534.099, closed: false })
    expect(candles.filter(({ closed }) => !closed).length).toBe(1)
  })

  it('ticker of 2014, by a key that was not asked for', () => {
    const asked = [instrument('BTC/EUR')]
    expect(kraken.ticker.parse(read('rest_ticker_2014.json'), asked)).toEqual([
      {
        instrument: 'kraken:BTC/EUR',
        last: 560.87711,
        bid: 560.466,
        ask: 562.26651,
        high: 591.11,
        low: 560,
        volume: 600.91850325,
        exchangeAt: null,
        snapshot: false,
      },
    ])
    expect(kraken.turnover?.parse(read('rest_ticker_2014.json')).get('BTC/EUR')).toBeCloseTo(346_593, -1)
    expect(kraken.error(200, read('rest_ticker_2014.json'))).toBeNull()
  })

  it('trades', () => {
    expect(kraken.lastTrade.parse(read('rest_trades.json'), instrument('BTC/USD'))).toEqual({
      price: 999.56699,
      exchangeAt: 1385579841881,
      tradeId: '',
    })
  })

  it('frames as documented', () => {
    const frames = new Map(
      read('ws_v2_doc_examples.ndjson')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { name: string; raw: string })
        .map(({ name, raw }) => [name, raw]),
    )
    const parsed = (name: string) => kraken.stream.parse(frames.get(name) ?? '')
    expect([...frames.keys()]).toEqual(['subscribe_request', 'heartbeat', 'trade', 'ticker', 'ohlc', 'pong'])
    expect(parsed('subscribe_request')).toEqual(unknownFrame)
    expect([parsed('heartbeat'), parsed('pong')]).toEqual([heartbeatFrame, heartbeatFrame])
    expect(parsed('trade').trades).toEqual([
      {
        instrument: 'kraken:MATIC/USD',
        tradeId: '4665846',
        price: 0.5147,
        size: 6423.46326,
        takerSide: 'buy',
        exchangeAt: Date.UTC(2023, 8, 25, 7, 48, 36, 925),
        snapshot: false,
      },
    ])
    expect(parsed('ticker').quotes).toEqual([
      {
        instrument: 'kraken:ALGO/USD',
        last: 0.10035,
        bid: 0.10025,
        ask: 0.10036,
        open: 0.10052,
        high: 0.10285,
        low: 0.09979,
        volume: 997038.98383185,
        change: -0.00017,
        changePercent: -0.17,
        basis: '24h',
        exchangeAt: null,
        snapshot: true,
      },
    ])
    expect(parsed('ohlc').candles).toEqual([
      {
        instrument: 'kraken:MATIC/USD',
        interval: '5m',
        candle: {
          openAt: Date.UTC(2023, 9, 4, 16, 25),
          open: 0.5624,
          high: 0.5628,
          low: 0.5622,
          close: 0.5627,
          volume: 30927.68066226,
          closed: false,
          source: 'stream',
        },
      },
    ])
    abuseParser(kraken.stream.parse, [...frames.values()])
  })
})
