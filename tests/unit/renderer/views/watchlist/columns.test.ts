/** What a row's cells say, and which digits are marked. */
import { describe, expect, it } from 'vitest'
import {
  ageText,
  ageTitle,
  basisTitle,
  boldFrom,
  cellTexts,
  directionOf,
} from '../../../../../renderer/views/watchlist/columns.ts'
import { btc, sampleQuote } from '../../../../support/samples.ts'

const marked = (before: string | null, next: string): string => {
  const at = boldFrom(before, next)
  return `${next.slice(0, at)}[${next.slice(at)}]`
}

describe('changed digits', () => {
  it('marks from the first digit that changed', () => {
    expect(marked('64,128.52', '64,128.57')).toBe('64,128.5[7]')
    expect(marked('64,128.52', '64,131.02')).toBe('64,1[31.02]')
    expect(marked('0.00001763', '0.00001770')).toBe('0.000017[70]')
  })

  it('marks all where the length changed, and the last ones of a first price', () => {
    expect(marked('999.99', '1,000.00')).toBe('[1,000.00]')
    expect(marked(null, '64,128.52')).toBe('64,128.[52]')
    expect(marked('–', '1.08642')).toBe('1.0864'.slice(0, 4) + '[642]')
    expect(marked(null, '7')).toBe('[7]')
  })
})

describe('cells', () => {
  it('writes prices on the grid, unknown as a dash, percents with arrow and sign', () => {
    const texts = cellTexts(
      sampleQuote(btc, { last: 64128.5, change: -12, changePercent: -0.62, ask: null, volume: 12_400 }),
      0.01,
    )
    expect(texts).toEqual({
      last: '64,128.50',
      change: '−12.00',
      changePercent: '▼ −0.62',
      bid: '99.99',
      ask: '–',
      volume: '12.4K',
    })
  })

  it('gives no direction to what rounds to zero', () => {
    const quote = sampleQuote(btc, { changePercent: 0.004 })
    expect(cellTexts(quote, 0.01).changePercent).toBe('0.00')
    expect(directionOf(quote)).toBe('flat')
    expect(directionOf(sampleQuote(btc, { changePercent: -1 }))).toBe('down')
  })

  it('tells the age, or why there is none', () => {
    expect(ageText(sampleQuote(btc), 1_400)).toBe('0.4 s')
    expect(ageText(sampleQuote(btc, { state: 'stale' }), 43_000)).toBe('42 s')
    expect(ageText(sampleQuote(btc, { state: 'closed' }), 43_000)).toBe('closed')
    expect(ageText(sampleQuote(btc, { state: 'polled' }), 43_000)).toBe('polled')
    expect(ageText(sampleQuote(btc, { state: 'quiet' }), 43_000)).toBe('quiet')
    expect(ageTitle(sampleQuote(btc, { state: 'quiet' }))).toMatch(/^Nothing traded: the venue was asked/)
  })

  it('names what the change is measured from', () => {
    expect(basisTitle(sampleQuote(btc, { basis: '24h' }))).toBe('Change over the last 24 hours')
    expect(basisTitle(sampleQuote(btc, { basis: 'utc-day' }))).toBe('Change since 00:00 UTC')
    expect(basisTitle(sampleQuote(btc, { basis: 'previous-close' }))).toBe('Change since the previous close')
    expect(basisTitle(sampleQuote(btc, { basis: null }))).toBe('Change, measured as the venue does')
    expect(basisTitle(sampleQuote(btc, { change: null, changePercent: null }))).toMatch(/no change/)
  })
})
