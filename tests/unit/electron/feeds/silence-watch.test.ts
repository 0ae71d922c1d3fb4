/** Silence is judged per instrument, and never while its market is shut. */
import { describe, expect, it } from 'vitest'
import { createSessionCache } from '../../../../electron/feeds/session-cache.ts'
import { createSilenceWatch } from '../../../../electron/feeds/silence-watch.ts'
import type { Session } from '../../../../shared/model/session.ts'
import { testInstrument } from '../../../support/feed-provider.ts'

const nyse: Session = {
  kind: 'exchange',
  timeZone: 'America/New_York',
  opensAtMinute: 9 * 60 + 30,
  closesAtMinute: 16 * 60,
  holidays: [],
}
// Monday 2026-01-05, 09:30 in New York.
const opensAt = Date.UTC(2026, 0, 5, 14, 30)

describe('silence watch', () => {
  it('tells once that an instrument is silent and once that it speaks', () => {
    const watch = createSilenceWatch(10_000, createSessionCache())
    const [a, b] = [testInstrument('A'), testInstrument('B')]
    watch.add(a, 0)
    watch.add(b, 0)
    expect(watch.seen(a.id, 5_000)).toBe(false)
    expect(watch.check(10_001, opensAt)).toEqual({
      changed: [{ instrument: b.id, silent: true }],
      allQuietMs: 5_001,
    })
    expect(watch.check(11_000, opensAt).changed).toEqual([])
    expect(watch.silent()).toEqual([b.id])
    expect(watch.seen(b.id, 12_000)).toBe(true)
    expect(watch.seen(b.id, 12_001)).toBe(false)
    expect(watch.silent()).toEqual([])
  })

  it('keeps who was silent before a reconnect silent until it speaks', () => {
    const watch = createSilenceWatch(10_000, createSessionCache())
    const a = testInstrument('A')
    watch.add(a, 0)
    watch.check(20_000, opensAt)
    watch.restart(21_000)
    expect(watch.check(21_500, opensAt)).toEqual({ changed: [], allQuietMs: 500 })
    expect(watch.silent()).toEqual([a.id])
  })

  it('calls a shut market neither silent nor quiet, and counts from the bell', () => {
    const watch = createSilenceWatch(10_000, createSessionCache())
    const stock = testInstrument('AAPL', nyse)
    watch.add(stock, 0)
    const shut = watch.check(3_600_000, opensAt - 1_000)
    expect(shut).toEqual({ changed: [], allQuietMs: 0 })
    expect(watch.anyOpen(opensAt - 1_000)).toBe(false)
    expect(watch.check(3_601_000, opensAt).changed).toEqual([])
    expect(watch.check(3_610_900, opensAt + 9_900).changed).toEqual([])
    expect(watch.check(3_612_000, opensAt + 11_000).changed).toEqual([{ instrument: stock.id, silent: true }])
    // Shut again: closed, not silent.
    const closesAt = opensAt + 6.5 * 3_600_000
    expect(watch.check(30_000_000, closesAt).changed).toEqual([{ instrument: stock.id, silent: false }])
  })
})
