/** Stream candles: what is known to be final, and what is not. */
import { describe, expect, it } from 'vitest'
import type { Span } from '../../../../electron/candles/gaps.ts'
import { createLiveCandles } from '../../../../electron/candles/live-candles.ts'
import type { Candle } from '../../../../shared/model/candle.ts'
import { candle, minuteMs } from './fake-venue.ts'

const at = (minute: number) => Date.UTC(2020, 0, 1) + minute * minuteMs
const update = (minute: number, closed: boolean, close = 1) =>
  candle(at(minute), { closed, close, source: 'stream' })

function setUp() {
  const closed: { openAt: number; known: Span }[] = []
  const moved: Candle[] = []
  const doubtful: Span[] = []
  const joined: number[] = []
  let now = 0
  const live = createLiveCandles({
    interval: '1m',
    clock: { now: () => now, monotonicMs: () => now },
    sink: {
      closed: ({ openAt }, known) => void closed.push({ openAt, known }),
      moved: (each) => void moved.push(each),
      doubtful: (span) => void doubtful.push(span),
      joined: (moment) => void joined.push(moment),
    },
  })
  return { live, closed, moved, doubtful, joined, setNow: (value: number) => void (now = value) }
}

describe('live stream candles', () => {
  it('closes what the venue closes, and knows that nothing lay in between', () => {
    const { live, closed, joined, moved } = setUp()
    live.onCandle(update(0, false))
    live.onCandle(update(0, true, 5))
    live.onCandle(update(3, false))
    live.onCandle(update(3, true))
    expect(joined).toEqual([at(0)])
    expect(closed).toEqual([
      { openAt: at(0), known: { fromAt: at(0), toAt: at(1) } },
      { openAt: at(3), known: { fromAt: at(1), toAt: at(4) } },
    ])
    expect(moved.length).toBe(4)
  })

  it('never moves a closed candle again', () => {
    const { live, moved } = setUp()
    live.onCandle(update(0, true, 5))
    live.onCandle(update(0, false, 6))
    live.onCandle(update(0, true, 7))
    expect(moved.map(({ close }) => close)).toEqual([5])
  })

  it('doubts a candle whose end was not said', () => {
    const { live, doubtful, closed } = setUp()
    live.onCandle(update(0, false))
    live.onCandle(update(2, false))
    live.onCandle(update(2, true))
    expect(doubtful).toEqual([{ fromAt: at(0), toAt: at(2) }])
    expect(closed).toEqual([{ openAt: at(2), known: { fromAt: at(2), toAt: at(3) } }])
  })

  it('takes a late closed candle for itself alone', () => {
    const { live, closed, moved } = setUp()
    live.onCandle(update(0, false))
    live.onCandle(update(1, false))
    live.onCandle(update(0, true))
    expect(closed).toEqual([{ openAt: at(0), known: { fromAt: at(0), toAt: at(1) } }])
    expect(moved.at(-1)?.openAt).toBe(at(1))
  })

  it('is certain, after an outage, up to the last close before it', () => {
    const { live, setNow, joined } = setUp()
    live.onCandle(update(0, true))
    live.onCandle(update(1, false))
    setNow(5000)
    live.onCandle(update(4, true))
    expect(live.interrupt(4000)).toBe(at(1))
    expect(live.isCurrent()).toBe(false)
    live.onCandle(update(5, false))
    expect(joined).toEqual([at(0), at(5)])
    expect(live.isCurrent()).toBe(true)
  })
})
