/** Watchlists as TradingView's .txt: `###Section,EXCHANGE:SYMBOL,…`, both ways; here the exchange is the venue's id in capitals. */
import { codedError } from '../errors.ts'
import { providerOf, symbolOf, type InstrumentId, type ProviderId } from './ids.ts'
import type { WatchlistItem } from './watchlist.ts'

/** The instrument that a line names, or null. `provider` is null where the line has no exchange. */
export type ResolveSymbol = (provider: ProviderId | null, symbol: string) => InstrumentId | null

export type ReadWatchlist = {
  readonly items: WatchlistItem[]
  /** The lines that no venue knows; they are kept as items too. */
  readonly unresolved: string[]
}

const mostItems = 1000
const longestTitle = 80
const longestLine = 120
const sectionMark = '###'

/** What would be read as a separator, or trimmed, is written as in a URL; so is a `%` that would be read as such. */
function escaped(text: string): string {
  return text
    .replace(/%(?=[0-9a-f]{2})/gi, '%25')
    .replace(/[,\r\n]|^\s+|\s+$/g, (found) => encodeURIComponent(found))
}

function unescaped(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (found) => {
    try {
      return decodeURIComponent(found)
    } catch {
      return found
    }
  })
}

function tokenOf(item: WatchlistItem): string {
  if (item.kind === 'section') return sectionMark + escaped(item.title)
  if (item.kind === 'instrument') {
    return `${providerOf(item.instrument).toUpperCase()}:${escaped(symbolOf(item.instrument))}`
  }
  const text = escaped(item.text)
  return text.startsWith(sectionMark) && text !== sectionMark ? `%23${text.slice(1)}` : text
}

export function writeWatchlistText(items: readonly WatchlistItem[]): string {
  return items.map(tokenOf).join(',')
}

function itemOf(token: string, resolve: ResolveSymbol): WatchlistItem {
  const title = unescaped(token.slice(sectionMark.length))
  if (token.startsWith(sectionMark) && title !== '')
    return { kind: 'section', title: title.slice(0, longestTitle) }
  const colon = token.indexOf(':')
  const provider = colon < 0 ? null : token.slice(0, colon).toLowerCase()
  const instrument = resolve(provider, unescaped(token.slice(colon + 1)))
  if (instrument !== null) return { kind: 'instrument', instrument }
  return { kind: 'unresolved', text: unescaped(token).slice(0, longestLine) }
}

/**
 * Reads commas or line breaks between entries. What `resolve` does not know is kept as an unresolved line, in its place.
 * Throws `too-large` past 1000 entries, which is as many as a list holds.
 */
export function readWatchlistText(text: string, resolve: ResolveSymbol): ReadWatchlist {
  const tokens = text
    .replace(/^\uFEFF/, '')
    .split(/[,\r\n]/)
    .map((token) => token.trim())
    .filter((token) => token !== '')
  if (tokens.length > mostItems) {
    throw codedError('too-large', `the list has ${tokens.length} entries; a watchlist holds ${mostItems}`)
  }
  const items = tokens.map((token) => itemOf(token, resolve))
  return { items, unresolved: items.flatMap((item) => (item.kind === 'unresolved' ? [item.text] : [])) }
}
