/** Calls about watchlists, and their exchange with TradingView's .txt. */
import { codedError } from '../../../shared/errors.ts'
import type { Watchlist } from '../../../shared/model/watchlist.ts'
import { readWatchlistText, writeWatchlistText } from '../../../shared/model/watchlist-text.ts'
import type { CoreHandlers } from '../../bridge/handlers.ts'
import type { Parts } from '../parts.ts'

type Names =
  'watchlists.list' | 'watchlists.save' | 'watchlists.delete' | 'watchlists.import' | 'watchlists.export'

export function listHandlers(parts: Parts): Pick<CoreHandlers, Names> {
  const { catalogue, store } = parts
  const { watchlists } = store

  const existing = (id: string): Watchlist => {
    const list = watchlists.get(id)
    if (list === null) throw codedError('not-found', `no watchlist ${id}`)
    return list
  }

  return {
    'watchlists.list': () => watchlists.list(),
    'watchlists.save': (list) => {
      watchlists.save(list)
      parts.alerts.onWatchlist(list.id)
      parts.changed('watchlists')
      return list
    },
    'watchlists.delete': ({ id }) => {
      const list = existing(id)
      watchlists.delete(id)
      parts.alerts.onWatchlist(id)
      parts.changed('watchlists')
      return list
    },
    'watchlists.export': ({ id }) => {
      const list = existing(id)
      return { name: list.name, text: writeWatchlistText(list.items) }
    },
    'watchlists.import': ({ name, text }) => {
      // A list that names its venue means that venue: a namesake elsewhere would be another market's price.
      const { items, unresolved } = readWatchlistText(text, (provider, symbol) =>
        provider === null ? catalogue.resolve(symbol) : catalogue.find(provider, symbol),
      )
      if (items.length > 1000)
        throw codedError('too-large', `text: ${items.length} entries; a list holds at most 1000`)
      const position = 1 + Math.max(-1, ...watchlists.list().map((list) => list.position))
      const watchlist: Watchlist = { id: crypto.randomUUID(), name, position, items }
      watchlists.save(watchlist)
      parts.changed('watchlists')
      return { watchlist, unresolved }
    },
  }
}
