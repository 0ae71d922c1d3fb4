/** The dry run of a level that is being dragged. */
import { describe, expect, it } from 'vitest'
import { draftOf, withLevel } from '../../../../../renderer/views/chart/alert-lines.ts'
import { createDragRehearsal, dragNote } from '../../../../../renderer/views/chart/drag-rehearsal.ts'
import type { Rehearsal, RehearsalPart } from '../../../../../shared/alerts/rehearsal.ts'
import { sampleRule } from '../../../../support/alert-samples.ts'
import { btc } from '../../../../support/samples.ts'

const dayMs = 86_400_000
const part: RehearsalPart = {
  instrument: btc,
  firings: [],
  count: 12,
  clustered: 0,
  bars: 10_080,
  fromAt: 0,
  toAt: 7 * dayMs,
  gaps: [],
}
const rehearsal: Rehearsal = {
  days: 7,
  parts: [part],
  count: 12,
  clustered: 0,
  suggestion: null,
  untold: [],
  sentence: '',
  tookMs: 1,
}
const at = (level: number) => withLevel(draftOf(sampleRule('r')), 0, 0, level)

/** Everything by hand: which levels were asked for, and when each is answered. */
function byHand() {
  const asked: { level: unknown; answer: (result: Rehearsal) => void; fail: () => void }[] = []
  const told: (number | null)[] = []
  const timers: (() => void)[] = []
  let cancelled = 0
  const made = createDragRehearsal({
    rehearse: (draft) =>
      new Promise((resolve, reject) => {
        const level = draft.conditions[0]?.operands[0]
        asked.push({ level, answer: resolve, fail: () => reject(new Error('no history')) })
      }),
    cancel: () => {
      cancelled += 1
    },
    onResult: (result) => void told.push(result?.count ?? null),
    setTimer: (callback) => timers.push(callback),
  })
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  }
  return { made, asked, told, timers, settle, cancelled: () => cancelled }
}

describe('createDragRehearsal', () => {
  it('asks one at a time, and then for the latest level alone', async () => {
    const { made, asked, told, timers, settle } = byHand()
    made.moved(at(1))
    made.moved(at(2))
    made.moved(at(3))
    expect(asked.map(({ level }) => level)).toEqual([1])
    asked[0]?.answer(rehearsal)
    await settle()
    expect(told).toEqual([12])
    expect(asked).toHaveLength(1)
    timers.shift()?.()
    expect(asked.map(({ level }) => level)).toEqual([1, 3])
    asked[1]?.answer(rehearsal)
    await settle()
    timers.shift()?.()
    expect(asked).toHaveLength(2)
  })

  it('gives up at the end of the drag: nothing that comes later is shown', async () => {
    const { made, asked, told, settle, timers, cancelled } = byHand()
    made.moved(at(1))
    made.moved(at(2))
    made.ended()
    expect(cancelled()).toBe(1)
    asked[0]?.answer(rehearsal)
    await settle()
    timers.shift()?.()
    expect(told).toEqual([null])
    expect(asked).toHaveLength(1)
    made.ended()
    expect(cancelled()).toBe(1)
  })

  it('goes on after one that failed', async () => {
    const { made, asked, told, settle, timers } = byHand()
    made.moved(at(1))
    asked[0]?.fail()
    await settle()
    made.moved(at(2))
    timers.shift()?.()
    asked[1]?.answer(rehearsal)
    await settle()
    expect(told).toEqual([null, 12])
  })
})

describe('dragNote', () => {
  it('says how often in how long, and no more days than there were', () => {
    expect(dragNote(part)).toBe('fired 12× in 7 d')
    expect(dragNote({ ...part, count: 1234, toAt: 2 * dayMs })).toBe('fired 1,234× in 2 d')
    expect(dragNote({ ...part, bars: 0 })).toBeNull()
    expect(dragNote(undefined)).toBeNull()
  })
})
