/** Frames of Alpaca's stock stream: every documented one, and nothing that is broken makes the parser throw or lie. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { movesPrice } from '../../../../../electron/providers/alpaca/conditions.ts'
import { parseFrame } from '../../../../../electron/providers/alpaca/parse.ts'
import { emptyFrame, type StreamFrame } from '../../../../../electron/providers/provider.ts'
import { abuseParser } from '../../../../support/parser-abuse.ts'
import { recordedFolder } from '../../../../support/recorded.ts'

const frames = {
  connected: '[{"T":"success","msg":"connected"}]',
  authenticated: '[{"T":"success","msg":"authenticated"}]',
  trade:
    '[{"T":"t","i":52983525029461,"S":"AAPL","x":"V","p":126.55,"s":100,"t":"2026-11-23T15:51:44.208123456Z","c":["@"],"z":"C"}]',
  mixed:
    '[{"T":"q","S":"AMD","bx":"V","bp":87.66,"bs":1,"ax":"V","ap":87.68,"as":4,"t":"2026-11-23T15:51:45.335689322Z","c":["R"],"z":"C"},{"T":"t","i":9223372036854775807,"S":"F","x":"V","p":0.00000001,"s":0,"t":"2026-11-23T15:51:45Z","c":["@","F"],"z":"A"},{"T":"b","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":12,"vw":389.05,"t":"2026-11-23T19:15:00Z"}]',
  oddLot:
    '[{"T":"t","i":7,"S":"AAPL","x":"V","p":126.9,"s":1,"t":"2026-11-23T15:51:44.5Z","c":["@","I"],"z":"C"}]',
  updated:
    '[{"T":"u","S":"SPY","o":388.9,"h":389.2,"l":388.9,"c":389.1,"v":50000,"t":"2026-11-23T19:15:00Z"}]',
  day: '[{"T":"d","S":"SPY","o":388.985,"h":389.13,"l":387.975,"c":388.12,"v":749378,"t":"2026-11-23T05:00:00Z"}]',
  subscription:
    '[{"T":"subscription","trades":["AAPL"],"quotes":["AMD","CLDR"],"bars":["SPY"],"updatedBars":["SPY"],"dailyBars":["AAPL"],"statuses":[],"lulds":[],"corrections":["AAPL"],"cancelErrors":["AAPL"]}]',
  cancelled:
    '[{"T":"x","S":"GOOGL","i":465,"x":"D","p":1588.77,"s":325,"a":"C","z":"C","t":"2026-11-23T19:15:00Z"}]',
  corrected:
    '[{"T":"c","S":"EEM","x":"M","oi":52983525027938,"op":39.1582,"os":440,"oc":["7"],"ci":52983525027939,"cp":39.1582,"cs":500,"cc":["7","V"],"z":"B","t":"2026-11-23T19:15:00Z"}]',
  limit: '[{"T":"error","code":405,"msg":"symbol limit exceeded"}]',
  refused: '[{"T":"error","code":402,"msg":"auth failed"}]',
} as const

const parsed = (frame: Partial<StreamFrame>): StreamFrame => ({ ...emptyFrame, ...frame })
const at = Date.parse

describe('documented frames', () => {
  it('logs in: asked, then accepted', () => {
    expect(parseFrame(frames.connected)).toEqual(parsed({ login: 'asked' }))
    expect(parseFrame(frames.authenticated)).toEqual(parsed({ login: 'accepted' }))
  })

  it('trade, to the millisecond', () => {
    expect(parseFrame(frames.trade)).toEqual(
      parsed({
        trades: [
          {
            instrument: 'alpaca:AAPL' as never,
            tradeId: '52983525029461',
            price: 126.55,
            size: 100,
            takerSide: null,
            exchangeAt: at('2026-11-23T15:51:44.208Z'),
            snapshot: false,
          },
        ],
      }),
    )
  })

  it('a whole array is one frame; ids above 2^53 stay text, 1e-8 stays a price', () => {
    const { quotes, trades, candles, unknown } = parseFrame(frames.mixed)
    const exchangeAt = at('2026-11-23T15:51:45.335Z')
    expect(quotes).toEqual([
      { instrument: 'alpaca:AMD', bid: 87.66, ask: 87.68, exchangeAt, snapshot: false },
    ])
    expect(trades).toMatchObject([{ tradeId: '9223372036854775807', price: 1e-8, size: 0 }])
    expect(candles).toEqual([
      {
        instrument: 'alpaca:SPY',
        interval: '1m',
        candle: {
          openAt: at('2026-11-23T19:15:00Z'),
          open: 388.985,
          high: 389.13,
          low: 388.975,
          close: 389.12,
          volume: 49378,
          closed: true,
          source: 'stream',
        },
      },
    ])
    expect(unknown).toBe(0)
  })

  it('says a minute again when late trades changed it', () => {
    expect(parseFrame(frames.updated).candles).toMatchObject([
      { instrument: 'alpaca:SPY', candle: { closed: true, volume: 50000 } },
    ])
  })

  it('an empty side of the book is null', () => {
    expect(parseFrame(frames.mixed.replace('"bp":87.66', '"bp":0')).quotes[0]).toMatchObject({
      bid: null,
      ask: 87.68,
    })
  })

  it('an odd lot shows life but no price', () => {
    expect(parseFrame(frames.oddLot)).toEqual(
      parsed({
        quotes: [
          { instrument: 'alpaca:AAPL' as never, exchangeAt: at('2026-11-23T15:51:44.5Z'), snapshot: false },
        ],
      }),
    )
  })

  it('the day so far has no time of its own and no last price', () => {
    expect(parseFrame(frames.day).quotes).toEqual([
      {
        instrument: 'alpaca:SPY',
        open: 388.985,
        high: 389.13,
        low: 387.975,
        volume: 749378,
        exchangeAt: null,
        snapshot: false,
      },
    ])
  })

  it('the list of all subscriptions confirms each and answers the oldest message', () => {
    expect(parseFrame(frames.subscription)).toEqual(
      parsed({
        acks: ['trades:AAPL', 'quotes:AMD', 'quotes:CLDR', 'bars:SPY'],
        answered: { requestId: null, refused: null },
      }),
    )
  })

  it('tolerates what it did not ask for, and counts what nobody knows', () => {
    expect(parseFrame(frames.cancelled)).toEqual(emptyFrame)
    expect(parseFrame(frames.corrected)).toEqual(emptyFrame)
    expect(parseFrame('[{"T":"new"},{"T":"success","msg":"waving"}]')).toEqual(parsed({ unknown: 2 }))
    const broken = parseFrame(frames.mixed.replace('"p":0.00000001', '"p":"x"'))
    expect([broken.quotes.length, broken.trades.length, broken.candles.length, broken.unknown]).toEqual([
      1, 0, 1, 1,
    ])
  })
})

describe('errors by code', () => {
  const errorOf = (code: number): StreamFrame => parseFrame(`[{"T":"error","code":${code},"msg":"said so"}]`)

  it.each([400, 405, 410])('%i refuses one message', (code) => {
    expect(errorOf(code)).toEqual(parsed({ answered: { requestId: null, refused: `said so (${code})` } }))
  })

  it.each([
    [401, 'unauthorized', 'later'],
    [402, 'unauthorized', 'no'],
    [404, 'timeout', 'later'],
    [406, 'conflict', { afterMs: 30_000 }],
    [407, 'venue-error', 'later'],
    [408, 'forbidden', 'no'],
    [409, 'forbidden', 'no'],
    [411, 'forbidden', 'no'],
    [500, 'venue-error', 'later'],
  ])('%i ends the session: %s, again: %j', (code, word, retry) => {
    expect(errorOf(code).fatal).toMatchObject({ code: word, retry })
    expect(errorOf(code).fatal?.message).toContain('said so')
  })

  it('says what the plan lacks, and who else uses the key', () => {
    expect(errorOf(409).fatal?.details).toEqual({ plan: true })
    expect(errorOf(406).fatal?.message).toContain('another program')
  })

  it('403 is harmless; a code that nobody knows refuses and is counted', () => {
    expect(errorOf(403)).toEqual(emptyFrame)
    expect(errorOf(499)).toEqual(
      parsed({ answered: { requestId: null, refused: 'said so (499)' }, unknown: 1 }),
    )
  })
})

describe('conditions', () => {
  it.each([
    [['@'], 'C', true],
    [['@', 'T'], 'C', true],
    [['@', 'F', 'X'], 'A', true],
    [['@', 'I'], 'C', false],
    [['@', 'T', 'U'], 'B', false],
    [[' ', 'B'], 'A', false],
    [['@', 'B'], 'C', true],
    [['W'], 'C', false],
    [['W'], 'A', true],
    [['7', 'V'], 'B', false],
    [['?', 'new', 5, null], 'C', true],
    [null, 'C', true],
    [undefined, undefined, true],
  ])('%j on tape %s', (conditions, tape, moves) => {
    expect(movesPrice(conditions, tape)).toBe(moves)
  })
})

it('never throws and never makes a wrong number of broken frames', () => {
  expect(() => abuseParser(parseFrame, Object.values(frames))).not.toThrow()
})

const recorded = recordedFolder('fixtures')
describe.skipIf(recorded === null)('the documented session', () => {
  type Line = { dir: string; raw: string }
  const text = recorded === null ? '' : readFileSync(`${recorded}/alpaca/ws_session_doc.ndjson`, 'utf8')
  const lines = text.split('\n').filter((line) => line !== '')
  const incoming = lines.map((line) => JSON.parse(line) as Line).filter(({ dir }) => dir === 'in')

  it('is read from login to data', () => {
    const read = incoming.map(({ raw }) => parseFrame(raw))
    expect(read.map(({ login }) => login).slice(0, 2)).toEqual(['asked', 'accepted'])
    expect(read[2]?.acks).toEqual(['trades:AAPL', 'quotes:AMD', 'quotes:CLDR', 'bars:*'])
    // The documents' trade is an odd lot.
    expect(read[3]?.quotes).toMatchObject([
      { instrument: 'alpaca:AAPL', exchangeAt: at('2021-02-22T15:51:44.208Z') },
    ])
    expect(read[4]?.quotes.map(({ ask }) => ask)).toEqual([87.67, 87.68, 87.67])
    expect(read[5]?.candles[0]?.candle).toMatchObject({ openAt: at('2021-02-22T19:15:00Z'), close: 389.12 })
    expect(read.slice(0, 2).map(({ unknown }) => unknown)).toEqual([0, 0])
  })

  it('holds broken', () => {
    expect(() =>
      abuseParser(
        parseFrame,
        incoming.map(({ raw }) => raw),
      ),
    ).not.toThrow()
  })
})
