/** Frames of Coinbase's feed: every documented one, and nothing that is broken makes it throw or lie. */
import { describe, expect, it } from 'vitest'
import { parseFrame } from '../../../../../electron/providers/coinbase/parse.ts'
import { stream } from '../../../../../electron/providers/coinbase/stream.ts'
import { heartbeatFrame, unknownFrame } from '../../../../../electron/providers/fields.ts'
import { emptyFrame } from '../../../../../electron/providers/provider.ts'
import { abuseParser } from '../../../../support/parser-abuse.ts'

const frames = {
  ticker:
    '{"type":"ticker","sequence":37475248783,"product_id":"ETH-USD","price":"1285.22","open_24h":"1310.79","volume_24h":"245532.79269678","low_24h":"1280.52","high_24h":"1313.8","volume_30d":"9788783.60117027","best_bid":"1285.04","best_bid_size":"0.46688654","best_ask":"1285.27","best_ask_size":"1.56637040","side":"buy","time":"2022-10-19T23:28:22.061769Z","trade_id":370843401,"last_size":"11.4396987"}',
  tiny: '{"type":"ticker","sequence":1,"product_id":"SHIB-BTC","price":"0.00000001","open_24h":"0","volume_24h":"0","low_24h":"0","high_24h":"0","volume_30d":"0","best_bid":"0","best_ask":"0.00000002","side":"sell","time":"2026-10-03T10:00:00Z","trade_id":1,"last_size":"5"}',
  match:
    '{"type":"match","trade_id":10,"sequence":50,"maker_order_id":"ac928c66-ca53-498f-9c13-a110027a60e8","taker_order_id":"132fb6ae-456b-4654-b4e0-d681ac05cea1","time":"2014-11-07T08:19:27.028459Z","product_id":"BTC-USD","size":"5.23512","price":"400.23","side":"sell"}',
  lastMatch:
    '{"type":"last_match","trade_id":9007199254740993,"maker_order_id":"a","taker_order_id":"b","side":"buy","size":"0.04","price":"0.00000001","product_id":"SHIB-BTC","sequence":333938798,"time":"2021-04-17T16:43:30.244075Z"}',
  heartbeat:
    '{"type":"heartbeat","sequence":90,"last_trade_id":20,"product_id":"BTC-USD","time":"2014-11-07T08:19:28.464459Z"}',
  subscriptions:
    '{"type":"subscriptions","channels":[{"name":"ticker","product_ids":["BTC-USD","ETH-USD"],"account_ids":null},{"name":"ticker_1000","product_ids":["BTC-USD"],"account_ids":null},{"name":"heartbeat","product_ids":["BTC-USD"],"account_ids":null}]}',
  refused: '{"type":"error","message":"Failed to subscribe","reason":"ETH-NOPE is not a valid product"}',
  delisted: '{"type":"error","message":"Failed to subscribe","reason":"LOOM-USDC is delisted"}',
  auth: '{"type":"error","message":"Failed to subscribe","reason":"level2, level3, and full channels now require authentication."}',
  rate: '{"type":"error","message":"Rate limit exceeded"}',
} as const

const change = (name: keyof typeof frames, from: string, to: string) => {
  expect(frames[name]).toContain(from)
  return parseFrame(frames[name].replace(from, to))
}

describe('documented frames', () => {
  it('ticker: the state of 24 hours, its change counted from the open of then', () => {
    expect(parseFrame(frames.ticker)).toEqual({
      ...emptyFrame,
      quotes: [
        {
          instrument: 'coinbase:ETH-USD',
          last: 1285.22,
          bid: 1285.04,
          ask: 1285.27,
          open: 1310.79,
          high: 1313.8,
          low: 1280.52,
          volume: 245532.79269678,
          change: 1285.22 - 1310.79,
          changePercent: ((1285.22 - 1310.79) / 1310.79) * 100,
          basis: '24h',
          exchangeAt: Date.UTC(2022, 9, 19, 23, 28, 22, 61),
          snapshot: true,
        },
      ],
    })
  })

  it('ticker: what there is none of is null, and the smallest price stays a price', () => {
    expect(parseFrame(frames.tiny).quotes[0]).toMatchObject({
      last: 1e-8,
      bid: null,
      ask: 2e-8,
      open: null,
      high: null,
      low: null,
      volume: 0,
      change: null,
      changePercent: null,
    })
    expect(change('tiny', '"time":"2026-10-03T10:00:00Z",', '').quotes[0]?.exchangeAt).toBeNull()
  })

  it('match: the side is the maker’s, the taker had the other', () => {
    expect(parseFrame(frames.match)).toEqual({
      ...emptyFrame,
      trades: [
        {
          instrument: 'coinbase:BTC-USD',
          tradeId: '10',
          price: 400.23,
          size: 5.23512,
          takerSide: 'buy',
          exchangeAt: Date.UTC(2014, 10, 7, 8, 19, 27, 28),
          snapshot: false,
        },
      ],
    })
    const odd = change('match', '"sell"', '"auction"')
    expect([odd.unknown, odd.trades[0]?.takerSide]).toEqual([1, null])
  })

  it('last_match: context of before, with an id that no double holds', () => {
    expect(parseFrame(frames.lastMatch).trades[0]).toMatchObject({
      tradeId: '9007199254740993',
      price: 1e-8,
      takerSide: 'sell',
      snapshot: true,
    })
  })

  it('heartbeat', () => {
    expect(parseFrame(frames.heartbeat)).toEqual(heartbeatFrame)
  })

  it('subscriptions confirms all that it lists, ticker_batch by another name', () => {
    expect(parseFrame(frames.subscriptions)).toEqual({
      ...emptyFrame,
      acks: ['ticker:BTC-USD', 'ticker:ETH-USD', 'ticker_batch:BTC-USD', 'heartbeat:BTC-USD'],
    })
  })

  it('error names a product in its reason, which is refused on every channel', () => {
    const reason = 'ETH-NOPE is not a valid product'
    expect(parseFrame(frames.refused)).toEqual({
      ...emptyFrame,
      refusals: [
        { topic: 'ticker:ETH-NOPE', reason },
        { topic: 'matches:ETH-NOPE', reason },
        { topic: 'heartbeat:ETH-NOPE', reason },
      ],
    })
    expect(parseFrame(frames.delisted).refusals.map(({ topic }) => topic)).toContain('matches:LOOM-USDC')
  })

  it('an error that names none refuses the oldest message', () => {
    expect(parseFrame(frames.auth).answered).toEqual({
      requestId: null,
      refused: 'level2, level3, and full channels now require authentication.',
    })
    expect(change('refused', 'ETH-NOPE', '').answered?.refused).toBe('is not a valid product')
    expect(change('auth', 'Failed to subscribe', 'Malformed JSON')).toEqual(unknownFrame)
  })

  it('too many messages end the stream for a while', () => {
    expect(parseFrame(frames.rate).fatal).toMatchObject({ code: 'rate-limited', retry: 'later' })
  })
})

describe('frames that do not hold', () => {
  it('are unknown', () => {
    for (const text of ['', 'null', '[]', '{}', '{"type":"gossip"}', '{"type":"l2update"}', 'pong'])
      expect(parseFrame(text)).toEqual(unknownFrame)
  })

  it('are unknown as a whole where a number is none', () => {
    for (const broken of ['"price":"0"', '"price":"-1"', '"price":"1e3"', '"price":""', '"price":null'])
      expect(change('ticker', '"price":"1285.22"', broken)).toEqual(unknownFrame)
    expect(change('ticker', '"best_bid":"1285.04"', '"best_bid":"-1"')).toEqual(unknownFrame)
    expect(change('ticker', '"volume_24h":"245532.79269678"', '"volume_24h":"-1"')).toEqual(unknownFrame)
    expect(change('ticker', '2022-10-19T23:28:22.061769Z', 'yesterday')).toEqual(unknownFrame)
    expect(change('ticker', 'ETH-USD', '')).toEqual(unknownFrame)
    expect(change('match', '"trade_id":10', '"trade_id":1.5')).toEqual(unknownFrame)
    expect(change('match', '2014-11-07T08:19:27.028459Z', '')).toEqual(unknownFrame)
    expect(change('heartbeat', '"BTC-USD"', '7')).toEqual(unknownFrame)
    expect(change('subscriptions', '"name":"heartbeat"', '"name":1').unknown).toBe(1)
  })

  it('never throw and never make a number that is none, cut off or mutated', () => {
    expect(() => abuseParser(parseFrame, Object.values(frames))).not.toThrow()
  })
})

describe('asking', () => {
  const btc = { symbol: 'BTC-USD' } as Parameters<typeof stream.topics>[0]

  it('quotes are trades, tickers and heartbeats; candles are not streamed', () => {
    expect(stream.topics(btc, 'quotes')).toEqual(['ticker:BTC-USD', 'matches:BTC-USD', 'heartbeat:BTC-USD'])
    expect(stream.topics(btc, 'candles:1m')).toEqual([])
  })

  it('names the products of each channel, and leaves first', () => {
    const add = ['ticker:BTC-USD', 'matches:BTC-USD', 'ticker:ETH-USD']
    const messages = stream.messages(add, ['heartbeat:BTC-USD'], 7)
    expect(messages.map(({ text }) => JSON.parse(text) as unknown)).toEqual([
      { type: 'unsubscribe', channels: [{ name: 'heartbeat', product_ids: ['BTC-USD'] }] },
      {
        type: 'subscribe',
        channels: [
          { name: 'ticker', product_ids: ['BTC-USD', 'ETH-USD'] },
          { name: 'matches', product_ids: ['BTC-USD'] },
        ],
      },
    ])
    expect(messages.map(({ topics, requestId }) => [topics, requestId])).toEqual([
      [[], null],
      [add, null],
    ])
    expect(stream.messages([], [], 7)).toEqual([])
  })

  it('splits what one message should not carry', () => {
    const topics = Array.from({ length: 601 }, (_, index) => `ticker:A${index}-USD`)
    const messages = stream.messages(topics, [], 1)
    expect(messages.map((message) => message.topics.length)).toEqual([300, 300, 1])
    expect(messages.flatMap((message) => message.topics)).toEqual(topics)
  })
})
