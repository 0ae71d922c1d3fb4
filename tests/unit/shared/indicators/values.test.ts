/** The values of the indicators: beside another library, beside their definitions, on walks and on recorded markets. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  indicatorNames,
  indicatorInfo,
  type IndicatorName,
} from '../../../../shared/alerts/indicator-names.ts'
import type { Bar } from '../../../../shared/indicators/index.ts'
import { recordedFolder } from '../../../support/recorded.ts'
import { byDefinition } from './by-definition.ts'
import { byLibrary, librarySame } from './by-library.ts'
import { anyBars, anyIndicator, closing, difference, walk } from './tapes.ts'

const closeEnough = 1e-9
const usual = (name: IndicatorName) => indicatorInfo(name).inputs
const inLibrary = indicatorNames.filter((name): name is Exclude<IndicatorName, 'wma'> => name !== 'wma')

/** What a difference is measured against: lines that are differences or parts themselves come near 0 without being more exact there. */
function scaleOf(name: IndicatorName, bars: readonly Bar[]): number {
  if (name === 'macd') return Math.max(...bars.map(({ high }) => high))
  if (name === 'stochastic') return 1
  if (name === 'obv') return bars.reduce((sum, { volume }) => sum + volume, 0)
  return 0
}

/** How far from the library, where we have a value; and on how many bars. */
function beside(name: Exclude<IndicatorName, 'wma'>, bars: readonly Bar[]) {
  const ours = closing(name, usual(name), bars)
  const theirs = byLibrary(name, bars).map((row, place) => (ours[place] === null ? null : row))
  const from = librarySame[name] ?? 0
  const compared = ours.slice(from).filter((row) => row !== null).length
  return { compared, apart: difference(ours, theirs, { from, scale: scaleOf(name, bars) }) }
}

describe('beside indicatorts', () => {
  it.each(inLibrary)('%s, on three walks of 2,000 bars', (name) => {
    for (const seed of [1, 2, 3]) {
      const { compared, apart } = beside(name, walk(seed, 2000))
      expect(compared).toBeGreaterThanOrEqual(1400)
      expect(apart).toBeLessThan(closeEnough)
    }
  })
})

describe('beside a second implementation, bar by bar from the definition', () => {
  it.each(indicatorNames)('%s with the usual inputs, from the first bar on', (name) => {
    const bars = walk(4, 400, 5 * 60_000)
    const apart = difference(closing(name, usual(name), bars), byDefinition(name, usual(name), bars), {
      scale: scaleOf(name, bars),
    })
    expect(apart).toBeLessThan(closeEnough)
  })

  it('any inputs, any bars: flat ones, gaps, no volume', () => {
    fc.assert(
      fc.property(anyIndicator, anyBars, ({ name, inputs }, bars) => {
        const apart = difference(closing(name, inputs, bars), byDefinition(name, inputs, bars), {
          scale: 100,
        })
        expect(apart).toBeLessThan(closeEnough)
      }),
      { numRuns: 500 },
    )
  })
})

const folder = recordedFolder('market-data')
const files = [
  'BTC-USD_coinbase_4h_2016-2025.csv',
  'ETH-USD_coinbase_1d_2016-2025.csv',
  'XBT-USD_kraken_1m_2017-08.csv',
  'US-equity-index_1m_2020-12-15.csv',
  'MSFT_1d_1990-2022.csv',
]

function readBars(file: string): Bar[] {
  const [, ...rows] = readFileSync(join(folder ?? '', file), 'utf8')
    .trim()
    .split('\n')
  return rows.map((row) => {
    const [time = '', ...numbers] = row.split(',')
    const [open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = numbers.map(Number)
    const openAt = /^\d+$/.test(time) ? Number(time) : Date.parse(time.length === 16 ? `${time}Z` : time)
    return { openAt, open, high, low, close, volume }
  })
}

describe.runIf(folder !== null)('recorded markets', () => {
  describe.each(files)('%s', (file) => {
    const bars = folder === null ? [] : readBars(file)

    it.each(inLibrary)('%s beside indicatorts', (name) => {
      const { compared, apart } = beside(name, bars)
      expect(compared).toBeGreaterThan(100)
      expect(apart).toBeLessThan(closeEnough)
    })

    it.each(indicatorNames)('%s beside the definition', (name) => {
      const some = bars.slice(0, 500)
      const apart = difference(closing(name, usual(name), some), byDefinition(name, usual(name), some), {
        scale: scaleOf(name, some),
      })
      expect(apart).toBeLessThan(closeEnough)
    })
  })
})
