/** OKX's frames: every documented one, and nothing that is broken makes it throw or lie. */
import { describe, expect, it } from 'vitest'
import { heartbeatFrame, unknownFrame } from '../../../../../electron/providers/fields.ts'
import { parseFrame } from '../../../../../electron/providers/okx/parse.ts'
import { emptyFrame, type StreamFrame } from '../../../../../electron/providers/stream.ts'
import { abuseParser } from '../../../../support/parser-abuse.ts'

const frames = {
  ticker:
    '{"arg":{"channel":"tickers","instId":"BTC-USDT"},"data":[{"instType":"SPOT","instId":"BTC-USDT","last":"9999.99","lastSz":"0.1","askPx":"10000.01","askSz":"11","bidPx":"9999.98","bidSz":"5","open24h":"8000","high24h":"10000","low24h":"7888.88","volCcy24h":"2222000.5","vol24h":"222.25","sodUtc0":"2222","sodUtc8":"2222","ts":"1795192279673"}]}',
  trades:
    '{"arg":{"channel":"trades","instId":"PEPE-USDT"},"data":[{"instId":"PEPE-USDT","tradeId":"130639474","px":"0.00000001","sz":"1206","side":"buy","ts":"1795192279673","count":"3","source":"0","seqId":1234},{"instId":"PEPE-USDT","tradeId":"9007199254740993","px":"0.00000002","sz":"0","side":"sell","ts":"1795192279674","count":"1","source":"1","seqId":9007199254740995}]}',
  candle:
    '{"arg":{"channel":"candle1Dutc","instId":"BTC-USDT"},"data":[["1795132800000","8533.02","8553.74","8527.17","8548.26","45247.5","529.5858061","5529.5858061","0"]]}',
  closed:
    '{"arg":{"channel":"candle1m","instId":"BTC-USDT"},"data":[["1795192260000","1","4","0.5","2","7","1","1","1"],["1795192320000","2","2","2","2","0","0","0","0"]]}',
  ack: '{"id":"1512","event":"subscribe","arg":{"channel":"candle1Dutc","instId":"BTC-USDT"},"connId":"a4d3ae55"}',
  unsubscribed:
    '{"id":"2","event":"unsubscribe","arg":{"channel":"trades","instId":"BTC-USDT"},"connId":"a4d3ae55"}',
  noSuch:
    '{"event":"error","msg":"Wrong URL or channel:tickers,instId:NO-SUCH doesn\'t exist. Please use the correct URL, channel and parameters referring to API document.","code":"60018","connId":"a4d3ae55"}',
  invalid:
    '{"id":"12","event":"error","code":"60012","msg":"Invalid request: {\\"op\\": \\"subscribe\\"}","connId":"a4d3ae55"}',
  upgrade:
    '{"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade. Please reconnect.","connId":"a4d3ae55"}',
  frequent: '{"event":"error","code":"60014","msg":"Requests too frequent","connId":"a4d3ae55"}',
  pong: 'pong',
} as const

const parsed = (frame: Partial<StreamFrame>): StreamFrame => ({ ...emptyFrame, ...frame })
const change = (name: keyof typeof frames, from: string, to: string): StreamFrame => {
  expect(frames[name]).toContain(from)
  return parseFrame(frames[name].replace(from, to))
}

describe('documented frames', () => {
  it('ticker: the change of 24 hours is ours', () => {
    const [quote, ...more] = parseFrame(frames.ticker).quotes
    expect(more).toEqual([])
    expect(quote).toEqual({
      instrument: 'okx:BTC-USDT',
      last: 9999.99,
      bid: 9999.98,
      ask: 10000.01,
      open: 8000,
      high: 10000,
      low: 7888.88,
      volume: 222.25,
      change: expect.closeTo(1999.99, 8) as number,
      changePercent: expect.closeTo(24.999875, 8) as number,
      basis: '24h',
      exchangeAt: 1795192279673,
      snapshot: true,
    })
  })

  it('ticker: empty text and zero are unknown, not 0', () => {
    expect(change('ticker', '"9999.98"', '""').quotes[0]?.bid).toBeNull()
    expect(change('ticker', '"222.25"', '""').quotes[0]?.volume).toBeNull()
    expect(change('ticker', '"8000"', '""').quotes[0]).toMatchObject({
      open: null,
      change: null,
      changePercent: null,
      last: 9999.99,
    })
    expect(change('ticker', '"last":"9999.99"', '"last":"0"').quotes[0]).toMatchObject({
      last: null,
      change: null,
    })
  })

  it('trades: the side is the taker’s, ids stay text, prices may be tiny', () => {
    expect(parseFrame(frames.trades)).toEqual(
      parsed({
        trades: [
          {
            instrument: 'okx:PEPE-USDT' as never,
            tradeId: '130639474',
            price: 1e-8,
            size: 1206,
            takerSide: 'buy',
            exchangeAt: 1795192279673,
            snapshot: false,
          },
          expect.objectContaining({
            tradeId: '9007199254740993',
            price: 2e-8,
            size: 0,
            takerSide: 'sell',
          }) as never,
        ],
      }),
    )
  })

  it('candles: the last field says whether they are closed', () => {
    expect(parseFrame(frames.candle).candles).toEqual([
      {
        instrument: 'okx:BTC-USDT',
        interval: '1d',
        candle: {
          openAt: 1795132800000,
          open: 8533.02,
          high: 8553.74,
          low: 8527.17,
          close: 8548.26,
          volume: 45247.5,
          closed: false,
          source: 'stream',
        },
      },
    ])
    expect(parseFrame(frames.closed).candles.map(({ candle }) => [candle.openAt, candle.closed])).toEqual([
      [1795192260000, true],
      [1795192320000, false],
    ])
  })

  it('answers name their topic', () => {
    expect(parseFrame(frames.ack)).toEqual(parsed({ acks: ['candle1Dutc:BTC-USDT'] }))
    expect(parseFrame(frames.unsubscribed)).toEqual(emptyFrame)
  })

  it('refusals name it in their words', () => {
    expect(parseFrame(frames.noSuch).refusals).toEqual([
      { topic: 'tickers:NO-SUCH', reason: expect.stringContaining("doesn't exist") as string },
    ])
    const older = change('noSuch', 'Wrong URL or channel', 'channel')
    expect(older.refusals[0]?.topic).toBe('tickers:NO-SUCH')
    const arg = '"arg":{"channel":"trades","instId":"A-B"},"code":"60033"'
    expect(change('noSuch', '"code":"60018"', arg).refusals[0]?.topic).toBe('trades:A-B')
  })

  it('refusals that name none answer the whole message', () => {
    expect(parseFrame(frames.invalid).answered).toEqual({
      requestId: 12,
      refused: 'Invalid request: {"op": "subscribe"}',
    })
    expect(change('invalid', '"id":"12",', '').answered?.requestId).toBeNull()
    expect(change('invalid', '"12"', '"x12"').answered?.requestId).toBeNull()
  })

  it('goodbyes, and what would get worse by asking at once', () => {
    expect(parseFrame(frames.upgrade).leaving).toContain('service upgrade')
    expect(change('upgrade', '"notice"', '"error"').leaving).toContain('service upgrade')
    expect(parseFrame(frames.frequent).fatal).toMatchObject({ code: 'rate-limited', retry: 'later' })
    expect(change('frequent', '60014', '64007').fatal).toMatchObject({ code: 'venue-error', retry: 'later' })
  })

  it('pong, which is no JSON', () => {
    expect(parseFrame(frames.pong)).toEqual(heartbeatFrame)
    expect(parseFrame('"pong"')).toEqual(unknownFrame)
  })
})

describe('frames that nobody asked for', () => {
  it('are unknown', () => {
    for (const text of [
      ...['', 'null', '[]', '{}', 'ping', '{"event":"gossip"}', '{"event":"error"}', '{"event":"subscribe"}'],
      '{"event":"notice","code":"64009","msg":"something new"}',
      '{"event":"channel-conn-count","channel":"orders","connCount":"2","connId":"abcd1234"}',
      '{"arg":{"channel":"tickers","instId":"BTC-USDT"},"data":[]}',
      '{"arg":{"channel":"books5","instId":"BTC-USDT"},"data":[{"asks":[],"bids":[]}]}',
      '{"arg":{"channel":"tickers"},"data":[{}]}',
    ])
      expect(parseFrame(text), text).toEqual(unknownFrame)
  })

  it('are unknown where a number is none', () => {
    expect(change('ticker', '"9999.98"', '"-1"')).toEqual(unknownFrame)
    expect(change('ticker', '"9999.98"', 'null')).toEqual(unknownFrame)
    expect(change('ticker', '"222.25"', '"many"')).toEqual(unknownFrame)
    expect(change('ticker', '"1795192279673"', '""')).toEqual(unknownFrame)
    expect(change('trades', '"0.00000001"', '"0"')).toEqual(unknownFrame)
    expect(change('trades', '"0.00000001"', '""')).toEqual(unknownFrame)
    expect(change('trades', '"130639474"', '""')).toEqual(unknownFrame)
    expect(change('candle', '"8553.74"', '"8533.00"')).toEqual(unknownFrame)
  })

  it('are unknown where a candle is in a state or on a grid that nobody knows', () => {
    expect(change('candle', '"5529.5858061","0"', '"5529.5858061","2"')).toEqual(unknownFrame)
    expect(change('candle', ',"0"]', ']')).toEqual(unknownFrame)
    // A day that begins in Hong Kong.
    expect(change('candle', '"1795132800000"', '"1795104000000"')).toEqual(unknownFrame)
    for (const channel of ['candle1D', 'candle6H', 'candle3Dutc', 'candle1s', 'candle'])
      expect(change('candle', 'candle1Dutc', channel)).toEqual(unknownFrame)
  })

  it('are tolerated and counted where only a description is new', () => {
    const frame = change('trades', '"buy"', '"auction"')
    expect([frame.unknown, frame.trades.length, frame.trades[0]?.takerSide]).toEqual([1, 2, null])
    expect(change('ticker', '"lastSz"', '"novelty":{},"lastSz"').unknown).toBe(0)
  })
})

it('broken frames never throw and never lie', () => {
  expect(abuseParser(parseFrame, Object.values(frames))).toBeGreaterThan(10_000)
})
