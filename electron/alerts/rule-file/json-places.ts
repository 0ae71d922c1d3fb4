/** Where things stand in a JSON text: the first mistake, and each value by its path, as line and column. */

export type Place = { readonly line: number; readonly column: number }
export type JsonMistake = { readonly at: number; readonly message: string }
export type JsonPath = readonly (string | number)[]

/** Deeper than any file of ours; keeps a hostile one from using up the stack. */
const deepest = 64

/** Answers line and column of characters, both from 1. */
export function placesIn(text: string): (at: number) => Place {
  const starts = [0]
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1)
  return (at) => {
    let [low, high] = [0, starts.length]
    while (low + 1 < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? Infinity) <= at) low = middle
      else high = middle
    }
    return { line: low + 1, column: at - (starts[low] ?? 0) + 1 }
  }
}

class Mistake extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

const space = /[ \t\n\r]*/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const word = /[A-Za-z_]+/y
const escape = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y
const quote = 0x22
const backslash = 0x5c
function shown(text: string, at: number): string {
  const found = text[at]
  if (found === undefined) return 'the end of the file'
  return found === '"' ? 'a string' : found === '\n' || found === '\r' ? 'the end of the line' : found
}

/**
 * Reads the text without keeping its values. `seen` is told of each value where it begins, before what is inside of it;
 * the path is the same array all the time. Answers the first mistake; null where there is none.
 */
export function walkJson(text: string, seen?: (path: JsonPath, at: number) => void): JsonMistake | null {
  const path: (string | number)[] = []
  let at = 0

  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? null
    if (found !== null) at += found.length
    return found
  }
  const skip = (): void => void match(space)

  const readString = (): string => {
    const from = at
    for (at += 1; ; at += 1) {
      const code = text.charCodeAt(at)
      if (code === quote) {
        at += 1
        return text.slice(from, at)
      }
      if (code === backslash) {
        if (match(escape) === null) throw new Mistake(at, 'after a backslash stands one of "\\/bfnrtu')
        at -= 1
      } else if (!(code >= 0x20)) {
        throw Number.isNaN(code) || code === 0x0a || code === 0x0d
          ? new Mistake(from, 'a string begins here and does not end on its line')
          : new Mistake(at, 'a control character in a string: write it with a backslash')
      }
    }
  }

  /** What is between the brackets, item by item, each followed by a comma or the end. */
  const items = (close: '}' | ']', each: (count: number) => void): void => {
    at += 1
    skip()
    if (text[at] === close) {
      at += 1
      return
    }
    for (let count = 0; ; count += 1) {
      each(count)
      skip()
      if (text[at] === close) {
        at += 1
        return
      }
      if (text[at] !== ',') throw new Mistake(at, `expected , or ${close}, found ${shown(text, at)}`)
      const comma = at
      at += 1
      skip()
      if (text[at] === close) throw new Mistake(comma, `a comma before ${close}: take it out`)
    }
  }

  const member = (names: Set<string>): void => {
    if (text[at] !== '"') throw new Mistake(at, `expected a field name in quotes, found ${shown(text, at)}`)
    const from = at
    const name = JSON.parse(readString()) as string
    if (names.has(name)) throw new Mistake(from, `"${name}" stands here twice: keep one of them`)
    names.add(name)
    skip()
    if (text[at] !== ':') throw new Mistake(at, `expected : after "${name}", found ${shown(text, at)}`)
    at += 1
    path.push(name)
    value()
    path.pop()
  }

  const value = (): void => {
    skip()
    seen?.(path, at)
    if (path.length > deepest) throw new Mistake(at, `nested more than ${deepest} deep`)
    const first = text[at]
    if (first === '{') {
      const names = new Set<string>()
      return items('}', () => member(names))
    }
    if (first === '[') {
      return items(']', (count) => {
        path.push(count)
        value()
        path.pop()
      })
    }
    if (first === '"') return void readString()
    const from = at
    if (match(number) !== null) {
      // What goes on is no number after all: 01, 1_000, 1,000 is caught by its comma.
      if (/[\w.]/.test(text[at] ?? '')) throw new Mistake(from, 'this number is not written as JSON wants it')
      return
    }
    const found = match(word)
    if (found === 'true' || found === 'false' || found === 'null') return
    throw new Mistake(
      from,
      found === null
        ? `expected a value, found ${shown(text, from)}`
        : `${found} is not a JSON value: text stands in double quotes`,
    )
  }

  try {
    value()
    skip()
    if (at < text.length) throw new Mistake(at, `the file should end here, found ${shown(text, at)}`)
    return null
  } catch (error) {
    if (error instanceof Mistake) return { at: error.at, message: error.message }
    throw error
  }
}
