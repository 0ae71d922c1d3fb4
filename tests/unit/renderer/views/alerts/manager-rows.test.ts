/** The manager's list: which rules, in which order, and which of them are rendered. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countStates,
  filterRules,
  instrumentChoices,
  linesOf,
  sortRules,
  visibleRange,
} from '../../../../../renderer/views/alerts/manager-rows.ts'
import { everyRule } from '../../../../../renderer/state/store.ts'
import { sampleRule, sampleStanding } from '../../../../support/alert-samples.ts'
import { btc, eth, sol } from '../../../../support/samples.ts'

const scopeOf = (...instruments: (typeof btc)[]) => ({
  scope: { kind: 'instruments' as const, instruments },
  standings: instruments.map((id) => sampleStanding(id)),
})
const snoozed = { startsAt: null, expiresAt: null, snoozeUntil: 50, active: null }
const rules = [
  sampleRule('a', { name: 'Entry long', createdAt: 1, lastFiredAt: 30 }),
  sampleRule('b', {
    ...scopeOf(eth),
    sentence: 'ETHUSDT last crosses 9, once',
    createdAt: 2,
    note: 'Look twice',
  }),
  sampleRule('c', { ...scopeOf(btc, sol), createdAt: 3, unwatched: 'feed down', lastFiredAt: 10 }),
  sampleRule('d', { state: 'paused', createdAt: 4 }),
  sampleRule('e', { schedule: snoozed, createdAt: 5 }),
]
const ids = (found: readonly { id: string }[]): string => found.map(({ id }) => id).join('')
const filtered = (filter: Partial<typeof everyRule>): string =>
  ids(filterRules(rules, { ...everyRule, ...filter }, 40))

describe('filterRules', () => {
  it('shows all without a filter', () => {
    expect(filtered({})).toBe('abcde')
  })

  it('finds every word in name, sentence, note or symbol', () => {
    expect(filtered({ text: 'ENTRY' })).toBe('a')
    expect(filtered({ text: 'look  eth' })).toBe('b')
    expect(filtered({ text: 'solusdt' })).toBe('c')
    expect(filtered({ text: 'entry eth' })).toBe('')
  })

  it('counts unwatched and snoozed rules as armed too', () => {
    expect(filtered({ state: 'armed' })).toBe('abce')
    expect(filtered({ state: 'unwatched' })).toBe('c')
    expect(filtered({ state: 'snoozed' })).toBe('e')
    expect(filtered({ state: 'paused' })).toBe('d')
    expect(countStates(rules, 40)).toEqual({
      armed: 4,
      unwatched: 1,
      snoozed: 1,
      paused: 1,
      fired: 0,
      expired: 0,
    })
  })

  it('takes instrument and kind, all at once', () => {
    expect(filtered({ instrument: sol })).toBe('c')
    expect(filtered({ kind: 'level' })).toBe('abcde')
    expect(filtered({ kind: 'webhook' })).toBe('')
    expect(filtered({ instrument: btc, state: 'unwatched' })).toBe('c')
    expect(instrumentChoices(rules)).toEqual([btc, eth, sol])
  })
})

describe('sortRules', () => {
  const distances: Record<string, number | null> = { a: 3, b: 1, c: null, d: 0, e: 2 }
  const sorted = (by: Parameters<typeof sortRules>[1]['by'], descending = false): string =>
    ids(sortRules(rules, { by, descending }, ({ id }) => distances[id] ?? null, 40))

  it('has what is not known last, whichever way', () => {
    // A paused rule is near nothing.
    expect(sorted('distance')).toBe('beadc')
    expect(sorted('distance', true)).toBe('aebdc')
    expect(sorted('lastFired', true)).toBe('acedb')
    expect(sorted('lastFired')).toBe('caedb')
  })

  it('sorts by creation, name and state', () => {
    expect(sorted('created')).toBe('abcde')
    expect(sorted('created', true)).toBe('edcba')
    expect(sorted('name')).toBe('edcab')
    expect(sorted('state')).toBe('cbaed')
  })

  it('is a permutation that sorting again does not change', () => {
    const rule = fc
      .record({ id: fc.uuid(), createdAt: fc.nat(5), lastFiredAt: fc.option(fc.nat(5)) })
      .map(({ id, ...fields }) => sampleRule(id, fields))
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 20 }), fc.boolean(), (some, descending) => {
        const once = sortRules(some, { by: 'lastFired', descending }, () => null, 0)
        expect([...once].sort((a, b) => a.id.localeCompare(b.id))).toEqual(
          [...some].sort((a, b) => a.id.localeCompare(b.id)),
        )
        expect(sortRules(once, { by: 'lastFired', descending }, () => null, 0)).toEqual(once)
      }),
    )
  })
})

describe('lines', () => {
  it('hold the instruments of rules that are open', () => {
    const lines = linesOf(rules, new Set(['c']))
    expect(lines.map((line) => `${line.rule.id}${line.kind === 'standing' ? line.place : ''}`)).toEqual([
      'a',
      'b',
      'c',
      'c0',
      'c1',
      'd',
      'e',
    ])
  })

  it('are rendered where they are seen, and never beyond the end', () => {
    expect(visibleRange(0, 280, 28, 1000)).toEqual({ from: 0, to: 24 })
    expect(visibleRange(2800, 280, 28, 1000)).toEqual({ from: 88, to: 120 })
    expect(visibleRange(2810, 280, 28, 1000)).toEqual({ from: 88, to: 120 })
    expect(visibleRange(100_000, 280, 28, 20)).toEqual({ from: 0, to: 20 })
    expect(visibleRange(100_000, 280, 28, 1000)).toEqual({ from: 976, to: 1000 })
    expect(visibleRange(0, 280, 28, 0)).toEqual({ from: 0, to: 0 })
  })

  it('are rendered wherever the list is scrolled to', () => {
    fc.assert(
      fc.property(fc.nat(30_000), fc.integer({ min: 50, max: 900 }), fc.nat(1000), (top, height, count) => {
        const { from, to } = visibleRange(top, height, 28, count)
        const shown = Math.max(0, Math.min(top, count * 28 - height))
        expect(from).toBeLessThanOrEqual(Math.floor(shown / 28))
        expect(to).toBeGreaterThanOrEqual(Math.min(count, Math.ceil((shown + height) / 28)))
        expect(to - from).toBeLessThanOrEqual(Math.ceil(height / 28) + 4 * 8)
      }),
    )
  })
})
