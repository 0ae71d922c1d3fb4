/** What the feeds tell reaches everybody whom it concerns, in the order that they rely on. */
import { expect, it } from 'vitest'
import type { Hub } from '../../../../electron/core/hub.ts'
import { createFeedSink, type Receivers } from '../../../../electron/core/feed-sink.ts'
import type { Trade } from '../../../../shared/model/quote.ts'
import { btc, sampleFeed } from '../../../support/samples.ts'

const trade: Trade = {
  ...{ instrument: btc, tradeId: '1', price: 100, size: 1, takerSide: 'buy' },
  ...{ exchangeAt: 5, snapshot: false },
}

/** Receivers that write down what they are told. */
function recorded() {
  const told: string[] = []
  const say =
    (name: string) =>
    (...given: unknown[]): void =>
      void told.push([name, ...given.map((each) => JSON.stringify(each))].join(' '))
  const hub: Partial<Hub> = {
    applyTrades: say('hub.trades'),
    applyQuotes: say('hub.quotes'),
    applyFigures: say('hub.figures'),
    applyPolled: say('hub.polled'),
    setLive: say('hub.live'),
    setSilence: say('hub.silence'),
  }
  const receivers: Receivers = {
    // Only what the sink calls is there: anything else would throw.
    hub: hub as Hub,
    candles: {
      onTrades: say('candles.trades'),
      onCandles: say('candles.candles'),
      onDown: say('candles.down'),
      onResumed: say('candles.resumed'),
    },
    feedChanged: ({ state }) => say('changed')(state),
    down: say('down'),
    resumed: say('resumed'),
    stale: say('stale'),
  }
  return { told, receivers }
}

function connected() {
  const { sink, connect } = createFeedSink()
  const { told, receivers } = recorded()
  connect(receivers)
  return { sink, told }
}

it('tells nobody before there is somebody', () => {
  const { sink, connect } = createFeedSink()
  sink.trades([trade], 6)
  sink.down({ provider: 'simulated', at: 1 })
  const { told, receivers } = recorded()
  connect(receivers)
  expect(told).toEqual([])
})

it('tells the candles of a trade before the hub, and so before any alert', () => {
  const { sink, told } = connected()
  sink.trades([trade], 6)
  expect(told.map((each) => each.split(' ')[0])).toEqual(['candles.trades', 'hub.trades'])
  expect(told[1]).toBe(`hub.trades ${JSON.stringify([trade])} 6`)
})

it('keeps what streams, polls and day’s figures told apart', () => {
  const { sink, told } = connected()
  const update = { instrument: btc, exchangeAt: null, snapshot: false, last: 1 }
  const text = JSON.stringify([update])
  sink.quotes([update], 1)
  sink.figures([update], 2)
  sink.polled([update], 3)
  expect(told).toEqual([`hub.quotes ${text} 1`, `hub.figures ${text} 2`, `hub.polled ${text} 3`])
})

it('takes a venue for live in that state alone', () => {
  const { sink, told } = connected()
  sink.status(sampleFeed('simulated', { state: 'live' }))
  sink.status(sampleFeed('simulated', { state: 'waiting' }))
  expect(told).toEqual([
    'hub.live "simulated" true',
    'changed "live"',
    'hub.live "simulated" false',
    'changed "waiting"',
  ])
})

it('tells that a venue went down when nothing of it looks live any more', () => {
  const { sink, told } = connected()
  sink.down({ provider: 'simulated', at: 1 })
  expect(told).toEqual([
    'candles.down {"provider":"simulated"}',
    'hub.live "simulated" false',
    'down "simulated"',
  ])
})

it('tells that it is back when it is live again and the candles know their hole', () => {
  const { sink, told } = connected()
  const gap = { provider: 'simulated', fromAt: 1, toAt: 9 }
  sink.resumed(gap)
  expect(told).toEqual([
    'hub.live "simulated" true',
    `candles.resumed ${JSON.stringify(gap)}`,
    'resumed "simulated"',
  ])
})

it('takes an instrument for stale that is silent though it is traded, and for nothing else', () => {
  const { sink, told } = connected()
  for (const state of ['stale', 'quiet', 'flowing'] as const) sink.silence({ instrument: btc, state })
  expect(told).toEqual([
    `hub.silence "${btc}" "stale"`,
    `stale "${btc}" true`,
    `hub.silence "${btc}" "quiet"`,
    `stale "${btc}" false`,
    `hub.silence "${btc}" "flowing"`,
    `stale "${btc}" false`,
  ])
})
