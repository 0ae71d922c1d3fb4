/** What a firing does to eyes and ears: alone, together with others, until somebody answers, or not at all. */
import { describe, expect, it } from 'vitest'
import { announcementOf, ringingOf } from '../../../../renderer/state/ringing.ts'
import { defaultActions, type Sound } from '../../../../shared/alerts/actions.ts'
import { defaultSettings } from '../../../../shared/model/settings.ts'
import { sampleFiring, sampleRule } from '../../../support/alert-samples.ts'

const gong: Sound = { name: 'gong', volume: 1, untilAcknowledged: true }
const loud = { toast: true, badge: true, sound: gong }

describe('announcementOf', () => {
  it('is the sentence, or the name with the message under it', () => {
    expect(announcementOf(sampleFiring('a', { simulated: false }), undefined)).toEqual({
      title: 'BTCUSDT last crosses 100, once',
      body: '',
      toast: true,
      sound: null,
      notification: true,
    })
    const named = sampleFiring('a', { ruleName: 'Entry', message: 'Buy at 100', note: 'half size' })
    expect(announcementOf(named, undefined)).toMatchObject({
      title: 'Entry',
      body: 'Simulated · Buy at 100 · half size',
    })
  })

  it('does not say a note twice that is in the message', () => {
    const told = announcementOf(
      sampleFiring('a', { message: 'now: half size', note: 'half size' }),
      undefined,
    )
    expect(told?.body).toBe('Simulated · now: half size')
  })

  it('is nothing for what is told together with others, or was seen', () => {
    for (const fields of [{ late: true }, { folded: true }, { quietUntil: 9 }, { acknowledgedAt: 9 }])
      expect(announcementOf(sampleFiring('a', fields), undefined)).toBeNull()
  })

  it('follows what the rule wants', () => {
    const firing = sampleFiring('a', { show: { toast: false, badge: true, sound: gong } })
    const rule = sampleRule('rule', { actions: { ...defaultActions, notification: false } })
    expect(announcementOf(firing, rule)).toMatchObject({ toast: false, sound: gong, notification: false })
  })
})

describe('ringingOf', () => {
  const state = { settings: defaultSettings, silencedAt: 500 }
  const firings = [
    sampleFiring('rings', { show: loud }),
    sampleFiring('once', { show: { ...loud, sound: { ...gong, untilAcknowledged: false } } }),
    sampleFiring('seen', { show: loud, acknowledgedAt: 1_100 }),
    sampleFiring('silenced', { show: loud, firedAt: 500 }),
    sampleFiring('late', { show: loud, late: true }),
    sampleFiring('mute', {}),
  ]

  it('holds what asks for an answer, has none, and came after the last silence', () => {
    expect(ringingOf({ ...state, firings }).map(({ firing }) => firing.id)).toEqual(['rings'])
    expect(ringingOf({ ...state, firings, silencedAt: 0 }).map(({ firing }) => firing.id)).toEqual([
      'rings',
      'silenced',
    ])
  })

  it('is empty while sounds are off', () => {
    expect(ringingOf({ ...state, settings: { ...defaultSettings, sound: false }, firings })).toEqual([])
  })
})
