/** The few words beside the pointer over a mark or a line: one element, written only when they change. */

type Point = { readonly x: number; readonly y: number }

export type ChartHint = {
  /** Beside the pointer, once it has rested for `afterMs`; null takes it away. */
  show(lines: readonly string[] | null, afterMs: number): void
}

/** From the pointer, and from the edges. */
const awayPx = 14
const edgePx = 4

/** `pointer` answers px from the top left of what holds the element. */
export function createHint(element: HTMLElement, pointer: () => Point | null): ChartHint {
  let written = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  const place = (lines: readonly string[]): void => {
    const at = pointer()
    element.hidden = at === null
    if (at === null) return
    const text = lines.join('\n')
    if (text !== written) {
      written = text
      element.replaceChildren(
        ...lines.map((line) => {
          const part = document.createElement('p')
          part.textContent = line
          return part
        }),
      )
    }
    const room = element.offsetParent
    const width = room?.clientWidth ?? 0
    const height = room?.clientHeight ?? 0
    const isTight = at.x + awayPx + element.offsetWidth + edgePx > width
    const left = isTight ? at.x - awayPx - element.offsetWidth : at.x + awayPx
    const top = Math.min(at.y + awayPx, height - element.offsetHeight - edgePx)
    element.style.transform = `translate(${Math.max(edgePx, left)}px, ${Math.max(edgePx, top)}px)`
  }

  return {
    show(lines, afterMs) {
      clearTimeout(timer)
      if (lines === null || lines.length === 0) element.hidden = true
      else if (afterMs === 0) place(lines)
      else timer = setTimeout(() => place(lines), afterMs)
    },
  }
}
