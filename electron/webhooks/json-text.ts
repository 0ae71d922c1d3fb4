/** A strict JSON reader that keeps every number's written digits and says where a text stops being JSON. */

/** A number as it was written: `0.9060`, `1.234e-05`, twenty digits and more. */
export type NumberText = { readonly digits: string }

/** Objects are maps: no key (`__proto__`) can mean anything but itself. The last of two equal keys counts. */
export type JsonText =
  string | boolean | null | NumberText | readonly JsonText[] | ReadonlyMap<string, JsonText>

export type JsonResult =
  | { readonly value: JsonText }
  /** `position`: UTF-16 units from the start of the text. */
  | { readonly error: { readonly position: number; readonly message: string } }

/** Deeper values are refused, so that nothing that walks them later can run out of stack. */
export const deepestLevel = 64

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const space = /[ \t\n\r]*/y
// Control characters are what a JSON string must not hold
const plain = /[^"\\\u0000-\u001f]*/y
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const words: readonly (readonly [string, JsonText])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

type Problem = { position: number; message: string }

/** Accepts exactly what `JSON.parse` accepts, down to `deepestLevel`. */
export function readJson(text: string): JsonResult {
  let place = 0
  let problem: Problem | null = null

  const fail = (message: string): null => {
    problem ??= { position: place, message }
    return null
  }
  const found = (): string => {
    const character = text.codePointAt(place)
    return character === undefined ? 'the end' : JSON.stringify(String.fromCodePoint(character))
  }
  const skip = (pattern: RegExp): number => {
    pattern.lastIndex = place
    const length = pattern.exec(text)?.[0].length ?? 0
    place += length
    return length
  }
  const take = (character: string): boolean => {
    if (text[place] !== character) return false
    place += 1
    return true
  }

  const readString = (): string | null => {
    const from = place
    place += 1
    for (;;) {
      skip(plain)
      if (take('"')) return JSON.parse(text.slice(from, place)) as string
      if (text[place] !== '\\')
        return fail(place < text.length ? 'unescaped control character in a string' : 'unclosed string')
      if (skip(escape) === 0) return fail('unknown escape in a string')
    }
  }

  const readList = (level: number): JsonText => {
    const list: JsonText[] = []
    place += 1
    skip(space)
    if (take(']')) return list
    for (;;) {
      list.push(readValue(level + 1))
      if (problem !== null) return null
      skip(space)
      if (take(']')) return list
      if (!take(',')) return fail(`expected "," or "]", found ${found()}`)
    }
  }

  const readMap = (level: number): JsonText => {
    const map = new Map<string, JsonText>()
    place += 1
    skip(space)
    if (take('}')) return map
    for (;;) {
      skip(space)
      if (text[place] !== '"') return fail(`expected a key in double quotes, found ${found()}`)
      const key = readString()
      skip(space)
      if (key === null) return null
      if (!take(':')) return fail(`expected ":" after a key, found ${found()}`)
      map.set(key, readValue(level + 1))
      if (problem !== null) return null
      skip(space)
      if (take('}')) return map
      if (!take(',')) return fail(`expected "," or "}", found ${found()}`)
    }
  }

  function readValue(level: number): JsonText {
    skip(space)
    const character = text[place]
    if (character === '"') return readString()
    if (character === '{' || character === '[') {
      if (level >= deepestLevel) return fail(`nested deeper than ${deepestLevel} levels`)
      return character === '{' ? readMap(level) : readList(level)
    }
    const from = place
    if (skip(number) > 0) return { digits: text.slice(from, place) }
    for (const [word, value] of words) {
      if (!text.startsWith(word, place)) continue
      place += word.length
      return value
    }
    return fail(`expected a value, found ${found()}`)
  }

  const value = readValue(0)
  skip(space)
  if (problem === null && place < text.length) fail(`expected nothing more, found ${found()}`)
  return problem === null ? { value } : { error: problem }
}
