/** Where the labels of many lines go. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelHeightPx, labelPlaces } from '../../../../../renderer/views/chart/label-places.ts'

const line = fc.record({ y: fc.integer({ min: -50, max: 650 }), rank: fc.nat(2) })
const height = 600

describe('labelPlaces', () => {
  it('never lays one label over another, and counts every line in the picture once', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (given) => {
        const lines = given.map((each, place) => ({ ...each, id: String(place) }))
        const places = labelPlaces(lines, height)
        const bottoms = [...places.values()]
          .flatMap(({ bottom }) => (bottom === null ? [] : [bottom]))
          .sort((a, b) => a - b)
        bottoms.forEach((bottom, place) => {
          if (place > 0) expect(bottom - (bottoms[place - 1] ?? 0)).toBeGreaterThan(labelHeightPx)
        })
        const told = [...places.values()].reduce(
          (sum, { bottom, more }) => sum + (bottom === null ? 0 : 1 + more),
          0,
        )
        expect(told).toBe(lines.filter(({ y }) => y >= 0 && y <= height).length)
      }),
    )
  })

  it('gives room to what matters now before all others', () => {
    const lines = [
      { id: 'a', y: 100, rank: 0 },
      { id: 'b', y: 104, rank: 1 },
      { id: 'c', y: 108, rank: 0 },
    ]
    const places = labelPlaces(lines, height)
    expect(places.get('b')).toEqual({ bottom: 101, more: 2 })
    expect(places.get('a')?.bottom).toBeNull()
  })

  it('stays inside the picture at its top', () => {
    expect(labelPlaces([{ id: 'a', y: 5, rank: 0 }], height).get('a')?.bottom).toBeGreaterThan(labelHeightPx)
  })

  it('is the same in whatever order the lines come', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (given) => {
        const lines = given.map((each, place) => ({ ...each, id: String(place) }))
        expect(labelPlaces(lines.toReversed(), height)).toEqual(labelPlaces(lines, height))
      }),
    )
  })
})
