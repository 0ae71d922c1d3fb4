/** Rules as sentences with what matters in bold, and what they are called and doing. */
import { describe, expect, it } from 'vitest'
import { namedInstruments, ruleTitle, sentenceParts } from '../../../../../renderer/views/alerts/rule-text.ts'
import {
  kindsOf,
  standingText,
  stateOf,
  watchedText,
} from '../../../../../renderer/views/alerts/rule-state.ts'
import { copyOf, draftOf } from '../../../../../renderer/views/alerts/rule-draft.ts'
import { alertDraftSchema } from '../../../../../shared/alerts/rule.ts'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import { sampleRule, sampleStanding } from '../../../../support/alert-samples.ts'
import { btc, eth, sol } from '../../../../support/samples.ts'

const strong = (sentence: string, ...instruments: Parameters<typeof sentenceParts>[1][number][]): string[] =>
  sentenceParts(sentence, instruments)
    .filter((part) => part.strong)
    .map(({ text }) => text)

describe('sentenceParts', () => {
  it('is the sentence, whole', () => {
    const sentence = 'BTCUSDT last crosses up 64,200, once'
    expect(
      sentenceParts(sentence, [btc])
        .map(({ text }) => text)
        .join(''),
    ).toBe(sentence)
  })

  it('has symbols and claims in bold', () => {
    expect(strong('BTCUSDT last crosses up 64,200, once', btc)).toEqual(['BTCUSDT', 'crosses up 64,200'])
    expect(strong('BTCUSDT last moves down 2 % within 15 min, once', btc)).toEqual([
      'BTCUSDT',
      'moves down 2 %',
    ])
    expect(strong('ETHUSDT last exits the channel from 1.08 to 1.091, once', eth)).toEqual([
      'ETHUSDT',
      'exits the channel from 1.08 to 1.091',
    ])
    expect(strong('each of BTCUSDT, SOLUSDT RSI 14 on 1h crosses down 30, once', btc, sol)).toEqual([
      'BTCUSDT',
      'SOLUSDT',
      'crosses down 30',
    ])
  })

  it('takes a symbol as it is, whatever is in it, and only whole', () => {
    const odd = instrumentId('simulated', 'BRK.B (NEW)')
    expect(strong('BRK.B (NEW) last crosses 1, once', odd)).toEqual(['BRK.B (NEW)', 'crosses 1'])
    expect(strong('XBTCUSDT last crosses 1, once', btc)).toEqual(['crosses 1'])
  })
})

describe('a rule', () => {
  it('is called by its name, or by its sentence', () => {
    expect(ruleTitle(sampleRule('r'))).toBe('BTCUSDT last crosses 100, once')
    expect(ruleTitle(sampleRule('r', { name: 'Entry' }))).toBe('Entry')
  })

  it('names every instrument once', () => {
    const rule = sampleRule('r', { standings: [sampleStanding(btc), sampleStanding(eth)] })
    expect(namedInstruments(rule)).toEqual([btc, eth])
  })

  it('is what matters most: snoozed before unwatched before armed', () => {
    const schedule = { startsAt: null, expiresAt: null, snoozeUntil: 50, active: null }
    expect(stateOf(sampleRule('r'), 0)).toBe('armed')
    expect(stateOf(sampleRule('r', { unwatched: 'no feed' }), 0)).toBe('unwatched')
    expect(stateOf(sampleRule('r', { unwatched: 'no feed', schedule }), 49)).toBe('snoozed')
    expect(stateOf(sampleRule('r', { schedule }), 50)).toBe('armed')
    expect(stateOf(sampleRule('r', { state: 'paused', schedule }), 0)).toBe('paused')
  })

  it('is of the kinds of its conditions', () => {
    const [level] = sampleRule('r').conditions
    if (level === undefined) throw new Error('no condition')
    const rsi = { kind: 'indicator', name: 'rsi', inputs: { period: 14 }, output: 'rsi' } as const
    const kinds = kindsOf({
      conditions: [
        level,
        { ...level, operands: [rsi], interval: '1h' },
        { ...level, operator: 'moving-up', within: { count: 5, unit: 'minutes' } },
        { ...level, source: { kind: 'event', event: 'woken' }, operator: 'happens', operands: [] },
      ],
    })
    expect([...kinds]).toEqual(['level', 'indicator', 'move', 'event'])
  })

  it('counts what is watched of several instruments', () => {
    expect(watchedText(sampleRule('r'))).toBeNull()
    const standings = [
      sampleStanding(btc),
      sampleStanding(eth, { unwatched: 'market closed' }),
      sampleStanding(sol, { state: 'fired' }),
    ]
    expect(watchedText({ standings })).toBe('1 of 3 watched')
    expect(standings.map(standingText)).toEqual(['watched', 'not watched: market closed', 'fired'])
    expect(standingText(sampleStanding(btc, { disarmed: true }))).toContain('go back')
    expect(standingText(sampleStanding(btc, { heldBack: { at: 1, reason: 'same-bar' } }))).toContain(
      'that bar',
    )
  })
})

describe('a draft of a rule', () => {
  it('is what the editor and the core take', () => {
    const rule = sampleRule('r', { name: 'Entry', note: 'n' })
    expect(alertDraftSchema.parse(draftOf(rule))).toEqual(draftOf(rule))
    expect(draftOf(rule).id).toBe('r')
  })

  it('copied is a rule of its own that is awake', () => {
    const schedule = { startsAt: null, expiresAt: null, snoozeUntil: 50, active: null }
    const copy = copyOf(sampleRule('r', { name: 'x'.repeat(300), schedule }))
    expect(copy.id).toBeUndefined()
    expect(copy.schedule.snoozeUntil).toBeNull()
    expect(alertDraftSchema.parse(copy).name).toMatch(/x \(copy\)$/)
  })
})
