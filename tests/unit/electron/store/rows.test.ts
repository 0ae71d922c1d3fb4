/** Rows that do not pass their check. */
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createRowReader, createSkips, fromJson, present } from '../../../../electron/store/rows.ts'

it('notes what was wrong with a row, once, and where', () => {
  const skips = createSkips()
  const read = createRowReader('things', z.object({ size: z.number() }), skips)
  expect(present([read('a', { size: 1 }), read('b', { size: 'x' }), read('b', { size: 'x' })])).toEqual([
    { size: 1 },
  ])
  expect(skips.list()).toEqual([{ table: 'things', key: 'b', reason: expect.stringContaining('size') }])
})

it('does not fill the memory with the complaints of a broken file', () => {
  const skips = createSkips()
  for (let key = 0; key < 5000; key += 1) skips.note('things', key, 'bad')
  expect(skips.list().length).toBe(1000)
})

it('reads only JSON text', () => {
  expect([fromJson('{"a":1}'), fromJson('{'), fromJson(null), fromJson(5)]).toEqual([
    { a: 1 },
    undefined,
    undefined,
    undefined,
  ])
})
