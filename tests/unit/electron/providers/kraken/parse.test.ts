/** Frames of Kraken's WebSocket v2: every documented one, and nothing that is broken makes it throw or lie. */
import { describe, expect, it } from 'vitest'
import { heartbeatFrame, unknownFrame } from '../../../../../electron/providers/fields.ts'
import { parseFrame, topicsOfSymbol } from '../../../../../electron/providers/kraken/parse.ts'
import { emptyFrame } from '../../../../../electron/providers/provider.ts'
import { abuseParser } from '../../../../support/parser-abuse.ts'

const frames = {
  status:
    '{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"online","api_version":"v2","connection_id":13834774380200032777}]}',
  maintenance:
    '{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"maintenance","api_version":"v2","connection_id":1}]}',
  heartbeat: '{"channel":"heartbeat"}',
  pong: '{"method":"pong","req_id":101,"time_in":"2023-09-24T14:10:23.799685Z","time_out":"2023-09-24T14:10:23.799703Z"}',
  ticker:
    '{"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD","bid":69010.0,"bid_qty":1.5,"ask":69010.1,"ask_qty":0.25,"last":69010.1,"volume":1234.56789,"vwap":68500.5,"low":67000.0,"high":70000.0,"change":-500.2,"change_pct":-0.72,"timestamp":"2026-10-03T10:00:00.123456789Z"}]}',
  snapshot:
    '{"channel":"ticker","type":"snapshot","data":[{"symbol":"PEPE/USD","bid":0,"bid_qty":0,"ask":0.00000002,"ask_qty":5.0,"last":1e-8,"volume":0,"vwap":0,"low":0,"high":0,"change":0,"change_pct":0}]}',
  trade:
    '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"sell","price":69010.1,"qty":0.00005,"ord_type":"market","trade_id":71234567,"timestamp":"2026-10-03T10:00:00.123456Z"},{"symbol":"BTC/USD","side":"buy","price":69010.2,"qty":1.0,"ord_type":"limit","trade_id":9007199254740993,"timestamp":"2026-10-03T10:00:00.124Z"}]}',
  ohlc: '{"channel":"ohlc","type":"snapshot","timestamp":"2026-10-03T10:03:00.5Z","data":[{"symbol":"BTC/USD","open":10.0,"high":12.0,"low":9.5,"close":11.0,"trades":3,"volume":1.5,"vwap":10.5,"interval_begin":"2026-10-03T10:00:00.000000000Z","interval":1,"timestamp":"2026-10-03T10:01:00.000000Z"},{"symbol":"BTC/USD","open":11.0,"high":11.0,"low":11.0,"close":11.0,"trades":1,"volume":0.00000001,"vwap":11.0,"interval_begin":"2026-10-03T10:03:00.000000000Z","interval":1,"timestamp":"2026-10-03T10:04:00.000000Z"}]}',
  agreed:
    '{"method":"subscribe","req_id":3,"result":{"channel":"ticker","event_trigger":"bbo","snapshot":true,"symbol":"BTC/USD"},"success":true,"time_in":"2026-10-03T10:00:00Z","time_out":"2026-10-03T10:00:00Z"}',
  agreedOhlc:
    '{"method":"subscribe","result":{"channel":"ohlc","interval":5,"snapshot":true,"symbol":"BTC/USD","warnings":["timestamp is deprecated, use interval_begin"]},"success":true,"time_in":"2026-10-03T10:00:00Z","time_out":"2026-10-03T10:00:00Z"}',
  left: '{"method":"unsubscribe","req_id":4,"result":{"channel":"trade","symbol":"BTC/USD"},"success":true,"time_in":"2026-10-03T10:00:00Z","time_out":"2026-10-03T10:00:00Z"}',
  refused:
    '{"error":"Currency pair not supported XBT/USDT","method":"subscribe","req_id":5,"success":false,"symbol":"XBT/USDT","time_in":"2026-10-03T10:00:00Z","time_out":"2026-10-03T10:00:00Z"}',
  second:
    '{"error":"Already subscribed to one ohlc interval on this symbol","method":"subscribe","req_id":6,"success":false,"symbol":"BTC/USD"}',
  rate: '{"Error":"Exceeded msg rate"}',
} as const

const change = (name: keyof typeof frames, from: string, to: string) => {
  expect(frames[name]).toContain(from)
  return parseFrame(frames[name].replace(from, to))
}

describe('documented frames', () => {
  it('ticker: figures of 24 hours, and the price that their change is counted from', () => {
    expect(parseFrame(frames.ticker)).toEqual({
      ...emptyFrame,
      quotes: [
        {
          instrument: 'kraken:BTC/USD',
          last: 69010.1,
          bid: 69010,
          ask: 69010.1,
          open: 69510.3,
          high: 70000,
          low: 67000,
          volume: 1234.56789,
          change: -500.2,
          changePercent: -0.72,
          basis: '24h',
          exchangeAt: Date.UTC(2026, 9, 3, 10, 0, 0, 123),
          snapshot: true,
        },
      ],
    })
  })

  it('ticker: a snapshot of a market with little in it', () => {
    expect(parseFrame(frames.snapshot).quotes).toEqual([
      {
        instrument: 'kraken:PEPE/USD',
        last: 1e-8,
        bid: null,
        ask: 2e-8,
        open: 1e-8,
        high: null,
        low: null,
        volume: 0,
        change: 0,
        changePercent: 0,
        basis: '24h',
        exchangeAt: null,
        snapshot: true,
      },
    ])
    expect(change('snapshot', '"last":1e-8', '"last":0').quotes[0]).toMatchObject({
      last: null,
      open: null,
      change: null,
    })
    expect(change('snapshot', '"change":0', '"change":1').quotes[0]).toMatchObject({ open: null, change: 1 })
  })

  it('trade: several in one frame, with the taker’s side and ids as text', () => {
    const { trades, unknown } = parseFrame(frames.trade)
    expect(trades[0]).toEqual({
      instrument: 'kraken:BTC/USD',
      tradeId: '71234567',
      price: 69010.1,
      size: 0.00005,
      takerSide: 'sell',
      exchangeAt: Date.UTC(2026, 9, 3, 10, 0, 0, 123),
      snapshot: false,
    })
    expect(trades[1]).toMatchObject({ tradeId: '9007199254740993', takerSide: 'buy' })
    expect([trades.length, unknown]).toEqual([2, 0])
    expect(
      change('trade', '"type":"update"', '"type":"snapshot"').trades.map(({ snapshot }) => snapshot),
    ).toEqual([true, true])
    const odd = change('trade', '"sell"', '"auction"')
    expect([odd.unknown, odd.trades[0]?.takerSide, odd.trades.length]).toEqual([1, null, 2])
  })

  it('ohlc: opens at interval_begin, and is never closed by itself', () => {
    const { candles } = parseFrame(frames.ohlc)
    expect(candles).toEqual([
      {
        instrument: 'kraken:BTC/USD',
        interval: '1m',
        candle: {
          openAt: Date.UTC(2026, 9, 3, 10),
          open: 10,
          high: 12,
          low: 9.5,
          close: 11,
          volume: 1.5,
          closed: false,
          source: 'stream',
        },
      },
      expect.objectContaining({
        candle: expect.objectContaining({ openAt: Date.UTC(2026, 9, 3, 10, 3), volume: 1e-8 }) as unknown,
      }),
    ])
  })

  it('ohlc of weeks from Thursday and of fifteen days has no interval of ours', () => {
    for (const minutes of ['10080', '21600', '7', '"1"'])
      expect(change('ohlc', '"interval":1', `"interval":${minutes}`)).toEqual(unknownFrame)
  })

  it('status: of the exchange, with an id that no double holds', () => {
    expect(parseFrame(frames.status)).toEqual(emptyFrame)
    expect(change('status', 'online', 'post_only')).toEqual(emptyFrame)
    expect(change('status', 'online', 'on fire')).toEqual(unknownFrame)
    expect(parseFrame(frames.maintenance).fatal).toEqual({
      code: 'venue-error',
      message: 'Kraken is in maintenance',
      retry: 'later',
    })
  })

  it('heartbeat and pong', () => {
    expect(parseFrame(frames.heartbeat)).toEqual(heartbeatFrame)
    expect(parseFrame(frames.pong)).toEqual(heartbeatFrame)
  })

  it('an answer for each symbol confirms its topic', () => {
    expect(parseFrame(frames.agreed)).toEqual({ ...emptyFrame, acks: ['ticker:BTC/USD'] })
    expect(parseFrame(frames.agreedOhlc)).toEqual({ ...emptyFrame, acks: ['ohlc-5:BTC/USD'] })
    expect(parseFrame(frames.left)).toEqual(emptyFrame)
    expect(change('agreed', '"symbol":"BTC/USD"', '"symbol":["BTC/USD"]')).toEqual(unknownFrame)
    expect(change('agreed', '"ticker"', '"level3"')).toEqual(unknownFrame)
  })

  it('an unknown pair is refused by name on every channel', () => {
    const { refusals, answered } = parseFrame(frames.refused)
    expect(refusals.map(({ topic }) => topic)).toEqual(topicsOfSymbol('XBT/USDT'))
    expect(refusals[0]).toEqual({ topic: 'ticker:XBT/USDT', reason: 'Currency pair not supported XBT/USDT' })
    expect(refusals.map(({ topic }) => topic)).toContain('ohlc-1440:XBT/USDT')
    expect(answered).toBeNull()
  })

  it('any other refusal is about the message', () => {
    expect(parseFrame(frames.second)).toMatchObject({
      refusals: [],
      answered: { requestId: 6, refused: 'Already subscribed to one ohlc interval on this symbol' },
    })
    expect(change('second', ' to one ohlc interval on this symbol', '').answered).toEqual({
      requestId: 6,
      refused: null,
    })
    expect(change('second', '"req_id":6,', '').answered?.requestId).toBeNull()
    expect(change('second', '"subscribe"', '"unsubscribe"')).toEqual(unknownFrame)
  })

  it('too many messages end the stream for a while, whatever they asked for', () => {
    expect(parseFrame(frames.rate).fatal).toMatchObject({ code: 'rate-limited', retry: 'later' })
    const named = change('refused', 'Currency pair not supported XBT/USDT', 'Exceeded msg rate')
    expect([named.fatal?.code, named.refusals]).toEqual(['rate-limited', []])
  })
})

describe('frames that do not hold', () => {
  it('are unknown', () => {
    const texts = [
      '',
      'null',
      '[]',
      '{}',
      '{"channel":"book"}',
      '{"channel":null}',
      '{"method":"x"}',
      '{"success":true}',
      '{"channel":"ticker"}',
    ]
    for (const text of texts) expect(parseFrame(text)).toEqual(unknownFrame)
    expect(change('ticker', '"update"', '"replay"')).toEqual(unknownFrame)
    expect(change('trade', '"update"', '5')).toEqual(unknownFrame)
    expect(change('ohlc', '"snapshot"', 'null')).toEqual(unknownFrame)
  })

  it('are unknown as a whole where a number is none', () => {
    for (const value of ['-1', '1e999', 'null', '"x"', '[]'])
      expect(change('ticker', '"last":69010.1', `"last":${value}`)).toEqual(unknownFrame)
    expect(change('ticker', '"change":-500.2', '"change":null')).toEqual(unknownFrame)
    expect(change('ticker', '2026-10-03T10:00:00.123456789Z', 'now')).toEqual(unknownFrame)
    expect(change('trade', '"price":69010.2', '"price":0')).toEqual(unknownFrame)
    expect(change('trade', '"trade_id":71234567', '"trade_id":1.5')).toEqual(unknownFrame)
    expect(change('ohlc', '"high":12.0', '"high":10.5')).toEqual(unknownFrame)
    expect(change('ohlc', '10:00:00.000000000Z', '10:00:30.000000000Z')).toEqual(unknownFrame)
  })

  it('never throw and never make a number that is none, cut off or mutated', () => {
    expect(() => abuseParser(parseFrame, Object.values(frames))).not.toThrow()
  })
})
