/** Bytes as text: byte order marks, what is too broken to be text, and characters that must not act when shown. */

const replacement = '\ufffd'
// Control characters but tab and line ends, and the marks that turn the direction of writing.
// Control characters are what is looked for.
const unsafe =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** The text, or null for bytes that are not one. Broken UTF-8 sequences become U+FFFD. */
export function decodeBody(body: Uint8Array): string | null {
  const [first, second] = body
  if (first === 0xff && second === 0xfe && body.length % 2 === 0)
    return new TextDecoder('utf-16le').decode(body)
  if (first === 0xfe && second === 0xff && body.length % 2 === 0)
    return new TextDecoder('utf-16be').decode(body)
  const text = new TextDecoder('utf-8').decode(body)
  if (text.includes('\u0000')) return null
  const broken = text.split(replacement).length - 1
  return broken * 2 > text.length ? null : text
}

/** Whether a text holds characters that would be shown as something else than they are. */
export function isUnsafe(text: string): boolean {
  unsafe.lastIndex = 0
  return unsafe.test(text)
}

/** The same text with those characters made visible. */
export function safeText(text: string): string {
  return text.replace(unsafe, replacement)
}

/** One line of at most `longest` characters, cut between whole characters. */
export function oneLine(text: string, longest: number): string {
  // Four times as many units hold at least that many characters.
  const line = safeText(text)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest * 4)
  const characters = Array.from(line)
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`
}
