/** Filling gaps: newest first, as the venue allows, from where it stopped. */
import { describe, expect, it } from 'vitest'
import { fillGaps, retryDelayMs } from '../../../../electron/candles/backfill.ts'
import { createBook } from '../../../../electron/candles/book.ts'
import { createMemoryTable } from '../../../../electron/candles/memory-table.ts'
import { createSeries } from '../../../../electron/candles/series.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { codedError, type RetryAdvice } from '../../../../shared/errors.ts'
import { candle, minuteMs, testInstrument } from './fake-venue.ts'

const at = (minute: number) => Date.UTC(2020, 0, 1) + minute * minuteMs

function setUp(maxRows: number, newestMinute: number) {
  const book = createBook(createMemoryTable(), testInstrument.id, '1m')
  const asked: number[][] = []
  const failures: RetryAdvice[] = []
  const pauses: number[] = []
  const controller = new AbortController()
  const series = createSeries({
    instrument: testInstrument,
    interval: '1m',
    book,
    maxRows,
    history: async ({ fromAt, toAt, limit }) => {
      asked.push([((fromAt ?? 0) - at(0)) / minuteMs, ((toAt ?? 0) - at(0)) / minuteMs])
      const advice = failures.shift()
      if (advice !== undefined) throw codedError('rate-limited', 'too fast', advice)
      const rows = []
      for (let openAt = fromAt ?? 0; openAt < (toAt ?? 0) && openAt <= at(newestMinute); openAt += minuteMs) {
        rows.push(candle(openAt))
      }
      return rows.slice(-limit)
    },
    knownAt: () => null,
    restarted: null,
  })
  const fill = (patience = 3) =>
    fillGaps(
      {
        series,
        missing: () => book.gaps(),
        pause: async (delayMs) => void pauses.push(delayMs),
        random: () => 0,
        log: silentLog,
        patience,
      },
      controller.signal,
    )
  return { book, asked, failures, pauses, controller, fill }
}

describe('backfill', () => {
  it('asks for the newest page first, within what one answer holds', async () => {
    const { book, asked, fill } = setUp(5, 100)
    book.addGap({ fromAt: at(0), toAt: at(10) })
    expect((await fill()).end).toBe('filled')
    // One row past the end proves the last one, and that nothing was cut off.
    expect(asked).toEqual([
      [6, 11],
      [2, 7],
      [0, 3],
    ])
    expect(book.covered()).toEqual([{ fromAt: at(0), toAt: at(10) }])
    expect([book.gaps(), book.read(at(0), at(20)).length]).toEqual([[], 10])
  })

  it('waits as the venue asks and goes on from where it was', async () => {
    const { book, asked, failures, pauses, fill } = setUp(5, 100)
    book.addGap({ fromAt: at(0), toAt: at(8) })
    failures.push({ afterMs: 30_000 }, 'later')
    expect((await fill()).end).toBe('filled')
    expect(pauses).toEqual([30_000, 2000])
    expect(asked.map(([from]) => from)).toEqual([4, 4, 4, 0])
  })

  it('gives up where asking again would not help, and leaves the gap', async () => {
    const { book, failures, pauses, fill } = setUp(5, 100)
    book.addGap({ fromAt: at(0), toAt: at(3) })
    failures.push('no')
    expect(await fill()).toMatchObject({ end: 'gave-up', error: { code: 'rate-limited' } })
    expect([pauses, book.gaps()]).toEqual([[], [{ fromAt: at(0), toAt: at(3) }]])
  })

  it('gives up a gap that the venue has no proof for, after filling what it has', async () => {
    const { book, pauses, fill } = setUp(5, 6)
    book.addGap({ fromAt: at(0), toAt: at(10) })
    expect((await fill(3)).end).toBe('gave-up')
    expect(book.gaps()).toEqual([{ fromAt: at(6), toAt: at(10) }])
    expect(pauses.length).toBeGreaterThan(1)
  })

  it('stops when it is told to, and a later run asks only for the rest', async () => {
    const { book, asked, controller, failures, fill } = setUp(5, 100)
    book.addGap({ fromAt: at(0), toAt: at(4) })
    book.cover({ fromAt: at(2), toAt: at(3) })
    failures.push('later')
    controller.abort()
    expect((await fill()).end).toBe('stopped')
    expect(asked).toEqual([])
    expect(book.gaps()).toEqual([
      { fromAt: at(0), toAt: at(2) },
      { fromAt: at(3), toAt: at(4) },
    ])
  })
})

describe('waits', () => {
  it('grow to a minute, and never fall short of what the venue asks', () => {
    expect([0, 1, 2, 10].map((attempt) => retryDelayMs('later', attempt, () => 1))).toEqual([
      1000, 2000, 4000, 60_000,
    ])
    expect(retryDelayMs('later', 3, () => 0)).toBe(4000)
    expect(retryDelayMs({ afterMs: 90_000 }, 0, () => 0)).toBe(90_000)
  })
})
