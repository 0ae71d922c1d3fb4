/** Selecting rows by click and key. */
import { describe, expect, it } from 'vitest'
import {
  clickRow,
  keepShown,
  moveRow,
  nothingSelected,
  selectAll,
  toggleRow,
  type Selection,
} from '../../../../../renderer/views/alerts/selection.ts'

const order = ['a', 'b', 'c', 'd', 'e']
const plain = { shift: false, mod: false }
const shift = { shift: true, mod: false }
const mod = { shift: false, mod: true }
const ids = ({ ids }: Selection): string => [...ids].sort().join('')

describe('clicks', () => {
  it('select one, one more, or all between', () => {
    const one = clickRow(order, nothingSelected, 'b', plain)
    expect([ids(one), one.active]).toEqual(['b', 'b'])
    expect(ids(clickRow(order, one, 'd', plain))).toBe('d')
    expect(ids(clickRow(order, one, 'd', shift))).toBe('bcd')
    const two = clickRow(order, one, 'd', mod)
    expect(ids(two)).toBe('bd')
    expect(ids(clickRow(order, two, 'b', mod))).toBe('d')
    expect(ids(clickRow(order, two, 'e', { shift: true, mod: true }))).toBe('bde')
  })

  it('make ranges from the same anchor, either way', () => {
    const at = clickRow(order, nothingSelected, 'c', plain)
    const down = clickRow(order, at, 'e', shift)
    expect(ids(down)).toBe('cde')
    expect(ids(clickRow(order, down, 'a', shift))).toBe('abc')
  })

  it('select one where the anchor is gone', () => {
    expect(ids(clickRow(order, { ...nothingSelected, anchor: 'z' }, 'c', shift))).toBe('c')
  })
})

describe('keys', () => {
  it('move without selecting, and stop at the ends', () => {
    const first = moveRow(order, nothingSelected, 1, false)
    expect([first.active, ids(first)]).toEqual(['a', ''])
    expect(moveRow(order, first, -1, false).active).toBe('a')
    expect(moveRow(order, first, 99, false).active).toBe('e')
    expect(moveRow([], nothingSelected, 1, false)).toBe(nothingSelected)
  })

  it('with Shift select what they pass, and give it back', () => {
    const at = clickRow(order, nothingSelected, 'b', plain)
    const two = moveRow(order, at, 1, true)
    const three = moveRow(order, two, 1, true)
    expect([ids(two), ids(three)]).toEqual(['bc', 'bcd'])
    expect(ids(moveRow(order, three, -1, true))).toBe('bc')
    expect(ids(moveRow(order, at, -1, true))).toBe('ab')
  })

  it('toggle one, and select all', () => {
    const toggled = toggleRow(toggleRow(nothingSelected, 'b'), 'd')
    expect(ids(toggled)).toBe('bd')
    expect(ids(toggleRow(toggled, 'b'))).toBe('d')
    expect(ids(selectAll(order, toggled))).toBe('abcde')
  })
})

describe('keepShown', () => {
  it('lets go of what is no longer there, and is the same where nothing is gone', () => {
    const all = selectAll(order, nothingSelected)
    const fewer = keepShown(['b', 'c'], all)
    expect([ids(fewer), fewer.anchor, fewer.active]).toEqual(['bc', null, null])
    expect(keepShown(order, all)).toBe(all)
  })
})
