/** Symbol search: the core's index beside a plain scan of every symbol and name, over ten and thirty thousand instruments. */
import { createInstrumentSearch } from '../electron/core/instrument-search.ts'
import { instrumentId } from '../shared/model/ids.ts'
import type { Instrument } from '../shared/model/instrument.ts'
import { compare, print } from './measure.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const venues = ['binance', 'coinbase', 'kraken', 'okx', 'alpaca']
const queries = ['b', 'btc', 'usdt', 'holdings', 'kraken btc', 'xyzw']

/** The same list each time: symbols of two to five letters, most with a quote currency. */
function listOf(count: number): Instrument[] {
  let seed = 7
  const next = (below: number): number => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed % below
  }
  return Array.from({ length: count }, (_, index) => {
    const base = Array.from({ length: 2 + next(4) }, () => letters[next(26)]).join('')
    const provider = venues[index % venues.length] ?? 'binance'
    const symbol = index % 3 === 0 ? base : `${base}USDT`
    return {
      id: instrumentId(provider, symbol),
      provider,
      symbol,
      name: `${base} Holdings ${index}`,
      kind: 'crypto',
      currency: 'USDT',
      tickSize: 0.01,
      session: { kind: 'always' },
      intervals: ['1m'],
      simulated: false,
    }
  })
}

export function benchSearch(): void {
  for (const count of [10_000, 30_000]) {
    const list = listOf(count)
    const { search } = createInstrumentSearch(list, (id) => id.length)
    for (const query of queries) {
      const needle = query.toUpperCase()
      print(
        `search ${count} instruments for "${query}"`,
        compare([
          {
            name: 'plain scan',
            run: () =>
              void list
                .filter((each) => each.symbol.includes(needle) || each.name.toUpperCase().includes(needle))
                .slice(0, 40),
          },
          { name: 'fuzzy, ranked', run: () => void search(query, { limit: 40 }) },
        ]),
      )
    }
  }
}
