/** How Kraken is asked for things: messages by channel, and one candle interval of a symbol a socket. */
import { describe, expect, it } from 'vitest'
import { kraken } from '../../../../../electron/providers/kraken/index.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'
import { intervals } from '../../../../../shared/model/interval.ts'

const { stream } = kraken
const btc = { symbol: 'BTC/USD' } as Instrument

describe('topics', () => {
  it('are tickers and trades for quotes, and candles where the venue streams them', () => {
    expect(stream.topics(btc, 'quotes')).toEqual(['ticker:BTC/USD', 'trade:BTC/USD'])
    expect(stream.topics(btc, 'candles:1m')).toEqual(['ohlc-1:BTC/USD'])
    expect(stream.topics(btc, 'candles:1d')).toEqual(['ohlc-1440:BTC/USD'])
    for (const interval of ['3m', '10m', '2h', '6h', '12h', '3d', '1w', '1M'] as const)
      expect(stream.topics(btc, `candles:${interval}`)).toEqual([])
  })

  it('put each interval of a symbol on a socket of its own, the smallest with the quotes', () => {
    const streamed = intervals.flatMap((interval) => stream.topics(btc, `candles:${interval}`))
    const paths = streamed.map((topic) => stream.pathOf?.(topic))
    expect(paths).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(stream.paths).toEqual(Array.from({ length: 7 }, () => '/v2'))
    for (const topic of stream.topics(btc, 'quotes')) expect(stream.pathOf?.(topic)).toBe(0)
  })
})

describe('messages', () => {
  it('are one a channel, with ids that count up', () => {
    const add = ['ticker:BTC/USD', 'trade:BTC/USD', 'ticker:ETH/USD', 'ohlc-5:BTC/USD']
    const messages = stream.messages(add, ['ticker:ADA/USD', 'ohlc-1:ADA/USD', 'trade:ADA/USD'], 11)
    expect(messages.map(({ text }) => JSON.parse(text) as unknown)).toEqual([
      {
        method: 'unsubscribe',
        params: { channel: 'ticker', event_trigger: 'bbo', symbol: ['ADA/USD'] },
        req_id: 11,
      },
      { method: 'unsubscribe', params: { channel: 'ohlc', interval: 1, symbol: ['ADA/USD'] }, req_id: 12 },
      { method: 'unsubscribe', params: { channel: 'trade', symbol: ['ADA/USD'] }, req_id: 13 },
      {
        method: 'subscribe',
        params: { channel: 'ticker', event_trigger: 'bbo', symbol: ['BTC/USD', 'ETH/USD'], snapshot: true },
        req_id: 14,
      },
      { method: 'subscribe', params: { channel: 'trade', symbol: ['BTC/USD'], snapshot: false }, req_id: 15 },
      {
        method: 'subscribe',
        params: { channel: 'ohlc', interval: 5, symbol: ['BTC/USD'], snapshot: true },
        req_id: 16,
      },
    ])
    expect(messages.map(({ requestId }) => requestId)).toEqual([11, 12, 13, 14, 15, 16])
    expect(messages.flatMap(({ topics }) => topics).sort()).toEqual(add.toSorted())
  })

  it('carry no more symbols than they should', () => {
    const add = Array.from({ length: 201 }, (_, index) => `trade:A${index}/USD`)
    const messages = stream.messages(add, [], 1)
    expect(messages.map(({ topics }) => topics.length)).toEqual([100, 100, 1])
    expect(messages.flatMap(({ topics }) => topics)).toEqual(add)
    expect(stream.messages([], [], 1)).toEqual([])
  })
})
