/** Frames of the simulated exchange: every documented one, and nothing that is broken makes it throw or lie. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyFrame, type StreamFrame } from '../../../../../electron/providers/provider.ts'
import { unknownFrame } from '../../../../../electron/providers/fields.ts'
import { parseFrame } from '../../../../../electron/providers/simulated/parse.ts'

const frames = {
  ticker:
    '{"type":"ticker","symbol":"BTCUSDT","last":"60000.10","open":"59000.00","high":"61000.50","low":"58000.00","volume":"1234.56789","change":"1000.10","changePercent":"1.6951","basis":"24h","at":1795192279673}',
  falling:
    '{"type":"ticker","symbol":"AAPL","last":"220.10","open":"221.00","high":"222.50","low":"219.00","volume":"1234567","change":"-1.90","changePercent":"-0.8559","basis":"previous-close","at":1795192279673,"snapshot":true}',
  trades:
    '{"type":"trades","symbol":"SHIBUSDT","trades":[{"id":"299198713330001","price":"0.00001234","size":"51234567","side":"buy","at":1795192279673},{"id":"299198713330002","price":"0.00001235","size":"1","side":"sell","at":1795192279700}]}',
  book: '{"type":"book","symbol":"EURUSD","bid":"1.08501","bidSize":"10000","ask":"1.08503","askSize":"25000","at":1795192279673}',
  candle:
    '{"type":"candle","symbol":"BTCUSDT","interval":"1m","candle":{"openAt":1795192260000,"open":"60000.00","high":"60010.00","low":"59990.00","close":"60001.00","volume":"1.50000","closed":false}}',
  heartbeat: '{"type":"heartbeat","at":1795192279673}',
  ack: '{"type":"ack","topic":"ticker:BTCUSDT","id":1}',
  unsubscribed: '{"type":"unsubscribed","topic":"ticker:BTCUSDT","id":2}',
  refused: '{"type":"refused","topic":"ticker:NOPE","reason":"unknown symbol NOPE","id":1}',
  fatal: '{"type":"error","code":"TOO_MANY_MESSAGES","message":"more than 20 a second"}',
} as const

const parsed = (frame: Partial<StreamFrame>): StreamFrame => ({ ...emptyFrame, ...frame })
const change = (name: keyof typeof frames, from: string, to: string): StreamFrame => {
  expect(frames[name]).toContain(from)
  return parseFrame(frames[name].replace(from, to))
}

describe('documented frames', () => {
  it('ticker', () => {
    expect(parseFrame(frames.ticker)).toEqual(
      parsed({
        quotes: [
          {
            instrument: 'simulated:BTCUSDT' as never,
            last: 60000.1,
            open: 59000,
            high: 61000.5,
            low: 58000,
            volume: 1234.56789,
            change: 1000.1,
            changePercent: 1.6951,
            basis: '24h',
            exchangeAt: 1795192279673,
            snapshot: false,
          },
        ],
      }),
    )
    expect(parseFrame(frames.falling).quotes[0]).toMatchObject({
      instrument: 'simulated:AAPL',
      change: -1.9,
      basis: 'previous-close',
      snapshot: true,
    })
  })

  it('trades keep their ids as text', () => {
    const { trades, unknown } = parseFrame(frames.trades)
    expect(trades[0]).toEqual({
      instrument: 'simulated:SHIBUSDT',
      tradeId: '299198713330001',
      price: 0.00001234,
      size: 51234567,
      takerSide: 'buy',
      exchangeAt: 1795192279673,
      snapshot: false,
    })
    expect([trades.length, unknown]).toEqual([2, 0])
  })

  it('book', () => {
    expect(parseFrame(frames.book).quotes).toEqual([
      {
        instrument: 'simulated:EURUSD',
        bid: 1.08501,
        ask: 1.08503,
        exchangeAt: 1795192279673,
        snapshot: false,
      },
    ])
    expect(change('book', '"1.08501"', 'null').quotes[0]?.bid).toBeNull()
  })

  it('candle', () => {
    expect(parseFrame(frames.candle).candles).toEqual([
      {
        instrument: 'simulated:BTCUSDT',
        interval: '1m',
        candle: {
          openAt: 1795192260000,
          open: 60000,
          high: 60010,
          low: 59990,
          close: 60001,
          volume: 1.5,
          closed: false,
          source: 'stream',
        },
      },
    ])
  })

  it('control frames', () => {
    expect(parseFrame(frames.heartbeat)).toEqual(parsed({ heartbeat: true }))
    expect(parseFrame(frames.ack)).toEqual(parsed({ acks: ['ticker:BTCUSDT'] }))
    expect(parseFrame(frames.unsubscribed)).toEqual(emptyFrame)
    expect(parseFrame(frames.refused)).toEqual(
      parsed({ refusals: [{ topic: 'ticker:NOPE', reason: 'unknown symbol NOPE' }] }),
    )
    expect(parseFrame(frames.fatal).fatal).toMatchObject({ code: 'rate-limited', retry: 'later' })
  })

  it('symbols with colons', () => {
    expect(change('ticker', 'BTCUSDT', 'REPLAY:AAPL_1D').quotes[0]?.instrument).toBe(
      'simulated:REPLAY:AAPL_1D',
    )
  })
})

describe('frames that nobody documented', () => {
  it('are unknown', () => {
    for (const text of ['', 'null', '[]', '1', '"x"', '{}', '{"type":"gossip"}', '{"type":5}', 'not json']) {
      expect(parseFrame(text)).toEqual(unknownFrame)
    }
  })

  it('are unknown as a whole where a number is none', () => {
    expect(change('ticker', '"60000.10"', '60000.1')).toEqual(unknownFrame)
    expect(change('ticker', '"60000.10"', '"1e5"')).toEqual(unknownFrame)
    expect(change('ticker', '"60000.10"', '"0.00"')).toEqual(unknownFrame)
    expect(change('ticker', '"60000.10"', '"-1"')).toEqual(unknownFrame)
    expect(change('ticker', '"60000.10"', '""')).toEqual(unknownFrame)
    expect(change('ticker', '1795192279673', '"1795192279673"')).toEqual(unknownFrame)
    expect(change('trades', '"0.00001235"', '"NaN"')).toEqual(unknownFrame)
    expect(change('trades', '"299198713330002"', '299198713330002')).toEqual(unknownFrame)
    expect(change('book', '"1.08501"', 'false')).toEqual(unknownFrame)
    expect(change('candle', '"60010.00"', '"60000.50"')).toEqual(unknownFrame)
    expect(change('candle', '1795192260000', '1795192260001')).toEqual(unknownFrame)
    expect(change('candle', '"1m"', '"2m"')).toEqual(unknownFrame)
    expect(change('candle', 'false', '"false"')).toEqual(unknownFrame)
    expect(change('ticker', '"type"', '"snapshot":"yes","type"')).toEqual(unknownFrame)
  })

  it('are tolerated and counted where only a description is new', () => {
    const basis = change('ticker', '"24h"', '"7d"')
    expect(basis.unknown).toBe(1)
    expect(basis.quotes[0]).toMatchObject({ last: 60000.1 })
    expect(basis.quotes[0]).not.toHaveProperty('change')
    const side = change('trades', '"buy"', '"auction"')
    expect([side.unknown, side.trades[0]?.takerSide, side.trades.length]).toEqual([1, null, 2])
    expect(change('ticker', '"type"', '"extra":{"a":1},"type"').unknown).toBe(0)
  })
})

describe('broken frames', () => {
  it('are unknown when cut off anywhere', () => {
    for (const text of Object.values(frames)) {
      for (let length = 0; length < text.length; length += 1)
        expect(parseFrame(text.slice(0, length))).toEqual(unknownFrame)
    }
  })

  it('never throw and never make a number that is none, in 10,000 mutations', () => {
    const mutation = fc.tuple(
      fc.constantFrom(...Object.values(frames)),
      fc.nat(),
      fc.nat(),
      fc.string({ maxLength: 4, unit: 'binary' }),
    )
    const numbers = (frame: StreamFrame) => [
      ...frame.quotes.flatMap((quote) => [
        quote.last,
        quote.bid,
        quote.ask,
        quote.high,
        quote.low,
        quote.volume,
        quote.change,
      ]),
      ...frame.trades.flatMap((trade) => [trade.price, trade.size, trade.exchangeAt]),
      ...frame.candles.flatMap(({ candle }) => [
        candle.openAt,
        candle.open,
        candle.high,
        candle.low,
        candle.close,
        candle.volume,
      ]),
    ]
    fc.assert(
      fc.property(mutation, ([text, at, cut, insert]) => {
        const from = at % (text.length + 1)
        const frame = parseFrame(text.slice(0, from) + insert + text.slice(from + (cut % 6)))
        for (const value of numbers(frame))
          if (value !== undefined && value !== null) expect(Number.isFinite(value)).toBe(true)
        for (const trade of frame.trades) expect(trade.price).toBeGreaterThan(0)
      }),
      { numRuns: 10_000 },
    )
  })

  it('never throw for any JSON at all', () => {
    const record = fc.dictionary(
      fc.constantFrom('type', 'symbol', 'trades', 'candle', 'topic', 'at', 'interval', 'code'),
      fc.jsonValue(),
    )
    const typed = fc.record({
      type: fc.constantFrom('ticker', 'trades', 'book', 'candle', 'ack', 'refused', 'error', 'heartbeat'),
    })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          record,
          fc.tuple(record, typed).map(([a, b]) => ({ ...a, ...b })),
        ),
        (value) => {
          expect(() => parseFrame(JSON.stringify(value))).not.toThrow()
        },
      ),
      { numRuns: 3000 },
    )
  })
})
