/** The log's filter as the core has it, and what a file of rules would change. */
import { describe, expect, it } from 'vitest'
import { sortedRows, verdictOf } from '../../../../../renderer/views/alerts/import-rows.ts'
import {
  isFiltered,
  matchesFilter,
  withNews,
  withRange,
} from '../../../../../renderer/views/alerts/log-filter.ts'
import type { ImportRow } from '../../../../../shared/alerts/rule-file.ts'
import { sampleFiring } from '../../../../support/alert-samples.ts'
import { btc, eth } from '../../../../support/samples.ts'

describe('the filter of the log', () => {
  const firing = sampleFiring('f', { note: 'Look twice', ruleName: 'Entry' })

  it('holds all that are given', () => {
    expect(matchesFilter(firing, {})).toBe(true)
    expect(matchesFilter(firing, { instrument: btc, rule: 'rule', text: 'look' })).toBe(true)
    expect(matchesFilter(firing, { text: 'ENTRY' })).toBe(true)
    for (const filter of [{ instrument: eth }, { rule: 'other' }, { text: 'sell' }, { late: true }])
      expect(matchesFilter(firing, filter)).toBe(false)
  })

  it('takes times from the first up to and without the second', () => {
    expect(matchesFilter(firing, { fromAt: 1_000, toAt: 1_001 })).toBe(true)
    expect(matchesFilter(firing, { toAt: 1_000 })).toBe(false)
    expect(matchesFilter(firing, { fromAt: 1_001 })).toBe(false)
  })

  it('tells seen from unseen', () => {
    const seen = { ...firing, acknowledgedAt: 5 }
    expect([matchesFilter(firing, { unseen: true }), matchesFilter(seen, { unseen: true })]).toEqual([
      true,
      false,
    ])
    expect(matchesFilter(seen, { unseen: false })).toBe(true)
  })

  it('has ranges that end now, and says whether anything is set', () => {
    expect(withRange({ text: 'a', toAt: 4 }, 'hour', 3_600_001)).toEqual({ text: 'a', fromAt: 1 })
    expect(withRange({ fromAt: 3, toAt: 4 }, 'any', 9)).toEqual({})
    expect(withRange({ fromAt: 3, toAt: 4 }, 'between', 9)).toEqual({ fromAt: 3, toAt: 4 })
    expect([isFiltered({}), isFiltered({ text: '' }), isFiltered({ late: true })]).toEqual([
      false,
      false,
      true,
    ])
  })
})

describe('withNews', () => {
  const page = [sampleFiring('b', { firedAt: 20 }), sampleFiring('a', { firedAt: 10 })]

  it('puts what came on top, and what changed where it is', () => {
    const seen = sampleFiring('a', { firedAt: 10, acknowledgedAt: 99 })
    const shown = withNews(page, [sampleFiring('c', { firedAt: 30 }), seen], {}, true)
    expect(shown.map(({ id, acknowledgedAt }) => [id, acknowledgedAt])).toEqual([
      ['c', null],
      ['b', null],
      ['a', 99],
    ])
  })

  it('leaves out what the filter does, and what belongs to a page that was not asked for', () => {
    const older = sampleFiring('z', { firedAt: 1 })
    const other = sampleFiring('y', { firedAt: 40, instrument: eth })
    expect(withNews(page, [older, other], { instrument: btc }, true).map(({ id }) => id)).toEqual(['b', 'a'])
    expect(withNews(page, [older], {}, false).map(({ id }) => id)).toEqual(['b', 'a', 'z'])
  })

  it('puts a late one where it happened', () => {
    const late = sampleFiring('l', { firedAt: 15, late: true })
    expect(withNews(page, [late], {}, true).map(({ id }) => id)).toEqual(['b', 'l', 'a'])
  })
})

describe('an import', () => {
  const row = (place: number, kind: ImportRow['kind']): ImportRow => ({
    place,
    kind,
    id: null,
    before: null,
    after: null,
    details: [],
  })

  it('shows what is wrong first, what is the same last', () => {
    const rows = [row(0, 'same'), row(1, 'added'), row(2, 'invalid'), row(3, 'added'), row(4, 'changed')]
    expect(sortedRows(rows).map(({ place }) => place)).toEqual([2, 4, 1, 3, 0])
  })

  it('is counted, and can be applied', () => {
    expect(verdictOf([row(0, 'added'), row(1, 'added'), row(2, 'changed'), row(3, 'same')])).toEqual({
      summary: '2 new, 1 changed, 1 unchanged',
      problem: null,
    })
  })

  it('says why it can’t be', () => {
    expect(verdictOf([row(0, 'added'), row(1, 'invalid')]).problem).toMatch(/^One alert is invalid/)
    expect(verdictOf([row(0, 'invalid'), row(1, 'invalid')]).problem).toMatch(/^2 alerts are invalid/)
    expect(verdictOf([row(0, 'same')]).problem).toContain('nothing to change')
    expect(verdictOf([]).problem).toContain('no alerts')
  })
})
