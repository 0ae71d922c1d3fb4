/** Every instrument of every enabled venue: fetched, remembered for a start without network, and searched. */
import UFuzzy from '@leeoniya/ufuzzy'
import { toAppError } from '../../shared/errors.ts'
import { isInstrumentId, type InstrumentId, type ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

const refreshMs = 6 * 3_600_000
const retryMs = 3_000

export type CatalogueDeps = {
  readonly clock: Clock
  readonly log: Log
  /** One venue's list, over REST. */
  fetch(provider: ProviderId): Promise<Instrument[]>
  readonly cache: {
    load(provider: ProviderId): Instrument[]
    save(provider: ProviderId, instruments: readonly Instrument[]): void
  }
  /** The list of a venue changed. */
  changed(provider: ProviderId): void
}

export type Catalogue = {
  /** Takes the remembered list at once, and the venue's own as soon as it answers. */
  add(provider: ProviderId): void
  remove(provider: ProviderId): void
  refresh(provider: ProviderId): Promise<void>
  /** Resolves when every venue without a remembered list has answered or failed once, after `withinMs` at the latest. */
  settled(withinMs: number): Promise<void>
  get(id: InstrumentId): Instrument | undefined
  search(query: string, options: { provider?: ProviderId; limit: number }): Instrument[]
  /** The instrument that a message means: an id, `VENUE:SYMBOL`, or a symbol as some venue spells it. */
  resolve(text: string): InstrumentId | null
  /** The instrument of one venue by its symbol, however it is punctuated; never another venue's. */
  find(provider: ProviderId, symbol: string): InstrumentId | null
  stop(): void
}

const plain = (text: string): string => text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

export function createCatalogue(deps: CatalogueDeps): Catalogue {
  const { clock, log } = deps
  const lists = new Map<ProviderId, readonly Instrument[]>()
  const timers = new Map<ProviderId, Cancel>()
  /** First lists that are on their way, where none was remembered. */
  const awaited = new Map<ProviderId, Promise<void>>()
  const byId = new Map<InstrumentId, Instrument>()
  const bySymbol = new Map<string, InstrumentId>()
  // A symbol is found anywhere in it, with one typing error; a name only from the start of a word on: "eth" is no Tether.
  // The library declares its modes as const enums, which only its own compiler could inline: 1 is `SingleError`, 2 `Strict`.
  // oxlint-disable typescript/no-unsafe-enum-assignment
  const bySpelling = new UFuzzy({ intraMode: 1 })
  const byWord = new UFuzzy({ interLft: 2 })
  // oxlint-enable typescript/no-unsafe-enum-assignment
  let all: readonly Instrument[] = []
  let symbols: string[] = []
  let names: string[] = []

  const rebuild = (): void => {
    all = [...lists.values()].flat()
    symbols = all.map(({ symbol }) => symbol)
    names = all.map(({ name }) => name)
    byId.clear()
    bySymbol.clear()
    for (const instrument of all) {
      byId.set(instrument.id, instrument)
      const symbol = plain(instrument.symbol)
      if (!bySymbol.has(symbol)) bySymbol.set(symbol, instrument.id)
    }
  }

  const take = (provider: ProviderId, instruments: readonly Instrument[]): void => {
    lists.set(provider, instruments)
    rebuild()
    deps.changed(provider)
  }

  const schedule = (provider: ProviderId, delayMs: number): void => {
    timers.get(provider)?.()
    timers.set(
      provider,
      clock.after(delayMs, () => void refresh(provider)),
    )
  }

  const refresh = async (provider: ProviderId): Promise<void> => {
    try {
      const instruments = await deps.fetch(provider)
      if (!lists.has(provider)) return
      deps.cache.save(provider, instruments)
      take(provider, instruments)
      schedule(provider, refreshMs)
    } catch (error) {
      if (!lists.has(provider)) return
      const { message, retry } = toAppError(error)
      log.warn({ provider, reason: message }, 'instrument list not fetched')
      schedule(provider, typeof retry === 'object' ? Math.max(retry.afterMs, retryMs) : retryMs)
    }
  }

  const exactness = (instrument: Instrument, query: string): number => {
    const symbol = plain(instrument.symbol)
    if (symbol === query) return 0
    if (symbol.startsWith(query)) return 1
    if (plain(instrument.name).startsWith(query)) return 2
    return 3
  }

  const find = (provider: ProviderId, symbol: string): InstrumentId | null =>
    all.find((each) => each.provider === provider && plain(each.symbol) === plain(symbol))?.id ?? null

  return {
    find,
    add(provider) {
      const remembered = deps.cache.load(provider)
      take(provider, remembered)
      const first = refresh(provider)
      if (remembered.length === 0) awaited.set(provider, first)
    },
    async settled(withinMs) {
      let cancel: Cancel = () => {}
      const late = new Promise<void>((resolve) => (cancel = clock.after(withinMs, resolve)))
      await Promise.race([Promise.all(awaited.values()), late])
      cancel()
      awaited.clear()
    },
    remove(provider) {
      timers.get(provider)?.()
      timers.delete(provider)
      lists.delete(provider)
      rebuild()
      deps.changed(provider)
    },
    refresh,
    get: (id) => byId.get(id),
    search(query, { provider, limit }) {
      const within = (instrument: Instrument): boolean =>
        provider === undefined || instrument.provider === provider
      const wanted = query.trim()
      if (wanted === '') return all.filter(within).slice(0, limit)
      const found = new Set([
        ...(bySpelling.search(symbols, wanted, 1)[0] ?? []),
        ...(byWord.search(names, wanted, 1)[0] ?? []),
      ])
      const needle = plain(wanted)
      const hits = [...found].flatMap((index) => all[index] ?? []).filter(within)
      // The fuzzy order decides among equals; an exact symbol always comes first.
      const ranked = hits.map((instrument, order) => ({
        instrument,
        order,
        rank: exactness(instrument, needle),
      }))
      ranked.sort((a, b) => a.rank - b.rank || a.order - b.order)
      return ranked.slice(0, limit).map(({ instrument }) => instrument)
    },
    resolve(text) {
      const trimmed = text.trim()
      if (isInstrumentId(trimmed) && byId.has(trimmed)) return trimmed
      // TradingView marks delayed exchanges by `_DL` and `_DLY`, and perpetuals by `.P`, which are other instruments.
      const parts = /^([A-Za-z0-9]+?)(?:_DLY?)?:(.+)$/.exec(trimmed)
      if (parts !== null) {
        const [, venue = '', symbol = ''] = parts
        return find(venue.toLowerCase(), symbol) ?? bySymbol.get(plain(symbol)) ?? null
      }
      return bySymbol.get(plain(trimmed)) ?? null
    },
    stop() {
      for (const cancel of timers.values()) cancel()
      timers.clear()
      lists.clear()
    },
  }
}
