/** What was recorded of OKX, through its parsers. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { okx } from '../../../../../electron/providers/okx/index.ts'
import type { Instrument } from '../../../../../shared/model/instrument.ts'
import { checkFrame } from '../../../../support/parser-abuse.ts'
import { recordedFolder } from '../../../../support/recorded.ts'

const folder = recordedFolder('fixtures')
const read = (name: string): string => readFileSync(`${folder ?? ''}/okx/${name}`, 'utf8')
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

describe.runIf(folder !== null)('recorded', () => {
  it('eleven seconds of one pair', () => {
    const lines = read('ws_public_recording_BTC-USDT_2022.ndjson').trim().split('\n')
    const seen = { acks: new Set<string>(), trades: 0, quotes: 0, unknown: 0 }
    let beforeId = 0
    for (const line of lines) {
      const frame = okx.stream.parse((JSON.parse(line) as { raw: string }).raw)
      checkFrame(frame)
      for (const topic of frame.acks) seen.acks.add(topic)
      seen.quotes += frame.quotes.length
      seen.unknown += frame.unknown
      for (const { tradeId, takerSide } of frame.trades) {
        seen.trades += 1
        expect(Number(tradeId)).toBeGreaterThan(beforeId)
        expect(takerSide).toMatch(/^(buy|sell)$/)
        beforeId = Number(tradeId)
      }
      for (const { bid, ask } of frame.quotes) expect(Number(bid)).toBeLessThan(Number(ask))
    }
    expect([...seen.acks].toSorted()).toEqual(['tickers:BTC-USDT', 'trades:BTC-USDT'])
    expect({ ...seen, acks: 2 }).toEqual({ acks: 2, trades: 69, quotes: 25, unknown: 0 })
    const first = lines.map((line) => (JSON.parse(line) as { raw: string }).raw)
    const ticker = okx.stream.parse(first.find((raw) => raw.includes('open24h')) ?? '').quotes[0]
    expect(ticker).toMatchObject({
      last: 30236,
      bid: 30228.6,
      ask: 30228.7,
      open: 29700.4,
      high: 31073,
      low: 28020.3,
      volume: 17602.13085371,
      exchangeAt: 1652459224956,
    })
    expect(ticker?.change).toBeCloseTo(535.6, 8)
  })

  it('candles, as another reader read them', () => {
    const candles = okx.history.parse(read('rest_fetch_ohlcv_BTC_USDT.json'), btc, '1h')
    const expected = JSON.parse(read('rest_fetch_ohlcv_BTC_USDT.expected.json')) as number[][]
    expect(
      candles.map(({ openAt, open, high, low, close, volume }) => [openAt, open, high, low, close, volume]),
    ).toEqual(expected)
    expect(candles.map(({ closed }) => closed)).toEqual([true, true, false])
  })

  it('24 h figures, trades and a refusal', () => {
    const [quote] = okx.ticker.parse(read('rest_fetch_ticker_BTC_USDT.json'), [btc])
    expect(quote).toMatchObject({ last: 69344.1, bid: 69346.7, ask: 69346.8, volume: 11820.721099 })
    expect(quote?.changePercent).toBeCloseTo(-0.8711501, 6)
    expect(okx.lastTrade.parse(read('rest_fetch_trades_BTC_USDT.json'), btc)).toEqual({
      price: 69344.1,
      exchangeAt: 1770531567674,
      tradeId: '954514612',
    })
    expect(okx.error(429, read('rest_error.json'))).toMatchObject({ code: 'rate-limited', retry: 'later' })
    expect(okx.error(200, read('rest_fetch_ticker_BTC_USDT.json'))).toBeNull()
  })

  it('the client’s own messages, which ask as ours do', () => {
    const { url, sent } = JSON.parse(read('ws_public_recording_BTC-USDT_2022.meta.json')) as {
      url: string[]
      sent: { raw: string }[]
    }
    expect(url).toEqual([`${okx.wsUrl}${okx.stream.paths[0]}`])
    const theirs = JSON.parse(sent[1]?.raw ?? '') as { op: string; args: object[] }
    const topics = okx.stream.topics(btc, 'quotes')
    const ours = okx.stream
      .messages(topics, [], 1)
      .map(({ text }) => JSON.parse(text) as { op: string; args: { channel: string }[] })
    for (const { op, args } of ours) {
      expect(op).toBe(theirs.op)
      for (const arg of args.filter(({ channel }) => channel === 'tickers' || channel === 'trades'))
        expect(theirs.args).toContainEqual(arg)
    }
    // What a client says is nothing that the venue would: never taken for data.
    for (const { raw } of sent)
      expect(okx.stream.parse(raw)).toMatchObject({ unknown: 1, trades: [], quotes: [] })
  })
})
