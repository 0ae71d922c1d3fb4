/** Frames of Twelve Data's stream: every documented one, and nothing that is broken makes the parser throw or lie. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { emptyFrame, type StreamFrame } from '../../../../../electron/providers/provider.ts'
import { parseFrame } from '../../../../../electron/providers/twelvedata/parse.ts'
import { stream } from '../../../../../electron/providers/twelvedata/stream.ts'
import { testInstrument } from '../../../../support/instruments.ts'
import { abuseParser } from '../../../../support/parser-abuse.ts'
import { recordedFolder } from '../../../../support/recorded.ts'

const frames = {
  stock:
    '{"event":"price","symbol":"AAPL","currency":"USD","exchange":"NASDAQ","mic_code":"XNGS","type":"Common Stock","timestamp":1795449600,"price":134.28,"day_volume":6323234}',
  pair: '{"event":"price","symbol":"EUR/USD","currency_base":"Euro","currency_quote":"US Dollar","type":"Physical Currency","timestamp":1795449600,"price":1.08502,"bid":1.08501,"ask":1.08503}',
  coin: '{"event":"price","symbol":"SHIB/BTC","exchange":"Binance","type":"Digital Currency","timestamp":1795449600,"price":0.00000001}',
  both: '{"event":"subscribe-status","status":"error","success":[{"symbol":"AAPL","exchange":"NASDAQ","mic_code":"XNGS","type":"Common Stock"}],"fails":[{"symbol":"GBP/USD"},"NOPE"]}',
  good: '{"event":"subscribe-status","status":"ok","success":[{"symbol":"AAPL","exchange":"NASDAQ","country":"United States","type":"Common Stock"}],"fails":null}',
  heartbeat: '{"event":"heartbeat","status":"ok"}',
  processing:
    '{"event":"message-processing","status":"error","messages":["There is an error in your JSON"],"warnings":[]}',
  badKey: '{"code":401,"message":"**apikey** parameter is incorrect or not specified","status":"error"}',
} as const

const parsed = (frame: Partial<StreamFrame>): StreamFrame => ({ ...emptyFrame, ...frame })

describe('documented frames', () => {
  it('prices are quotes: nobody says which trade made them', () => {
    expect(parseFrame(frames.stock)).toEqual(
      parsed({
        quotes: [
          {
            instrument: 'twelvedata:AAPL' as never,
            last: 134.28,
            volume: 6323234,
            exchangeAt: 1795449600000,
            snapshot: false,
          },
        ],
      }),
    )
    expect(parseFrame(frames.pair).quotes).toEqual([
      {
        instrument: 'twelvedata:EUR/USD',
        last: 1.08502,
        bid: 1.08501,
        ask: 1.08503,
        exchangeAt: 1795449600000,
        snapshot: false,
      },
    ])
    expect(parseFrame(frames.coin).quotes[0]).toMatchObject({ instrument: 'twelvedata:SHIB/BTC', last: 1e-8 })
  })

  it('what was subscribed and what was not, by name', () => {
    expect(parseFrame(frames.good)).toEqual(parsed({ acks: ['AAPL'] }))
    const reason = 'unknown to Twelve Data, or not in your plan'
    expect(parseFrame(frames.both)).toEqual(
      parsed({
        acks: ['AAPL'],
        refusals: [
          { topic: 'GBP/USD', reason },
          { topic: 'NOPE', reason },
        ],
      }),
    )
    expect(parseFrame('{"event":"subscribe-status","status":"ok","success":[],"fails":[]}')).toEqual(
      emptyFrame,
    )
  })

  it('heartbeats', () => {
    expect(parseFrame(frames.heartbeat)).toEqual(parsed({ heartbeat: true }))
  })

  it('a refused message, and a stream that is at its end', () => {
    const refused = 'There is an error in your JSON'
    expect(parseFrame(frames.processing)).toEqual(parsed({ answered: { requestId: null, refused } }))
    expect(
      parseFrame('{"event":"subscribe-status","status":"error","success":null,"fails":null}').answered,
    ).toEqual({
      requestId: null,
      refused: 'refused without a reason',
    })
    expect(parseFrame(frames.badKey).fatal).toMatchObject({ code: 'unauthorized', retry: 'no' })
    expect(parseFrame(frames.badKey.replace('401', '403')).fatal?.details).toEqual({ plan: true })
    expect(parseFrame(frames.badKey.replace('401', '429')).fatal?.retry).toEqual({ afterMs: 60_000 })
    expect(parseFrame('{"status":"error","message":"Invalid API key"}').fatal?.code).toBe('unauthorized')
  })

  it('counts what nobody knows', () => {
    expect(parseFrame('{"event":"news"}')).toEqual(parsed({ unknown: 1 }))
    expect(parseFrame(frames.stock.replace('134.28', '"x"'))).toEqual(parsed({ unknown: 1 }))
    expect(parseFrame(frames.stock.replace('1795449600', '0'))).toEqual(parsed({ unknown: 1 }))
    expect(parseFrame(frames.pair.replace('1.08501', '-1'))).toEqual(parsed({ unknown: 1 }))
  })
})

describe('subscriptions', () => {
  it('are one text of symbols', () => {
    expect(stream.topics(testInstrument('EUR/USD'), 'quotes')).toEqual(['EUR/USD'])
    expect(stream.topics(testInstrument('EUR/USD'), 'candles:1m')).toEqual([])
    expect(stream.messages(['AAPL', 'EUR/USD'], ['BTC/USD'], 1)).toEqual([
      { text: '{"action":"unsubscribe","params":{"symbols":"BTC/USD"}}', requestId: null, topics: [] },
      {
        text: '{"action":"subscribe","params":{"symbols":"AAPL,EUR/USD"}}',
        requestId: null,
        topics: ['AAPL', 'EUR/USD'],
      },
    ])
    expect(stream.messages([], [], 1)).toEqual([])
  })

  it('the key is in the address, where alone it is taken, and our heartbeat has its text', () => {
    expect(stream.query?.({ apiKey: 'secret' })).toEqual({ apikey: 'secret' })
    expect(stream.heartbeat).toMatchObject({
      kind: 'client',
      everyMs: 10_000,
      message: '{"action":"heartbeat"}',
    })
  })
})

it('never throws and never makes a wrong number of broken frames', () => {
  expect(() => abuseParser(parseFrame, Object.values(frames))).not.toThrow()
})

const recorded = recordedFolder('fixtures')
describe.skipIf(recorded === null)('the documented frames', () => {
  type Line = { name: string; raw: string }
  const text = recorded === null ? '' : readFileSync(`${recorded}/twelvedata/ws_frames.ndjson`, 'utf8')
  const lines = text.split('\n').filter((line) => line !== '')
  const raws = new Map(lines.map((line) => JSON.parse(line) as Line).map(({ name, raw }) => [name, raw]))

  it('are read', () => {
    expect(parseFrame(raws.get('price') ?? '').quotes).toMatchObject([
      { instrument: 'twelvedata:AAPL', last: 134.28, volume: 6323234, exchangeAt: 1618482192000 },
    ])
    expect(parseFrame(raws.get('status') ?? '').acks).toEqual(['AAPL'])
    expect(parseFrame(raws.get('heartbeat') ?? '').heartbeat).toBe(true)
    expect(stream.messages(['AAPL', 'EUR/USD', 'BTC/USD'], [], 1)[0]?.text).toBe(raws.get('subscribe'))
  })

  it('hold broken', () => {
    expect(() => abuseParser(parseFrame, [...raws.values()])).not.toThrow()
  })
})
