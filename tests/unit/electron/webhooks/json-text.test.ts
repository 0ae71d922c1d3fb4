import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepestLevel, readJson, type JsonText } from '../../../../electron/webhooks/json-text.ts'

/** The same value as `JSON.parse` gives it. */
function plain(value: JsonText): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('digits' in value) return Number(value.digits)
  if (value instanceof Map) {
    const pairs: [string, unknown][] = [...value].map(([key, inner]: [string, JsonText]) => [
      key,
      plain(inner),
    ])
    return Object.fromEntries(pairs)
  }
  return (value as readonly JsonText[]).map(plain)
}

function reference(text: string): { value: unknown } | 'refused' {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return 'refused'
  }
}

function ours(text: string): { value: unknown } | 'refused' {
  const result = readJson(text)
  return 'value' in result ? { value: plain(result.value) } : 'refused'
}

describe('readJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(ours(text)).toEqual(reference(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('accepts and refuses as JSON.parse does, whatever is broken', () => {
    const parts = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      'u00',
      'e5',
      '-',
      '+',
      '.',
      '0',
      '1',
      'true',
      'nul',
      'NaN',
      ' ',
      '\n',
      '\t',
      '\u0001',
      '\u00a0',
      '\ufeff',
      "'",
      '"a"',
      '\\"',
    ]
    const broken = fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((list) => list.join(''))
    const mutated = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom(...parts), fc.nat({ max: 2 }))
      .map(([text, at, part, cut]) => {
        const place = at % (text.length + 1)
        return text.slice(0, place) + part + text.slice(place + cut)
      })
    fc.assert(
      fc.property(fc.oneof(broken, mutated), (text) => {
        expect(ours(text)).toEqual(reference(text))
      }),
      { numRuns: 20_000 },
    )
  })

  it('keeps the written digits of numbers', () => {
    for (const digits of [
      '0.9060',
      '1.234e-05',
      '12345678901234567890',
      '-0',
      '1E400',
      '0.00001234567890123456789',
    ]) {
      expect(readJson(digits)).toEqual({ value: { digits } })
    }
  })

  it.each([
    ['{"a":1,}', 7, /key in double quotes, found "}"/],
    ['{"price":,"qty":1}', 9, /expected a value, found ","/],
    ['{"rsi":NaN}', 7, /expected a value, found "N"/],
    ['{"c":"RSI "oversold""}', 11, /expected "," or "}", found "o"/],
    ['{"m":"a\nb"}', 7, /control character/],
    ['{"a":1', 6, /found the end/],
    ['{"a":"b', 7, /unclosed string/],
    ['{} x', 3, /nothing more/],
    ['{“a”:1}', 1, /found "“"/],
  ])('says where %j stops being JSON', (text, position, message) => {
    expect(readJson(text)).toEqual({ error: { position, message: expect.stringMatching(message) } })
  })

  it('refuses what is nested too deep, without running out of stack', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(readJson(nested(deepestLevel))).toHaveProperty('value')
    expect(readJson(nested(deepestLevel + 1))).toMatchObject({ error: { position: deepestLevel } })
    expect(readJson('['.repeat(100_000))).toHaveProperty('error')
    expect(readJson('{"a":'.repeat(100_000))).toHaveProperty('error')
  })

  it('treats __proto__ as a key like any other, and takes the last of two equal keys', () => {
    const result = readJson('{"__proto__":{"isAdmin":true},"a":1,"a":2}')
    expect('value' in result && result.value instanceof Map && [...result.value.keys()]).toEqual([
      '__proto__',
      'a',
    ])
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })
})
