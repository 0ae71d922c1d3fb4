/** What the hub tells rules besides prices: bid, ask and change, of live updates alone and only where they are wanted. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { BookUpdate } from '../../../../electron/alerts/service-deps.ts'
import { createHub, type Hub } from '../../../../electron/core/hub.ts'
import type { InstrumentId } from '../../../../shared/model/ids.ts'
import type { QuoteUpdate, Trade } from '../../../../shared/model/quote.ts'
import { testInstrument } from '../../../support/instruments.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const startAt = Date.UTC(2026, 0, 5, 12)
const btc = testInstrument('BTCUSDT')
const real = testInstrument('ETHUSDT', { simulated: false })

const ticker = (changes: Partial<QuoteUpdate> = {}): QuoteUpdate => ({
  ...{ instrument: btc.id, exchangeAt: startAt, snapshot: false, ...changes },
})
const trade = (changes: Partial<Trade> = {}): Trade => ({
  ...{ instrument: btc.id, tradeId: '1', price: 100, size: 1, takerSide: 'buy' },
  ...{ exchangeAt: startAt, snapshot: false, ...changes },
})

let hub: Hub
let books: { instrument: InstrumentId; update: BookUpdate }[]
let wanted: InstrumentId[]
/** What was called, in order. */
let order: string[]

beforeEach(() => {
  books = []
  wanted = [btc.id]
  order = []
  hub = createHub({
    clock: createManualClock(startAt),
    instrument: (id) => [btc, real].find((each) => each.id === id),
    tick: (_instrument, { price }) => order.push(`tick ${price}`),
    wantsBook: (instrument) => wanted.includes(instrument),
    book(instrument, update) {
      books.push({ instrument, update })
      order.push('book')
    },
    setBack: () => {},
  })
  hub.setLive('simulated', true)
})

describe('the book for rules', () => {
  const last = () => books.at(-1)?.update

  it('is what a live update told of bid, ask and change, before the tick of the same update', () => {
    hub.applyQuotes(
      [ticker({ bid: 9, ask: 11, last: 10, basis: '24h', open: 8, exchangeAt: startAt + 1 })],
      startAt + 2,
    )
    expect(books).toEqual([
      {
        instrument: btc.id,
        update: {
          ...{ bid: 9, ask: 11, change: { basis: '24h', percent: 25 } },
          ...{ exchangeAt: startAt + 1, receivedAt: startAt + 2 },
        },
      },
    ])
    expect(order).toEqual(['book', 'tick 10'])
  })

  it('leaves out what the update did not carry, and keeps a side that is gone apart from it', () => {
    hub.applyQuotes([ticker({ bid: 9 }), ticker({ ask: null })], startAt)
    expect(books.map(({ update: { bid, ask, change } }) => [bid, ask, change])).toEqual([
      [9, undefined, undefined],
      [undefined, null, undefined],
    ])
  })

  it('has the venue’s clock of before where an update has none', () => {
    hub.applyQuotes([ticker({ bid: 9, exchangeAt: startAt + 3 })], startAt + 4)
    hub.applyQuotes([ticker({ bid: 8, exchangeAt: null })], startAt + 5)
    expect(last()).toMatchObject({ bid: 8, exchangeAt: startAt + 3, receivedAt: startAt + 5 })
  })

  it('has the change that a trade makes', () => {
    hub.applyQuotes([ticker({ last: 10, open: 8, basis: '24h' })], startAt)
    hub.applyTrades([trade({ price: 12, exchangeAt: startAt + 1 })], startAt + 2)
    expect(last()).toEqual({
      ...{ bid: undefined, ask: undefined, change: { basis: '24h', percent: 50 } },
      ...{ exchangeAt: startAt + 1, receivedAt: startAt + 2 },
    })
  })

  it('is not made of snapshots, of what REST told, or of a late trade', () => {
    hub.applyTrades([trade({ exchangeAt: startAt + 5 })], startAt)
    books = []
    hub.applyQuotes([ticker({ bid: 9, snapshot: true })], startAt)
    hub.applyPolled([ticker({ bid: 9.1 })], startAt)
    hub.applyFigures([ticker({ bid: 9.2 })], startAt)
    hub.applyTrades([trade({ snapshot: true }), trade({ price: 90, exchangeAt: startAt })], startAt)
    expect(books).toEqual([])
  })

  it('is told of an instrument only while a rule wants it', () => {
    hub.applyQuotes([ticker({ instrument: real.id, bid: 1 })], startAt)
    hub.applyTrades([trade({ instrument: real.id })], startAt)
    expect(books).toEqual([])
    wanted = [real.id]
    hub.applyQuotes([ticker({ instrument: real.id, bid: 2 }), ticker({ bid: 3 })], startAt)
    expect(books.map(({ instrument, update }) => [instrument, update.bid])).toEqual([[real.id, 2]])
  })
})
