/** The hub: honest states, snapshots that are no events, and ticks from trades alone once there are trades. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createHub, type Hub } from '../../../../electron/core/hub.ts'
import type { InstrumentId } from '../../../../shared/model/ids.ts'
import type { QuoteUpdate, Tick, Trade } from '../../../../shared/model/quote.ts'
import { newYorkSession, testInstrument } from '../../../support/instruments.ts'
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts'

// A Monday, 12:00 UTC: 07:00 in New York, before the opening bell at 14:30 UTC.
const startAt = Date.UTC(2026, 0, 5, 12)
const btc = testInstrument('BTCUSDT')
const real = testInstrument('ETHUSDT', { simulated: false })
const apple = testInstrument('AAPL', { session: newYorkSession })

const ticker = (changes: Partial<QuoteUpdate> = {}): QuoteUpdate => ({
  instrument: btc.id,
  exchangeAt: startAt,
  snapshot: false,
  ...changes,
})
const trade = (changes: Partial<Trade> = {}): Trade => ({
  instrument: btc.id,
  tradeId: '1',
  price: 100,
  size: 1,
  takerSide: 'buy',
  exchangeAt: startAt,
  snapshot: false,
  ...changes,
})

let clock: ManualClock
let hub: Hub
let ticks: { instrument: InstrumentId; tick: Tick }[]
let changes: InstrumentId[]
let setBacks: InstrumentId[]

beforeEach(() => {
  clock = createManualClock(startAt)
  ticks = []
  changes = []
  setBacks = []
  hub = createHub({
    clock,
    instrument: (id) => [btc, real, apple].find((each) => each.id === id),
    tick: (instrument, tick) => ticks.push({ instrument, tick }),
    wantsBook: () => false,
    book: () => {},
    setBack: (instrument) => setBacks.push(instrument),
  })
  hub.onChange((instrument) => changes.push(instrument))
  hub.setLive('simulated', true)
})

describe('state', () => {
  it('is unknown before the first update, not zero', () => {
    expect(hub.current(btc.id)).toBeUndefined()
    expect(hub.indexOf(btc.id)).toBe(0)
  })

  it('says simulated for the simulator and live for a market', () => {
    hub.applyQuotes([ticker({ last: 1 }), ticker({ instrument: real.id, last: 2 })], startAt)
    expect(hub.current(btc.id)?.state).toBe('simulated')
    expect(hub.current(real.id)?.state).toBe('live')
  })

  it('turns stale at once when the stream dies, and tells every reader', () => {
    hub.applyQuotes([ticker({ last: 1 })], startAt)
    changes = []
    hub.setLive('simulated', false)
    expect(hub.current(btc.id)?.state).toBe('stale')
    expect(changes).toEqual([btc.id])
  })

  it('says polled for what REST carried while the stream was down', () => {
    hub.setLive('simulated', false)
    hub.applyPolled([ticker({ last: 7 })], startAt)
    expect(hub.current(btc.id)).toMatchObject({ state: 'polled', last: 7 })
    expect(ticks).toEqual([])
  })

  it('is stale for one silent instrument and not for its neighbour', () => {
    hub.applyQuotes([ticker({ last: 1 }), ticker({ instrument: real.id, last: 2 })], startAt)
    hub.setSilence(btc.id, 'stale')
    expect(hub.current(btc.id)?.state).toBe('stale')
    expect(hub.current(real.id)?.state).toBe('live')
    hub.setSilence(btc.id, 'flowing')
    expect(hub.current(btc.id)?.state).toBe('simulated')
  })

  it('is quiet where nothing is traded, which is no fault of the stream', () => {
    hub.applyQuotes([ticker({ instrument: real.id, last: 2 })], startAt)
    hub.setSilence(real.id, 'quiet')
    expect(hub.current(real.id)?.state).toBe('quiet')
    hub.setSilence(real.id, 'stale')
    expect(hub.current(real.id)?.state).toBe('stale')
    hub.setSilence(real.id, 'flowing')
    expect(hub.current(real.id)?.state).toBe('live')
  })

  it('is closed outside the session, silent or not, and opens by the clock', () => {
    hub.applyQuotes([ticker({ instrument: apple.id, last: 1 })], startAt)
    hub.setSilence(apple.id, 'stale')
    expect(hub.current(apple.id)?.state).toBe('closed')
    hub.setSilence(apple.id, 'flowing')
    clock.advance(2.5 * 3_600_000)
    hub.checkSessions()
    expect(hub.current(apple.id)?.state).toBe('simulated')
  })
})

describe('quotes', () => {
  it('merges partial updates and keeps what they do not carry', () => {
    hub.applyQuotes([ticker({ last: 10, open: 8, basis: '24h' }), ticker({ bid: 9.9, ask: 10.1 })], startAt)
    expect(hub.current(btc.id)).toMatchObject({
      last: 10,
      bid: 9.9,
      ask: 10.1,
      open: 8,
      change: 2,
      changePercent: 25,
    })
  })

  it('measures a stock from the close before, not from its open, with each trade', () => {
    const stock = { instrument: real.id, basis: 'previous-close' } as const
    hub.applyFigures([ticker({ ...stock, last: 110, open: 104, change: 10, changePercent: 10 })], startAt)
    hub.applyTrades([trade({ instrument: real.id, price: 105, exchangeAt: startAt + 1 })], startAt + 1)
    expect(hub.current(real.id)).toMatchObject({ last: 105, open: 104, change: 5, changePercent: 5 })
    expect(ticks.map(({ tick }) => tick.price)).toEqual([105])
  })

  it('takes no older price of a ticker over that of a trade', () => {
    hub.applyTrades([trade({ price: 10, exchangeAt: startAt + 5 })], startAt)
    hub.applyQuotes([ticker({ last: 8, change: 4, changePercent: 100, bid: 9 })], startAt)
    expect(hub.current(btc.id)).toMatchObject({ last: 10, bid: 9, change: 6, changePercent: 150 })
    hub.applyQuotes([ticker({ last: 12, exchangeAt: startAt + 6 })], startAt)
    expect(hub.current(btc.id)?.last).toBe(12)
  })

  it('takes no older price over a newer one where the venue tells no trades', () => {
    hub.applyQuotes([ticker({ last: 10, exchangeAt: startAt + 5 })], startAt)
    ticks = []
    hub.applyQuotes([ticker({ last: 8, exchangeAt: startAt + 4 })], startAt)
    expect(hub.current(btc.id)).toMatchObject({ last: 10, exchangeAt: startAt + 5 })
    expect(ticks).toEqual([])
  })

  it('goes on with prices of a venue that set its clock back, but not for one that is merely late', () => {
    const hourMs = 3_600_000
    hub.applyTrades([trade({ price: 10 })], startAt)
    const late = (price: number, sinceMs: number) =>
      hub.applyTrades(
        [trade({ price, tradeId: `${sinceMs}`, exchangeAt: startAt - hourMs + sinceMs })],
        startAt,
      )
    late(7, 0)
    late(7.1, 1)
    hub.applyTrades([trade({ price: 11, exchangeAt: startAt + 1 })], startAt)
    late(7.2, 2)
    late(7.3, 3)
    expect(hub.current(btc.id)?.last).toBe(11)
    expect(setBacks).toEqual([])
    late(7.4, 4)
    expect(hub.current(btc.id)).toMatchObject({ last: 7.4, exchangeAt: startAt - hourMs + 4 })
    expect(setBacks).toEqual([btc.id])
    late(7.5, 5)
    expect(hub.current(btc.id)?.last).toBe(7.5)
    expect(setBacks).toHaveLength(1)
  })

  it('does so for quotes too', () => {
    hub.applyQuotes([ticker({ last: 10 })], startAt)
    for (let count = 1; count <= 3; count += 1)
      hub.applyQuotes([ticker({ last: 5 + count, exchangeAt: startAt - 3_600_000 + count })], startAt)
    expect(hub.current(btc.id)?.last).toBe(8)
    expect(setBacks).toEqual([btc.id])
  })

  it('keeps the price and the book of the stream when the day’s figures come later', () => {
    hub.applyQuotes([ticker({ bid: 9.9, ask: 10.1 })], startAt)
    hub.applyTrades([trade({ price: 10, exchangeAt: startAt + 5 })], startAt)
    ticks = []
    hub.applyFigures(
      [ticker({ last: 8, bid: 7.9, ask: 8.1, volume: 500, change: 4, exchangeAt: startAt + 1 })],
      startAt + 9,
    )
    expect(hub.current(btc.id)).toMatchObject({
      last: 10,
      bid: 9.9,
      ask: 10.1,
      volume: 500,
      change: 6,
      exchangeAt: startAt + 5,
      state: 'simulated',
    })
    expect(ticks).toEqual([])
  })

  it('takes over a newer session of its instrument', () => {
    const list = [apple]
    const own = createHub({
      clock,
      instrument: (id) => list.find((each) => each.id === id),
      tick: () => {},
      wantsBook: () => false,
      book: () => {},
      setBack: () => {},
    })
    own.setLive('simulated', true)
    own.applyQuotes([ticker({ instrument: apple.id, last: 1 })], startAt)
    expect(own.current(apple.id)?.state).toBe('closed')
    list[0] = { ...apple, session: { kind: 'always' } }
    own.instrumentsChanged()
    own.checkSessions()
    expect(own.current(apple.id)?.state).toBe('simulated')
  })

  it('leaves change unknown where there is nothing to measure from', () => {
    hub.applyQuotes([ticker({ last: 10 })], startAt)
    expect(hub.current(btc.id)).toMatchObject({ change: null, changePercent: null })
  })

  it('stretches high and low by trades', () => {
    hub.applyQuotes([ticker({ last: 10, high: 11, low: 9 })], startAt)
    hub.applyTrades(
      [trade({ price: 12 }), trade({ tradeId: '2', price: 8, exchangeAt: startAt + 1 })],
      startAt,
    )
    expect(hub.current(btc.id)).toMatchObject({ last: 8, high: 12, low: 8 })
  })
})

describe('ticks', () => {
  it('are not made of snapshots', () => {
    hub.applyQuotes([ticker({ last: 10, snapshot: true })], startAt)
    hub.applyTrades([trade({ snapshot: true })], startAt)
    expect(ticks).toEqual([])
    expect(hub.current(btc.id)?.last).toBe(10)
  })

  it("are made of a ticker's changed last price where there are no trades", () => {
    hub.applyQuotes(
      [ticker({ last: 10 }), ticker({ bid: 9 }), ticker({ last: 10 }), ticker({ last: 11 })],
      startAt,
    )
    expect(ticks.map(({ tick }) => tick.price)).toEqual([10, 11])
  })

  it('come from trades alone once there was one', () => {
    hub.applyTrades([trade({ price: 100 })], startAt)
    hub.applyQuotes([ticker({ last: 99 })], startAt)
    expect(ticks.map(({ tick }) => tick.price)).toEqual([100])
  })

  it('carry a late trade, which moves no price now', () => {
    hub.applyTrades(
      [trade({ price: 100, exchangeAt: startAt + 5 }), trade({ price: 90, exchangeAt: startAt })],
      startAt,
    )
    expect(hub.current(btc.id)?.last).toBe(100)
    expect(ticks.map(({ tick }) => tick.exchangeAt)).toEqual([startAt + 5, startAt])
  })

  it('ignore instruments that nobody knows', () => {
    hub.applyTrades([trade({ instrument: 'other:X' as InstrumentId })], startAt)
    expect(ticks).toEqual([])
  })
})
