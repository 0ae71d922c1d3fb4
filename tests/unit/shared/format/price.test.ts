/** Numbers as a trader reads them. */
import { describe, expect, it } from 'vitest'
import { formatPrice, formatSigned, formatVolume } from '../../../../shared/format/price.ts'

describe('formatPrice', () => {
  it.each([
    [64_128.52, 0.01, '64,128.52'],
    [64_128.5, 0.01, '64,128.50'],
    [0.00001234, 1e-8, '0.00001234'],
    [1e-8, 1e-8, '0.00000001'],
    [1_234_567, 1, '1,234,567'],
    [-37.63, 0.01, '\u221237.63'],
    [0, 0.01, '0.00'],
    [-0.001, 0.01, '0.00'],
  ])('%d on a grid of %d is %s', (value, tickSize, text) => {
    expect(formatPrice(value, tickSize)).toBe(text)
  })

  it.each([null, NaN, Infinity])('shows an en dash for %s, never a zero', (value) => {
    expect(formatPrice(value, 0.01)).toBe('\u2013')
  })
})

describe('formatSigned', () => {
  it.each([
    [1.84, '+1.84'],
    [-0.62, '\u22120.62'],
    [0, '0.00'],
    [0.001, '0.00'],
    [-0.001, '0.00'],
    [1234.5, '+1,234.50'],
    [null, '\u2013'],
  ])('%s is %s', (value, text) => {
    expect(formatSigned(value, 2)).toBe(text)
  })
})

describe('formatVolume', () => {
  it.each([
    [0, '0.00'],
    [8.4, '8.40'],
    [847, '847'],
    [9999, '9,999'],
    [12_400, '12.4K'],
    [1_080_000, '1.08M'],
    [108_000_000, '108M'],
    [3_200_000_000, '3.20B'],
    [320_000_000_000, '320B'],
    [null, '\u2013'],
  ])('%s is %s', (value, text) => {
    expect(formatVolume(value)).toBe(text)
  })
})
