/** How OKX's two sockets are asked, within their documented limits. */
import { describe, expect, it } from 'vitest'
import { okx } from '../../../../../electron/providers/okx/index.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'

const btc: Instrument = {
  id: okx.fromVenue('BTC-USDT'),
  provider: 'okx',
  symbol: 'BTC-USDT',
  name: 'BTC/USDT',
  kind: 'crypto',
  currency: 'USDT',
  tickSize: 0.1,
  session: { kind: 'always' },
  intervals: [...okx.intervals],
  simulated: false,
}
const { stream } = okx

describe('topics', () => {
  it('quotes go over the public socket, candles over the business one', () => {
    const sockets = (need: Parameters<typeof stream.topics>[1]) =>
      stream.topics(btc, need).map((topic) => [topic, stream.paths[stream.pathOf?.(topic) ?? 0]])
    expect(sockets('quotes')).toEqual([
      ['trades:BTC-USDT', '/ws/v5/public'],
      ['tickers:BTC-USDT', '/ws/v5/public'],
    ])
    expect(sockets('candles:4h')).toEqual([['candle4H:BTC-USDT', '/ws/v5/business']])
    expect(sockets('candles:1M')).toEqual([['candle1Mutc:BTC-USDT', '/ws/v5/business']])
    expect(sockets('candles:10m')).toEqual([])
    expect(sockets('candles:3d')).toEqual([])
  })

  it('every streamed interval comes back as itself', () => {
    for (const interval of okx.intervals) {
      const [topic = ''] = stream.topics(btc, `candles:${interval}`)
      const channel = topic.slice(0, topic.indexOf(':'))
      // Midnight of a Monday that is the first of its month.
      const row = [String(Date.UTC(2027, 1, 1)), '1', '2', '0.5', '1.5', '3', '4', '4', '1']
      const frame = stream.parse(JSON.stringify({ arg: { channel, instId: 'BTC-USDT' }, data: [row] }))
      expect(frame.candles[0], topic).toMatchObject({ interval, candle: { openAt: Date.UTC(2027, 1, 1) } })
    }
  })
})

describe('messages', () => {
  it('carry ids as text, unsubscriptions first', () => {
    expect(stream.messages(['trades:BTC-USDT', 'candle1Dutc:A:B'], ['tickers:X-Y'], 8)).toEqual([
      {
        text: '{"id":"8","op":"unsubscribe","args":[{"channel":"tickers","instId":"X-Y"}]}',
        requestId: 8,
        topics: [],
      },
      {
        text: '{"id":"9","op":"subscribe","args":[{"channel":"trades","instId":"BTC-USDT"},{"channel":"candle1Dutc","instId":"A:B"}]}',
        requestId: 9,
        topics: ['trades:BTC-USDT', 'candle1Dutc:A:B'],
      },
    ])
    expect(stream.messages([], [], 1)).toEqual([])
  })

  it('stay far below 64 KB, and answers agree with what was asked', () => {
    const { topicsPerSocket } = okx.limits
    const topics = Array.from({ length: topicsPerSocket }, (_, index) => `candle12Hutc:LONGNAME${index}-USDT`)
    const messages = stream.messages(topics, [], 1)
    expect(messages.length).toBe(topicsPerSocket / stream.topicsPerMessage)
    for (const { text, topics: asked } of messages) {
      expect(text.length).toBeLessThan(65_536 / messages.length)
      const { args } = JSON.parse(text) as { args: unknown[] }
      const acks = args.map((arg) => stream.parse(JSON.stringify({ event: 'subscribe', arg })).acks)
      expect(acks.flat()).toEqual(asked)
    }
  })
})

it('limits are those of the documents', () => {
  expect(okx.limits).toMatchObject({
    connects: [{ max: 3, windowMs: 1000 }],
    requests: [{ max: 480, windowMs: 3_600_000 }],
    rest: [{ max: 20, windowMs: 2000 }],
  })
  const { heartbeat } = stream
  expect(heartbeat).toEqual({ kind: 'client', everyMs: 20_000, message: 'ping', withinMs: 10_000 })
  expect(stream.parse('pong').heartbeat).toBe(true)
})
