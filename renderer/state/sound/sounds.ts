/** The sounds of this window, put together: leader, player and ringer. */
import type { StoreApi } from 'zustand/vanilla'
import type { AppState } from '../app-state.ts'
import { onDocumentGesture, startLeader } from './leader.ts'
import { playSound, stopSounds, unlockSound } from './player.ts'
import { startRinger, type Ringer } from './ringer.ts'

export type Sounds = (store: StoreApi<AppState>, report: (firing: string, outcome: string) => void) => Ringer

export const startSounds: Sounds = (store, report) => {
  const leader = startLeader({
    locks: typeof navigator === 'undefined' ? undefined : navigator.locks,
    unlock: unlockSound,
    onGesture: onDocumentGesture,
  })
  const ringer = startRinger({
    store,
    report,
    play: playSound,
    hush: stopSounds,
    isLeader: leader.isLeader,
    hasLeader: leader.hasLeader,
    nowMs: () => performance.now(),
    every(periodMs, run) {
      const timer = setInterval(run, periodMs)
      return () => clearInterval(timer)
    },
  })
  return {
    sound: ringer.sound,
    stop() {
      ringer.stop()
      leader.stop()
    },
  }
}
