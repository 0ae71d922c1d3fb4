/** Since when nothing rings: kept beside the page, so that a reload and the other windows know it too. */

const key = 'tickerdeck.silencedAt'

function storage(): Storage | null {
  try {
    return typeof localStorage === 'undefined' ? null : localStorage
  } catch {
    // A browser that keeps nothing for this page.
    return null
  }
}

/** UTC epoch ms; 0 for never. */
export function silencedBefore(): number {
  const at = Number(storage()?.getItem(key) ?? 0)
  return Number.isFinite(at) ? at : 0
}

export function keepSilenced(at: number): void {
  try {
    storage()?.setItem(key, String(at))
  } catch {
    // Full, or forbidden: this window is silent all the same.
  }
}

/** Calls when another window was silenced; answers the undo. */
export function onSilenced(listener: (at: number) => void): () => void {
  if (typeof window === 'undefined') return () => undefined
  const changed = (event: StorageEvent): void => {
    if (event.key === key) listener(silencedBefore())
  }
  window.addEventListener('storage', changed)
  return () => window.removeEventListener('storage', changed)
}
