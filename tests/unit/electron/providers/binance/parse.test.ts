/** Binance's frames: every documented one, and nothing that is broken makes it throw or lie. */
import { describe, expect, it } from 'vitest'
import { parseFrame } from '../../../../../electron/providers/binance/parse.ts'
import { unknownFrame } from '../../../../../electron/providers/fields.ts'
import { emptyFrame, type StreamFrame } from '../../../../../electron/providers/stream.ts'
import { abuseParser } from '../../../../support/parser-abuse.ts'

const frames = {
  trade:
    '{"stream":"btcusdt@trade","data":{"e":"trade","E":1795192279680,"s":"BTCUSDT","t":5922978604,"p":"69383.05000000","q":"0.00197000","T":1795192279673,"m":true,"M":true}}',
  book: '{"stream":"pepeusdt@bookTicker","data":{"u":400900217,"s":"PEPEUSDT","b":"0.00000001","B":"31.21000000","a":"0.00000002","A":"40.66000000"}}',
  ticker:
    '{"stream":"btcusdt@ticker","data":{"e":"24hrTicker","E":1795192280000,"s":"BTCUSDT","p":"-592.48000000","P":"-0.847","w":"68815.34665535","x":"69975.52000000","c":"69383.05000000","Q":"0.00197000","b":"69383.05000000","B":"0.54266000","a":"69383.06000000","A":"0.79225000","o":"69975.53000000","h":"70300.00000000","l":"67300.00000000","v":"38513.90102000","q":"2650347449.74101610","O":1795105880000,"C":1795192280000,"F":1,"L":2,"n":2}}',
  kline:
    '{"stream":"btcusdt@kline_1M","data":{"e":"kline","E":1795192280000,"s":"BTCUSDT","k":{"t":1793491200000,"T":1796083199999,"s":"BTCUSDT","i":"1M","f":100,"L":200,"o":"60000.00","c":"69383.05","h":"71000.00","l":"59000.50","v":"1000.25","n":100,"x":false,"q":"1.0","V":"500","Q":"0.5","B":"0"}}}',
  chinese:
    '{"stream":"币安人生usdt@trade","data":{"e":"trade","E":1,"s":"币安人生USDT","t":7,"p":"0.1","q":"1","T":1795192279673,"m":false,"M":true}}',
  ack: '{"result":null,"id":7}',
  error: '{"code":2,"msg":"Invalid request: too many parameters","id":8}',
  wrapped: '{"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"},"id":9}',
  nameless: '{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"}',
  leaving: '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1795192280000}}',
} as const

const parsed = (frame: Partial<StreamFrame>): StreamFrame => ({ ...emptyFrame, ...frame })
const change = (name: keyof typeof frames, from: string, to: string): StreamFrame => {
  expect(frames[name]).toContain(from)
  return parseFrame(frames[name].replace(from, to))
}

describe('documented frames', () => {
  it('trade: a maker who buys means a taker who sold', () => {
    expect(parseFrame(frames.trade)).toEqual(
      parsed({
        trades: [
          {
            instrument: 'binance:BTCUSDT' as never,
            tradeId: '5922978604',
            price: 69383.05,
            size: 0.00197,
            takerSide: 'sell',
            exchangeAt: 1795192279673,
            snapshot: false,
          },
        ],
      }),
    )
    expect(change('trade', '"m":true', '"m":false').trades[0]?.takerSide).toBe('buy')
  })

  it('trade ids above 2^53 and names beyond ASCII', () => {
    expect(change('trade', '5922978604', '9007199254740993').trades[0]?.tradeId).toBe('9007199254740993')
    expect(parseFrame(frames.chinese).trades[0]?.instrument).toBe('binance:币安人生USDT')
  })

  it('book ticker, which has neither an event name nor a time', () => {
    const quote = {
      instrument: 'binance:PEPEUSDT' as never,
      bid: 1e-8,
      ask: 2e-8,
      exchangeAt: null,
      snapshot: false,
    }
    expect(parseFrame(frames.book)).toEqual(parsed({ quotes: [quote] }))
    // Raw, as on `/ws`.
    const raw = frames.book.slice(frames.book.indexOf('{"u"'), -1)
    expect(parseFrame(raw)).toEqual(parsed({ quotes: [quote] }))
    expect(change('book', '"0.00000001"', '"0.00000000"').quotes[0]?.bid).toBeNull()
  })

  it('24 h ticker', () => {
    expect(parseFrame(frames.ticker)).toEqual(
      parsed({
        quotes: [
          {
            instrument: 'binance:BTCUSDT' as never,
            last: 69383.05,
            open: 69975.53,
            high: 70300,
            low: 67300,
            volume: 38513.90102,
            change: -592.48,
            changePercent: -0.847,
            basis: '24h',
            exchangeAt: 1795192280000,
            snapshot: true,
          },
        ],
      }),
    )
  })

  it('24 h ticker of what was never traded: unknown, not 0', () => {
    const [quote] = change('ticker', '"c":"69383.05000000"', '"c":"0.00000000"').quotes
    expect(quote).toMatchObject({ last: null, change: null, changePercent: null, volume: 38513.90102 })
  })

  it('kline, whose interval names differ by case alone', () => {
    expect(parseFrame(frames.kline).candles).toEqual([
      {
        instrument: 'binance:BTCUSDT',
        interval: '1M',
        candle: {
          openAt: Date.UTC(2026, 10),
          open: 60000,
          high: 71000,
          low: 59000.5,
          close: 69383.05,
          volume: 1000.25,
          closed: false,
          source: 'stream',
        },
      },
    ])
    const minute = change('kline', '"i":"1M"', '"i":"1m"').candles[0]
    expect([minute?.interval, minute?.candle.openAt]).toEqual(['1m', 1793491200000])
    expect(change('kline', '"x":false', '"x":true').candles[0]?.candle.closed).toBe(true)
  })

  it('answers, which are never wrapped', () => {
    expect(parseFrame(frames.ack)).toEqual(parsed({ answered: { requestId: 7, refused: null } }))
    expect(parseFrame(frames.error).answered).toEqual({
      requestId: 8,
      refused: 'Invalid request: too many parameters',
    })
    expect(parseFrame(frames.wrapped).answered).toEqual({
      requestId: 9,
      refused: 'Invalid JSON: expected value at line 1 column 1',
    })
    expect(parseFrame(frames.nameless).answered?.requestId).toBeNull()
    expect(parseFrame('{"code":1}').answered).toEqual({
      requestId: null,
      refused: 'Binance refused with code 1',
    })
  })

  it('goodbye, wrapped and raw', () => {
    expect(parseFrame(frames.leaving).leaving).toContain('shuts down')
    expect(parseFrame('{"e":"serverShutdown","E":1795192280000}').leaving).toContain('shuts down')
  })
})

describe('frames that nobody asked for', () => {
  it('are unknown', () => {
    for (const text of [
      ...['', 'null', '[]', '1', '{}', 'pong', '{"e":"gossip"}', '{"stream":"x@trade","data":[]}'],
      '{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1,"s":"BTCUSDT","a":1,"p":"1","q":"1","f":1,"l":1,"T":1,"m":true}}',
      '{"stream":"btcusdt@depth5","data":{"lastUpdateId":160,"bids":[],"asks":[]}}',
      '{"result":["btcusdt@trade"],"id":3}',
      '{"stream":"btcusdt@referencePrice","data":{"e":"referencePrice","s":"BTCUSDT","r":null,"t":1}}',
    ])
      expect(parseFrame(text), text).toEqual(unknownFrame)
  })

  it('are unknown as a whole where a number is none', () => {
    expect(change('trade', '"69383.05000000"', '"0.00000000"')).toEqual(unknownFrame)
    expect(change('trade', '"69383.05000000"', '"-1"')).toEqual(unknownFrame)
    expect(change('trade', '"69383.05000000"', '"1e5"')).toEqual(unknownFrame)
    expect(change('trade', '"69383.05000000"', 'null')).toEqual(unknownFrame)
    expect(change('trade', '5922978604', 'null')).toEqual(unknownFrame)
    expect(change('book', '"0.00000001"', '"x"')).toEqual(unknownFrame)
    expect(change('book', '"0.00000001"', '"-0.1"')).toEqual(unknownFrame)
    expect(change('ticker', '"-592.48000000"', 'null')).toEqual(unknownFrame)
    expect(change('kline', '"71000.00"', '"60000.00"')).toEqual(unknownFrame)
    expect(change('kline', '"x":false', '"x":0')).toEqual(unknownFrame)
    // Not on our grid, though Binance has them.
    for (const interval of ['1s', '8h', '3d'])
      expect(change('kline', '"1M"', `"${interval}"`)).toEqual(unknownFrame)
  })

  it('are tolerated and counted where only a description is new', () => {
    const frame = change('trade', '"m":true', '"m":"neither"')
    expect([frame.unknown, frame.trades[0]?.takerSide, frame.trades[0]?.price]).toEqual([1, null, 69383.05])
    expect(change('trade', '"M":true', '"M":true,"new":{"a":[1]}').unknown).toBe(0)
  })
})

it('broken frames never throw and never lie', () => {
  expect(abuseParser(parseFrame, Object.values(frames))).toBeGreaterThan(10_000)
})
