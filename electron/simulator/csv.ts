/** Reads recorded candles or trades from a CSV with common headers; a bad file is refused by line and reason. */
import { parse } from 'csv-parse/sync'
import { codedError, type CodedError } from '../../shared/errors.ts'
import { decimalsIn, readNumber, readTime } from './csv-values.ts'

export type RecordedCandle = {
  readonly at: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Rows of one product, as recorded. Decimals are the most that any of its numbers is written with. */
export type RecordedProduct = {
  /** Null where the file does not name products. */
  readonly product: string | null
  readonly candles: readonly RecordedCandle[]
  readonly priceDecimals: number
  readonly sizeDecimals: number
}

/** `spacingMs`: the most common distance of two rows; null where the rows are trades. Products: most rows first. */
export type Recorded = { readonly spacingMs: number | null; readonly products: readonly RecordedProduct[] }

type Line = { readonly number: number; readonly cells: readonly string[] }
type Columns = Readonly<Record<string, number>>
type File = { readonly name: string; readonly header: readonly string[]; readonly lines: readonly Line[] }

// In the order of preference where a file has several. Letters and digits of a header are compared, in lower case.
const timeNames = (
  'timems opentimems opentime timestampms timestamp time datetime date localtime unix ' +
  'unixtime unixtimestamp epoch starttime start begin ts t'
).split(' ')
const sizeNames = ['volume', 'vol', 'v', 'basevolume', 'size', 'qty', 'quantity', 'amount']
const productNames = ['product', 'productid', 'symbol', 'ticker', 'pair', 'instrument']
// A recording of floats may have lost the last digit.
const tolerance = 1e-9

function refuse(name: string, reason: string, line?: number): CodedError {
  return codedError(
    'bad-request',
    line === undefined ? `${name}: ${reason}` : `${name}, line ${line}: ${reason}`,
  )
}

function delimiterOf(text: string): string {
  const head = text.slice(0, text.search(/[\r\n]|$/))
  const count = (mark: string) => head.split(mark).length
  return [';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ',')
}

function splitFile(name: string, csv: string): File {
  let records: { record: string[]; info: { lines: number } }[]
  try {
    records = parse(csv, {
      bom: true,
      delimiter: delimiterOf(csv),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof records
  } catch (error) {
    throw refuse(name, error instanceof Error ? error.message : String(error))
  }
  const [first, ...rest] = records
  if (first === undefined) throw refuse(name, 'the file is empty')
  const header = first.record.map((title) => title.toLowerCase().replace(/[^a-z0-9]/g, ''))
  return { name, header, lines: rest.map(({ record, info }) => ({ number: info.lines, cells: record })) }
}

function columnOf({ header }: File, names: readonly string[]): number {
  for (const wanted of names) {
    const index = header.indexOf(wanted)
    if (index >= 0) return index
  }
  return -1
}

function volumeColumn(file: File): number {
  const exact = columnOf(file, sizeNames)
  return exact >= 0 ? exact : file.header.findIndex((title) => title.startsWith('volume'))
}

function cellOf(file: File, line: Line, columns: Columns, column: string): string {
  const text = line.cells[columns[column] ?? -1]
  if (text === undefined || text === '') throw refuse(file.name, `${column} is missing`, line.number)
  return text
}

function numberOf(file: File, line: Line, columns: Columns, column: string): number {
  const text = cellOf(file, line, columns, column)
  const value = readNumber(text)
  if (value === null)
    throw refuse(file.name, `${column} is not a number: "${text.slice(0, 40)}"`, line.number)
  if (!Number.isFinite(value)) throw refuse(file.name, `${column} is too large`, line.number)
  if (column === 'volume' || column === 'size') {
    if (value < 0) throw refuse(file.name, `${column} ${text} is below zero`, line.number)
  } else if (value <= 0) throw refuse(file.name, `${column} ${text} is not above zero`, line.number)
  return value
}

function timeOf(file: File, line: Line, columns: Columns): number {
  let text = cellOf(file, line, columns, 'time')
  // A date and its time of day in two columns.
  const clock = line.cells[columns['clock'] ?? -1]
  if (clock !== undefined && /^\d{1,2}:\d{2}/.test(clock)) text = `${text}T${clock}`
  const at = readTime(text, file.header[columns['time'] ?? -1]?.endsWith('ms') ?? false)
  if (at === null)
    throw refuse(
      file.name,
      `time is not a date, a date-time or an epoch: "${text.slice(0, 40)}"`,
      line.number,
    )
  return at
}

function timeColumns(file: File): Columns {
  const date = file.header.indexOf('date')
  const clock = file.header.indexOf('time')
  if (date >= 0 && /^\d{1,2}:\d{2}/.test(file.lines[0]?.cells[clock] ?? '')) return { time: date, clock }
  return { time: columnOf(file, timeNames) }
}

function findColumns(file: File, wanted: Readonly<Record<string, number>>): Columns {
  const missing = Object.keys(wanted).filter((column) => (wanted[column] ?? -1) < 0)
  if (missing.length > 0) throw refuse(file.name, `missing columns: ${missing.join(', ')}`, 1)
  return wanted
}

function checkShape(file: File, { number }: Line, { open, high, low, close }: RecordedCandle): void {
  if (high < low) throw refuse(file.name, `high ${high} is below low ${low}`, number)
  for (const [what, price] of [['open', open] as const, ['close', close] as const]) {
    if (price > high * (1 + tolerance))
      throw refuse(file.name, `${what} ${price} is above high ${high}`, number)
    if (price < low * (1 - tolerance)) throw refuse(file.name, `${what} ${price} is below low ${low}`, number)
  }
}

function checkOrder(
  file: File,
  line: Line,
  at: number,
  before: { at: number; number: number } | null,
  mayEqual: boolean,
): void {
  if (before === null || at > before.at || (mayEqual && at === before.at)) return
  const reason =
    at === before.at
      ? `the time of line ${before.number} comes twice`
      : `time is before that of line ${before.number}`
  throw refuse(file.name, `${reason}; rows must ascend in time`, line.number)
}

function mostCommonSpacing(candles: readonly RecordedCandle[]): number {
  const counts = new Map<number, number>()
  let best = 0
  for (let index = 1; index < candles.length; index += 1) {
    const spacing = (candles[index]?.at ?? 0) - (candles[index - 1]?.at ?? 0)
    const count = (counts.get(spacing) ?? 0) + 1
    counts.set(spacing, count)
    const most = counts.get(best) ?? 0
    if (count > most || (count === most && spacing < best)) best = spacing
  }
  return best
}

function readCandles(file: File): Recorded {
  const volume = volumeColumn(file)
  const columns = {
    ...findColumns(file, {
      ...timeColumns(file),
      open: columnOf(file, ['open', 'o']),
      high: columnOf(file, ['high', 'h']),
      low: columnOf(file, ['low', 'l']),
      close: columnOf(file, ['close', 'c']),
    }),
    volume,
  }
  const candles: RecordedCandle[] = []
  let before: { at: number; number: number } | null = null
  let priceDecimals = 0
  let sizeDecimals = 0
  for (const line of file.lines) {
    const at = timeOf(file, line, columns)
    checkOrder(file, line, at, before, false)
    before = { at, number: line.number }
    const price = (column: string): number => {
      const value = numberOf(file, line, columns, column)
      priceDecimals = Math.max(priceDecimals, decimalsIn(cellOf(file, line, columns, column)))
      return value
    }
    const [open, high, low, close] = [price('open'), price('high'), price('low'), price('close')]
    const candle = {
      at,
      open,
      high,
      low,
      close,
      volume: volume < 0 ? 0 : numberOf(file, line, columns, 'volume'),
    }
    if (volume >= 0) sizeDecimals = Math.max(sizeDecimals, decimalsIn(line.cells[volume] ?? ''))
    checkShape(file, line, candle)
    candles.push(candle)
  }
  return {
    spacingMs: mostCommonSpacing(candles),
    products: [{ product: null, candles, priceDecimals, sizeDecimals }],
  }
}

/** Each trade is a candle of its own; whoever builds candles of an interval adds them up. */
function readTrades(file: File): Recorded {
  const product = columnOf(file, productNames)
  const columns = findColumns(file, {
    ...timeColumns(file),
    price: columnOf(file, ['price', 'p']),
    size: columnOf(file, [...sizeNames, 's']),
  })
  const products = new Map<
    string | null,
    { candles: RecordedCandle[]; priceDecimals: number; sizeDecimals: number }
  >()
  let before: { at: number; number: number } | null = null
  for (const line of file.lines) {
    const at = timeOf(file, line, columns)
    checkOrder(file, line, at, before, true)
    before = { at, number: line.number }
    const price = numberOf(file, line, columns, 'price')
    const size = numberOf(file, line, columns, 'size')
    const name = product < 0 ? null : cellOf(file, line, { product }, 'product')
    const entry = products.get(name) ?? { candles: [], priceDecimals: 0, sizeDecimals: 0 }
    products.set(name, entry)
    entry.candles.push({ at, open: price, high: price, low: price, close: price, volume: size })
    entry.priceDecimals = Math.max(entry.priceDecimals, decimalsIn(cellOf(file, line, columns, 'price')))
    entry.sizeDecimals = Math.max(entry.sizeDecimals, decimalsIn(cellOf(file, line, columns, 'size')))
  }
  const sorted = [...products].sort(([, a], [, b]) => b.candles.length - a.candles.length)
  return { spacingMs: null, products: sorted.map(([name, entry]) => ({ product: name, ...entry })) }
}

/**
 * Candles need a time and open, high, low, close (volume is taken as 0 where the file has none); trades need a time, price and size,
 * and may name a product. Headers may come in any order and case, other columns are ignored. Throws `bad-request` naming line and reason.
 */
export function readRecorded(name: string, csv: string): Recorded {
  const file = splitFile(name, csv)
  const isTrades = columnOf(file, ['price', 'p']) >= 0 && columnOf(file, ['open', 'o']) < 0
  const recorded = isTrades ? readTrades(file) : readCandles(file)
  if (file.lines.length < 2) throw refuse(name, `at least 2 rows are needed, there are ${file.lines.length}`)
  return recorded
}
