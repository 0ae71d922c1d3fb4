/** A webhook's body in other clothes: indented JSON with every digit as written, a hex view, and the same request as curl. */

/** Indents JSON without parsing its values, so that 64031.20 and 12345678901234567890 stay as they were sent. */
export function prettyJson(text: string): string {
  let out = ''
  let depth = 0
  let inString = false
  const newLine = (): string => `\n${'  '.repeat(depth)}`
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charAt(i)
    if (inString) {
      out += c
      if (c === '\\') {
        i += 1
        out += text.charAt(i)
      } else if (c === '"') inString = false
    } else if (c === '"') {
      inString = true
      out += c
    } else if (c === '{' || c === '[') {
      const close = c === '{' ? '}' : ']'
      const rest = text.slice(i + 1).trimStart()
      if (rest.startsWith(close)) {
        out += c + close
        i = text.indexOf(close, i + 1)
      } else {
        depth += 1
        out += c + newLine()
      }
    } else if (c === '}' || c === ']') {
      depth = Math.max(0, depth - 1)
      out += newLine() + c
    } else if (c === ',') out += c + newLine()
    else if (c === ':') out += ': '
    else if (!/\s/u.test(c)) out += c
  }
  return out
}

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** `00000000  7b 22 74 69 …  |{"ti…|`, sixteen bytes a line. */
export function hexView(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)]
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0'))
    const left = hex.slice(0, 8).join(' ').padEnd(23)
    const right = hex.slice(8).join(' ').padEnd(23)
    const shown = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${at.toString(16).padStart(8, '0')}  ${left}  ${right}  |${shown}|`)
  }
  return lines.join('\n')
}

/** One word for a POSIX shell. */
export function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** Set by curl itself, or true only of the connection that was. */
const ownHeaders = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
  'user-agent',
])

export type CurlRequest = {
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  /** Null where the bytes are not text. */
  readonly text: string | null
  readonly rawBase64: string
}

/** The request again, to be pasted into a POSIX shell; a body that is not plain text goes through base64. */
export function curlText({ url, headers, text, rawBase64 }: CurlRequest): string {
  const sent = headers
    .filter(([name]) => !ownHeaders.has(name.toLowerCase()))
    // A line break in a header could only be an attempt to add another one.
    .map(([name, value]) => `-H ${shellQuote(`${name}: ${value}`.replaceAll(/[\r\n\0]+/gu, ' '))}`)
  const named = headers.some(([name]) => name.toLowerCase() === 'content-type')
  // Without this curl would call the body a form.
  const type = named || rawBase64 === '' ? [] : [`-H ${shellQuote('Content-Type:')}`]
  const parts = [...sent, ...type]
  if (rawBase64 === '') return ['curl -X POST', ...parts, shellQuote(url)].join(' \\\n  ')
  const plain = text !== null && !/[\0-\x08\x0b-\x1f\x7f\r]/u.test(text)
  if (plain && !text.startsWith('@')) {
    return ['curl', ...parts, `--data-binary ${shellQuote(text)}`, shellQuote(url)].join(' \\\n  ')
  }
  return `printf %s ${shellQuote(rawBase64)} | base64 -d | ${['curl', ...parts, '--data-binary @-', shellQuote(url)].join(' \\\n  ')}`
}

/** `847 B`, `1.2 KiB`. */
export function sizeText(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`
}
