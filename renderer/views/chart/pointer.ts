/** Where the pointer is on an element, and whether a button is down there. */

export type PointerWatch = {
  /** Pixels from the element's top left; null while the pointer is elsewhere. */
  position(): { readonly x: number; readonly y: number } | null
  pressed(): boolean
  dispose(): void
}

export function watchPointer(element: HTMLElement, onMove: () => void): PointerWatch {
  let position: { x: number; y: number } | null = null
  let pressed = false
  const listeners = new AbortController()
  const { signal } = listeners
  element.addEventListener(
    'pointermove',
    ({ clientX, clientY }) => {
      const box = element.getBoundingClientRect()
      position = { x: clientX - box.left, y: clientY - box.top }
      onMove()
    },
    { signal },
  )
  element.addEventListener(
    'pointerleave',
    () => {
      position = null
      onMove()
    },
    { signal },
  )
  element.addEventListener('pointerdown', () => (pressed = true), { signal })
  // Let go anywhere: a drag may end outside the chart.
  for (const name of ['pointerup', 'pointercancel'] as const) {
    window.addEventListener(name, () => (pressed = false), { signal })
  }
  return { position: () => position, pressed: () => pressed, dispose: () => listeners.abort() }
}
