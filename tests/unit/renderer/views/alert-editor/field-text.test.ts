/** Numbers, prices, spans and moments as people write them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalsOf } from '../../../../../shared/model/numbers.ts'
import {
  durationFields,
  durationMs,
  exactText,
  levelText,
  momentFields,
  momentOf,
  nearestOnGrid,
  parseNumber,
  stepLevel,
} from '../../../../../renderer/views/alert-editor/field-text.ts'

describe('numbers', () => {
  it('are read as people write them, and nothing else is', () => {
    expect(parseNumber('64,200.5')).toBe(64_200.5)
    expect(parseNumber(' 64\u00a0200.5 ')).toBe(64_200.5)
    expect(parseNumber('\u22120.5')).toBe(-0.5)
    expect(parseNumber('.5')).toBe(0.5)
    expect(parseNumber('1e-8')).toBe(1e-8)
    for (const text of ['', 'abc', '1.2.3', '0x10', 'Infinity', '1e999', '12 apples'])
      expect(parseNumber(text)).toBeNaN()
  })

  it('are written with every digit and no exponent', () => {
    expect([1e-10, 1_234_567.89, 1e21, -2.5e-7].map(exactText)).toEqual([
      '0.0000000001',
      '1234567.89',
      '1000000000000000000000',
      '-0.00000025',
    ])
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = exactText(value)
        expect(text).not.toMatch(/e/i)
        expect(parseNumber(text) === value).toBe(true)
      }),
    )
  })
})

describe('levels', () => {
  it('lie on the grid or have a nearest price on it', () => {
    const grids = fc.constantFrom(0.01, 0.5, 0.25, 1e-8, 1e-10, 0.00001, 0.0001, 1, 5, 0.1)
    fc.assert(
      fc.property(grids, fc.integer({ min: 1, max: 100_000_000 }), (tickSize, ticks) => {
        const price = Number((ticks * tickSize).toFixed(decimalsOf(tickSize)))
        expect(nearestOnGrid(price, tickSize)).toBeNull()
        expect(parseNumber(levelText(price, tickSize))).toBe(price)
        // The largest prices of the finest grids have no room for half a tick.
        if (ticks < 1e6) expect(nearestOnGrid((ticks + 0.4) * tickSize, tickSize)).toBe(price)
      }),
    )
    expect(nearestOnGrid(0.0000000000001, 1e-8)).toBe(1e-8)
    expect(levelText(64_200, 0.01)).toBe('64200.00')
    expect(levelText(64_200.123, 0.01)).toBe('64200.123')
  })

  it('step by whole ticks from wherever they are, and stay above zero', () => {
    expect(stepLevel('64200.10', 0.01, 1)).toBe('64200.11')
    expect(stepLevel('1,234,567.89', 0.01, 10)).toBe('1234567.99')
    expect(stepLevel('0.0000123456', 1e-10, -10)).toBe('0.0000123446')
    expect(stepLevel('64200.123', 0.01, 1)).toBe('64200.13')
    expect(stepLevel('0.01', 0.01, -5)).toBe('0.01')
    expect(stepLevel('abc', 0.01, 1)).toBe('abc')
  })
})

describe('spans', () => {
  it('are told in the largest unit that leaves nothing over', () => {
    expect(durationFields(7_200_000)).toEqual({ count: '2', unit: 'hours' })
    expect(durationFields(90_000)).toEqual({ count: '90', unit: 'seconds' })
    expect(durationFields(0)).toEqual({ count: '0', unit: 'minutes' })
    expect(durationMs({ count: '1.5', unit: 'minutes' })).toBe(90_000)
    expect(durationMs({ count: 'x', unit: 'minutes' })).toBeNaN()
  })
})

describe('moments', () => {
  const wall = (text: string) => ({ on: true, text, exact: null })

  it('are read by the clocks of the zone, also where they are changed', () => {
    expect(momentOf(wall('2026-11-24T20:29'), 'UTC')).toBe(Date.UTC(2026, 10, 24, 20, 29))
    expect(momentOf(wall('2026-07-01T12:00'), 'America/New_York')).toBe(Date.UTC(2026, 6, 1, 16))
    expect(momentOf(wall('2026-12-01T12:00'), 'Asia/Kolkata')).toBe(Date.UTC(2026, 11, 1, 6, 30))
    // 02:30 does not exist that night in Berlin, and comes twice in October.
    expect(momentOf(wall('2026-03-29T02:30'), 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1, 30))
    expect(momentOf(wall('2026-10-25T02:30'), 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 25, 0, 30))
    expect(momentOf(wall(''), 'UTC')).toBeNaN()
  })

  it('keep what the field does not show', () => {
    const at = Date.UTC(2026, 10, 24, 20, 29, 7, 123)
    const field = momentFields(at, 'UTC', 0)
    expect(field).toEqual({ on: true, text: '2026-11-24T20:29:07', exact: at })
    expect(momentOf(field, 'UTC')).toBe(at)
    expect(momentFields(null, 'UTC', at)).toMatchObject({ on: false, text: '2026-11-24T20:29:07' })
  })
})
