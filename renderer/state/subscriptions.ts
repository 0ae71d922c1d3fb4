/** Keeps the quotes that this window asks for equal to what it shows and guards: one change at a time. */
import type { StoreApi } from 'zustand/vanilla'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { BridgeClient } from '../bridge/client-types.ts'
import type { AppState } from './app-state.ts'
import type { QuoteStore } from './quotes.ts'
import { activeList } from './slices/watchlists.ts'

export type Subscriptions = {
  /** Compares with what is wanted now, and asks for the difference. */
  update(): void
  /** The connection is gone: nothing is subscribed any more. */
  reset(): void
  /** Instruments that were unknown may be known now. */
  retryUnknown(): void
}

type Deps = {
  readonly client: BridgeClient
  readonly store: StoreApi<AppState>
  readonly quotes: QuoteStore
  readonly remember: (instruments: readonly Instrument[]) => void
  readonly onError: (thrown: unknown) => void
}

// The core takes at most this many in one call.
const mostAtOnce = 1000

/** The open list, the chart, and every instrument that an armed alert watches. */
export function wantedInstruments(state: AppState): Set<InstrumentId> {
  const wanted = new Set<InstrumentId>()
  for (const item of activeList(state)?.items ?? [])
    if (item.kind === 'instrument') wanted.add(item.instrument)
  if (state.selected !== null) wanted.add(state.selected)
  for (const rule of state.rules) {
    if (rule.state !== 'armed') continue
    if (rule.instrument !== null) wanted.add(rule.instrument)
    for (const { instrument, state } of rule.standings)
      if (instrument !== null && state === 'armed') wanted.add(instrument)
  }
  return wanted
}

function chunks<T>(items: readonly T[]): T[][] {
  const result: T[][] = []
  for (let at = 0; at < items.length; at += mostAtOnce) result.push(items.slice(at, at + mostAtOnce))
  return result
}

export function createSubscriptions({ client, store, quotes, remember, onError }: Deps): Subscriptions {
  const subscribed = new Set<InstrumentId>()
  /** Asked for, and no venue knows them: a subscription that names one is refused as a whole. */
  const unknown = new Set<InstrumentId>()
  let running = false
  let again = false
  let epoch = 0

  const learn = async (ids: readonly InstrumentId[]): Promise<void> => {
    const missing = ids.filter((id) => !store.getState().instruments.has(id))
    for (const some of chunks(missing)) {
      const found = await client.call('instruments.get', { instruments: some })
      remember(found)
      const known = new Set(found.map((instrument) => instrument.id))
      for (const id of some) if (!known.has(id)) unknown.add(id)
    }
  }

  const step = async (): Promise<void> => {
    const current = epoch
    const wanted = wantedInstruments(store.getState())
    const added = [...wanted].filter((id) => !subscribed.has(id) && !unknown.has(id))
    const removed = [...subscribed].filter((id) => !wanted.has(id))
    await learn(added)
    for (const some of chunks(added.filter((id) => !unknown.has(id)))) {
      const answer = await client.call('quotes.subscribe', { instruments: some, format: 'binary' })
      if (current !== epoch) return
      quotes.applySnapshot(answer.quotes, answer.indexes)
      for (const id of some) subscribed.add(id)
    }
    for (const some of chunks(removed)) {
      await client.call('quotes.unsubscribe', { instruments: some })
      if (current !== epoch) return
      for (const id of some) subscribed.delete(id)
    }
  }

  const run = async (): Promise<void> => {
    running = true
    try {
      do {
        again = false
        await step()
      } while (again && client.state() === 'open')
    } catch (error) {
      // A lost connection is told elsewhere, and starts everything anew.
      if (client.state() === 'open') onError(error)
    } finally {
      running = false
      if (again && client.state() === 'open') update()
    }
  }

  const update = (): void => {
    if (client.state() !== 'open') return
    if (running) again = true
    else void run()
  }

  return {
    update,
    reset() {
      epoch += 1
      subscribed.clear()
      unknown.clear()
    },
    retryUnknown() {
      unknown.clear()
      update()
    },
  }
}
