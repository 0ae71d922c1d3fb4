/** Tells the user of firings: toast, sound and notification, and tells the core what came of each. */
import type { StoreApi } from 'zustand/vanilla'
import type { Firing, FiringReport } from '../../shared/alerts/firing.ts'
import type { Summary } from '../../shared/model/delivery.ts'
import type { Actions } from './actions.ts'
import type { AppState } from './app-state.ts'
import type { Notifier } from './notify.ts'
import type { Reporter } from './reports.ts'
import { announcementOf } from './ringing.ts'
import type { Ringer } from './sound/ringer.ts'

export type Teller = {
  firing(firing: Firing): void
  /** Those that fired while the core could not be heard. */
  missed(firings: readonly Firing[]): void
  summary(summary: Summary): void
}

type Deps = {
  readonly store: StoreApi<AppState>
  readonly actions: Pick<Actions, 'toast' | 'selectInstrument' | 'openDialog' | 'openLog'>
  readonly notifier: Notifier
  readonly ringer: Pick<Ringer, 'sound'>
  readonly reporter: Reporter
  /** Calls when what was just put on the page is on the screen. */
  readonly whenSeen: (run: () => void) => void
  readonly now: () => number
}

/** More than this are told as one. */
const mostMissedTold = 3

export function createTeller(deps: Deps): Teller {
  const { store, actions, notifier, ringer, reporter, whenSeen, now } = deps
  const report = (firing: string, channel: FiringReport['channel'], outcome: string): void =>
    reporter.add({ firing, channel, outcome, at: now() })

  const open = (firing: Firing): void => {
    if (firing.instrument === null) actions.openDialog({ kind: 'firing', id: firing.id })
    else actions.selectInstrument(firing.instrument)
  }

  const tell = (firing: Firing): void => {
    const state = store.getState()
    const told = announcementOf(
      firing,
      state.rules.find(({ id }) => id === firing.rule),
    )
    if (told === null) return
    const { title, body } = told
    if (told.toast) {
      const target = firing.instrument === null ? {} : { instrument: firing.instrument }
      actions.toast({ kind: 'firing', title, body, firing: firing.id, ...target })
      whenSeen(() => report(firing.id, 'toast', 'shown'))
    }
    if (told.sound !== null) void ringer.sound(firing, told.sound)
    if (!told.notification) return
    const outcome = notifier.show(state, { id: firing.id, title, body }, () => open(firing))
    if (outcome !== null) report(firing.id, 'browser-notification', outcome)
  }

  return {
    firing: tell,
    missed(firings) {
      const single = firings.filter((firing) => announcementOf(firing, undefined) !== null)
      if (single.length <= mostMissedTold) {
        for (const firing of single) tell(firing)
        return
      }
      actions.toast({
        kind: 'firing',
        title: `${single.length} alerts fired while the core could not be reached`,
        body: single
          .slice(0, mostMissedTold)
          .map(({ sentence }) => sentence)
          .join('\n'),
        opensLog: true,
      })
    },
    summary({ id, title, body, firings }) {
      actions.toast({ kind: 'firing', title, body, opensLog: true })
      whenSeen(() => {
        for (const firing of firings) report(firing, 'toast', 'shown together with others')
      })
      notifier.show(store.getState(), { id, title, body }, () => actions.openLog())
    },
  }
}

/** After the next frame, or the first one of a window that is hidden now. */
export function whenOnScreen(run: () => void): void {
  if (typeof document === 'undefined') return run()
  const afterFrame = (): void => void requestAnimationFrame(() => run())
  if (!document.hidden) return afterFrame()
  const visible = (): void => {
    if (document.hidden) return
    document.removeEventListener('visibilitychange', visible)
    afterFrame()
  }
  document.addEventListener('visibilitychange', visible)
}
