/** Search over every known instrument: fuzzy, ranked by exactness and then by what is traded most. */
import UFuzzy from '@leeoniya/ufuzzy'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'

export type SearchOptions = { readonly provider?: ProviderId; readonly limit: number }

export type InstrumentSearch = {
  /** An empty query lists all. A word that names a venue (`kraken btc`, `binance:btcusdt`) narrows to it. */
  search(query: string, options: SearchOptions): Instrument[]
}

/** Letters and digits alone, upper case: however a symbol is punctuated, this is the same. */
export function plainSymbol(text: string): string {
  return text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

// Lower is better; a symbol that begins with the query before a name that does.
const ranks = { exact: 0, symbolStart: 1, nameStart: 2, fuzzy: 3 } as const
const shortestVenueWord = 3

/**
 * `turnover`: what an instrument trades in a day, in one currency, to rank equals by; 0 where unknown.
 * All that a query needs is prepared here, once a list changes.
 */
export function createInstrumentSearch(
  instruments: readonly Instrument[],
  turnover: (id: InstrumentId) => number,
): InstrumentSearch {
  // A symbol is found anywhere in it, with one typing error; a name only from the start of a word on: "eth" is no Tether.
  // The library declares its modes as const enums, which only its own compiler could inline: 1 is `SingleError`, 2 `Strict`.
  // oxlint-disable typescript/no-unsafe-enum-assignment
  const bySpelling = new UFuzzy({ intraMode: 1 })
  const byWord = new UFuzzy({ interLft: 2 })
  // oxlint-enable typescript/no-unsafe-enum-assignment
  const symbols = instruments.map(({ symbol }) => symbol)
  const plainSymbols = symbols.map(plainSymbol)
  const names = instruments.map(({ name }) => name)
  const plainNames = names.map(plainSymbol)
  const traded = Float64Array.from(instruments, ({ id }) => turnover(id))
  const venues = new Set(instruments.map(({ provider }) => provider))

  const venueOf = (word: string): ProviderId | undefined => {
    const lower = word.toLowerCase()
    if (lower.length < shortestVenueWord) return undefined
    return (
      [...venues].find((venue) => venue === lower) ?? [...venues].find((venue) => venue.startsWith(lower))
    )
  }

  /** What is looked for, and at which venue. A venue's name alone is looked for as it is. */
  const read = (query: string): { text: string; venue: ProviderId | undefined } => {
    const words = query.trim().split(/[\s:]+/)
    if (words.length < 2) return { text: query.trim(), venue: undefined }
    const at = words.findIndex((word) => venueOf(word) !== undefined)
    if (at === -1) return { text: query.trim(), venue: undefined }
    return { text: words.toSpliced(at, 1).join(' '), venue: venueOf(words[at] ?? '') }
  }

  const rankOf = (index: number, needle: string): number => {
    const symbol = plainSymbols[index] ?? ''
    if (symbol === needle) return ranks.exact
    if (symbol.startsWith(needle)) return ranks.symbolStart
    return plainNames[index]?.startsWith(needle) === true ? ranks.nameStart : ranks.fuzzy
  }

  const look = (text: string, provider: ProviderId | undefined, limit: number): Instrument[] => {
    const isWithin = (index: number): boolean =>
      provider === undefined || instruments[index]?.provider === provider
    const needle = plainSymbol(text)
    const found = new Set([
      ...(bySpelling.search(symbols, text, 1)[0] ?? []),
      ...(byWord.search(names, text, 1)[0] ?? []),
      // `BTCUSDT` finds `BTC-USDT` and `BTC/USDT`.
      ...(needle.length > 1 ? (bySpelling.filter(plainSymbols, needle) ?? []) : []),
    ])
    const hits = [...found].filter(isWithin).map((index, order) => {
      const rank = rankOf(index, needle)
      // Of two that begin with the query, the one that says least besides.
      const begun =
        rank === ranks.symbolStart ? plainSymbols[index] : rank === ranks.nameStart ? plainNames[index] : ''
      const rest = begun?.length ?? 0
      return { index, order, rank, rest, traded: traded[index] ?? 0 }
    })
    return hits
      .toSorted((a, b) => a.rank - b.rank || b.traded - a.traded || a.rest - b.rest || a.order - b.order)
      .slice(0, limit)
      .flatMap(({ index }) => instruments[index] ?? [])
  }

  return {
    search(query, { provider, limit }) {
      if (query.trim() === '') {
        const listed =
          provider === undefined ? instruments : instruments.filter((each) => each.provider === provider)
        return listed.slice(0, limit)
      }
      const { text, venue } = read(query)
      const found =
        venue === undefined
          ? []
          : look(text, venue, limit).filter((each) => provider === undefined || each.provider === provider)
      return found.length > 0 ? found : look(query.trim(), provider, limit)
    },
  }
}
