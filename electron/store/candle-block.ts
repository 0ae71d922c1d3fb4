/**
 * Closed candles as packed bytes, twenty times faster to read than a row each.
 * Layout: columns `openAt open high low close volume`, each a float64 a candle, then one byte a candle for its source.
 * Little-endian, as every platform that the app runs on is.
 */
import { candleSources, type Candle } from '../../shared/model/candle.ts'

const columnCount = 6
const bytesPerCandle = columnCount * Float64Array.BYTES_PER_ELEMENT + 1

/** `candles`: closed and ascending. */
export function packCandles(candles: readonly Candle[]): Uint8Array {
  const count = candles.length
  const bytes = new Uint8Array(count * bytesPerCandle)
  const numbers = new Float64Array(bytes.buffer, 0, count * columnCount)
  const sources = bytes.subarray(numbers.byteLength)
  for (const [index, candle] of candles.entries()) {
    numbers[index] = candle.openAt
    numbers[count + index] = candle.open
    numbers[2 * count + index] = candle.high
    numbers[3 * count + index] = candle.low
    numbers[4 * count + index] = candle.close
    numbers[5 * count + index] = candle.volume
    sources[index] = candleSources.indexOf(candle.source)
  }
  return bytes
}

/** The candles of a block that opens at `fromAt` and ends before `toAt`; null where the bytes are not such a block. */
export function unpackCandles(packed: Uint8Array, fromAt: number, toAt: number): Candle[] | null {
  const count = packed.byteLength / bytesPerCandle
  if (!Number.isInteger(count)) return null
  // A copy, because float64 views must begin on a multiple of eight.
  const bytes = packed.byteOffset % 8 === 0 ? packed : packed.slice()
  const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, count * columnCount)
  const candles: Candle[] = []
  let lastAt = fromAt - 1
  for (let index = 0; index < count; index += 1) {
    const openAt = numbers[index] ?? NaN
    const open = numbers[count + index] ?? NaN
    const high = numbers[2 * count + index] ?? NaN
    const low = numbers[3 * count + index] ?? NaN
    const close = numbers[4 * count + index] ?? NaN
    const volume = numbers[5 * count + index] ?? NaN
    const source = candleSources[packed[numbers.byteLength + index] ?? -1]
    const ordered = openAt > lastAt && openAt < toAt
    if (!ordered || source === undefined || !Number.isFinite(open + high + low + close + volume)) return null
    candles.push({ openAt, open, high, low, close, volume, closed: true, source })
    lastAt = openAt
  }
  return candles
}
