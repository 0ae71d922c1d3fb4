/** The rehearsal while one types: a moment after the last change, the newest only, told how far it is, ended when asked. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Rehearsal } from '../../../../../shared/alerts/rehearsal.ts'
import type { AlertDraft } from '../../../../../shared/alerts/rule.ts'
import type { Progress } from '../../../../../renderer/state/progress.ts'
import {
  createRehearser,
  idleRehearsal,
  type RehearsalState,
} from '../../../../../renderer/views/alert-editor/rehearse.ts'
import { toDraft } from '../../../../../renderer/views/alert-editor/to-draft.ts'
import { newFields } from '../../../../../renderer/views/alert-editor/to-fields.ts'
import { bitcoin, context } from './drafts.ts'

function rule(level: number, name = ''): AlertDraft {
  const { draft } = toDraft(newFields({ instrument: bitcoin, level, operator: 'crossing' }, context), context)
  if (draft === null) throw new Error('no draft')
  return { ...draft, name }
}

const answerOf = (sentence: string): Rehearsal => ({
  days: 30,
  parts: [],
  count: 1,
  clustered: 0,
  suggestion: null,
  untold: [],
  sentence,
  tookMs: 1,
})

type Asked = {
  ticket: string
  level: unknown
  answer: (sentence: string) => void
  fail: (message: string) => void
}

function bench() {
  const asked: Asked[] = []
  const cancelled: string[] = []
  const listeners = new Map<string, (progress: Progress) => void>()
  let state: RehearsalState = idleRehearsal
  const rehearser = createRehearser({
    rehearse: ({ rule: asking, ticket }) =>
      new Promise((resolve, reject) => {
        asked.push({
          ticket,
          level: asking.conditions[0]?.operands[0],
          answer: (sentence) => resolve(answerOf(sentence)),
          fail: (message) => reject(new Error(message)),
        })
      }),
    cancel: (ticket) => void cancelled.push(ticket),
    onProgress: (ticket, listener) => {
      listeners.set(ticket, listener)
      return () => void listeners.delete(ticket)
    },
    newTicket: () => `t${asked.length + 1}`,
    explain: (thrown) => String(thrown),
    show: (next) => {
      state = next
    },
  })
  const settle = () => vi.advanceTimersByTimeAsync(0)
  return { rehearser, asked, cancelled, listeners, settle, state: () => state }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a rehearsal', () => {
  it('waits for the last change, and asks once', async () => {
    const { rehearser, asked, settle, state } = bench()
    for (const level of [1, 2, 3]) {
      rehearser.run(rule(level), 30)
      vi.advanceTimersByTime(149)
    }
    expect(asked).toHaveLength(0)
    vi.advanceTimersByTime(1)
    expect(asked.map(({ level }) => level)).toEqual([3])
    asked[0]?.answer('once')
    await settle()
    expect(state()).toMatchObject({ phase: 'done', answer: { sentence: 'once' } })
  })

  it('is not run again for what does not change when it fires', async () => {
    const { rehearser, asked, settle } = bench()
    rehearser.run(rule(1), 30)
    vi.advanceTimersByTime(150)
    asked[0]?.answer('once')
    await settle()
    rehearser.run(rule(1, 'a name'), 30)
    vi.advanceTimersByTime(1000)
    expect(asked).toHaveLength(1)
    rehearser.run(rule(1), 90)
    vi.advanceTimersByTime(150)
    expect(asked).toHaveLength(2)
  })

  it('gives way to a newer one: the old is cancelled and its answer dropped', async () => {
    const { rehearser, asked, cancelled, settle, state } = bench()
    rehearser.run(rule(1), 30)
    vi.advanceTimersByTime(150)
    rehearser.run(rule(2), 30)
    expect(cancelled).toEqual(['t1'])
    vi.advanceTimersByTime(150)
    asked[1]?.answer('new')
    await settle()
    asked[0]?.answer('old')
    await settle()
    expect(state()).toMatchObject({ phase: 'done', answer: { sentence: 'new' } })
  })

  it('tells how far it is once it lasts over a second, and can be stopped and tried again', async () => {
    const { rehearser, asked, cancelled, listeners, state } = bench()
    rehearser.run(rule(1), 30)
    vi.advanceTimersByTime(150)
    listeners.get('t1')?.({ done: 5, total: 20, what: 'bars' })
    expect(state()).toMatchObject({ isSlow: false, progress: { done: 5, total: 20 } })
    vi.advanceTimersByTime(1000)
    expect(state().isSlow).toBe(true)
    rehearser.cancel()
    expect(cancelled).toEqual(['t1'])
    expect(listeners.size).toBe(0)
    expect(state()).toMatchObject({ phase: 'cancelled', isSlow: false })
    rehearser.run(rule(1), 30)
    vi.advanceTimersByTime(1000)
    expect(asked).toHaveLength(1)
    rehearser.run(rule(1), 30, true)
    vi.advanceTimersByTime(150)
    expect(asked).toHaveLength(2)
  })

  it('keeps the last answer in sight while another is on its way, and says why one failed', async () => {
    const { rehearser, asked, settle, state } = bench()
    rehearser.run(rule(1), 30)
    vi.advanceTimersByTime(150)
    asked[0]?.answer('once')
    await settle()
    rehearser.run(rule(2), 30)
    expect(state()).toMatchObject({ phase: 'running', answer: { sentence: 'once' } })
    vi.advanceTimersByTime(150)
    asked[1]?.fail('no candles')
    await settle()
    expect(state()).toMatchObject({ phase: 'failed', failure: 'Error: no candles' })
    rehearser.run(null, 30)
    expect(state().phase).toBe('idle')
  })

  it('is cancelled on the way out, and then shows nothing more', async () => {
    const { rehearser, asked, cancelled, settle, state } = bench()
    rehearser.run(rule(1), 30)
    vi.advanceTimersByTime(150)
    rehearser.close()
    expect(cancelled).toEqual(['t1'])
    asked[0]?.answer('late')
    await settle()
    expect(state().phase).toBe('running')
  })
})
