/** Recordings: the interval they allow, whole ticks and lots, symbols; and every recorded file there is. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRecorded } from '../../../../electron/simulator/csv.ts'
import { intervalOfSpacing, readRecording, replaySymbol } from '../../../../electron/simulator/recording.ts'
import { openAtOf } from '../../../../shared/model/interval.ts'
import { recordedFolder } from '../../../support/recorded.ts'

const minuteMs = 60_000

describe('the interval of a file', () => {
  it.each([
    [null, '1m'],
    [1000, '1m'],
    [minuteMs, '1m'],
    [3 * minuteMs, '3m'],
    [4 * minuteMs, '3m'],
    [30 * minuteMs, '30m'],
    [60 * minuteMs, '1h'],
    [6 * 60 * minuteMs, '6h'],
    [86_400_000, '1d'],
    [7 * 86_400_000, '1w'],
    [31 * 86_400_000, '1M'],
  ])('spaced %j ms is %s', (spacing, interval) => {
    expect(intervalOfSpacing(spacing)).toBe(interval)
  })

  it('goes by the most common spacing, holes or not', () => {
    const at = [0, 1, 2, 3, 60, 61, 62, 4000].map((minute) => minute * 5 * minuteMs)
    const csv = `time_ms,open,high,low,close\n${at.map((time) => `${1e12 + time},1,1,1,1`).join('\n')}`
    expect(readRecording('x.csv', csv).interval).toBe('5m')
  })
})

describe('rows', () => {
  it('become whole ticks and lots, and rows of one candle are added up', () => {
    const csv =
      'time,open,high,low,close,volume\n60.0,1.25,1.5,1,1.3,0.001\n75,1.3,1.7,1.2,1.21,2\n120,1,1,1,1,3\n135,1,1,1,1,3\n'
    const [series] = readRecording('x.csv', csv).series
    expect(series?.listing.priceDecimals).toBe(2)
    expect(series?.listing.sizeDecimals).toBe(3)
    expect(series?.bars).toEqual([
      { openAt: 60_000, open: 125, high: 170, low: 100, close: 121, volume: 2001 },
      { openAt: 120_000, open: 100, high: 100, low: 100, close: 100, volume: 6000 },
    ])
  })

  it('lose decimals only where whole numbers would no longer be exact', () => {
    const csv =
      'time,open,high,low,close,volume\n2026-01-05,1,1,1,1,4000000000\n2026-01-06,1,1,1,1,0.123456789\n'
    const [series] = readRecording('x.csv', csv).series
    expect(series?.listing.sizeDecimals).toBe(6)
    expect(series?.bars.every(({ volume }) => Number.isSafeInteger(volume))).toBe(true)
  })
})

describe('a symbol', () => {
  it('comes from the file name, is short and safe', () => {
    expect(replaySymbol('AAPL_1d_2015-2017')).toBe('REPLAY:AAPL_1D_2015-2017')
    expect(replaySymbol('BTC-USD_coinbase_4h_2016-2025')).toBe('REPLAY:BTC-USD_COINBASE_4H')
    expect(replaySymbol('x'.repeat(100)).length).toBe(30)
    expect(replaySymbol('my file (1)!')).toBe('REPLAY:MY_FILE_1')
    expect(replaySymbol('日本')).toBe('REPLAY:FILE')
    expect(replaySymbol('A', new Set(['REPLAY:A']))).toBe('REPLAY:A-2')
  })
})

const folder = recordedFolder('market-data')
describe.runIf(folder !== null)('recorded files', () => {
  const path = folder ?? ''
  const files = folder === null ? [] : readdirSync(folder).filter((file) => file.endsWith('.csv'))
  const intervalOf: Record<string, string> = { '4h': '4h', '1d': '1d', '5m': '5m', '1m': '1m' }

  it.each(files)('%s loads, in its own interval, tick for tick', (file) => {
    const csv = readFileSync(join(path, file), 'utf8')
    const { interval, series } = readRecording(file, csv)
    const named = /_(4h|1d|5m|1m)_/.exec(file)?.[1]
    expect(interval).toBe(intervalOf[named ?? '1m'])
    const recorded = readRecorded(file, csv).products
    for (const [index, { listing, bars }] of series.entries()) {
      const rows = recorded[index]?.candles ?? []
      const total = rows.reduce((sum, { volume }) => sum + volume, 0)
      const lots = bars.reduce((sum, { volume }) => sum + volume, 0)
      expect(lots / 10 ** listing.sizeDecimals / Math.max(1, total)).toBeCloseTo(
        total === 0 ? 0 : total / Math.max(1, total),
        9,
      )
      if (named === undefined) continue
      expect(bars.length).toBe(rows.length)
      const middle = Math.floor(rows.length / 2)
      const [row, bar] = [rows[middle], bars[middle]]
      expect(bar?.openAt).toBe(openAtOf(interval, row?.at ?? NaN))
      expect((bar?.close ?? NaN) / 10 ** listing.priceDecimals).toBeCloseTo(
        row?.close ?? NaN,
        listing.priceDecimals,
      )
    }
  })

  it('are ten, and the trades have an instrument for each product', () => {
    expect(files.length).toBe(10)
    const { series } = readRecording(
      't.csv',
      readFileSync(join(path, 'ticks_coinbase_2021-04-17.csv'), 'utf8'),
    )
    expect(series.length).toBe(8)
    expect(series[0]?.listing.symbol).toBe('REPLAY:SKL-USD')
  })
})
