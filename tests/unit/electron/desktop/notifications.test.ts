/** Notifications say truthfully whether they were shown, and show text as text. */
import { EventEmitter } from 'node:events'
import type { Notification, NotificationConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { createNotifications, plainText } from '../../../../electron/desktop/notifications.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

function build(answer: 'show' | 'failed' | 'nothing', supported = true) {
  const clock = createManualClock()
  const made: NotificationConstructorOptions[] = []
  const objects: EventEmitter[] = []
  let clicks = 0
  const notifications = createNotifications({
    create(options) {
      made.push(options)
      const object = Object.assign(new EventEmitter(), {
        show: () => void (answer !== 'nothing' && object.emit(answer, {}, 'not signed')),
      })
      objects.push(object)
      // An emitter of Node has every overload of Electron's.
      return object as unknown as Notification
    },
    isSupported: () => supported,
    platform: 'linux',
    clock,
    log: silentLog,
    onClick: () => (clicks += 1),
  })
  return { notifications, clock, made, objects, clicks: () => clicks }
}

const one = { id: '1', title: 'BTC', body: 'crossed' }

describe('createNotifications', () => {
  it('answers true once it is shown, and reports the click', async () => {
    const { notifications, objects, clicks } = build('show')
    expect(await notifications.show(one)).toBe(true)
    objects[0]?.emit('click', {})
    expect(clicks()).toBe(1)
  })

  it('answers false where the system refuses, has none, or says nothing', async () => {
    expect(await build('failed').notifications.show(one)).toBe(false)
    expect(await build('show', false).notifications.show(one)).toBe(false)
    const { notifications, clock } = build('nothing')
    const shown = notifications.show(one)
    clock.advance(3000)
    expect(await shown).toBe(false)
  })

  it('gives the system text that it cannot take for markup', async () => {
    const { notifications, made } = build('show')
    await notifications.show({ ...one, body: '<a href="https://x">a & b</a>\u202e\u0000!' })
    expect(made[0]?.body).toBe('&lt;a href="https://x"&gt;a &amp; b&lt;/a&gt;  !')
    expect(made[0]?.silent).toBe(true)
  })
})

describe('plainText', () => {
  it('is bounded and keeps line breaks', () => {
    expect(plainText(`a\nb${'x'.repeat(999)}`, 10, false)).toBe('a\nbxxxxxxx')
  })
})
