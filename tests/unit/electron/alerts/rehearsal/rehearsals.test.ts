import { describe, expect, it } from 'vitest'
import { createRehearsals, type RehearsalsDeps } from '../../../../../electron/alerts/rehearsal/rehearsals.ts'
import { rehearsalSchema } from '../../../../../shared/alerts/rehearsal.ts'
import { alertDraftSchema, type AlertDraft } from '../../../../../shared/alerts/rule.ts'
import { codedError } from '../../../../../shared/errors.ts'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { instrumentId, type InstrumentId } from '../../../../../shared/model/ids.ts'
import {
  dayMs,
  intervalMs,
  nextOpenAt,
  openAtOf,
  type Interval,
} from '../../../../../shared/model/interval.ts'
import { testInstrument } from '../../../../support/instruments.ts'
import { createManualClock } from '../../../../support/manual-clock.ts'
import { names } from '../../../shared/alerts/samples.ts'
import { bitcoin, condition, ether, startAt } from '../language/tapes.ts'
import { minuteMs } from './tapes.ts'

/** Once an hour the price touches 100 in four minutes, with a minute at 99.98 between. */
function priceAt(at: number): number {
  const minute = Math.floor(at / minuteMs) % 60
  return minute < 8 && minute % 2 === 0 ? 100 : minute < 8 ? 99.98 : 98
}

function candlesIn(interval: Interval, fromAt: number, toAt: number): Candle[] {
  const candles: Candle[] = []
  const first =
    openAtOf(interval, fromAt) === fromAt ? fromAt : nextOpenAt(interval, openAtOf(interval, fromAt))
  for (let openAt = first; openAt < toAt; openAt += intervalMs(interval)) {
    const price = priceAt(openAt)
    candles.push({
      openAt,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 1,
      closed: true,
      source: 'rest',
    })
  }
  return candles
}

type Asked = { id: InstrumentId; interval: Interval; fromAt: number; toAt: number }

function bench(changes: Partial<RehearsalsDeps> = {}) {
  const clock = createManualClock(startAt)
  const asked: Asked[] = []
  const told: [string, number, number, string][] = []
  const rehearsals = createRehearsals({
    clock,
    names,
    instrument: (id) =>
      id.startsWith('simulated:') ? testInstrument(id.slice('simulated:'.length)) : undefined,
    subjectsOf: ({ scope }) => (scope.kind === 'instruments' ? scope.instruments : [null]),
    async history({ id }, interval, fromAt, toAt) {
      asked.push({ id, interval, fromAt, toAt })
      return { candles: candlesIn(interval, fromAt, toAt), gaps: [] }
    },
    progress: (...what) => void told.push(what),
    ...changes,
  })
  return { clock, asked, told, rehearsals }
}

function draft(changes: Record<string, unknown> = {}): AlertDraft {
  return alertDraftSchema.parse({
    scope: { kind: 'instruments', instruments: [bitcoin] },
    conditions: [condition()],
    frequency: { kind: 'every-time', coolDownMs: 0 },
    ...changes,
  })
}

const cancelled = expect.objectContaining({ code: 'cancelled' })

describe('a rehearsal on request', () => {
  it('answers what the contract says, from bars of a day at a time, the newest first', async () => {
    const { asked, rehearsals } = bench()
    const answer = await rehearsals.rehearse(draft(), 3)
    expect(rehearsalSchema.parse(answer)).toEqual(answer)
    expect(answer).toMatchObject({
      days: 3,
      // Four times an hour; the very first touch has nothing before it.
      count: 3 * 24 * 4 - 1,
      clustered: 3 * 24 * 3 - 1,
      suggestion: { rearm: { unit: 'percent', amount: 0.05 }, count: 72 },
      untold: [],
    })
    expect(answer.sentence).toBe(
      'In the last 3 days this would have fired 287 times, 215 of them within two minutes of each other; with a 0.05 % re-arm band, 72.',
    )
    expect(asked.map(({ fromAt, toAt }) => [fromAt, toAt])).toEqual([
      [startAt - dayMs / 2, startAt],
      [startAt - 1.5 * dayMs, startAt - dayMs / 2],
      [startAt - 2.5 * dayMs, startAt - 1.5 * dayMs],
      [startAt - 3 * dayMs, startAt - 2.5 * dayMs],
    ])
  })

  it('asks for nothing again while a level is dragged, and then only for the newest minutes', async () => {
    const { clock, asked, rehearsals } = bench()
    await rehearsals.rehearse(draft(), 2)
    asked.length = 0
    const dragged = await rehearsals.rehearse(draft({ conditions: [condition({ operands: [99] })] }), 2)
    expect(dragged.count).toBe(47)
    expect(asked).toEqual([])
    clock.advance(2 * minuteMs)
    const later = await rehearsals.rehearse(draft(), 2)
    expect(asked).toEqual([{ id: bitcoin, interval: '1m', fromAt: startAt, toAt: startAt + 2 * minuteMs }])
    expect(later.parts[0]).toMatchObject({ bars: 2 * 1440, toAt: startAt + 2 * minuteMs })
    asked.length = 0
    await rehearsals.rehearse(draft(), 3)
    expect(asked.at(-1)).toMatchObject({ fromAt: startAt + 2 * minuteMs - 3 * dayMs })
  })

  it('goes over midnight with what it kept', async () => {
    const { clock, asked, rehearsals } = bench()
    clock.advance(12 * 3_600_000 - 5 * minuteMs)
    await rehearsals.rehearse(draft(), 1)
    clock.advance(9 * minuteMs)
    asked.length = 0
    const { parts } = await rehearsals.rehearse(draft(), 1)
    expect(parts[0]?.bars).toBe(1440)
    expect(asked).toHaveLength(1)
  })

  it('lets the bars go after a while, and on stop', async () => {
    const { clock, asked, rehearsals } = bench()
    await rehearsals.rehearse(draft(), 1)
    clock.advance(11 * minuteMs)
    asked.length = 0
    await rehearsals.rehearse(draft(), 1)
    expect(asked).toHaveLength(2)
    rehearsals.stop()
    expect(clock.pendingTimers()).toBe(0)
  })

  it('tells its progress, which only grows and comes to its end', async () => {
    const { told, rehearsals } = bench()
    await rehearsals.rehearse(draft({ scope: { kind: 'instruments', instruments: [bitcoin, ether] } }), 3, {
      ticket: 't1',
    })
    expect(told[0]).toEqual(['t1', 0, 6, 'bars of BTCUSDT, day 1 of 4'])
    expect(told.at(-1)).toEqual(['t1', 6, 6, 'judged on ETHUSDT'])
    const done = told.map(([, each]) => each)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(new Set(done).size).toBeGreaterThan(4)
  })

  it('is cancelled between two days, keeping what came', async () => {
    const { asked, rehearsals } = bench({
      progress(ticket, done) {
        if (done >= 2) rehearsals.cancel(ticket)
      },
    })
    await expect(rehearsals.rehearse(draft(), 10, { ticket: 't1' })).rejects.toEqual(cancelled)
    const before = asked.length
    expect(before).toBeLessThan(5)
    await rehearsals.rehearse(draft(), 10)
    expect(asked.length).toBe(11)
  })

  it('tells history to give up, and an older call with the same ticket that it was superseded', async () => {
    const signals: AbortSignal[] = []
    let isSlow = true
    const { rehearsals } = bench({
      history(_instrument, interval, fromAt, toAt, signal) {
        signals.push(signal)
        if (!isSlow) return Promise.resolve({ candles: candlesIn(interval, fromAt, toAt), gaps: [] })
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
        })
      },
    })
    const older = rehearsals.rehearse(draft(), 1, { ticket: 't1' })
    const rejected = older.catch((thrown: unknown) => thrown)
    await new Promise((resolve) => setImmediate(resolve))
    isSlow = false
    const newer = await rehearsals.rehearse(draft(), 1, { ticket: 't1' })
    expect(await rejected).toEqual(cancelled)
    expect(signals[0]?.aborted).toBe(true)
    expect(newer.count).toBeGreaterThan(0)
    rehearsals.cancel('t1')
  })

  it('answers with what could be had, and says what could not', async () => {
    const { clock, asked, rehearsals } = bench({
      async history({ id }, interval, fromAt, toAt) {
        asked.push({ id, interval, fromAt, toAt })
        if (toAt < startAt - dayMs) throw codedError('network', 'the venue did not answer', 'later')
        return { candles: candlesIn(interval, fromAt, toAt), gaps: [] }
      },
    })
    const answer = await rehearsals.rehearse(draft(), 30)
    expect(answer.sentence).toMatch(
      /^In the last 30 days, of which 1 d 12 h are known, this would have fired/,
    )
    expect(answer.untold).toEqual([
      'Bars of BTCUSDT before 2026-01-04 00:00 could not be had: the venue did not answer.',
    ])
    asked.length = 0
    await rehearsals.rehearse(draft(), 30)
    expect(asked).toEqual([])
    clock.advance(2 * minuteMs)
    await rehearsals.rehearse(draft(), 30)
    expect(asked).toHaveLength(2)
  })

  it('fails with the coded error where nothing can be had', async () => {
    const { rehearsals } = bench({
      history: () => Promise.reject(codedError('network', 'the venue did not answer', 'later')),
    })
    await expect(rehearsals.rehearse(draft(), 1)).rejects.toEqual(
      expect.objectContaining({ code: 'network', retry: 'later' }),
    )
  })

  it('sums up over instruments, with the band that helps all of them together', async () => {
    const { rehearsals } = bench()
    const both = draft({ scope: { kind: 'instruments', instruments: [bitcoin, ether] } })
    const answer = await rehearsals.rehearse(both, 1)
    expect(answer.parts.map(({ instrument, count }) => [instrument, count])).toEqual([
      [bitcoin, 95],
      [ether, 95],
    ])
    expect(answer).toMatchObject({ count: 190, suggestion: { rearm: { amount: 0.05 }, count: 48 } })
  })

  it('judges at most 50 instruments, and says so', async () => {
    const many = Array.from({ length: 60 }, (_each, place) => instrumentId('simulated', `C${place}`))
    const { rehearsals } = bench({ subjectsOf: () => many })
    const answer = await rehearsals.rehearse(draft(), 1)
    expect(answer.parts).toHaveLength(50)
    expect(answer.untold).toEqual(['Only the first 50 of 60 instruments were rehearsed.'])
  })

  it('judges what bars tell and names the rest; nothing where they tell nothing', async () => {
    const { asked, rehearsals } = bench()
    const bid = condition({ source: { kind: 'bid' } })
    const partly = await rehearsals.rehearse(draft({ conditions: [condition(), bid] }), 1)
    expect(partly.sentence).toMatch(/^As far as bars tell, in the last day this would have fired 95 times/)
    expect(partly.untold).toEqual([
      'Bars do not tell the bid: condition 2 of 2, “BTCUSDT bid crosses up 100”, was not judged.',
    ])
    asked.length = 0
    const nothing = await rehearsals.rehearse(draft({ conditions: [bid] }), 1)
    expect(nothing).toMatchObject({ count: 0, parts: [], suggestion: null })
    expect(nothing.sentence).toMatch(/^Bars tell nothing that this rule is judged on/)
    expect(asked).toEqual([])
  })

  it('says which instrument is not known', async () => {
    const { rehearsals } = bench()
    const far = draft({ conditions: [condition({ instrument: instrumentId('binance', 'BTCUSDT') })] })
    const answer = await rehearsals.rehearse(far, 1)
    expect(answer.untold).toEqual([
      'binance:BTCUSDT is not known here, so that nothing could be judged on it.',
    ])
  })

  it('gives indicators the closed bars that they settle on, and whole bars from there on', async () => {
    const { asked, rehearsals, clock } = bench()
    clock.advance(7 * minuteMs)
    const source = { kind: 'indicator', name: 'sma', inputs: { length: 3 }, output: 'value' } as const
    const answer = await rehearsals.rehearse(
      draft({ conditions: [condition({ source, operands: [99.1], interval: '1h' })] }),
      1,
    )
    const seed = asked.find(({ interval }) => interval === '1h')
    expect(seed?.toAt).toBe(startAt - dayMs)
    expect(asked.filter(({ interval }) => interval === '1m').at(-1)?.fromAt).toBe(startAt - dayMs)
    expect(answer.parts[0]).toMatchObject({ fromAt: startAt - dayMs + 7 * minuteMs, bars: 1440 })
    // Hours close at 98: with an open bar at 100 the mean of three is 98.67, which never comes to 99.1.
    expect(answer.count).toBe(0)
    const nearer = await rehearsals.rehearse(
      draft({ conditions: [condition({ source, operands: [98.6], interval: '1h' })] }),
      1,
    )
    expect(nearer.count).toBeGreaterThan(20)
  })

  it('lets others have their turn', async () => {
    const many = Array.from({ length: 20 }, (_each, place) => instrumentId('simulated', `C${place}`))
    const { rehearsals } = bench({ subjectsOf: () => many })
    let turns = 0
    let isOver = false
    const count = (): void => {
      turns += 1
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    await rehearsals.rehearse(draft(), 1)
    isOver = true
    expect(turns).toBeGreaterThanOrEqual(20)
  })
})
