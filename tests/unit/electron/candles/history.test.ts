/** How far back an answer goes, what it says of its end, and what is not asked for twice. */
import { describe, expect, it } from 'vitest'
import { createMemoryTable } from '../../../../electron/candles/memory-table.ts'
import type { EventPayload } from '../../../../shared/contract/events.ts'
import { marketRig } from './market-rig.ts'
import { numbersOf } from './market-venue.ts'

const minuteMs = 60_000
const at = Date.UTC(2026, 2, 4, 18, 0, 29)

describe('a venue that keeps only its newest rows', () => {
  const keeping = { kind: 'crypto', seed: 2, at, native: ['1m', '1d'], maxRows: 50, deepestRows: 50 } as const

  it('is not asked for more, and the answer says why it ends', async () => {
    const rig = marketRig(keeping)
    const { candles, gaps, more, note } = await rig.get('1m', 200)
    expect([candles.length, gaps, more]).toEqual([50, [], false])
    expect(note).toBe('market answers only its newest 50 candles of an interval.')
    expect(rig.asked.length).toBeLessThanOrEqual(2)
    const asked = rig.asked.length
    const older = await rig.get('1m', 100, candles[0]?.openAt)
    expect([older.candles, older.more, older.note, rig.asked.length]).toEqual([[], false, note, asked])
    // Nothing to say where the end is not reached.
    expect((await rig.get('1m', 20)).note).toBeNull()
    await rig.service.stop()
  })

  it('says so in the words of whoever knows its name, beside what else is to be known', async () => {
    const rig = marketRig({
      ...keeping,
      note: (about) => (about === 'depth' ? 'Only 50.' : 'From elsewhere.'),
    })
    expect((await rig.get('1m', 10)).note).toBe('From elsewhere.')
    expect((await rig.get('1m', 100)).note).toBe('From elsewhere. Only 50.')
    await rig.service.stop()
  })

  it('cuts no longer candle at its end', async () => {
    const rig = marketRig(keeping)
    const { candles, more, note } = await rig.get('1w', 20)
    // Fifty days hold six whole weeks and the running one; the week they begin in is not whole.
    const truth = rig.oracle.candles('1w', { fromAt: null, toAt: null, limit: candles.length }, at)
    expect([candles.map(numbersOf), more]).toEqual([truth.map(numbersOf), false])
    expect([candles.length, note]).toEqual([7, 'market answers only its newest 50 candles of an interval.'])
    await rig.service.stop()
  })

  it('still answers what was stored before the venue let go of it, with the hole in between', async () => {
    const first = marketRig(keeping)
    await first.get('1m', 50)
    await first.service.stop()
    const later = marketRig({ ...keeping, at: at + 120 * minuteMs, table: first.table })
    const { candles, gaps, more } = await later.get('1m', 200)
    expect([candles.length, more]).toEqual([99, false])
    expect(gaps).toEqual([{ fromAt: at - 29_000, toAt: at - 29_000 + 71 * minuteMs }])
    // A gap that can't be had is not asked for again and again.
    const asked = later.asked.length
    await later.service.range(later.instrument, '1m', at, at + 60 * minuteMs).catch(() => {})
    expect(later.asked.length).toBe(asked)
    await later.service.stop()
  })
})

describe('a venue that answers for a limited time back', () => {
  it('does not end at a weekend', async () => {
    const monday = Date.UTC(2026, 2, 9, 13, 34, 29)
    const rig = marketRig({
      kind: 'stock',
      seed: 2,
      at: monday,
      native: ['1m', '1h', '1d'],
      maxRows: 300,
      rest: { windowed: true },
    })
    const { candles, gaps, more } = await rig.get('1m', 60)
    const truth = rig.oracle.candles('1m', { fromAt: null, toAt: null, limit: 60 }, monday)
    expect([candles.map(numbersOf), gaps, more]).toEqual([truth.map(numbersOf), [], true])
    await rig.service.stop()
  })

  it('goes on behind a pause that is many pages long, and stops where there is nothing at all', async () => {
    const listed = Date.UTC(2014, 0, 6)
    const rig = marketRig({
      kind: 'stock',
      seed: 2,
      at: listed + 5 * 86_400_000,
      native: ['1m', '5m', '1h', '1d'],
      maxRows: 100,
      rest: { windowed: true },
    })
    let before: number | undefined
    let count = 0
    for (let page = 0; page < 60; page += 1) {
      const { candles, more } = await rig.get('1m', 400, before)
      count += candles.length
      before = candles[0]?.openAt ?? before
      if (!more) break
    }
    expect(count).toBe(5 * 390)
    const asked = rig.asked.length
    expect((await rig.get('1m', 10, before)).more).toBe(false)
    expect(rig.asked.length).toBe(asked)
    // Closed nights are asked for once and known to be empty; the nothing before the first day costs eight looks.
    expect(asked).toBeLessThan(130)
    await rig.service.stop()
  })
})

describe('opened again', () => {
  it('asks only for the tail, native or made of shorter candles', async () => {
    const first = marketRig({ kind: 'crypto', seed: 5, at, native: ['5m', '1d'], maxRows: 300 })
    const before = { five: await first.get('5m', 900), ten: await first.get('10m', 400) }
    await first.service.stop()
    const again = marketRig({
      kind: 'crypto',
      seed: 5,
      at: at + 42 * minuteMs,
      native: ['5m', '1d'],
      maxRows: 300,
      table: first.table,
    })
    const five = await again.get('5m', 900)
    const ten = await again.get('10m', 400)
    expect([five.gaps, ten.gaps]).toEqual([[], []])
    expect(again.asked.map(({ interval, range }) => [interval, range.fromAt, range.toAt])).toEqual([
      ['5m', null, null],
      ['5m', null, null],
    ])
    // Nine candles have come; one more row joins them to what is known, and one is open.
    expect(again.asked[0]?.range.limit).toBeLessThanOrEqual(12)
    expect(five.candles.slice(0, 800).map(numbersOf)).toEqual(
      before.five.candles.slice(8, 808).map(numbersOf),
    )
    await again.service.stop()
  })

  it('paints what is stored while REST takes its time, and asks to look again when there is more', async () => {
    const first = marketRig({ kind: 'crypto', seed: 5, at, native: ['1m'], maxRows: 300 })
    await first.get('1m', 100)
    await first.service.stop()
    const events: EventPayload<'candles'>[] = []
    const later = at + 30 * minuteMs
    const again = marketRig({
      kind: 'crypto',
      seed: 5,
      at: later,
      native: ['1m'],
      maxRows: 300,
      streams: true,
      table: first.table,
      rest: { wait: () => again.clock.sleep(5000) },
      changed: (event) => void events.push(event),
    })
    again.service.subscribe(again.instrument, '1m')
    const asking = again.get('1m', 100)
    await again.clock.advanceAsync(300)
    const painted = await asking
    expect([painted.candles.length, painted.candles.at(-1)?.openAt]).toEqual([100, at - 29_000 - minuteMs])
    expect(painted.gaps).toEqual([{ fromAt: at - 29_000, toAt: later - 29_000 }])
    expect(events).toEqual([])
    await again.clock.advanceAsync(6000)
    expect(events).toMatchObject([{ interval: '1m', reset: true }])
    // The second look waits for the whole answer, so that a slow venue does not ask for ever.
    const looking = again.get('1m', 100)
    await again.clock.advanceAsync(6000)
    const whole = await looking
    const truth = again.oracle.candles('1m', { fromAt: null, toAt: null, limit: 100 }, later)
    expect([whole.candles.map(numbersOf), whole.gaps]).toEqual([truth.map(numbersOf), []])
    await again.clock.advanceAsync(60_000)
    expect(events.length).toBe(1)
    await again.service.stop()
  })

  it('waits for REST where nobody listens who could look again', async () => {
    const table = createMemoryTable()
    const first = marketRig({ kind: 'crypto', seed: 5, at, native: ['1m'], maxRows: 300, table })
    await first.get('1m', 100)
    await first.service.stop()
    const again = marketRig({
      kind: 'crypto',
      seed: 5,
      at: at + 5 * minuteMs,
      native: ['1m'],
      maxRows: 300,
      table,
      rest: { wait: () => again.clock.sleep(5000) },
    })
    const asking = again.get('1m', 100)
    await again.clock.advanceAsync(6000)
    expect((await asking).gaps).toEqual([])
    await again.service.stop()
  })
})

describe('a stream that does not say when a candle is closed', () => {
  it('costs one request a candle, and nobody is asked to look again where REST says the same', async () => {
    const events: EventPayload<'candles'>[] = []
    const rig = marketRig({
      kind: 'crypto',
      seed: 6,
      at,
      native: ['1m'],
      maxRows: 300,
      streams: true,
      changed: (event) => void events.push(event),
    })
    rig.service.subscribe(rig.instrument, '1m')
    await rig.get('1m', 50)
    for (let step = 0; step < 8; step += 1) {
      await rig.advance(5000)
      rig.stream('1m', false)
    }
    events.length = 0
    const asked = rig.asked.length
    for (let step = 0; step < 120; step += 1) {
      await rig.advance(5000)
      rig.stream('1m', false)
    }
    expect(rig.asked.length - asked).toBeLessThanOrEqual(11)
    expect(events.filter(({ reset }) => reset)).toEqual([])
    const { candles, gaps } = await rig.get('1m', 50)
    const truth = rig.oracle.candles('1m', { fromAt: null, toAt: null, limit: 50 }, rig.at())
    expect([candles.map(numbersOf), gaps]).toEqual([truth.map(numbersOf), []])
    await rig.service.stop()
  })
})
