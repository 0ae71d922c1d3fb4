/** Telling the user outside the page: the browser's own notification, and a short sound. */
import type { AppState } from './app-state.ts'

export type Notifier = {
  /** Shows nothing where the shell has its own notifications, the user switched them off, or gave no permission. */
  show(state: AppState, notification: { id: string; title: string; body: string }, onClick: () => void): void
  /** A short tone, if the user wants sound. */
  beep(state: AppState): void
}

const toneHz = 880
const toneSeconds = 0.18

function play(): void {
  const audio = new AudioContext()
  const tone = audio.createOscillator()
  const gain = audio.createGain()
  tone.frequency.value = toneHz
  gain.gain.setValueAtTime(0.12, audio.currentTime)
  gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + toneSeconds)
  tone.connect(gain).connect(audio.destination)
  tone.addEventListener('ended', () => void audio.close())
  tone.start()
  tone.stop(audio.currentTime + toneSeconds)
}

export const browserNotifier: Notifier = {
  show(state, { id, title, body }, onClick) {
    if (!state.settings.notifications || state.system?.shell !== 'web') return
    if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return
    const shown = new Notification(title, { body, tag: id })
    shown.addEventListener('click', () => {
      window.focus()
      onClick()
      shown.close()
    })
  },
  beep(state) {
    if (state.settings.sound && typeof AudioContext !== 'undefined') play()
  },
}
