import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberAt, parseJsonPath } from '../../../../shared/alerts/json-path.ts'

describe('JSON path', () => {
  it.each([
    ['', []],
    ['$', []],
    ['price', ['price']],
    ['$.order.price', ['order', 'price']],
    ['legs[0].price', ['legs', 0, 'price']],
    ['$[2]', [2]],
    ['["odd \\"key\\""].x', ['odd "key"', 'x']],
  ])('reads %j', (path, steps) => {
    expect(parseJsonPath(path)).toEqual(steps)
  })

  it.each([
    ['a..b', 1],
    ['a.', 1],
    ['a[x]', 1],
    ['a b', 1],
    ['$price', 1],
    ['a["\\u12"]', 1],
  ])('refuses %j at character %i', (path, wrongAt) => {
    expect(parseJsonPath(path)).toEqual({ wrongAt })
  })

  it('finds what was put there, by any keys', () => {
    const steps = fc.array(fc.oneof(fc.nat(3), fc.string({ maxLength: 6 })), { maxLength: 5 })
    fc.assert(
      fc.property(steps, fc.double({ noNaN: true, noDefaultInfinity: true }), (keys, number) => {
        let body: unknown = number
        for (const key of keys.toReversed()) {
          const inner = body
          if (typeof key === 'number') body = Array.from({ length: key + 1 }, () => inner)
          else body = Object.fromEntries([[key, inner]])
        }
        const path = keys.map((key) => `[${JSON.stringify(key)}]`).join('')
        const parsed = parseJsonPath(path)
        expect(parsed).toEqual(keys)
        if (!('wrongAt' in parsed)) expect(numberAt(body, parsed)).toBe(number)
      }),
    )
  })

  it('takes numbers and texts that are numbers, and nothing else', () => {
    const at = (value: unknown) => numberAt({ value }, ['value'])
    expect([1.5, '1.5', '-2e3', '.5'].map(at)).toEqual([1.5, 1.5, -2000, 0.5])
    const others = [null, true, {}, [], '', ' ', 'NaN', '0x10', '1,5', 'Infinity', '1e999', undefined]
    for (const value of others) expect(at(value), JSON.stringify(value)).toBeNull()
    expect(numberAt({}, ['constructor', 'length'])).toBeNull()
    expect(numberAt('text', ['length'])).toBeNull()
  })
})
