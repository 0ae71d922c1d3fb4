/** What can't be watched says why, part by part, and a rule on the age of data is watched while there is none. */
import { describe, expect, it } from 'vitest'
import { viewOf, type ViewFacts } from '../../../../electron/alerts/views.ts'
import { armedMemory } from '../../../../shared/alerts/memory.ts'
import type { Source } from '../../../../shared/alerts/sources.ts'
import { symbolOf } from '../../../../shared/model/ids.ts'
import { levelRule } from '../../../support/alert-rig.ts'
import { bitcoin } from './samples.ts'

const facts: ViewFacts = {
  names: { symbol: symbolOf, tickSize: () => 0.01, watchlist: (id) => id, hook: (id) => id, timeZone: 'UTC' },
  unwatched: () => null,
  quote: () => ({ bid: null, ask: 1, basis: '24h' }),
  problem: () => null,
}

function why(source: Source, changes: Partial<ViewFacts> = {}): string | null {
  const draft = levelRule(bitcoin, 'greater-than', [1])
  const conditions = draft.conditions.map((each) => ({ ...each, source, interval: '15m' as const }))
  const rule = { ...draft, conditions, id: 'r', language: 2 as const, state: 'armed' as const }
  const whole = { ...rule, createdAt: 1, armedAt: 1, version: 1 }
  return viewOf({ rule: whole, armed: new Map([[bitcoin, armedMemory(1)]]) }, { ...facts, ...changes })
    .unwatched
}

describe('why a rule is not watched', () => {
  const down = { unwatched: () => 'no live prices: waiting' }

  it('is its feed, but for the age of data, which needs none', () => {
    expect(why({ kind: 'last' }, down)).toBe('no live prices: waiting')
    expect(why({ kind: 'last' })).toBeNull()
    expect(why({ kind: 'age' }, down)).toBeNull()
    expect(why({ kind: 'event', event: 'started' }, down)).toBeNull()
  })

  it('is a bid that the venue does not tell', () => {
    expect(why({ kind: 'spread' })).toBe('its venue tells no bid of BTCUSDT')
    expect(why({ kind: 'ask' })).toBeNull()
    expect(why({ kind: 'bid' }, { quote: () => undefined })).toBeNull()
  })

  it('is another basis of the change', () => {
    expect(why({ kind: 'change-percent', basis: '24h' })).toBeNull()
    expect(why({ kind: 'change-percent', basis: 'utc-day' })).toBe(
      'its venue tells the change of BTCUSDT by 24h, not by utc-day',
    )
  })

  it('is an indicator without its bars', () => {
    const source = { kind: 'indicator', name: 'rsi', inputs: { length: 14 }, output: 'value' } as const
    expect(why(source, { problem: () => 'its bars are still being loaded' })).toBe(
      'its bars are still being loaded',
    )
  })
})
