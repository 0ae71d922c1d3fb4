/** CSV readers: common headers in any order, and refusals that name line and reason. */
import { describe, expect, it } from 'vitest'
import { readRecorded } from '../../../../electron/simulator/csv.ts'
import { decimalsIn, readNumber, readTime } from '../../../../electron/simulator/csv-values.ts'
import { CodedError } from '../../../../shared/errors.ts'

function refusal(csv: string): string {
  try {
    readRecorded('file.csv', csv)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    expect(error.code).toBe('bad-request')
    return error.message
  }
  throw new Error('was not refused')
}

const first = Date.UTC(2026, 0, 5, 14, 30)
const good = { at: first, open: 10, high: 12, low: 9, close: 11, volume: 100 }
const second = { at: first + 60_000, open: 11, high: 11.5, low: 10.5, close: 10.5, volume: 0 }

describe('candles', () => {
  const rows = (time: (at: number) => string) =>
    `${time(first)},10,12,9,11,100\n${time(first + 60_000)},11,11.5,10.5,10.5,0\n`
  const headers: [string, (at: number) => string][] = [
    ['time_ms', String],
    ['timestamp', (at) => String(at / 1000)],
    ['Open time', String],
    ['datetime', (at) => new Date(at).toISOString()],
    ['local_time', (at) => new Date(at).toISOString().slice(0, 16)],
    ['Date', (at) => new Date(at).toISOString().slice(0, 19).replace('T', ' ')],
    ['time', (at) => new Date(at + 7_200_000).toISOString().replace('.000Z', '+02:00')],
  ]
  it.each(headers)('are read with times under %s', (header, time) => {
    const { products, spacingMs } = readRecorded(
      'file.csv',
      `${header},open,high,low,close,volume\n${rows(time)}`,
    )
    expect(products[0]?.candles).toEqual([good, second])
    expect(spacingMs).toBe(60_000)
  })

  it('are read in any order and case, with other columns, marks, delimiters and line ends', () => {
    const text = `\uFEFFVolume;VWAP;Close;"LOW";High;Open;Time\r\n100;1;11;9;12;10;${first}\r\n\r\n0;x;10.5;10.5;11.5;11;${first + 60_000}\r\n`
    expect(readRecorded('file.csv', text).products[0]?.candles).toEqual([good, second])
    const tabs = `date\ttime\topen\thigh\tlow\tclose\tvolume USDT\n2026-01-05\t14:30\t10\t12\t9\t11\t100\n2026.01.05\t14:31\t11\t11.5\t10.5\t10.5\t0`
    expect(readRecorded('file.csv', tabs).products[0]?.candles).toEqual([good, second])
  })

  it('have volume 0 where the file has none, and the decimals that are written', () => {
    const { products } = readRecorded(
      'f',
      'time,open,high,low,close\n2026-01-05,1.2345,1.30,1.2,1.25\n2026-01-06,1,1,1,1\n',
    )
    expect(products[0]?.candles[0]?.volume).toBe(0)
    expect(products[0]?.priceDecimals).toBe(4)
  })

  it('may miss their bounds by the dust of binary numbers', () => {
    const { products } = readRecorded(
      'f',
      'time,open,high,low,close\n2026-01-05,0.1,0.30000000000000000,0.1,0.30000000000000004\n2026-01-06,1,1,1,1\n',
    )
    expect(products[0]?.candles.length).toBe(2)
  })

  const head = 'time,open,high,low,close,volume\n'
  const row = '2026-01-05,10,12,9,11,100\n'
  it.each([
    ['', 'file.csv: the file is empty'],
    ['\n\n', 'file.csv: the file is empty'],
    [head, 'file.csv: at least 2 rows are needed, there are 0'],
    [head + row, 'file.csv: at least 2 rows are needed, there are 1'],
    ['x,y,z\n1,2,3\n', 'file.csv, line 1: missing columns: time, open, high, low, close'],
    ['time,open,high,low,volume\n1,2,3,4,5\n', 'file.csv, line 1: missing columns: close'],
    [`${head}${row}2026-01-06,10,abc,9,11,100\n`, 'file.csv, line 3: high is not a number: "abc"'],
    [`${head}${row}2026-01-06,10,NaN,9,11,100\n`, 'file.csv, line 3: high is not a number: "NaN"'],
    [`${head}${row}2026-01-06,10,,9,11,100\n`, 'file.csv, line 3: high is missing'],
    [`${head}${row}2026-01-06,10,12\n`, 'file.csv, line 3: low is missing'],
    [`${head}${row}2026-01-06,10,8,9,10,100\n`, 'file.csv, line 3: high 8 is below low 9'],
    [`${head}${row}2026-01-06,13,12,9,11,100\n`, 'file.csv, line 3: open 13 is above high 12'],
    [`${head}${row}2026-01-06,10,12,9,8,100\n`, 'file.csv, line 3: close 8 is below low 9'],
    [`${head}${row}2026-01-06,0,12,0,8,100\n`, 'file.csv, line 3: open 0 is not above zero'],
    [`${head}${row}2026-01-06,10,12,9,11,-1\n`, 'file.csv, line 3: volume -1 is below zero'],
    [
      `${head}${row}2026-02-30,10,12,9,11,1\n`,
      'file.csv, line 3: time is not a date, a date-time or an epoch: "2026-02-30"',
    ],
    [`${head}${row}\n\n${row}`, 'file.csv, line 5: the time of line 2 comes twice; rows must ascend in time'],
    [
      `${head}${row}2026-01-04,10,12,9,11,1\n`,
      'file.csv, line 3: time is before that of line 2; rows must ascend in time',
    ],
  ])('%# are refused: %j', (csv, message) => {
    expect(refusal(csv)).toBe(message)
  })

  it('are refused where a quote does not end', () => {
    expect(refusal(`${head}${row}2026-01-06,"10,12,9,11,1\n`)).toMatch(/^file\.csv: .*[Qq]uote.* line/)
  })
})

describe('trades', () => {
  it('are kept apart by product, the busiest first', () => {
    const csv =
      'time_ms,product,price,size,taker_side\n1000,A,2.5,1,buy\n1000,B,0.00001305,10,sell\n2000,B,0.0000131,0.5,buy\n'
    const { spacingMs, products } = readRecorded('f', csv)
    expect(spacingMs).toBeNull()
    expect(
      products.map(({ product, candles, priceDecimals, sizeDecimals }) => [
        product,
        candles.length,
        priceDecimals,
        sizeDecimals,
      ]),
    ).toEqual([
      ['B', 2, 8, 1],
      ['A', 1, 1, 0],
    ])
  })

  it('are refused by line too', () => {
    expect(refusal('time,price,size\n1000,1,1\n500,1,1\n')).toBe(
      'file.csv, line 3: time is before that of line 2; rows must ascend in time',
    )
    expect(refusal('time,price\n1000,1\n2000,1\n')).toBe('file.csv, line 1: missing columns: size')
  })
})

describe('cells', () => {
  it.each([
    ['1767623400', first],
    ['1767623400000', first],
    ['1767623400000000', first],
    ['1767623400000000000', first],
    ['2026-01-05T14:30:00Z', first],
    ['2026-01-05T09:30:00-05:00', first],
    ['2026-01-05 14:30', first],
    ['2026-01-05 14:30:00.250 UTC', first + 250],
    ['2026/1/5', Date.UTC(2026, 0, 5)],
    ['20260105', Date.UTC(2026, 0, 5)],
    ['', null],
    ['-5', null],
    ['yesterday', null],
    ['2026-13-01', null],
    ['2026-01-05T25:00', null],
    ['05/01/2026', null],
  ])('time %j', (text, at) => {
    expect(readTime(text)).toBe(at)
  })

  it.each([
    ['1', 1, 0],
    ['1.50', 1.5, 1],
    ['.25', 0.25, 2],
    ['366.83000000000004', 366.83000000000004, 2],
    ['0.00000012345000000000001', 1.2345e-7, 11],
    ['1.3e-5', 0.000013, 6],
    ['-2.', -2, 0],
    ['1,000', null, 0],
    ['0x10', null, 0],
    ['', null, 0],
    ['Infinity', null, 0],
  ])('number %j', (text, value, decimals) => {
    expect(readNumber(text)).toBe(value)
    expect(decimalsIn(text)).toBe(decimals)
  })
})
