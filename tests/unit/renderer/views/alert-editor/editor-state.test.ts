/** Fields and rules: whatever is valid comes back as it was, and what hands do keeps the fields fitting each other. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conditionOperators, operatorSpec } from '../../../../../shared/alerts/operators.ts'
import {
  comparesSources,
  earlier,
  operatorsFor,
  sourceOfKind,
  toggled,
  withAnotherInstrument,
  withCondition,
  withFrequency,
  withInstrument,
  withLevel,
  withNewCondition,
  withOperand,
  withoutCondition,
  withoutInstrument,
  withScopeKind,
  withSource,
} from '../../../../../renderer/views/alert-editor/editor-state.ts'
import { indicatorSource, lastSource } from '../../../../../renderer/views/alert-editor/fields.ts'
import { toDraft } from '../../../../../renderer/views/alert-editor/to-draft.ts'
import { newFields, toFields } from '../../../../../renderer/views/alert-editor/to-fields.ts'
import { anyDraft, anything, bitcoin, context, ether, nowAt } from './drafts.ts'

const fields = newFields({ instrument: bitcoin, level: 64_200, operator: 'crossing' }, context)

describe('a rule in fields', () => {
  it('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        // A rule that ends before it starts is refused here, though the schema takes it.
        const { startsAt, expiresAt } = draft.schedule
        fc.pre(startsAt === null || expiresAt === null || startsAt < expiresAt)
        const { draft: back, problems } = toDraft(toFields(draft, anything), anything)
        expect(problems).toEqual([])
        expect(back).toEqual(draft)
      }),
      { numRuns: 300 },
    )
  })

  it('comes back in any time zone, to the millisecond', () => {
    const zones = fc.constantFrom(undefined, 'UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns')
    fc.assert(
      fc.property(zones, fc.integer({ min: nowAt, max: nowAt + 4e11 }), (timeZone, expiresAt) => {
        const here = { ...context, timeZone }
        const draft = toDraft(fields, context).draft
        if (draft === null) throw new Error('no draft')
        const late = { ...draft, schedule: { ...draft.schedule, expiresAt: expiresAt + 1 } }
        expect(toDraft(toFields(late, here), here).draft).toEqual(late)
      }),
    )
  })

  it('starts with one price level and usual words for the rest', () => {
    expect(fields.conditions[0]?.operands[0].text).toBe('64200.00')
    expect(toDraft(fields, context).draft).toMatchObject({
      scope: { kind: 'instruments', instruments: [bitcoin] },
      conditions: [{ source: { kind: 'last' }, operator: 'crossing', operands: [64_200], interval: null }],
      frequency: { kind: 'once' },
      message: null,
    })
  })
})

describe('operators', () => {
  it('are those that fit what is watched', () => {
    expect(operatorsFor({ ...lastSource, kind: 'event' })).toEqual(['happens'])
    expect(operatorsFor({ ...lastSource, kind: 'webhook', reads: 'arrival' })).toEqual(['happens'])
    const ofNumbers = conditionOperators.filter((operator) => operator !== 'happens')
    expect(operatorsFor(lastSource)).toEqual(ofNumbers)
    expect(operatorsFor({ ...lastSource, kind: 'webhook', reads: 'number' })).toEqual(ofNumbers)
  })

  it('change with the source, and the comparison with the operator', () => {
    const event = withSource(fields, 0, sourceOfKind(lastSource, 'event'), '1h')
    expect(event.conditions[0]?.operator).toBe('happens')
    expect(withSource(event, 0, lastSource, '1h').conditions[0]?.operator).toBe('crossing')
    const compared = withOperand(fields, 0, 0, { compare: 'source', source: indicatorSource('ema') }, '1h')
    expect(compared.conditions[0]).toMatchObject({ interval: '1h', operands: [{ compare: 'source' }, {}] })
    const moving = withCondition(compared, 0, { operator: 'moving-up' }, '1h')
    expect(moving.conditions[0]?.operands[0].compare).toBe('number')
    for (const operator of conditionOperators)
      expect(comparesSources(operator)).toBe(['level', 'channel'].includes(operatorSpec(operator).shape))
  })
})

describe('bars', () => {
  it('are taken from the chart where they are needed, and left where they no longer are', () => {
    const volume = withSource(fields, 0, sourceOfKind(lastSource, 'volume'), '4h')
    expect(volume.conditions[0]?.interval).toBe('4h')
    expect(withSource(volume, 0, lastSource, '4h').conditions[0]?.interval).toBeNull()
    const chosen = withCondition(volume, 0, { interval: '1d' }, '4h')
    const rsi = withSource(chosen, 0, sourceOfKind(lastSource, 'indicator', 'rsi'), '4h')
    expect(rsi.conditions[0]).toMatchObject({ interval: '4h', source: { inputs: { length: '14' } } })
    const bars = withCondition(
      fields,
      0,
      { operator: 'moving-up', within: { count: '3', unit: 'bars' } },
      '5m',
    )
    expect(bars.conditions[0]?.interval).toBe('5m')
  })
})

describe('conditions', () => {
  it('are at least one and at most eight, each with a key of its own', () => {
    let many = fields
    for (let count = 0; count < 12; count += 1) many = withNewCondition(many)
    expect(many.conditions).toHaveLength(8)
    expect(new Set(many.conditions.map(({ key }) => key)).size).toBe(8)
    const fewer = withNewCondition(withoutCondition(many, 3))
    expect(new Set(fewer.conditions.map(({ key }) => key)).size).toBe(8)
    expect(withoutCondition(fields, 0)).toBe(fields)
  })

  it('have a level that moves on the chart', () => {
    const moved = withLevel(fields, 0, 0, 64_500.5, 0.01)
    expect(moved.conditions[0]?.operands[0]).toMatchObject({ compare: 'number', text: '64500.50' })
    expect(withLevel(fields, 7, 0, 1, 0.01)).toBe(fields)
  })
})

describe('frequency', () => {
  it('brings its usual cool-down, unless another was chosen', () => {
    const every = withFrequency(fields, 'every-time')
    expect(toDraft(every, context).draft?.frequency).toEqual({ kind: 'every-time', coolDownMs: 300_000 })
    expect(toDraft(withFrequency(every, 'once-per-bar'), context).draft?.frequency).toEqual({
      kind: 'once-per-bar',
      interval: '15m',
      coolDownMs: 0,
    })
    const coolDown = { count: '2', unit: 'hours' } as const
    const own = { ...every, frequency: { ...every.frequency, coolDown } }
    expect(withFrequency(own, 'once-per-minute').frequency.coolDown).toEqual(coolDown)
  })
})

describe('what it is armed on', () => {
  it('keeps the others while one is chosen', () => {
    const several = withAnotherInstrument(withScopeKind(fields, 'several'), ether)
    expect(several.scope.instruments).toEqual([bitcoin, ether])
    expect(withAnotherInstrument(several, ether)).toBe(several)
    expect(toDraft(several, context).draft?.scope).toMatchObject({ instruments: [bitcoin, ether] })
    const one = withScopeKind(several, 'one')
    expect(toDraft(one, context).draft?.scope).toMatchObject({ instruments: [bitcoin] })
    expect(withoutInstrument(several, bitcoin).scope.instruments).toEqual([ether])
    expect(withInstrument(several, ether).scope).toMatchObject({ kind: 'one', instruments: [ether] })
  })
})

describe('lists', () => {
  it('are switched and ordered', () => {
    expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
    expect(toggled(['a'], 'b')).toEqual(['a', 'b'])
    expect(earlier(['a', 'b', 'c'], 'c')).toEqual(['a', 'c', 'b'])
    expect(earlier(['a', 'b'], 'a')).toEqual(['a', 'b'])
  })
})
