/** Bars for a time that alerts missed: closed ones as they are final, the open one as the venue tells it now. */
import { expect, it } from 'vitest'
import { missedBars } from '../../../../electron/core/missed-bars.ts'
import type { Candle, Gap } from '../../../../shared/model/candle.ts'
import { btc, sampleInstrument } from '../../../support/samples.ts'

const instrument = sampleInstrument(btc)
const startAt = Date.UTC(2026, 0, 5, 12)
/** The time `minutes` after the start. */
const after = (minutes: number) => startAt + minutes * 60_000
const bar = (minutes: number, closed = true, close = 100 + minutes): Candle => ({
  ...{ openAt: after(minutes), open: 100, high: 200, low: 50, close, volume: 1 },
  ...{ closed, source: 'rest' },
})
const gap = (from: number, to: number): Gap => ({ fromAt: after(from), toAt: after(to) })

type Venue = { closed?: Candle[]; gaps?: Gap[]; newest?: Candle[] }

function asked({ closed = [], gaps = [], newest = [] }: Venue) {
  const calls: unknown[] = []
  const candles = {
    async range(_which: unknown, interval: string, fromAt: number, toAt: number) {
      calls.push([interval, fromAt, toAt])
      return { candles: closed, gaps }
    },
    async get() {
      return { candles: newest, gaps: [], more: true, note: null }
    },
  }
  const between = (from: number, to: number, nowMinutes: number) =>
    missedBars(candles, instrument, after(from), after(to), after(nowMinutes), new AbortController().signal)
  return { calls, between }
}

it('are the closed ones up to now, and the open one', async () => {
  const { calls, between } = asked({ closed: [bar(0), bar(1)], newest: [bar(1), bar(2, false)] })
  expect(await between(0, 3, 2.5)).toEqual({
    ...{ candles: [bar(0), bar(1), bar(2, false)], gaps: [], knownTo: after(2) },
  })
  expect(calls).toEqual([['1m', after(0), after(2)]])
})

it('are the open one alone where nothing else was missed', async () => {
  const { calls, between } = asked({ newest: [bar(1), bar(2, false)] })
  expect(await between(2, 3, 2.5)).toEqual({ candles: [bar(2, false)], gaps: [], knownTo: after(2) })
  expect(calls).toEqual([])
})

it('are none from outside of the time', async () => {
  const { calls, between } = asked({ closed: [bar(0)], newest: [bar(8), bar(9, false)] })
  expect(await between(0, 1, 9.5)).toEqual({ candles: [bar(0)], gaps: [], knownTo: after(1) })
  expect(calls).toEqual([['1m', after(0), after(1)]])
})

it('are each there once: what is final is not told again as it was while open', async () => {
  const { between } = asked({ closed: [bar(0), bar(1)], newest: [bar(0), bar(1, false, 7)] })
  expect((await between(0, 2, 2)).candles).toEqual([bar(0), bar(1)])
})

it('are known up to the hole at their end', async () => {
  const { between } = asked({ closed: [bar(0)], gaps: [gap(1, 3)], newest: [bar(3, false)] })
  expect(await between(0, 4, 3.5)).toEqual({
    ...{ candles: [bar(0), bar(3, false)], gaps: [gap(1, 3)], knownTo: after(1) },
  })
})

it('keep a hole in their middle, and are known past it', async () => {
  const { between } = asked({ closed: [bar(0), bar(2)], gaps: [gap(1, 2)], newest: [bar(2), bar(3, false)] })
  expect(await between(0, 4, 3.5)).toMatchObject({ gaps: [gap(1, 2)], knownTo: after(3) })
})

it('have no hole where the newest bar is, which closed while it was asked for', async () => {
  const { between } = asked({ closed: [bar(0)], gaps: [gap(1, 2)], newest: [bar(1), bar(2, false)] })
  expect(await between(0, 3, 2.5)).toEqual({
    ...{ candles: [bar(0), bar(1), bar(2, false)], gaps: [], knownTo: after(2) },
  })
})

it('fail as the candles do', async () => {
  const fails = async () => Promise.reject(new Error('venue is down'))
  const signal = new AbortController().signal
  for (const candles of [
    { range: fails, get: async () => ({ candles: [], gaps: [], more: false, note: null }) },
    { range: async () => ({ candles: [], gaps: [] }), get: fails },
  ])
    await expect(missedBars(candles, instrument, after(0), after(1), after(5), signal)).rejects.toThrow(
      'down',
    )
})
