/** Prices on the tick grid. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalsOf, roundToTick, toTicks } from '../../../../shared/model/numbers.ts'

describe('decimalsOf', () => {
  it.each([
    [0.01, 2],
    [1e-8, 8],
    [0.25, 2],
    [0.5, 1],
    [5, 0],
    [1, 0],
    [0.00001, 5],
    [0.0005, 4],
    [1e-12, 12],
  ])('%d needs %d', (tickSize, decimals) => {
    expect(decimalsOf(tickSize)).toBe(decimals)
  })

  it.each([0, -1, NaN, Infinity])('takes two digits for the impossible step %d', (tickSize) => {
    expect(decimalsOf(tickSize)).toBe(2)
  })
})

describe('ticks', () => {
  it('counts whole ticks, so that binary dust never makes a crossing', () => {
    expect(toTicks(0.1 + 0.2, 0.1)).toBe(toTicks(0.3, 0.1))
    expect(toTicks(64_000.100000000006, 0.1)).toBe(640_001)
    expect(toTicks(0.00001234, 1e-8)).toBe(1234)
  })

  it('is NaN for what is not a price', () => {
    for (const price of [NaN, Infinity, -Infinity]) expect(toTicks(price, 0.01)).toBeNaN()
  })

  it('rounds to the grid without dust', () => {
    expect(roundToTick(64_000.100000000006, 0.1)).toBe(64_000.1)
    expect(roundToTick(1.13, 0.25)).toBe(1.25)
    expect(roundToTick(0.000012344, 1e-8)).toBe(0.00001234)
  })

  it('gives every price on the grid its own number and back', () => {
    const grid = fc.constantFrom(1e-8, 1e-5, 0.001, 0.01, 0.05, 0.25, 0.5, 1, 5)
    fc.assert(
      fc.property(grid, fc.integer({ min: 1, max: 100_000_000 }), (tickSize, ticks) => {
        const price = Number((ticks * tickSize).toFixed(8))
        expect(toTicks(price, tickSize)).toBe(ticks)
        expect(roundToTick(price, tickSize)).toBe(price)
        expect(String(roundToTick(price, tickSize)).length).toBeLessThanOrEqual(20)
      }),
    )
  })
})
