/** Candles that are summed from trades, around the times when not all trades were seen. */
import { describe, expect, it } from 'vitest'
import type { Span } from '../../../../electron/candles/gaps.ts'
import { createLiveTrades } from '../../../../electron/candles/live-trades.ts'
import type { Candle } from '../../../../shared/model/candle.ts'
import { candle, minuteMs, trade } from './fake-venue.ts'

const at = (minute: number, second = 0) => Date.UTC(2020, 0, 1) + minute * minuteMs + second * 1000

function setUp() {
  const closed: { candle: Candle; known: Span }[] = []
  const moved: Candle[] = []
  const doubtful: Span[] = []
  const joined: number[] = []
  let now = 0
  let sequence = 1
  const live = createLiveTrades({
    interval: '1m',
    clock: { now: () => now, monotonicMs: () => now },
    sink: {
      closed: (each, known) => void closed.push({ candle: each, known }),
      moved: (each) => void moved.push(each),
      doubtful: (span) => void doubtful.push(span),
      joined: (moment) => void joined.push(moment),
    },
  })
  const trades = (...list: [number, number][]) => {
    for (const [moment, price] of list) live.onTrade(trade(moment, price, 1, sequence++))
  }
  return { live, trades, closed, moved, doubtful, joined, setNow: (value: number) => void (now = value) }
}

describe('live candles of trades', () => {
  it('shows nothing of a candle that it joined in the middle of, until REST tells', () => {
    const { live, trades, moved } = setUp()
    trades([at(0, 30), 10], [at(0, 31), 12])
    expect([moved, live.isCurrent()]).toEqual([[], false])
    live.seed(candle(at(0), { open: 9, high: 11, low: 8, close: 10, volume: 50, closed: false }))
    // The held trades' prices count; their volume may be in REST's already.
    expect(live.newest()).toMatchObject({ open: 9, high: 12, low: 8, volume: 50 })
    trades([at(0, 40), 7])
    expect(live.newest()).toMatchObject({ low: 7, close: 7, volume: 51 })
  })

  it('leaves the closing of that candle to REST, and closes those that it saw whole', () => {
    const { live, trades, closed, doubtful, joined } = setUp()
    trades([at(0, 30), 10])
    live.seed(candle(at(0), { closed: false }))
    trades([at(1), 15], [at(2, 1), 20], [at(2, 50), 21], [at(5), 30])
    // The first trade may have been a minute late: the candle after it is not certain to be whole either.
    expect(doubtful).toEqual([
      { fromAt: at(0), toAt: at(1) },
      { fromAt: at(1), toAt: at(2) },
    ])
    expect(joined).toEqual([at(2)])
    // The empty minutes are known to be empty.
    expect(closed).toEqual([
      {
        candle: expect.objectContaining({
          openAt: at(2),
          open: 20,
          close: 21,
          volume: 2,
          closed: true,
          source: 'trades',
        }),
        known: { fromAt: at(2), toAt: at(5) },
      },
    ])
  })

  it('goes on with the next whole candle where REST does not answer in time', () => {
    const { live, trades, joined, doubtful } = setUp()
    trades([at(0, 30), 10], [at(1, 1), 15], [at(2, 1), 20])
    expect(live.newest()).toMatchObject({ openAt: at(2), open: 20, volume: 1 })
    expect([joined, doubtful]).toEqual([[at(2)], []])
    live.seed(candle(at(0), { closed: false }))
    expect(live.newest()?.openAt).toBe(at(2))
  })

  it('doubts a closed candle when a trade of it comes late, and leaves it as it is', () => {
    const { live, trades, closed, doubtful } = setUp()
    trades([at(0), 1], [at(1), 2], [at(2), 3], [at(3), 4], [at(2, 59), 9])
    expect(doubtful).toEqual([{ fromAt: at(2), toAt: at(3) }])
    expect(closed.map((each) => each.candle.high)).toEqual([2, 3])
    expect(live.newest()).toMatchObject({ openAt: at(3), high: 4 })
    // From before it joined: somebody else may have said something of that.
    trades([at(0, 59), 99])
    expect(doubtful.at(-1)).toEqual({ fromAt: at(0), toAt: at(1) })
  })

  it('stands still after an outage until REST tells, and names the time from which nothing is certain', () => {
    const { live, trades, moved, closed, setNow } = setUp()
    trades([at(0), 1], [at(1), 2])
    setNow(1000)
    trades([at(2), 3])
    setNow(2000)
    // The stream was down from 1500; it came back and closed a candle that it had not seen whole.
    trades([at(5), 8])
    expect(closed.map((each) => each.candle.openAt)).toEqual([at(1), at(2)])
    expect(live.interrupt(1500)).toBe(at(2))
    expect(live.isCurrent()).toBe(false)
    const movesBefore = moved.length
    trades([at(5, 10), 9])
    expect(moved.length).toBe(movesBefore)
    live.seed(candle(at(5), { high: 8.5, volume: 70, closed: false }))
    expect(live.newest()).toMatchObject({ openAt: at(5), high: 9, volume: 70 })
  })

  it('has nothing to lose before the first trade', () => {
    expect(setUp().live.interrupt(0)).toBeNull()
  })
})
