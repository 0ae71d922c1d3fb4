import { describe, expect, it } from 'vitest'
import { knownMsOf } from '../../../../../electron/alerts/rehearsal/known.ts'
import { toldBy } from '../../../../../electron/alerts/rehearsal/needs.ts'
import { rehearsalSentence, type Found } from '../../../../../electron/alerts/rehearsal/sentence.ts'
import { canSuggest, mostLeft, suggestionOf } from '../../../../../electron/alerts/rehearsal/suggest.ts'
import type { RehearsalPart } from '../../../../../shared/alerts/rehearsal.ts'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import { dayMs } from '../../../../../shared/model/interval.ts'
import { names } from '../../../shared/alerts/samples.ts'
import { bitcoin, condition, ether, rule, startAt } from '../language/tapes.ts'
import { candle, minuteMs } from './tapes.ts'

const firing = { at: startAt + 3 * minuteMs, value: 100, bar: candle(3, 100, 100, 100, 100), folded: false }

function part(count: number, changes: Partial<RehearsalPart> = {}): RehearsalPart {
  return {
    instrument: bitcoin,
    firings: count > 0 ? [firing] : [],
    count,
    clustered: 0,
    bars: 43_200,
    fromAt: startAt,
    toAt: startAt + 30 * dayMs,
    gaps: [],
    ...changes,
  }
}

function said(parts: RehearsalPart[], changes: Partial<Found> = {}): string {
  const count = parts.reduce((sum, each) => sum + each.count, 0)
  return rehearsalSentence(
    {
      days: 30,
      parts,
      count,
      clustered: 0,
      suggestion: null,
      knownMs: parts.map(() => 30 * dayMs),
      isOnce: false,
      isPartial: false,
      ...changes,
    },
    names,
  )
}

const solana = instrumentId('simulated', 'SOLUSDT')
const dog = instrumentId('simulated', 'DOGEUSDT')

describe('the sentence of a rehearsal', () => {
  it('counts, tells flurries, and what a band would spare', () => {
    expect(
      said([part(47)], {
        clustered: 31,
        suggestion: { rearm: { unit: 'percent', amount: 0.3 }, count: 6 },
      }),
    ).toBe(
      'In the last 30 days this would have fired 47 times, 31 of them within two minutes of each other; with a 0.3 % re-arm band, 6.',
    )
    expect(said([part(1234)])).toBe('In the last 30 days this would have fired 1,234 times.')
    expect(said([part(2)], { clustered: 1 })).toMatch(/2 times, one of them within two minutes of another\.$/)
    expect(said([part(1)], { days: 1, knownMs: [dayMs] })).toBe('In the last day this would have fired once.')
  })

  it('says that it would not have fired', () => {
    expect(said([part(0)])).toBe('In the last 30 days this would not have fired.')
    expect(said([part(0), part(0, { instrument: ether })])).toBe(
      'In the last 30 days this would not have fired on any of 2 instruments.',
    )
  })

  it('says when a rule that fires once would have been done', () => {
    expect(said([part(1)], { isOnce: true })).toBe(
      'In the last 30 days it would have fired on 2026-01-05 12:03 and been done.',
    )
    expect(said([part(1), part(0, { instrument: ether })], { isOnce: true })).toBe(
      'In the last 30 days it would have fired once on BTCUSDT, 1 of 2 instruments, and been done there.',
    )
    expect(said([part(0)], { isOnce: true })).toBe('In the last 30 days this would not have fired.')
  })

  it('names the loudest of several instruments', () => {
    const parts = [
      part(3),
      part(40, { instrument: ether }),
      part(0, { instrument: solana }),
      part(10, { instrument: dog }),
    ]
    expect(said(parts)).toBe(
      'In the last 30 days this would have fired 53 times on 3 of 4 instruments (ETHUSDT 40, DOGEUSDT 10 and BTCUSDT 3).',
    )
    expect(said([...parts, part(1, { instrument: solana })])).toMatch(
      /ETHUSDT 40, DOGEUSDT 10, BTCUSDT 3 and 1 other\)/,
    )
  })

  it('says how much is known where it is not all', () => {
    expect(said([part(5)], { knownMs: [3 * dayMs + 4.9 * 3_600_000] })).toBe(
      'In the last 30 days, of which 3 d 4 h are known, this would have fired 5 times.',
    )
    expect(said([part(5), part(1, { instrument: ether })], { knownMs: [30 * dayMs, 95 * minuteMs] })).toMatch(
      /, of which 1 h 35 min are known of ETHUSDT, this/,
    )
    expect(said([part(5)], { knownMs: [30 * dayMs - 20 * minuteMs] })).not.toMatch(/known/)
  })

  it('says that nothing is known, or that bars tell nothing', () => {
    expect(said([part(0, { bars: 0 })], { knownMs: [0] })).toBe(
      'Nothing is known of BTCUSDT in the last 30 days, so that it can’t be rehearsed.',
    )
    expect(said([])).toBe('Bars tell nothing that this rule is judged on, so that it can’t be rehearsed.')
    expect(said([part(2)], { isPartial: true })).toMatch(
      /^As far as bars tell, in the last 30 days this would/,
    )
  })
})

describe('what is known of the time', () => {
  const toAt = startAt + 30 * dayMs
  it.each<[string, Partial<RehearsalPart>, boolean, number]>([
    ['all', {}, true, 30 * dayMs],
    ['nothing', { bars: 0 }, true, 0],
    ['less the gaps', { gaps: [{ fromAt: startAt - dayMs, toAt: startAt + dayMs }] }, true, 29 * dayMs],
    ['from the first bar', { fromAt: startAt + 10 * dayMs }, true, 20 * dayMs],
    [
      'each hole once',
      {
        fromAt: startAt + 10 * dayMs,
        gaps: [{ fromAt: startAt, toAt: startAt + 11 * dayMs }],
      },
      true,
      19 * dayMs,
    ],
    ['up to the last bar', { toAt: toAt - 2 * dayMs }, true, 28 * dayMs],
    [
      'over a weekend at either end',
      { fromAt: startAt + 3 * dayMs, toAt: toAt - 3 * dayMs },
      false,
      30 * dayMs,
    ],
    ['not over a week', { fromAt: startAt + 7 * dayMs }, false, 23 * dayMs],
  ])('%s', (_which, changes, isAlwaysOpen, expected) => {
    expect(knownMsOf(part(1, changes), startAt, toAt, isAlwaysOpen)).toBe(expected)
  })
})

describe('the band that is suggested', () => {
  it('is the smallest that leaves at most a third', () => {
    expect(mostLeft(47)).toBe(15)
    expect(suggestionOf(47, [40, 16, 15, 3])).toEqual({ rearm: { unit: 'percent', amount: 0.2 }, count: 15 })
    expect(suggestionOf(47, [40, 40, 40, 40, 40, 40, 16])).toBeNull()
    expect(suggestionOf(47, [])).toBeNull()
  })

  it('is asked for only where it could help', () => {
    const channel = condition({ operator: 'entering-channel', operands: [99, 101] })
    const move = condition({ operator: 'moving-up', operands: [1], within: { count: 5, unit: 'minutes' } })
    expect(canSuggest(rule(), 5)).toBe(true)
    expect(canSuggest(rule({ conditions: [channel] }), 5)).toBe(true)
    expect(canSuggest(rule(), 4)).toBe(false)
    expect(canSuggest(rule({ conditions: [condition(), move] }), 50)).toBe(false)
    const volume = condition({ source: { kind: 'volume' }, interval: '5m' })
    expect(canSuggest(rule({ conditions: [volume] }), 50)).toBe(false)
    const moving = condition({ operands: [{ kind: 'volume' }], interval: '5m' })
    expect(canSuggest(rule({ conditions: [moving] }), 50)).toBe(false)
    expect(canSuggest(rule({ rearm: { unit: 'value', amount: 1 } }), 50)).toBe(false)
    expect(canSuggest(rule({ frequency: { kind: 'once' } }), 50)).toBe(false)
  })
})

describe('what bars do not tell', () => {
  it('is left out, with a sentence for each', () => {
    const conditions = [
      condition(),
      condition({ source: { kind: 'bid' }, operator: 'less-than' }),
      condition({ source: { kind: 'event', event: 'feed-down' }, operator: 'happens', operands: [] }),
    ]
    const told = toldBy({ conditions }, bitcoin, names)
    expect(told.conditions).toEqual([conditions[0]])
    expect(told.untold).toEqual([
      'Bars do not tell the bid: condition 2 of 3, “BTCUSDT bid is less than 100”, was not judged.',
      'Bars do not tell events of the app: condition 3 of 3, “the feed of BTCUSDT goes down”, was not judged.',
    ])
  })

  it('is also what a price is compared with', () => {
    const age = condition({ operands: [{ kind: 'age' }], instrument: ether })
    expect(toldBy({ conditions: [age] }, null, names).untold).toEqual([
      'Bars do not tell how old data was: “ETHUSDT last crosses up data age”, was not judged.',
    ])
  })
})
