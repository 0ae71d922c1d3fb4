/** Sounds of firings: once as each fires, or again and again until somebody answers; never from two windows. */
import type { StoreApi } from 'zustand/vanilla'
import type { Sound } from '../../../shared/alerts/actions.ts'
import type { Firing } from '../../../shared/alerts/firing.ts'
import type { AppState } from '../app-state.ts'
import { ringingOf } from '../ringing.ts'
import { played, type PlayOutcome } from './outcome.ts'

export type Ringer = {
  /** Plays the sound of a firing. What came of it is told to `report`, unless another window plays. */
  sound(firing: Firing, sound: Sound): Promise<void>
  stop(): void
}

type Deps = {
  readonly store: StoreApi<AppState>
  readonly play: (sound: Sound) => Promise<PlayOutcome>
  /** Ends what is sounding. */
  readonly hush: () => void
  readonly isLeader: () => boolean
  readonly hasLeader: () => Promise<boolean>
  readonly report: (firing: string, outcome: string) => void
  readonly nowMs: () => number
  /** Calls every `periodMs`; the answer ends it. */
  readonly every: (periodMs: number, run: () => void) => () => void
}

export const ringEveryMs = 3000
/** Firings closer together sound as one: ten bells at once are only louder. */
export const togetherWithinMs = 400

export function startRinger(deps: Deps): Ringer {
  const { store, play, hush, isLeader, hasLeader, report, nowMs, every } = deps
  let lastStartMs = -Infinity
  let endRinging: (() => void) | null = null

  const ring = (): void => {
    const [newest] = ringingOf(store.getState())
    // One that is heard now anyway is not begun a second time.
    if (newest === undefined || !isLeader() || nowMs() < lastStartMs + togetherWithinMs) return
    lastStartMs = nowMs()
    void play(newest.sound)
  }

  const follow = (): void => {
    const rings = ringingOf(store.getState()).length > 0
    if (rings && endRinging === null) endRinging = every(ringEveryMs, ring)
    if (rings || endRinging === null) return
    endRinging()
    endRinging = null
    hush()
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (
      state.firings !== before.firings ||
      state.settings !== before.settings ||
      state.silencedAt !== before.silencedAt
    )
      follow()
  })
  follow()

  return {
    async sound(firing, sound) {
      if (!store.getState().settings.sound) return report(firing.id, 'not played: sounds are off')
      if (!isLeader() && (await hasLeader()) && !isLeader()) return
      if (nowMs() < lastStartMs + togetherWithinMs) return report(firing.id, 'played with the one before')
      const before = lastStartMs
      lastStartMs = nowMs()
      const outcome = await play(sound)
      // What was not heard covers no other.
      if (outcome !== played) lastStartMs = before
      report(firing.id, outcome)
    },
    stop() {
      unsubscribe()
      endRinging?.()
      hush()
    },
  }
}
