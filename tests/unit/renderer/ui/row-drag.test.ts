/** Where a dragged row lands. */
import { describe, expect, it } from 'vitest'
import { moved } from '../../../../renderer/state/slices/watchlists.ts'
import { destinationOf } from '../../../../renderer/ui/row-drag.ts'

const dropped = (from: number, target: number, edge: 'top' | 'bottom'): string =>
  moved([...'abcd'], from, destinationOf(from, target, edge)).join('')

describe('row drag', () => {
  it('lands at the edge that was marked', () => {
    expect(dropped(0, 2, 'top')).toBe('bacd')
    expect(dropped(0, 2, 'bottom')).toBe('bcad')
    expect(dropped(3, 1, 'top')).toBe('adbc')
    expect(dropped(3, 1, 'bottom')).toBe('abdc')
    expect(dropped(1, 0, 'bottom')).toBe('abcd')
  })
})
