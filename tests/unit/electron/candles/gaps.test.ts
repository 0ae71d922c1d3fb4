/** Span arithmetic against a plain set of cells. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addSpan,
  missingIn,
  spanBelow,
  spanUpTo,
  subtractSpan,
  type Span,
} from '../../../../electron/candles/gaps.ts'

const size = 24
const spanArbitrary: fc.Arbitrary<Span> = fc
  .tuple(fc.nat(size), fc.nat(size))
  .map(([a, b]) => ({ fromAt: Math.min(a, b), toAt: Math.max(a, b) }))
const stepArbitrary = fc.record({ adds: fc.boolean(), span: spanArbitrary })

const cellsOf = (spans: readonly Span[]): number[] =>
  spans.flatMap(({ fromAt, toAt }) => Array.from({ length: toAt - fromAt }, (_, index) => fromAt + index))

describe('spans', () => {
  it('hold exactly the cells that were added and not taken out, ascending and apart', () => {
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 20 }), spanArbitrary, (steps, range) => {
        let spans: Span[] = []
        const cells = new Set<number>()
        for (const { adds, span } of steps) {
          spans = adds ? addSpan(spans, span) : subtractSpan(spans, span)
          for (const cell of cellsOf([span])) {
            if (adds) cells.add(cell)
            else cells.delete(cell)
          }
        }
        expect(cellsOf(spans)).toEqual([...cells].toSorted((a, b) => a - b))
        for (const [index, span] of spans.entries()) {
          expect(span.fromAt).toBeLessThan(span.toAt)
          // Touching spans are one.
          if (index > 0) expect(span.fromAt).toBeGreaterThan(spans[index - 1]?.toAt ?? Infinity)
        }
        expect(cellsOf(missingIn(spans, range))).toEqual(cellsOf([range]).filter((cell) => !cells.has(cell)))
      }),
    )
  })

  it('finds the span that ends at, or holds, the moment before a time', () => {
    const spans = [
      { fromAt: 0, toAt: 10 },
      { fromAt: 20, toAt: 30 },
    ]
    expect(spanUpTo(spans, 10)).toBe(spans[0])
    expect(spanUpTo(spans, 20)).toBeUndefined()
    expect(spanUpTo(spans, 21)).toBe(spans[1])
    expect(spanBelow(spans, 20)).toBe(spans[0])
    expect(spanBelow(spans, 10)).toBeUndefined()
  })
})
