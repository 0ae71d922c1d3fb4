/** Text of strangers made safe to look at: what would be unseen, or would turn the line around, is written out. */

export type VisiblePart = {
  readonly text: string
  /** A stand-in for a character that cannot be seen. */
  readonly odd: boolean
}

const names = new Map<number, string>([
  [0x00ad, 'SHY'],
  [0x061c, 'ALM'],
  [0x180e, 'MVS'],
  [0x200b, 'ZWSP'],
  [0x200c, 'ZWNJ'],
  [0x200d, 'ZWJ'],
  [0x200e, 'LRM'],
  [0x200f, 'RLM'],
  [0x2028, 'LS'],
  [0x2029, 'PS'],
  [0x202a, 'LRE'],
  [0x202b, 'RLE'],
  [0x202c, 'PDF'],
  [0x202d, 'LRO'],
  [0x202e, 'RLO'],
  [0x2060, 'WJ'],
  [0x2066, 'LRI'],
  [0x2067, 'RLI'],
  [0x2068, 'FSI'],
  [0x2069, 'PDI'],
  [0xfeff, 'BOM'],
])

/** The stand-in of a code point, or null where it can be shown as it is. */
function standIn(code: number, lines: boolean): string | null {
  if (lines && (code === 0x0a || code === 0x09)) return null
  if (code === 0x0a) return '↵'
  if (code === 0x09) return '⇥'
  // Unicode has pictures of the C0 controls, in their own order.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  if (code === 0x7f) return '␡'
  if (code >= 0x80 && code < 0xa0) return `‹${code.toString(16).toUpperCase().padStart(2, '0')}›`
  if (code >= 0xe0000 && code <= 0xe007f) return `‹U+${code.toString(16).toUpperCase()}›`
  const name = names.get(code)
  return name === undefined ? null : `‹${name}›`
}

/** `lines` keeps line breaks and tabs as they are (for a block of text); else they are written out too. */
export function visibleParts(text: string, lines: boolean): readonly VisiblePart[] {
  const parts: VisiblePart[] = []
  let plain = ''
  const flush = (): void => {
    if (plain !== '') parts.push({ text: plain, odd: false })
    plain = ''
  }
  for (const character of lines ? text.replaceAll('\r\n', '\n') : text) {
    const shown = standIn(character.codePointAt(0) ?? 0, lines)
    if (shown === null) plain += character
    else {
      flush()
      parts.push({ text: shown, odd: true })
    }
  }
  flush()
  return parts
}

export function visibleText(text: string, lines = false): string {
  return visibleParts(text, lines)
    .map((part) => part.text)
    .join('')
}
