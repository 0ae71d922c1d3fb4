/** Of all windows of the app that can make a sound, one does: whoever holds the lock. */

export type Leader = {
  /** This window rings. */
  isLeader(): boolean
  /** Some window rings. */
  hasLeader(): Promise<boolean>
  stop(): void
}

/** What it needs of the browser; replaced in tests. */
export type LeaderDeps = {
  /** Undefined where there are none: then there is one window. */
  readonly locks: Pick<LockManager, 'request' | 'query'> | undefined
  /** Whether this window may make a sound now. */
  readonly unlock: () => Promise<boolean>
  /** Calls at every press of a key or a pointer, after which a window may; answers the undo. */
  readonly onGesture: (listener: () => void) => () => void
}

const lockName = 'tickerdeck-sound'

/** A window asks for the lock once the browser lets it play; the lock passes on when its window closes. */
export function startLeader({ locks, unlock, onGesture }: LeaderDeps): Leader {
  let leading = locks === undefined
  let asked = false
  let release: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    release = resolve
  })

  const ask = async (): Promise<void> => {
    if (asked || locks === undefined || !(await unlock()) || asked) return
    asked = true
    // Stays open as long as the lock is wanted: who asks does not wait for that.
    void locks.request(lockName, async () => {
      leading = true
      await ended
      leading = false
    })
  }
  const stopListening = onGesture(() => void ask())
  void ask()

  return {
    isLeader: () => leading,
    async hasLeader() {
      if (leading || locks === undefined) return leading
      // Where sounds are allowed without a gesture, the first question may come before the lock did.
      await ask()
      const { held = [] } = await locks.query()
      return held.some(({ name }) => name === lockName)
    },
    stop() {
      release()
      stopListening()
    },
  }
}

const gestures = ['pointerdown', 'keydown'] as const

export function onDocumentGesture(listener: () => void): () => void {
  if (typeof document === 'undefined') return () => undefined
  for (const gesture of gestures) document.addEventListener(gesture, listener, { capture: true })
  return () => {
    for (const gesture of gestures) document.removeEventListener(gesture, listener, { capture: true })
  }
}
