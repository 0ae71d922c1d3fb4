/** The settings' forms: quiet hours, and targets with what is wrong field by field. */
import { describe, expect, it } from 'vitest'
import {
  changeWindow,
  firstQuietHours,
  mostWindows,
  quietNow,
  readTime,
  toggleDay,
  windowHint,
  withoutWindow,
  withWindow,
} from '../../../../../renderer/views/settings/quiet-form.ts'
import { draftOf, formOf, isPlainHttp } from '../../../../../renderer/views/settings/target-form.ts'
import { activeHoursSchema } from '../../../../../shared/model/hours.ts'
import { targetDraftSchema } from '../../../../../shared/model/delivery.ts'
import { sampleTarget } from '../../../../support/alert-samples.ts'

describe('quiet hours', () => {
  const hours = firstQuietHours('Europe/Berlin')

  it('begin with every night, and stay what the core takes however they are changed', () => {
    expect(activeHoursSchema.parse(hours)).toEqual(hours)
    let many = hours
    for (let times = 0; times < 20; times += 1) many = withWindow(many)
    expect(many.windows).toHaveLength(mostWindows)
    expect(activeHoursSchema.safeParse(many).success).toBe(true)
    expect(activeHoursSchema.safeParse(changeWindow(many, 3, { fromMinute: 1439 })).success).toBe(true)
  })

  it('are none when the last window is gone', () => {
    expect(withoutWindow(hours, 0)).toBeNull()
    expect(withoutWindow(withWindow(hours), 0)?.windows).toHaveLength(1)
  })

  it('change the window that is meant', () => {
    const two = changeWindow(withWindow(hours), 1, { toMinute: 60 })
    expect(two.windows.map(({ toMinute }) => toMinute)).toEqual([420, 60])
  })

  it('keep one day at least', () => {
    const [window] = hours.windows
    if (window === undefined) throw new Error('no window')
    expect(toggleDay(window, 3)).toEqual([0, 1, 2, 4, 5, 6])
    expect(toggleDay({ ...window, days: [5] }, 0)).toEqual([0, 5])
    expect(toggleDay({ ...window, days: [5] }, 5)).toEqual([5])
  })

  it('read times, and say where a window goes over midnight', () => {
    expect(['22:00', '00:00', '', '25:00', '9:5'].map(readTime)).toEqual([1320, 0, null, null, null])
    const window = { days: [1], fromMinute: 1320, toMinute: 420 }
    expect(windowHint(window)).toBe('until 07:00 of the next day')
    expect(windowHint({ ...window, fromMinute: 60 })).toBeNull()
    expect(windowHint({ ...window, fromMinute: 420 })).toBe('the whole day')
  })

  it('say whether it is quiet now, by the clocks of the zone', () => {
    expect(quietNow(hours, Date.UTC(2026, 10, 23, 23))).toBe('Quiet now, until 2026-11-24 07:00.')
    expect(quietNow(hours, Date.UTC(2026, 10, 23, 12))).toBe('It is not quiet now.')
  })
})

describe('a target', () => {
  const form = { ...formOf(null), name: ' Desk ', url: ' https://hooks.example/a ' }

  it('is made with a new secret, trimmed, and as the core takes it', () => {
    const { draft } = draftOf(form, null)
    expect(draft).toEqual({
      kind: 'webhook',
      name: 'Desk',
      enabled: true,
      url: 'https://hooks.example/a',
      allowPrivate: false,
      secret: '',
    })
    expect(targetDraftSchema.parse(draft)).toEqual(draft)
  })

  it('keeps its secret and its switch when it is changed', () => {
    const target = sampleTarget('t', { enabled: false, allowPrivate: true })
    const { draft } = draftOf({ ...formOf(target), name: 'New' }, target)
    expect(draft).toMatchObject({ id: 't', name: 'New', enabled: false, allowPrivate: true })
    expect(draft !== null && 'secret' in draft).toBe(false)
    expect(draftOf({ ...formOf(target), secret: 'none' }, target).draft?.secret).toBeNull()
    expect(draftOf({ ...formOf(target), secret: 'own', ownSecret: ' s ' }, target).draft?.secret).toBe('s')
  })

  it('says what is wrong, field by field', () => {
    const { draft, errors } = draftOf({ ...formOf(null), secret: 'own' }, null)
    expect(draft).toBeNull()
    expect(Object.keys(errors)).toEqual(['name', 'url', 'secret'])
    const urlError = (url: string): string | undefined => draftOf({ ...form, url }, null).errors.url
    expect(urlError('hooks.example')).toContain('no URL')
    expect(urlError('ftp://hooks.example')).toContain('https://')
    expect(urlError('https://me:pw@hooks.example')).toContain('password')
    expect(urlError('http://127.0.0.1:9/a')).toBeUndefined()
  })

  it('of another kind asks for what that needs, and is as the core takes it', () => {
    const chat = { ...formOf(null), kind: 'telegram' as const, name: 'Chat' }
    expect(Object.keys(draftOf(chat, null).errors)).toEqual(['chatId', 'secret'])
    const { draft } = draftOf({ ...chat, chatId: ' -1001 ', ownSecret: ' 1:a ', template: '{{text}}' }, null)
    expect(draft).toEqual({
      ...{ kind: 'telegram', name: 'Chat', enabled: true, url: null, allowPrivate: false, secret: '1:a' },
      options: { chatId: '-1001', template: '{{text}}' },
    })
    expect(targetDraftSchema.parse(draft)).toEqual(draft)
    const mail = { ...formOf(null), kind: 'email' as const, name: 'M', from: 'a@b.c', to: 'a@b.c', host: 'h' }
    expect(draftOf(mail, null).draft?.options).toEqual({
      host: 'h',
      from: 'a@b.c',
      to: 'a@b.c',
      security: 'tls',
    })
    expect(Object.keys(draftOf({ ...mail, user: 'u', port: '0', to: '' }, null).errors)).toEqual([
      ...['port', 'to', 'secret'],
    ])
    const kept = sampleTarget('t', {
      kind: 'telegram',
      url: 'https://own.example/',
      options: { chatId: '7' },
    })
    const changed = draftOf({ ...formOf(kept), name: 'New' }, kept).draft
    expect(changed).toMatchObject({ url: 'https://own.example/', options: { chatId: '7' } })
    expect(changed).not.toHaveProperty('secret')
  })

  it('is told apart where anybody can read it', () => {
    expect([isPlainHttp(' HTTP://a'), isPlainHttp('https://a')]).toEqual([true, false])
  })
})
