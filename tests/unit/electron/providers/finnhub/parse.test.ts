/** Frames of Finnhub's stream: every documented one, and nothing that is broken makes the parser throw or lie. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseFrame } from '../../../../../electron/providers/finnhub/parse.ts'
import { stream } from '../../../../../electron/providers/finnhub/stream.ts'
import { emptyFrame, type StreamFrame } from '../../../../../electron/providers/provider.ts'
import { testInstrument } from '../../../../support/instruments.ts'
import { abuseParser } from '../../../../support/parser-abuse.ts'
import { recordedFolder } from '../../../../support/recorded.ts'

const frames = {
  mixed:
    '{"data":[{"c":["1","12"],"p":126.55,"s":"AAPL","t":1795449104208,"v":100},{"c":null,"p":0.00000001,"s":"BINANCE:SHIBBTC","t":1795449104100,"v":2500000},{"p":61.2,"s":"IC MARKETS:1","t":1795449104300,"v":0}],"type":"trade"}',
  ping: '{"type":"ping"}',
  refused: '{"msg":"Subscribing to too many symbols","type":"error"}',
  badKey: '{"msg":"Invalid API key","type":"error"}',
} as const

const parsed = (frame: Partial<StreamFrame>): StreamFrame => ({ ...emptyFrame, ...frame })

describe('documented frames', () => {
  it('one frame carries trades of several symbols, in no order of time', () => {
    const { trades, unknown } = parseFrame(frames.mixed)
    const common = { tradeId: '', takerSide: null, snapshot: false }
    expect(trades).toEqual([
      { instrument: 'finnhub:AAPL', price: 126.55, size: 100, exchangeAt: 1795449104208, ...common },
      {
        instrument: 'finnhub:BINANCE:SHIBBTC',
        price: 1e-8,
        size: 2500000,
        exchangeAt: 1795449104100,
        ...common,
      },
    ])
    expect(unknown).toBe(0)
  })

  it('a volume of 0 is a price, not a trade', () => {
    expect(parseFrame(frames.mixed).quotes).toEqual([
      { instrument: 'finnhub:IC MARKETS:1', last: 61.2, exchangeAt: 1795449104300, snapshot: false },
    ])
  })

  it('pings are heartbeats', () => {
    expect(parseFrame(frames.ping)).toEqual(parsed({ heartbeat: true }))
  })

  it('an error answers the oldest message; one about the key ends the stream', () => {
    expect(parseFrame(frames.refused)).toEqual(
      parsed({ answered: { requestId: null, refused: 'Subscribing to too many symbols' } }),
    )
    expect(parseFrame(frames.badKey).fatal).toMatchObject({ code: 'unauthorized', retry: 'no' })
  })

  it('an error that names a symbol refuses that one and no other', () => {
    for (const symbol of ['OANDA:EUR_USD', 'IC MARKETS:1', 'NOSUCH']) {
      const reason = `Invalid symbol ${symbol}`
      const frame = JSON.stringify({ msg: reason, type: 'error' })
      expect(parseFrame(frame)).toEqual(parsed({ refusals: [{ topic: symbol, reason }] }))
    }
    expect(parseFrame('{"msg":"Invalid symbol","type":"error"}').answered?.refused).toBe('Invalid symbol')
  })

  it('counts what nobody knows and keeps the rest', () => {
    const { trades, quotes, unknown } = parseFrame(frames.mixed.replace('"p":126.55', '"p":-1'))
    expect([trades.length, quotes.length, unknown]).toEqual([1, 1, 1])
    expect(parseFrame('{"type":"news","data":[]}')).toEqual(parsed({ unknown: 1 }))
    expect(parseFrame('{"type":"trade","data":null}')).toEqual(parsed({ unknown: 1 }))
  })
})

describe('subscriptions', () => {
  const aapl = testInstrument('AAPL')

  it('are one symbol a message and confirmed by nobody', () => {
    expect(stream.topics(aapl, 'quotes')).toEqual(['AAPL'])
    expect(stream.topics(aapl, 'candles:1m')).toEqual([])
    expect(stream.messages(['AAPL', 'IC MARKETS:1'], ['F'], 1)).toEqual([
      { text: '{"type":"unsubscribe","symbol":"F"}', requestId: null, topics: [] },
      { text: '{"type":"subscribe","symbol":"AAPL"}', requestId: null, topics: ['AAPL'] },
      { text: '{"type":"subscribe","symbol":"IC MARKETS:1"}', requestId: null, topics: ['IC MARKETS:1'] },
    ])
    expect([stream.acknowledges, stream.topicsPerMessage]).toEqual([false, 1])
  })

  it('the key is in the address, where alone it is taken', () => {
    expect(stream.query?.({ apiKey: 'secret' })).toEqual({ token: 'secret' })
    expect(stream.login).toBeUndefined()
  })
})

it('never throws and never makes a wrong number of broken frames', () => {
  expect(() => abuseParser(parseFrame, Object.values(frames))).not.toThrow()
})

const recorded = recordedFolder('fixtures')
describe.skipIf(recorded === null)('the documented frames', () => {
  type Line = { name: string; raw: string }
  const text = recorded === null ? '' : readFileSync(`${recorded}/finnhub/ws_frames.ndjson`, 'utf8')
  const lines = text.split('\n').filter((line) => line !== '')
  const raws = new Map(lines.map((line) => JSON.parse(line) as Line).map(({ name, raw }) => [name, raw]))

  it('are read', () => {
    expect(parseFrame(raws.get('trade') ?? '').trades).toMatchObject([
      { instrument: 'finnhub:BINANCE:BTCUSDT', price: 7296.89, size: 0.011467, exchangeAt: 1575526691134 },
    ])
    expect(parseFrame(raws.get('ping') ?? '').heartbeat).toBe(true)
    expect(stream.messages(['AAPL'], [], 1)[0]?.text).toBe(raws.get('subscribe_request'))
  })

  it('hold broken', () => {
    expect(() => abuseParser(parseFrame, [...raws.values()])).not.toThrow()
  })
})
