/** Telling the user outside the page: the browser's own notification. */
import type { AppState } from './app-state.ts'

export type Notifier = {
  /** Answers `shown` or why not; null where the shell has notifications of its own, or the user switched them off. */
  show(
    state: AppState,
    notification: { id: string; title: string; body: string },
    onClick: () => void,
  ): string | null
}

export const browserNotifier: Notifier = {
  show(state, { id, title, body }, onClick) {
    if (!state.settings.notifications || state.system?.shell !== 'web') return null
    if (typeof Notification === 'undefined') return 'not shown: this browser has no notifications'
    if (Notification.permission === 'denied') return 'not shown: the browser blocks them for this page'
    if (Notification.permission !== 'granted') return 'not shown: the browser was not asked to allow them'
    const shown = new Notification(title, { body, tag: id })
    shown.addEventListener('click', () => {
      window.focus()
      onClick()
      shown.close()
    })
    return 'shown'
  },
}
