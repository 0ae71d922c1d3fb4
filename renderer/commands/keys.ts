/** Key presses by name: `Mod+K` (Control, or Command on a Mac), `Alt+A`, `j`, `?`; and where they may act. */

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const brackets: Record<string, string> = { BracketLeft: '[', BracketRight: ']' }

/** With Control or Alt the physical key counts (Option+A types å); alone, the character does. */
export function keyName(event: KeyPress): string {
  const mod = event.ctrlKey || event.metaKey
  if (!mod && !event.altKey) return event.key
  const letter = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? brackets[event.code]
  const key = letter ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key)
  return `${mod ? 'Mod+' : ''}${event.altKey ? 'Alt+' : ''}${key}`
}

/** One key pressed two times in a row: `Escape Escape`. */
export const twice = (key: string): string => `${key} ${key}`
export const isTwice = (name: string): boolean => /^(\S+) \1$/u.test(name)

const twiceWithinMs = 600

/** Turns presses into names: the second of two quick ones of Escape is `Escape Escape`, all others are as they are. */
export function createKeyReader(nowMs: () => number): (name: string) => string {
  let escapedMs = -Infinity
  return (name) => {
    if (name !== 'Escape') {
      escapedMs = -Infinity
      return name
    }
    const second = nowMs() - escapedMs <= twiceWithinMs
    escapedMs = second ? -Infinity : nowMs()
    return second ? twice(name) : name
  }
}

const symbols: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', Delete: 'Del', Escape: 'Esc' }

/** As shown to the user: `Ctrl K`, `Alt ↑`. */
export function keyLabel(name: string, mac: boolean): string {
  const parts = name.split(/[+ ](?=.)/u).map((part) => {
    if (part === 'Mod') return mac ? '⌘' : 'Ctrl'
    if (part === 'Alt') return mac ? '⌥' : 'Alt'
    return symbols[part] ?? (part.length === 1 ? part.toUpperCase() : part)
  })
  return parts.join(' ')
}

export const isMac = (): boolean => /Mac|iPhone|iPad/u.test(navigator.userAgent)

/** What the press landed on: text being typed (a menu takes letters too), a control with keys of its own, the list, or nothing in particular. */
export type KeyPlace = 'text' | 'control' | 'list' | 'nowhere'

export function placeOf(target: EventTarget | null): KeyPlace {
  if (!(target instanceof Element)) return 'nowhere'
  if (target.closest('input, textarea, select, [contenteditable="true"], [role="menu"]') !== null)
    return 'text'
  const control = target.closest('button, a, summary, [role="separator"], hr, [role="tab"]')
  if (control !== null) return 'control'
  return target.closest('[role="grid"]') === null ? 'nowhere' : 'list'
}
