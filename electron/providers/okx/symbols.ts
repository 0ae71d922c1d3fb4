/** OKX's instrument ids are ours: `BTC-USDT` is `okx:BTC-USDT`. Topics are `<channel>:<instId>`. */
import { instrumentId, isInstrumentId, symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'
import type { Interval } from '../../../shared/model/interval.ts'

export const providerId = 'okx'

export const toVenue = (instrument: InstrumentId): string => symbolOf(instrument)

/** Throws a RangeError for what can't be a symbol. */
export const fromVenue = (symbol: string): InstrumentId => instrumentId(providerId, symbol)

/** For frames, which must not throw: null for what is not a symbol. */
export function readSymbol(value: unknown): InstrumentId | null {
  if (typeof value !== 'string') return null
  const id = `${providerId}:${value}`
  return isInstrumentId(id) ? id : null
}

export const topicOf = (channel: string, instId: string): string => `${channel}:${instId}`

/**
 * OKX's names of intervals ("bars"). From six hours on, the plain names count from midnight in Hong Kong; those with `utc` from
 * midnight UTC. Up to four hours both are the same, since 8 h is a multiple of each. `3Dutc` is left out: nothing says from which
 * day it counts. https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-candlesticks-history
 */
const bars: ReadonlyMap<Interval, string> = new Map([
  ['1m', '1m'],
  ['3m', '3m'],
  ['5m', '5m'],
  ['15m', '15m'],
  ['30m', '30m'],
  ['1h', '1H'],
  ['2h', '2H'],
  ['4h', '4H'],
  ['6h', '6Hutc'],
  ['12h', '12Hutc'],
  ['1d', '1Dutc'],
  ['1w', '1Wutc'],
  ['1M', '1Mutc'],
])

const byChannel: ReadonlyMap<unknown, Interval> = new Map(
  [...bars].map(([interval, bar]) => [`candle${bar}`, interval] as const),
)

export const nativeIntervals: readonly Interval[] = [...bars.keys()]

export const barOf = (interval: Interval): string | undefined => bars.get(interval)

export const intervalOfChannel = (channel: unknown): Interval | undefined => byChannel.get(channel)
