/** What Alpaca lists, and when it trades. */
import { describe, expect, it } from 'vitest'
import { alpaca } from '../../../../../electron/providers/alpaca/index.ts'
import { abuseRest } from '../../../../support/parser-abuse.ts'

const at = Date.parse
const now = at('2026-11-23T18:00:00Z')
const assets = JSON.stringify([
  {
    id: 'b0b6dd9d-8b9b-48a9-ba46-b9d54906e415',
    class: 'us_equity',
    exchange: 'NASDAQ',
    symbol: 'AAPL',
    name: 'Apple Inc. Common Stock',
    status: 'active',
    tradable: true,
    fractionable: true,
  },
  { class: 'us_equity', exchange: 'NYSE', symbol: 'BRK.B', name: '', status: 'active', tradable: true },
  { class: 'us_equity', exchange: 'OTC', symbol: 'EXCOF', name: 'Exco', status: 'active', tradable: true },
  { class: 'us_equity', exchange: 'NYSE', symbol: 'HALT', name: 'Halted', status: 'active', tradable: false },
  {
    class: 'crypto',
    exchange: 'CRYPTO',
    symbol: 'BTC/USD',
    name: 'Bitcoin',
    status: 'active',
    tradable: true,
  },
])
const market = JSON.stringify([
  { date: '2026-11-25', open: '09:30', close: '16:00', session_open: '0400', session_close: '2000' },
  { date: '2026-11-27', open: '09:30', close: '13:00', session_open: '0400', session_close: '1700' },
  { date: '2026-11-30', open: '09:30', close: '16:00' },
])

describe('instruments', () => {
  it('are asked of the host that knows the key', () => {
    const [paper] = alpaca.instruments.requests()
    expect(paper).toEqual({
      path: '/v2/assets',
      query: { status: 'active', asset_class: 'us_equity' },
      weight: 1,
      origin: 'https://paper-api.alpaca.markets',
    })
    expect(alpaca.instruments.requests({ keyId: 'PKABC' })[0]?.origin).toBe(
      'https://paper-api.alpaca.markets',
    )
    expect(alpaca.instruments.requests({ keyId: 'AKABC' })[0]?.origin).toBe('https://api.alpaca.markets')
    expect(alpaca.calendar?.request(now, now, { keyId: 'AKABC' }).origin).toBe('https://api.alpaca.markets')
  })

  it('are the stocks that can be traded on an exchange', () => {
    const list = alpaca.instruments.parse([assets], now)
    expect(list.map(({ id, name }) => [id, name])).toEqual([
      ['alpaca:AAPL', 'Apple Inc. Common Stock'],
      ['alpaca:BRK.B', 'BRK.B'],
    ])
    expect(list[0]).toMatchObject({
      kind: 'stock',
      currency: 'USD',
      tickSize: 0.01,
      intervals: ['1m', '5m', '15m', '30m', '1h', '1d'],
      simulated: false,
      session: { kind: 'exchange', extended: { opensAtMinute: 480, closesAtMinute: 1020 } },
    })
  })

  it('are refused whole when one is broken', () => {
    expect(() => alpaca.instruments.parse(['[5]'], now)).toThrow('an asset that is none')
    expect(() => alpaca.instruments.parse(['{"message":"forbidden."}'], now)).toThrow('no list')
  })
})

describe('calendar', () => {
  it('weekdays that are missing are holidays, but not past the last day listed', () => {
    const [from, to] = [at('2026-11-25'), at('2026-12-04')]
    expect(alpaca.calendar?.request(from, to).query).toEqual({ start: '2026-11-25', end: '2026-12-11' })
    expect(alpaca.calendar?.parse(market, from, to)).toEqual({
      holidays: ['2026-11-26'],
      earlyCloses: [{ date: '2026-11-27', closesAtMinute: 780 }],
    })
    expect(() => alpaca.calendar?.parse('[{"date":"2026-11-25","close":"late"}]', from, to)).toThrow('Alpaca')
  })
})

it('never answers half a list for a broken body', () => {
  const abuse = (): void => {
    abuseRest(
      (body) => alpaca.instruments.parse([body], now),
      [assets],
      () => {},
    )
    abuseRest(
      (body) => alpaca.calendar?.parse(body, at('2026-11-25'), at('2026-12-04')),
      [market],
      () => {},
    )
  }
  expect(abuse).not.toThrow()
})
