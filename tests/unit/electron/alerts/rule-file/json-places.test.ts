/** Where things stand in a JSON text. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placesIn, walkJson } from '../../../../../electron/alerts/rule-file/json-places.ts'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Texts that are nearly JSON: a JSON text with a few characters changed. */
const nearly = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.array(fc.tuple(fc.nat(200), fc.constantFrom(...'{}[]",:\\ue0-1.nft \n\t\u0001')), { maxLength: 3 }),
  )
  .map(([text, changes]) =>
    changes.reduce((now, [at, by]) => now.slice(0, at) + by + now.slice(at + (at % 2)), text),
  )

describe('walkJson', () => {
  it('finds a mistake where there is one, and only there', () => {
    fc.assert(
      fc.property(nearly, (text) => {
        const mistake = walkJson(text)
        // A name that is there twice is JSON, but hides what was written first.
        if (mistake?.message.includes('twice') === true) return
        expect(mistake === null, `${text}: ${mistake?.message ?? 'no mistake'}`).toBe(isJson(text))
        if (mistake !== null) expect(mistake.at).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 2000 },
    )
  })

  it('tells where each value begins', () => {
    const text = '{ "a": [1, {"b\\n": null}],\n "c": "x" }'
    const found: string[] = []
    expect(
      walkJson(text, (path, at) => found.push(`${JSON.stringify(path)} ${text.slice(at, at + 1)}`)),
    ).toBeNull()
    expect(found).toEqual(['[] {', '["a"] [', '["a",0] 1', '["a",1] {', '["a",1,"b\\n"] n', '["c"] "'])
  })

  it.each([
    ['[1,]', 2, /a comma before ]/],
    ['{"a":1,}', 6, /a comma before }/],
    ["{'a':1}", 1, /a field name in quotes/],
    ['{"a" 1}', 5, /expected : after "a"/],
    ['[01]', 1, /number/],
    ['[1_000]', 1, /number/],
    ['["a\n"]', 1, /does not end on its line/],
    ['["\\x"]', 2, /after a backslash/],
    ['{} x', 3, /should end here/],
    ['[NaN]', 1, /NaN is not a JSON value/],
    [`${'['.repeat(70)}${']'.repeat(70)}`, 65, /nested/],
  ])('says what is wrong with %s', (text, at, message) => {
    const mistake = walkJson(text)
    expect(mistake?.at).toBe(at)
    expect(mistake?.message).toMatch(message)
  })
})

describe('placesIn', () => {
  it('counts lines and columns from 1, whatever ends the lines', () => {
    const place = placesIn('ab\r\nc\n\nd')
    expect([0, 1, 3, 4, 6, 7].map(place)).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 1, column: 4 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
    ])
  })
})
