/** The chart's window of candles: paging at both ends, live updates, refills, never more than it may hold. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Candle } from '../../../../shared/model/candle.ts'
import {
  appendPage,
  applyLive,
  candleIndexAt,
  connectCandles,
  emptyWindow,
  listenCandles,
  mergeCandles,
  mergeGaps,
  openWindow,
  prependPage,
  refreshWindow,
} from '../../../../renderer/state/candles.ts'

const minute = 60_000

function candle(index: number, change: Partial<Candle> = {}): Candle {
  return {
    openAt: index * minute,
    open: 1,
    high: 2,
    low: 0.5,
    close: 1.5,
    volume: 1,
    closed: true,
    source: 'rest',
    ...change,
  }
}

function run(from: number, to: number): Candle[] {
  return Array.from({ length: to - from }, (_, index) => candle(from + index))
}

const page = (from: number, to: number, more = true) => ({ candles: run(from, to), gaps: [], more })
const indexes = (candles: readonly Candle[]) => candles.map(({ openAt }) => openAt / minute)
const range = (from: number, to: number) => indexes(run(from, to))

describe('mergeCandles', () => {
  it('answers ascending candles, each once, for any two ascending lists', () => {
    const list = fc.uniqueArray(fc.integer({ min: 0, max: 60 })).map((each) => each.sort((a, b) => a - b))
    fc.assert(
      fc.property(list, list, (a, b) => {
        const merged = indexes(
          mergeCandles(
            a.map((i) => candle(i)),
            b.map((i) => candle(i)),
          ),
        )
        expect(merged).toEqual([...new Set([...a, ...b])].sort((x, y) => x - y))
      }),
    )
  })

  it('takes the fresh candle, but never reopens a closed one', () => {
    const closed = candle(1, { close: 9 })
    expect(mergeCandles([closed], [candle(1, { close: 3, closed: false })])).toEqual([closed])
    expect(mergeCandles([candle(1, { closed: false })], [closed])).toEqual([closed])
  })
})

describe('mergeGaps', () => {
  it('joins what touches and sorts the rest', () => {
    expect(
      mergeGaps([
        { fromAt: 50, toAt: 60 },
        { fromAt: 10, toAt: 20 },
        { fromAt: 20, toAt: 30 },
        { fromAt: 12, toAt: 15 },
      ]),
    ).toEqual([
      { fromAt: 10, toAt: 30 },
      { fromAt: 50, toAt: 60 },
    ])
  })
})

describe('paging', () => {
  it('puts an older page in front without touching what is held', () => {
    const window = prependPage(openWindow(page(10, 20)), page(0, 10, false))
    expect(indexes(window.candles)).toEqual(range(0, 20))
    expect(window).toMatchObject({ olderMore: false, newerMore: false })
  })

  it('drops the newest when an older page does not fit, and says so', () => {
    const window = prependPage(openWindow(page(10, 20)), page(0, 10), 15)
    expect(indexes(window.candles)).toEqual(range(0, 15))
    expect(window.newerMore).toBe(true)
  })

  it('drops the oldest when a newer page does not fit, and can page back again', () => {
    const back = prependPage(openWindow(page(10, 20)), page(0, 10, false), 15)
    const forth = appendPage(back, { candles: run(15, 25), gaps: [] }, true, 15)
    expect(indexes(forth.candles)).toEqual(range(10, 25))
    expect(forth).toMatchObject({ olderMore: true, newerMore: false })
  })

  it('does not ask for ever when an answer that says "more" brings nothing', () => {
    expect(prependPage(openWindow(page(10, 20)), { candles: [], gaps: [], more: true }).olderMore).toBe(false)
  })

  it('keeps gaps only where candles are held', () => {
    const gap = { fromAt: 4 * minute, toAt: 6 * minute }
    const held = openWindow({ candles: [...run(0, 4), ...run(6, 20)], gaps: [gap], more: true })
    expect(held.gaps).toEqual([gap])
    const moved = appendPage(held, { candles: run(20, 30), gaps: [] }, true, 12)
    expect(indexes(moved.candles)[0]).toBe(18)
    expect(moved.gaps).toEqual([])
  })

  it('never holds more than the capacity, ascending, whatever is done', () => {
    const step = fc.record({
      kind: fc.constantFrom('older', 'newer', 'live', 'refresh'),
      size: fc.integer({ min: 1, max: 30 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let window = openWindow(page(1000, 1020), 40)
        for (const { kind, size } of steps) {
          const first = indexes(window.candles)[0] ?? 0
          const last = indexes(window.candles).at(-1) ?? 0
          if (kind === 'older') window = prependPage(window, page(first - size, first), 40)
          if (kind === 'newer')
            window = appendPage(window, { candles: run(last + 1, last + size), gaps: [] }, false, 40)
          if (kind === 'live') ({ window } = applyLive(window, candle(last + 1), minute, 40))
          if (kind === 'refresh') window = refreshWindow(window, page(last - size, last + 1), 40)
          const held = indexes(window.candles)
          expect(held.length).toBeLessThanOrEqual(40)
          expect(held).toEqual([...new Set(held)].sort((a, b) => a - b))
        }
      }),
    )
  })
})

describe('applyLive', () => {
  const open = (index: number, close = 1) => candle(index, { closed: false, close, source: 'stream' })

  it('moves the last candle, opens the next, and asks to settle what was left open', () => {
    const held = openWindow(page(0, 3))
    const opened = applyLive(held, open(3), minute)
    expect(opened).toMatchObject({ effect: 'opened', unsettled: false })
    const moved = applyLive(opened.window, open(3, 7), minute)
    expect(moved.effect).toBe('moved')
    expect(moved.window.candles.at(-1)?.close).toBe(7)
    expect(applyLive(moved.window, open(4), minute)).toMatchObject({ effect: 'opened', unsettled: true })
  })

  it('asks to settle when bars were skipped', () => {
    expect(applyLive(openWindow(page(0, 3)), open(6), minute).unsettled).toBe(true)
  })

  it('ignores what is older, what would reopen, and everything while the newest candles are not held', () => {
    const held = openWindow(page(0, 3))
    expect(applyLive(held, open(1), minute).effect).toBe('ignored')
    expect(applyLive(held, open(2), minute).effect).toBe('ignored')
    const away = prependPage(held, page(-10, 0), 8)
    expect(applyLive(away, open(3), minute).effect).toBe('ignored')
  })

  it('cuts a run of old candles when the window is full, so that it is rebuilt rarely', () => {
    const full = openWindow(page(0, 2000), 2000)
    const change = applyLive(full, open(2000), minute, 2000)
    expect(change.effect).toBe('rebuilt')
    expect(change.window.candles).toHaveLength(1500)
    expect(change.window.olderMore).toBe(true)
    expect(applyLive(change.window, open(2001), minute, 2000).effect).toBe('opened')
  })
})

describe('refreshWindow', () => {
  it('fills a hole and takes its gap away', () => {
    const gap = { fromAt: 5 * minute, toAt: 8 * minute }
    const holed = openWindow({ candles: [...run(0, 5), ...run(8, 12)], gaps: [gap], more: true })
    const filled = refreshWindow(holed, page(0, 12))
    expect(indexes(filled.candles)).toEqual(range(0, 12))
    expect(filled.gaps).toEqual([])
  })

  it('keeps the part of a gap that lies before the answer', () => {
    const gap = { fromAt: 2 * minute, toAt: 6 * minute }
    const holed = openWindow({ candles: [...run(0, 2), ...run(6, 9)], gaps: [gap], more: true })
    expect(refreshWindow(holed, page(4, 9)).gaps).toEqual([{ fromAt: 2 * minute, toAt: 4 * minute }])
  })

  it('starts over from an answer that does not reach what is held', () => {
    expect(indexes(refreshWindow(openWindow(page(0, 5)), page(100, 105)).candles)).toEqual(range(100, 105))
  })

  it('leaves everything where an answer is empty', () => {
    const held = openWindow(page(0, 5))
    expect(refreshWindow(held, { candles: [], gaps: [], more: false }).candles).toEqual(held.candles)
    expect(openWindow({ candles: [], gaps: [], more: false })).toEqual(emptyWindow)
  })
})

describe('candleIndexAt', () => {
  it('finds the candle that holds a moment, and none in a hole', () => {
    const candles = [...run(0, 3), ...run(10, 12)]
    expect(candleIndexAt(candles, 2 * minute + 5, minute)).toBe(2)
    expect(candleIndexAt(candles, 10 * minute, minute)).toBe(3)
    expect(candleIndexAt(candles, 5 * minute, minute)).toBe(-1)
    expect(candleIndexAt(candles, -1, minute)).toBe(-1)
    expect(candleIndexAt(candles, 13 * minute, minute)).toBe(-1)
    expect(candleIndexAt([], 0, minute)).toBe(-1)
  })
})

describe('connectCandles', () => {
  it('hands events to listeners until they leave', () => {
    let emit: (event: never) => void = () => undefined
    const stop = connectCandles({
      on: (name, listener) => {
        expect(name).toBe('candles')
        emit = listener
        return () => undefined
      },
    })
    const seen: unknown[] = []
    const leave = listenCandles((event) => seen.push(event))
    emit('a' as never)
    leave()
    emit('b' as never)
    stop()
    expect(seen).toEqual(['a'])
  })
})
