import { describe, expect, it } from 'vitest'
import { messageOf, type Fired, type MessageFacts } from '../../../../../electron/alerts/language/message.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import { instrument } from '../samples.ts'
import { condition, play, rule, startAt, ticks } from './tapes.ts'

const facts: MessageFacts = {
  sentence: 'BTCUSDT last crosses up 100, every time',
  instrument,
  bar: {
    openAt: startAt,
    open: 99,
    high: 101.5,
    low: 98,
    close: 0.1 + 0.2,
    volume: 12.5,
    closed: false,
    source: 'trades',
  },
  interval: '1m',
  changePercent: 1.25,
}
const fired = (of: AlertRule): Fired => {
  const [event] = play(of, ticks(99, 101.1)).events
  if (event?.kind !== 'fired') throw new Error('nothing fired')
  return event
}
const say = (message: string | null, as: 'text' | 'json' = 'text', changes: Partial<MessageFacts> = {}) => {
  const one = rule({ message, conditions: [condition({ operands: [100] })] })
  return messageOf(one, fired(one), { ...facts, ...changes }, as)
}

describe('message', () => {
  it('fills in what is known at the firing', () => {
    expect(say('{{ticker}} {{exchange}} {{open}} {{high}} {{low}} {{close}} {{volume}}')).toBe(
      'BTCUSDT SIMULATED 99 101.5 98 0.3 12.5',
    )
    expect(say('{{price}} {{level}} {{change}} {{plot_0}} {{plot("last")}}')).toBe(
      '101.1 100 1.25 101.1 101.1',
    )
    expect(say('{{time}} {{timenow}}')).toBe('2026-01-05T12:00:00Z 2026-01-05T12:00:01Z')
    expect(say('{{syminfo.currency}} {{syminfo.basecurrency}} {{rule}}')).toBe(`USDT BTC ${facts.sentence}`)
    expect(say('{"price": {{price}}, "name": {{rule}}}', 'json')).toBe(
      `{"price": 101.1, "name": "${facts.sentence}"}`,
    )
  })

  it('says the sentence where it has no template', () => {
    expect(say(null)).toBe(facts.sentence)
  })

  it.each([
    ['1m', '1'],
    ['4h', '240'],
    ['1d', '1D'],
    ['1w', '1W'],
    ['1M', '1M'],
  ] as const)('writes the interval %s as %s', (interval, expected) => {
    expect(say('{{interval}}', 'text', { interval })).toBe(expected)
  })

  it('takes the price where there is no bar, and na for what is not known', () => {
    expect(say('{{close}} {{high}} {{change}}', 'text', { bar: null, changePercent: null })).toBe(
      '101.1 na na',
    )
    expect(say('{{ticker}} {{syminfo.basecurrency}}', 'text', { instrument: null })).toBe('na na')
    expect(say('{{syminfo.basecurrency}}', 'text', { instrument: { ...instrument, kind: 'stock' } })).toBe(
      'na',
    )
  })
})
