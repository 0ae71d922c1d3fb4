/** How things are called in the sentences of rules. */
import type { Names } from '../../shared/alerts/sentence.ts'
import { symbolOf } from '../../shared/model/ids.ts'
import type { Store } from '../store/store.ts'
import type { Catalogue } from './catalogue.ts'

type Sources = {
  readonly catalogue: Pick<Catalogue, 'get'>
  readonly store: Pick<Store, 'watchlists' | 'hookSources' | 'settings'>
}

export function alertNames({ catalogue, store }: Sources): Names {
  return {
    symbol: (id) => catalogue.get(id)?.symbol ?? symbolOf(id),
    tickSize: (id) => catalogue.get(id)?.tickSize ?? 1e-8,
    watchlist: (id) => store.watchlists.get(id)?.name ?? 'a watchlist that is gone',
    hook: (id) => store.hookSources.get(id)?.name ?? 'a webhook source that is gone',
    get timeZone() {
      const { timeZone } = store.settings.get()
      return timeZone === 'local' ? undefined : timeZone
    },
  }
}
