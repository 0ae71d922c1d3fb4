/** Notifications of the system: shown as plain text, kept until they are gone, and answered for truthfully. */
import type { Notification as NotificationType, NotificationConstructorOptions } from 'electron'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

const shownWithinMs = 3000
/** Collected objects lose their click; a bound keeps a flood from staying in memory. */
const keptAtMost = 50
const longestTitle = 120
const longestBody = 600

export type NotificationsDeps = {
  readonly create: (options: NotificationConstructorOptions) => NotificationType
  readonly isSupported: () => boolean
  readonly platform: NodeJS.Platform
  readonly clock: Clock
  readonly log: Log
  readonly onClick: () => void
}

export type Notifications = {
  /** True once the system shows it; false where it refuses, or says nothing within three seconds. */
  show(notification: { id: string; title: string; body: string }): Promise<boolean>
}

/** Texts come from webhooks too. Linux servers read `<b>` and `<a href>` in a body as markup; no server shows control characters. */
export function plainText(text: string, longest: number, escapeMarkup: boolean): string {
  const clean = text
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ')
    .slice(0, longest)
  if (!escapeMarkup) return clean
  return clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

export function createNotifications(deps: NotificationsDeps): Notifications {
  const { clock, log, platform } = deps
  const kept = new Set<NotificationType>()

  const keep = (notification: NotificationType) => {
    kept.add(notification)
    const [oldest] = kept
    if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest)
  }

  return {
    show({ id, title, body }) {
      if (!deps.isSupported()) return Promise.resolve(false)
      const notification = deps.create({
        title: plainText(title, longestTitle, false),
        body: plainText(body, longestBody, platform === 'linux'),
        // The page plays the sound that the user chose.
        silent: true,
      })
      keep(notification)
      return new Promise((resolve) => {
        const cancel = clock.after(shownWithinMs, () => resolve(false))
        const settle = (shown: boolean) => {
          cancel()
          resolve(shown)
        }
        notification.on('show', () => settle(true))
        notification.on('failed', (_event, error) => {
          log.warn({ id, reason: error }, 'a notification was not shown')
          kept.delete(notification)
          settle(false)
        })
        notification.on('click', () => {
          kept.delete(notification)
          deps.onClick()
        })
        notification.on('close', () => void kept.delete(notification))
        notification.show()
      })
    },
  }
}
