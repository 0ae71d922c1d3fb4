/** What a firing does to eyes and ears, decided from the firing and the settings alone. */
import type { Sound } from '../../shared/alerts/actions.ts'
import type { Firing } from '../../shared/alerts/firing.ts'
import type { AlertView } from '../../shared/alerts/view.ts'
import type { AppState } from './app-state.ts'

/** A firing that rings until somebody answers. */
export type Ringing = { readonly firing: Firing; readonly sound: Sound }

/** Found afterwards, past the storm budget, or in quiet hours: told together with others. */
export function isToldTogether({ late, folded, quietUntil }: Firing): boolean {
  return late || folded || quietUntil !== null
}

/** The newest first. None while sounds are off. */
export function ringingOf(state: Pick<AppState, 'firings' | 'settings' | 'silencedAt'>): Ringing[] {
  if (!state.settings.sound) return []
  return state.firings.flatMap((firing) => {
    const { sound } = firing.show
    const rings =
      sound?.untilAcknowledged === true &&
      firing.acknowledgedAt === null &&
      firing.firedAt > state.silencedAt &&
      !isToldTogether(firing)
    return rings ? [{ firing, sound }] : []
  })
}

export type Announcement = {
  readonly title: string
  readonly body: string
  readonly toast: boolean
  readonly sound: Sound | null
  readonly notification: boolean
}

/** What is told of a firing by itself; null where it is told together with others, or was seen already. */
export function announcementOf(firing: Firing, rule: AlertView | undefined): Announcement | null {
  if (firing.acknowledgedAt !== null || isToldTogether(firing)) return null
  const title = firing.ruleName === '' ? firing.sentence : firing.ruleName
  const message = firing.message === '' ? firing.sentence : firing.message
  const parts = [
    firing.simulated ? 'Simulated' : '',
    message === title ? '' : message,
    message.includes(firing.note) ? '' : firing.note,
  ]
  return {
    title,
    body: parts.filter((part) => part !== '').join(' · '),
    toast: firing.show.toast,
    sound: firing.show.sound,
    // A rule that is gone said what it wanted by firing.
    notification: rule?.actions.notification ?? true,
  }
}
