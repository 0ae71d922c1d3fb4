/** What the chart shows of a rule that is being written, and what its closed rows say. */
import { describe, expect, it } from 'vitest'
import type { Rehearsal } from '../../../../../shared/alerts/rehearsal.ts'
import type { ConditionOperator } from '../../../../../shared/alerts/operators.ts'
import { withCondition, withOperand } from '../../../../../renderer/views/alert-editor/editor-state.ts'
import {
  emptyOperand,
  indicatorSource,
  newCondition,
  type EditorFields,
} from '../../../../../renderer/views/alert-editor/fields.ts'
import { forgetDraft, keepDraft, keptDraft } from '../../../../../renderer/views/alert-editor/kept-draft.ts'
import {
  previewInstrument,
  previewLevels,
  previewMarks,
} from '../../../../../renderer/views/alert-editor/preview.ts'
import { offsetText, readBack } from '../../../../../renderer/views/alert-editor/read-back.ts'
import {
  actionsSummary,
  confirmSummary,
  messageSummary,
  repeatsSummary,
  scheduleSummary,
  scopeSummary,
} from '../../../../../renderer/views/alert-editor/summaries.ts'
import { toDraft } from '../../../../../renderer/views/alert-editor/to-draft.ts'
import { newFields } from '../../../../../renderer/views/alert-editor/to-fields.ts'
import { names } from '../../../shared/alerts/samples.ts'
import { bitcoin, context, ether } from './drafts.ts'

const fields = newFields({ instrument: bitcoin, level: 100, operator: 'crossing-up' }, context)
const banded = (operator: ConditionOperator): EditorFields => {
  const channel = withOperand(fields, 0, 1, { text: '200' }, '1h')
  const changed = withCondition(channel, 0, { operator }, '1h')
  return { ...changed, rearm: { on: true, amount: '1', unit: 'percent' } }
}

describe('levels on the chart', () => {
  it('are the fixed ones of the instrument, with their words', () => {
    expect(previewLevels(fields, bitcoin, 0.01)).toEqual([
      { condition: 0, operand: 0, value: 100, label: 'crosses up 100', rearm: null },
    ])
    const operands = [{ ...emptyOperand, text: '50' }, emptyOperand] as const
    const more: EditorFields = {
      ...fields,
      conditions: [
        ...fields.conditions,
        newCondition(1, { source: indicatorSource('rsi'), operands }),
        newCondition(2, { instrument: ether, operands }),
        newCondition(3),
      ],
    }
    expect(previewLevels(more, bitcoin, 0.01).map(({ condition }) => condition)).toEqual([0])
    expect(previewLevels(more, ether, 0.01).map(({ condition }) => condition)).toEqual([0, 2])
  })

  it('have their re-arm band on the side where it is waited for', () => {
    const bands = (operator: ConditionOperator) =>
      previewLevels(banded(operator), bitcoin, 0.01).map(({ rearm }) => rearm)
    expect(bands('crossing-up')).toEqual([{ below: 99, above: null }])
    expect(bands('crossing-down')).toEqual([{ below: null, above: 101 }])
    expect(bands('crossing')).toEqual([{ below: 99, above: 101 }])
    expect(bands('entering-channel')).toEqual([
      { below: 99, above: null },
      { below: null, above: 202 },
    ])
    expect(bands('exiting-channel')).toEqual([
      { below: null, above: 101 },
      { below: 198, above: null },
    ])
    expect(bands('moving-up')).toEqual([])
  })

  it('stand on the chart that is shown, where the rule is about it', () => {
    expect(previewInstrument(fields, ether, [])).toBe(bitcoin)
    const listed = { ...fields, scope: { ...fields.scope, kind: 'watchlist' } } as const
    expect(previewInstrument(listed, ether, [bitcoin, ether])).toBe(ether)
    const app = { ...fields, scope: { ...fields.scope, kind: 'app' } } as const
    expect(previewInstrument(app, ether, [])).toBeNull()
    const own = { ...app, conditions: [newCondition(0, { instrument: ether })] }
    expect(previewInstrument(own, bitcoin, [])).toBe(ether)
  })

  it('are joined by the firings of the rehearsal', () => {
    const bar = {
      openAt: 0,
      open: 1,
      high: 3,
      low: 1,
      close: 2,
      volume: 1,
      closed: true,
      source: 'rest',
    } as const
    const firings = [{ at: 60_000, value: 100, bar, folded: false }]
    const rehearsal = { parts: [{ instrument: bitcoin, firings }] } as unknown as Rehearsal
    expect(previewMarks(rehearsal, bitcoin, toDraft(fields, context).draft)).toEqual([
      { at: 60_000, value: 100 },
    ])
    expect(previewMarks(rehearsal, ether, null)).toEqual([])
    const rsi = withCondition(fields, 0, { source: indicatorSource('rsi') }, '1h')
    expect(previewMarks(rehearsal, bitcoin, toDraft(rsi, context).draft)).toEqual([{ at: 60_000, value: 2 }])
  })
})

describe('the rule in words', () => {
  it('has a blank where something is not written yet', () => {
    const empty = withOperand(fields, 0, 0, { text: '' }, '1h')
    expect(readBack(toDraft(empty, context).sayable, names)).toBe('BTCUSDT last crosses up \u2026, once')
    const { schedule } = fields
    const later = { ...fields, schedule: { ...schedule, expiresAt: { on: true, text: '', exact: null } } }
    expect(readBack(toDraft(later, context).sayable, names)).toBe('BTCUSDT last crosses up 100, once')
  })

  it('tells how far the level is from the price', () => {
    expect(offsetText(101, 100, 0.01)).toBe('1.00 % above the price now, 100.00')
    expect(offsetText(99, 100, 0.01)).toBe('1.00 % below the price now, 100.00')
    expect(offsetText(1_234_567.89, 1_234_567.88, 0.01)).toBe('0.0000 % above the price now, 1,234,567.88')
    expect(offsetText(100, 100, 0.01)).toBe('Exactly the price now, 100.00')
    expect(offsetText(NaN, 100, 0.01)).toBe('The price now is 100.00')
    expect(offsetText(100, null, 0.01)).toBe('The price now is not known.')
  })
})

describe('closed rows', () => {
  const called = {
    symbol: names.symbol,
    watchlist: () => 'Majors',
    target: (id: string) => id,
    sound: (id: string) => id,
  }

  it('say quietly that nothing was chosen', () => {
    for (const { isUsual } of [
      scopeSummary(fields, called),
      repeatsSummary(fields),
      confirmSummary(fields, called),
      scheduleSummary(fields),
      messageSummary(fields),
      actionsSummary(fields, called),
    ])
      expect(isUsual).toBe(true)
  })

  it('say their part of the sentence', () => {
    const changed: EditorFields = {
      ...fields,
      scope: { kind: 'watchlist', instruments: [], watchlist: 'w1' },
      frequency: { kind: 'every-time', interval: '1h', coolDown: { count: '5', unit: 'minutes' } },
      rearm: { on: true, amount: '0.3', unit: 'percent' },
      confirm: { ...fields.confirm, kind: 'ticks' },
      schedule: { ...fields.schedule, active: { ...fields.schedule.active, on: true } },
      message: { on: true, text: 'up!\nreally' },
      actions: { ...fields.actions, badge: false, targets: ['Discord'], urgent: true },
    }
    expect(scopeSummary(changed, called).text).toBe('each of Majors')
    expect(repeatsSummary(changed).text).toBe('at most once in 5 min, again after going back by 0.3 %')
    expect(confirmSummary(changed, called).text).toBe('by 3 ticks in a row')
    expect(scheduleSummary(changed).text).toBe('Mon\u2013Fri 09:00\u201317:00')
    expect(messageSummary(changed).text).toBe('up!')
    expect(actionsSummary(changed, called)).toEqual({
      text: 'toast, notification, Discord, urgent',
      isUsual: false,
    })
  })
})

describe('a draft that was left', () => {
  it('is kept only where a hand was at it', () => {
    keepDraft(fields, fields)
    expect(keptDraft()).toBeNull()
    const changed = { ...fields, note: 'x' }
    keepDraft(changed, fields)
    expect(keptDraft()).toEqual(changed)
    forgetDraft()
    expect(keptDraft()).toBeNull()
  })
})
