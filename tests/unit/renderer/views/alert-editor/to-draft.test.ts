/** What is wrong with the fields: said at its field, in words that say what to do. */
import { describe, expect, it } from 'vitest'
import {
  withCondition,
  withNewCondition,
  withOperand,
  withScopeKind,
  withSource,
} from '../../../../../renderer/views/alert-editor/editor-state.ts'
import {
  indicatorSource,
  lastSource,
  type EditorFields,
} from '../../../../../renderer/views/alert-editor/fields.ts'
import { problemsAt } from '../../../../../renderer/views/alert-editor/problems.ts'
import { toDraft } from '../../../../../renderer/views/alert-editor/to-draft.ts'
import { newFields } from '../../../../../renderer/views/alert-editor/to-fields.ts'
import { bitcoin, context, tiny } from './drafts.ts'

const fields = newFields({ instrument: bitcoin, level: 64_200, operator: 'crossing' }, context)

function said(changed: EditorFields, at: string): string[] {
  const { draft, problems } = toDraft(changed, context)
  expect(draft).toBeNull()
  return problemsAt(problems, at).map(({ text }) => text)
}

const level = (text: string, of = fields) => withOperand(of, 0, 0, { text }, '1h')
const first = 'conditions.0.operands.0'

describe('a level', () => {
  it('is a number on the grid', () => {
    expect(said(level(''), first)).toEqual(['Enter a price.'])
    expect(said(level('abc'), first)).toEqual(['“abc” is not a number.'])
    expect(said(level('64200.123'), first)).toEqual(['Prices here move in steps of 0.01.'])
    expect(toDraft(level('64200.123'), context).problems[0]?.nearest).toBe(64_200.12)
    expect(toDraft(level('64,200.5'), context).draft?.conditions[0]?.operands).toEqual([64_200.5])
  })

  it('may be tiny, and may lie between ticks where the source does', () => {
    const small = newFields({ instrument: tiny, level: 0.0000123456, operator: 'crossing' }, context)
    expect(small.conditions[0]?.operands[0].text).toBe('0.0000123456')
    expect(said(level('0.00001234567', small), first)).toEqual(['Prices here move in steps of 0.0000000001.'])
    const mid = withSource(fields, 0, { ...lastSource, kind: 'mid' }, '1h')
    expect(toDraft(level('64200.005', mid), context).problems).toEqual([])
    const several = {
      ...fields,
      scope: { ...fields.scope, kind: 'several', instruments: [bitcoin, tiny] },
    } as const
    expect(toDraft(level('64200.123', several), context).problems).toEqual([])
  })

  it('is only missing until it is typed', () => {
    expect(toDraft(level(''), context).problems.map(({ missing }) => missing)).toEqual([true])
    expect(toDraft(level('x'), context).problems.map(({ missing }) => missing)).toEqual([false])
  })
})

describe('other fields', () => {
  it('say what to choose', () => {
    const none = { ...fields, scope: { ...fields.scope, instruments: [] } }
    expect(said(none, 'scope')).toEqual(['Choose at least one instrument.'])
    expect(said(withScopeKind(fields, 'watchlist'), 'scope')).toEqual(['Choose a watchlist.'])
    expect(said(withSource(fields, 0, { ...lastSource, kind: 'ratio' }, '1h'), 'conditions.0')).toEqual([
      'Choose the other instrument.',
    ])
    expect(said(withSource(fields, 0, { ...lastSource, kind: 'webhook' }, '1h'), 'conditions.0')).toEqual([
      'Choose a webhook source.',
    ])
    expect(said(withScopeKind(fields, 'app'), 'conditions.0.instrument')[0]).toContain('must name one')
  })

  it('say what is wrong with what is compared with', () => {
    const source = indicatorSource('ema', { length: '0' })
    const compared = withOperand(fields, 0, 0, { compare: 'source', source }, '1h')
    expect(said(compared, `${first}.inputs.length`)).toEqual(['Enter a number above 0, at most 5000.'])
    const channel = withCondition(
      withOperand(fields, 0, 1, { text: '60000' }, '1h'),
      0,
      { operator: 'inside-channel' },
      '1h',
    )
    expect(said(channel, 'conditions.0')).toEqual([
      'The lower bound comes first and lies below the upper one.',
    ])
    expect(said(withNewCondition(fields), 'conditions.1')).toEqual(['Enter a price.'])
  })

  it('say what numbers may be', () => {
    const { rearm, confirm, frequency, actions } = fields
    expect(said({ ...fields, rearm: { ...rearm, on: true, amount: '0' } }, 'rearm')).toEqual([
      'Enter how far it must go back, above 0.',
    ])
    expect(said({ ...fields, confirm: { ...confirm, kind: 'ticks', count: '1' } }, 'confirm')).toEqual([
      'Enter a whole number of ticks from 2 to 1000.',
    ])
    expect(said({ ...fields, confirm: { ...confirm, kind: 'second-venue' } }, 'confirm')).toEqual([
      'Choose the instrument of the other venue.',
    ])
    const long = { kind: 'every-time', coolDown: { count: '9', unit: 'days' } } as const
    expect(said({ ...fields, frequency: { ...frequency, ...long } }, 'frequency')[0]).toContain(
      'at most 7 days',
    )
    const escalation = { on: true, afterMinutes: 'x', targets: [] }
    expect(said({ ...fields, actions: { ...actions, escalation } }, 'actions')).toEqual([
      'Enter whole minutes from 1 to 1440.',
      'Choose whom to tell next.',
    ])
  })

  it('say what moments and hours may be', () => {
    const { schedule } = fields
    const at = (text: string) => ({ on: true, text, exact: null })
    const past = { ...fields, schedule: { ...schedule, expiresAt: at('2020-01-01T00:00') } }
    expect(said(past, 'schedule')).toEqual(['This moment has passed.'])
    const empty = { ...fields, schedule: { ...schedule, expiresAt: at('') } }
    expect(said(empty, 'schedule')).toEqual(['Enter a date and a time.'])
    const startsAt = at('2027-01-02T00:00')
    const backwards = { ...fields, schedule: { ...schedule, startsAt, expiresAt: at('2027-01-01T00:00') } }
    expect(said(backwards, 'schedule')[0]).toContain('choose a later moment')
    const windows = [{ days: [], fromMinute: NaN, toMinute: 60 }]
    const active = { on: true, timeZone: 'Mars/Base', windows }
    expect(said({ ...fields, schedule: { ...schedule, active } }, 'schedule').toSorted()).toEqual([
      'Choose at least one day.',
      'Enter a time of day.',
      'Mars/Base is not a time zone; one looks like Europe/Berlin.',
    ])
  })

  it('mark where a message is wrong', () => {
    const message = { on: true, text: 'at {{pric}}' }
    expect(said({ ...fields, message }, 'message')).toEqual([
      'Character 4: {{pric}} is not a placeholder; did you mean {{price}}?',
    ])
  })
})
