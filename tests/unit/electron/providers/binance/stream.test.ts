/** How Binance's stream is asked, within its documented limits. */
import { describe, expect, it } from 'vitest'
import { binance } from '../../../../../electron/providers/binance/index.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'

const instrument = (symbol: string): Instrument => ({
  id: binance.fromVenue(symbol),
  provider: 'binance',
  symbol,
  name: symbol,
  kind: 'crypto',
  currency: 'USDT',
  tickSize: 0.01,
  session: { kind: 'always' },
  intervals: [...binance.intervals],
  simulated: false,
})
const { stream } = binance

describe('topics', () => {
  it('are lower case, each need its own', () => {
    expect(stream.topics(instrument('BTCUSDT'), 'quotes')).toEqual([
      'btcusdt@trade',
      'btcusdt@bookTicker',
      'btcusdt@ticker',
    ])
    expect(stream.topics(instrument('币安人生USDT'), 'candles:1M')).toEqual(['币安人生usdt@kline_1M'])
    expect(stream.topics(instrument('BTCUSDT'), 'candles:1m')).toEqual(['btcusdt@kline_1m'])
    expect(stream.topics(instrument('BTCUSDT'), 'candles:10m')).toEqual([])
    expect(stream.topics(instrument('BTCUSDT'), 'candles:3d')).toEqual([])
  })
})

describe('messages', () => {
  it('carry ids that count up, unsubscriptions first', () => {
    expect(stream.messages(['a@trade', 'b@trade'], ['c@trade'], 5)).toEqual([
      { text: '{"method":"UNSUBSCRIBE","params":["c@trade"],"id":5}', requestId: 5, topics: [] },
      {
        text: '{"method":"SUBSCRIBE","params":["a@trade","b@trade"],"id":6}',
        requestId: 6,
        topics: ['a@trade', 'b@trade'],
      },
    ])
    expect(stream.messages([], [], 1)).toEqual([])
  })

  it('are batched: a full socket is asked for in eleven, and their answers find them', () => {
    const topics = Array.from({ length: 1024 }, (_, index) => `coin${index}usdt@trade`)
    const messages = stream.messages(topics, [], 1)
    expect(messages.length).toBe(11)
    expect(messages.flatMap((message) => message.topics)).toEqual(topics)
    for (const { text, requestId, topics: asked } of messages) {
      expect(asked.length).toBeLessThanOrEqual(stream.topicsPerMessage)
      const sent = JSON.parse(text) as { id: number; params: string[] }
      expect([sent.id, sent.params]).toEqual([requestId, asked])
      expect(stream.parse(`{"result":null,"id":${sent.id}}`).answered).toEqual({ requestId, refused: null })
    }
  })
})

it('limits are those of the documents', () => {
  expect(binance.limits).toMatchObject({
    topicsPerSocket: 1024,
    connects: [{ max: 300, windowMs: 300_000 }],
    messages: [{ max: 5, windowMs: 1000 }],
    rest: [{ max: 6000, windowMs: 60_000 }],
  })
  expect([stream.paths, stream.lifetimeMs, stream.heartbeat]).toEqual([
    ['/stream'],
    86_400_000,
    { kind: 'none' },
  ])
  expect(binance.endpoints[0]).toMatchObject({
    restUrl: 'https://data-api.binance.vision',
    wsUrl: 'wss://data-stream.binance.vision',
  })
})
