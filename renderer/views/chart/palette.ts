/** The colours of the theme, read from the computed tokens, for what is painted on a canvas. */

export type Palette = {
  readonly bg0: string
  readonly bg1: string
  readonly bg2: string
  readonly bg3: string
  readonly line: string
  readonly line2: string
  readonly text0: string
  readonly text1: string
  readonly text2: string
  readonly up: string
  readonly down: string
  readonly accent: string
  readonly amber: string
  readonly fontFamily: string
}

/** As computed now, on the root element. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    bg0: token('--bg0'),
    bg1: token('--bg1'),
    bg2: token('--bg2'),
    bg3: token('--bg3'),
    line: token('--line'),
    line2: token('--line2'),
    text0: token('--text0'),
    text1: token('--text1'),
    text2: token('--text2'),
    up: token('--up'),
    down: token('--down'),
    accent: token('--accent'),
    amber: token('--amber'),
    fontFamily: getComputedStyle(document.body).fontFamily,
  }
}

/** Calls `changed` whenever the theme does: an attribute of the root, or the system's own preference. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'class', 'style'],
  })
  const media = matchMedia('(prefers-color-scheme: dark)')
  media.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    media.removeEventListener('change', changed)
  }
}

/** `#rrggbb` at `opacity` (0 to 1); any other notation as it is. */
export function withOpacity(color: string, opacity: number): string {
  if (!/^#[\da-f]{6}$/iu.test(color)) return color
  return `${color}${Math.round(Math.min(1, Math.max(0, opacity)) * 255)
    .toString(16)
    .padStart(2, '0')}`
}
