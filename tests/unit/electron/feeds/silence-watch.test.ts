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
const [a, b] = [testInstrument('A'), testInstrument('B')]

function setUp() {
  const changes: string[] = []
  const watch = createSilenceWatch(10_000, createSessionCache(), (instrument, state) =>
    changes.push(`${instrument} ${state}`),
  )
  const silentAt = (nowMs: number, at = opensAt) =>
    watch.check(nowMs, at).silent.map(({ instrument }) => instrument.id)
  return { watch, changes, silentAt }
}

describe('silence watch', () => {
  it('finds who is silent for longer than normal, each for itself', () => {
    const { watch, silentAt } = setUp()
    watch.add(a, 0, opensAt)
    watch.add(b, 0, opensAt)
    watch.seen(a.id, 5_000, false, null, '')
    expect(silentAt(10_000)).toEqual([])
    expect(silentAt(10_001)).toEqual([b.id])
    expect(watch.check(10_001, opensAt).allQuietMs).toBe(5_001)
    expect(silentAt(15_001)).toEqual([a.id, b.id])
  })

  it('tells each change of state once, and that it flows again', () => {
    const { watch, changes } = setUp()
    watch.add(a, 0, opensAt)
    const entry = watch.get(a.id)
    if (entry === undefined) throw new Error('not watched')
    watch.set(entry, 'stale')
    watch.set(entry, 'stale')
    expect(watch.in('stale')).toEqual([a.id])
    watch.seen(a.id, 12_000, false, null, '')
    watch.seen(a.id, 12_001, false, null, '')
    expect(changes).toEqual(['test:A stale', 'test:A flowing'])
    expect(watch.remove(a.id)).toBe('flowing')
  })

  it('takes the state at subscribe for no sign of trading, but for one of life', () => {
    const { watch } = setUp()
    watch.add(a, 0, opensAt)
    const entry = watch.get(a.id)
    if (entry === undefined) throw new Error('not watched')
    watch.set(entry, 'quiet')
    watch.seen(a.id, 12_000, true, 5_000, '7')
    expect(entry).toMatchObject({ state: 'quiet', news: false, shownAt: 5_000, shownId: '7', lastMs: 12_000 })
    watch.set(entry, 'stale')
    watch.seen(a.id, 13_000, true, null, '')
    expect(entry.state).toBe('flowing')
  })

  it('remembers the newest that the stream showed, whatever comes late', () => {
    const { watch } = setUp()
    watch.add(a, 0, opensAt)
    watch.seen(a.id, 1, false, 5_000, '7')
    watch.seen(a.id, 2, false, 4_000, '6')
    watch.seen(a.id, 3, false, null, '')
    expect(watch.get(a.id)).toMatchObject({ shownAt: 5_000, shownId: '7', lastMs: 3, news: true })
  })

  it('keeps who was silent before a reconnect silent until it speaks', () => {
    const { watch, silentAt } = setUp()
    watch.add(a, 0, opensAt)
    const entry = watch.get(a.id)
    if (entry === undefined) throw new Error('not watched')
    watch.set(entry, 'stale')
    watch.restart(21_000, opensAt + 21_000)
    expect(silentAt(21_500)).toEqual([])
    expect(entry).toMatchObject({ state: 'stale', sinceAt: opensAt + 21_000 })
  })

  it('calls a shut market neither silent nor quiet, and counts from the bell', () => {
    const { watch, silentAt, changes } = setUp()
    const stock = testInstrument('AAPL', nyse)
    watch.add(stock, 0, opensAt)
    expect(watch.check(3_600_000, opensAt - 1_000)).toEqual({ silent: [], allQuietMs: 0 })
    expect(watch.anyOpen(opensAt - 1_000)).toBe(false)
    expect(silentAt(3_601_000, opensAt)).toEqual([])
    expect(silentAt(3_610_900, opensAt + 9_900)).toEqual([])
    expect(silentAt(3_612_000, opensAt + 11_000)).toEqual([stock.id])
    const entry = watch.get(stock.id)
    if (entry === undefined) throw new Error('not watched')
    watch.set(entry, 'stale')
    // Shut again: closed, not silent.
    const closesAt = opensAt + 6.5 * 3_600_000
    expect(silentAt(30_000_000, closesAt)).toEqual([])
    expect(changes).toEqual(['test:AAPL stale', 'test:AAPL flowing'])
  })

  it('calls what the venue refuses stale without a doubt', () => {
    const { watch, silentAt } = setUp()
    watch.add(a, 0, opensAt)
    watch.add(b, 0, opensAt)
    watch.setRefused((instrument) => instrument === b.id)
    expect(watch.in('stale')).toEqual([b.id])
    watch.seen(a.id, 19_000, false, null, '')
    expect(silentAt(20_000)).toEqual([])
    expect(watch.check(20_000, opensAt).allQuietMs).toBe(1_000)
  })

  it('does not hold against a new socket what the old one kept back', () => {
    const { watch } = setUp()
    watch.add(a, 0, opensAt)
    watch.add(b, 0, opensAt)
    const entry = watch.get(b.id)
    if (entry === undefined) throw new Error('not watched')
    watch.set(entry, 'stale')
    watch.moved(opensAt + 5_000)
    expect(watch.get(a.id)?.sinceAt).toBe(opensAt)
    expect(entry.sinceAt).toBe(opensAt + 5_000)
  })
})
