/** Calls about instruments, history, live streams and the replay. */
import { codedError } from '../../../shared/errors.ts'
import { instrumentId } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import type { Watchlist } from '../../../shared/model/watchlist.ts'
import type { CoreHandlers } from '../../bridge/handlers.ts'
import { isReplayed } from '../../providers/simulated/symbols.ts'
import type { Parts } from '../parts.ts'

type Names =
  | 'instruments.search'
  | 'instruments.get'
  | 'candles.get'
  | 'feeds.status'
  | 'feeds.reconnect'
  | 'connections.health'
  | 'replay.start'
  | 'replay.stop'
  | 'replay.status'

/** The list that holds what is being replayed; it goes away with the replay. */
export const replayListId = 'replay'

export function marketHandlers(parts: Parts): Pick<CoreHandlers, Names> {
  const { venues, catalogue, candles, feeds, simulation } = parts

  return {
    'instruments.search': ({ query, provider, limit }) =>
      catalogue.search(query, { limit: limit ?? 50, ...(provider === undefined ? {} : { provider }) }),
    'instruments.get': ({ instruments }) => instruments.flatMap((id) => catalogue.get(id) ?? []),
    'candles.get': ({ instrument, interval, before, limit }) =>
      candles.get({
        instrument: parts.instrument(instrument),
        interval,
        ...(before === undefined ? {} : { before }),
        ...(limit === undefined ? {} : { limit }),
      }),
    'feeds.status': () => feeds.status(),
    'feeds.reconnect': ({ provider }) => {
      if (!venues.isEnabled(provider)) throw codedError('not-found', `no enabled venue ${provider}`)
      feeds.reconnect(provider)
      return { ok: true }
    },
    'connections.health': () => parts.health(),
    'replay.start': async (input) => {
      const status = simulation.startReplay(input)
      restartReplayed(parts)
      await showReplay(parts)
      askAgain(parts)
      return status
    },
    'replay.stop': async () => {
      const status = simulation.stopReplay()
      restartReplayed(parts)
      await showReplay(parts)
      return status
    },
    'replay.status': () => simulation.replayStatus(),
  }
}

function replayedInstruments({ catalogue }: Pick<Parts, 'catalogue'>): Instrument[] {
  return catalogue.search('', { provider: 'simulated', limit: 1000 }).filter(({ id }) => isReplayed(id))
}

/** Another file may come under the same name, and its time begins anew: nothing known before it counts. */
function restartReplayed(parts: Parts): void {
  for (const { id } of replayedInstruments(parts)) parts.restartInstrument(id)
}

/** What was refused while nothing was replayed is there again. */
function askAgain({ feeds }: Parts): void {
  const status = feeds.status().find(({ provider }) => provider === 'simulated')
  if (status?.refused.some(({ instrument }) => isReplayed(instrument)) === true) feeds.reconnect('simulated')
}

/** Makes the list of what is being replayed match what the exchange serves. */
export async function showReplay(parts: Parts): Promise<void> {
  const { store } = parts
  await parts.refreshInstruments('simulated')
  const replayed = replayedInstruments(parts)
  if (replayed.length > 0) {
    const items: Watchlist['items'] = replayed.map(({ id }) => ({ kind: 'instrument', instrument: id }))
    store.watchlists.save({ id: replayListId, name: 'Replay', position: 1000, items })
  } else if (store.watchlists.get(replayListId) !== null) {
    store.watchlists.delete(replayListId)
  }
  for (const what of ['instruments', 'watchlists', 'replay'] as const) parts.changed(what)
}

/** The first lists of a new user: everything the simulated exchange has, by kind. */
export function firstWatchlists(parts: Pick<Parts, 'catalogue' | 'store'>): boolean {
  const { catalogue, store } = parts
  if (store.watchlists.list().some(({ id }) => id !== replayListId)) return false
  const all = catalogue.search('', { provider: 'simulated', limit: 1000 }).filter(({ id }) => !isReplayed(id))
  if (all.length === 0) return false
  const section = (title: string, kinds: readonly string[]): Watchlist['items'] => {
    const members = all.filter(({ kind }) => kinds.includes(kind))
    if (members.length === 0) return []
    return [
      { kind: 'section', title },
      ...members.map(({ id }) => ({ kind: 'instrument', instrument: id }) as const),
    ]
  }
  const crypto = section('Crypto', ['crypto'])
  const stocks = section('Stocks', ['stock', 'index'])
  const fx = section('FX', ['fx'])
  const lists = [
    { id: 'markets', name: 'Markets', items: [...crypto, ...stocks, ...fx] },
    { id: 'crypto', name: 'Crypto', items: crypto.slice(1) },
    { id: 'us-stocks', name: 'US stocks', items: stocks.slice(1) },
  ]
  for (const [position, list] of lists.entries()) store.watchlists.save({ ...list, position })
  return true
}

/** What the chart opens on when nothing was chosen yet. */
export const firstInstrument = instrumentId('simulated', 'BTCUSDT')
