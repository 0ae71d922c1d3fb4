/** Breaks what venues send in every way that a line can break it, and checks that parsers keep their word. */
import { CodedError } from '../../shared/errors.ts'
import { isInstrumentId } from '../../shared/model/ids.ts'
import type { Candle } from '../../shared/model/candle.ts'
import type { QuoteUpdate, Trade } from '../../shared/model/quote.ts'
import type { StreamFrame } from '../../electron/providers/provider.ts'

const runs = 10_000

/** What a broken line is likely to put into JSON: signs that change its shape, and values that look like others. */
const splices = [
  ...['"', '{', '}', '[', ']', ',', ':', '\\', '-', '.', '0', '9', 'e', ' ', '\u0000', '\ud800', 'ä', '₿'],
  ...['null', 'true', '[]', '{}', '""', '-1', '1e9', '1e999', '0', 'NaN', '"NaN"', '9007199254740993'],
]

/** Mulberry32, so that a failure comes back with the next run. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

function mutate(text: string, other: string, below: (limit: number) => number): string {
  let broken = text
  for (let left = 1 + below(3); left > 0; left -= 1) {
    const at = below(broken.length + 1)
    const end = Math.min(broken.length, at + 1 + below(8))
    const splice = splices[below(splices.length)] ?? ''
    switch (below(6)) {
      case 0: // something is lost
        broken = broken.slice(0, at) + broken.slice(end)
        break
      case 1: // something comes in between
        broken = broken.slice(0, at) + splice + broken.slice(at)
        break
      case 2: // something is overwritten
        broken = broken.slice(0, at) + splice + broken.slice(end)
        break
      case 3: // one character, any
        broken = broken.slice(0, at) + String.fromCodePoint(below(256)) + broken.slice(at + 1)
        break
      case 4: // a part comes twice
        broken = broken.slice(0, end) + broken.slice(at)
        break
      default: // the rest belongs to another frame
        broken = broken.slice(0, at) + other.slice(below(other.length + 1))
    }
  }
  return broken
}

/** Every text cut off at every byte (a cut character becomes U+FFFD, as a decoder would make it), then 10,000 seeded mutations. */
export function* brokenTexts(texts: readonly string[], seed = 1): Generator<string> {
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text)
    const decoder = new TextDecoder()
    for (let length = 0; length < bytes.length; length += 1) yield decoder.decode(bytes.subarray(0, length))
  }
  const below = seeded(seed)
  for (let run = 0; run < runs; run += 1) {
    const text = texts[below(texts.length)] ?? ''
    const other = texts[below(texts.length)] ?? ''
    yield mutate(text, other, below)
  }
}

/** Throws for a number that nobody could stand behind. */
function check(what: string, isRight: boolean): void {
  if (!isRight) throw new Error(what)
}

const isTime = (at: number | null): boolean => at === null || (Number.isFinite(at) && at >= 0)
const isPrice = (price: number): boolean => Number.isFinite(price) && price > 0

export function checkQuote(quote: QuoteUpdate): void {
  check(`instrument ${String(quote.instrument)}`, isInstrumentId(quote.instrument))
  for (const name of ['last', 'bid', 'ask', 'open', 'high', 'low'] as const) {
    const price = quote[name]
    check(`${name} ${String(price)}`, price === undefined || price === null || isPrice(price))
  }
  for (const name of ['volume', 'change', 'changePercent'] as const) {
    const value = quote[name]
    check(`${name} ${String(value)}`, value === undefined || value === null || Number.isFinite(value))
  }
  check(`volume ${String(quote.volume)}`, (quote.volume ?? 0) >= 0)
  check(`exchangeAt ${String(quote.exchangeAt)}`, isTime(quote.exchangeAt))
  check('snapshot', typeof quote.snapshot === 'boolean')
}

export function checkTrade(trade: Trade): void {
  check(`instrument ${String(trade.instrument)}`, isInstrumentId(trade.instrument))
  check(`price ${trade.price}`, isPrice(trade.price))
  check(`size ${trade.size}`, Number.isFinite(trade.size) && trade.size >= 0)
  check(`tradeId ${trade.tradeId}`, typeof trade.tradeId === 'string')
  check(`takerSide ${String(trade.takerSide)}`, [null, 'buy', 'sell'].includes(trade.takerSide))
  check(`exchangeAt ${trade.exchangeAt}`, isTime(trade.exchangeAt))
}

export function checkCandle({ openAt, open, high, low, close, volume }: Candle): void {
  check(`openAt ${openAt}`, Number.isSafeInteger(openAt) && openAt >= 0)
  check(`prices ${open} ${high} ${low} ${close}`, [open, high, low, close].every(isPrice))
  check(`high ${high} low ${low}`, high >= Math.max(open, close) && low <= Math.min(open, close))
  check(`volume ${volume}`, Number.isFinite(volume) && volume >= 0)
}

/** Throws unless all that a frame says can be stood behind. */
export function checkFrame(frame: StreamFrame): void {
  for (const quote of frame.quotes) checkQuote(quote)
  for (const trade of frame.trades) checkTrade(trade)
  for (const { instrument, candle } of frame.candles) {
    check(`instrument ${String(instrument)}`, isInstrumentId(instrument))
    checkCandle(candle)
  }
  for (const topic of frame.acks) check('ack', typeof topic === 'string' && topic !== '')
  for (const { topic, reason } of frame.refusals) check('refusal', topic !== '' && reason !== '')
  const id = frame.answered?.requestId ?? null
  check(`answered ${String(id)}`, id === null || Number.isSafeInteger(id))
  check(`unknown ${frame.unknown}`, Number.isSafeInteger(frame.unknown) && frame.unknown >= 0)
}

function worded(text: string, cause: unknown): Error {
  const what = cause instanceof Error ? cause.message : String(cause)
  return new Error(`${what}, for ${JSON.stringify(text.slice(0, 2000))}`, { cause })
}

/**
 * A stream's `parse` over every break of `frames`: throws where it throws, or where it makes a number that is none.
 * Answers how many broken frames it was given.
 */
export function abuseParser(parse: (frame: string) => StreamFrame, frames: readonly string[]): number {
  let count = 0
  for (const text of [...frames, '', 'null', '[]', '{}', '0', '""', '[[[[', '{"data":null}']) {
    try {
      checkFrame(parse(text))
    } catch (cause) {
      throw worded(text, cause)
    }
  }
  for (const text of brokenTexts(frames)) {
    count += 1
    try {
      checkFrame(parse(text))
    } catch (cause) {
      throw worded(text, cause)
    }
  }
  return count
}

/**
 * A REST parser over every break of `bodies`: it either answers what `checkValue` accepts or throws a coded error.
 * `checkValue` throws for what is wrong. Answers how many broken bodies there were.
 */
export function abuseRest<T>(
  parse: (body: string) => T,
  bodies: readonly string[],
  checkValue: (value: T) => void,
): number {
  let count = 0
  for (const text of ['', 'null', '[]', '{}', '<html></html>', '"ok"', ...brokenTexts(bodies)]) {
    count += 1
    try {
      checkValue(parse(text))
    } catch (cause) {
      if (!(cause instanceof CodedError)) throw worded(text, cause)
    }
  }
  return count
}
