/** Every instrument of every enabled venue: fetched, remembered for a start without network, and searched. */
import { toAppError } from '../../shared/errors.ts'
import { isInstrumentId, type InstrumentId, type ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import {
  createInstrumentSearch,
  plainSymbol,
  type InstrumentSearch,
  type SearchOptions,
} from './instrument-search.ts'

const refreshMs = 6 * 3_600_000
const retryMs = 3_000

export type CatalogueDeps = {
  readonly clock: Clock
  readonly log: Log
  /** One venue's list, over REST. */
  fetch(provider: ProviderId): Promise<Instrument[]>
  /** 24 h turnover in each instrument's currency; null where the venue can't tell it at once. */
  turnover(provider: ProviderId): Promise<ReadonlyMap<InstrumentId, number> | null>
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
  search(query: string, options: SearchOptions): Instrument[]
  /** How many instruments are known of a venue. */
  count(provider: ProviderId): number
  /** The instrument that a message means: an id, `VENUE:SYMBOL`, or a symbol as some venue spells it. */
  resolve(text: string): InstrumentId | null
  /** The instrument of one venue by its symbol, however it is punctuated; never another venue's. */
  find(provider: ProviderId, symbol: string): InstrumentId | null
  stop(): void
}

/**
 * About how many US dollars one unit is worth, by orders of magnitude: only to rank what is traded in different currencies,
 * never shown. Dollars and their tokens, and what is not listed, count as one.
 */
const worth: Readonly<Record<string, number>> = {
  BTC: 6e4,
  XBT: 6e4,
  ETH: 3e3,
  BNB: 6e2,
  GBX: 1e-2,
  CNY: 1e-1,
  BRL: 2e-1,
  TRY: 3e-2,
  INR: 1e-2,
  JPY: 7e-3,
  ARS: 1e-3,
  KRW: 7e-4,
  COP: 2e-4,
  IDR: 6e-5,
  VND: 4e-5,
}

export function createCatalogue(deps: CatalogueDeps): Catalogue {
  const { clock, log } = deps
  const lists = new Map<ProviderId, readonly Instrument[]>()
  const timers = new Map<ProviderId, Cancel>()
  /** First lists that are on their way, where none was remembered. */
  const awaited = new Map<ProviderId, Promise<void>>()
  const byId = new Map<InstrumentId, Instrument>()
  /** By venue and plain symbol, and by plain symbol alone. */
  const bySymbol = new Map<string, InstrumentId>()
  const turnovers = new Map<ProviderId, ReadonlyMap<InstrumentId, number>>()
  // Made when somebody searches after a change.
  let index: InstrumentSearch | null = null

  /** Real venues first: a message that names no venue means one of them. */
  const everything = (): Instrument[] => {
    const all = [...lists.values()].flat()
    return [...all.filter(({ simulated }) => !simulated), ...all.filter(({ simulated }) => simulated)]
  }

  const rebuild = (): void => {
    index = null
    byId.clear()
    bySymbol.clear()
    for (const instrument of everything()) {
      const { id, provider, symbol } = instrument
      byId.set(id, instrument)
      const plain = plainSymbol(symbol)
      for (const key of [plain, `${provider}:${plain}`]) if (!bySymbol.has(key)) bySymbol.set(key, id)
    }
  }

  const turnoverOf = (id: InstrumentId): number => {
    const instrument = byId.get(id)
    if (instrument === undefined) return 0
    const { provider, currency } = instrument
    return (turnovers.get(provider)?.get(id) ?? 0) * (worth[currency] ?? 1)
  }

  const searcher = (): InstrumentSearch => (index ??= createInstrumentSearch(everything(), turnoverOf))

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

  /** Never rejects: without it a search is ranked by exactness alone. */
  const rank = async (provider: ProviderId): Promise<void> => {
    try {
      const turnover = await deps.turnover(provider)
      if (turnover === null || !lists.has(provider)) return
      turnovers.set(provider, turnover)
      index = null
    } catch (error) {
      log.info({ provider, reason: toAppError(error).message }, 'turnover not fetched')
    }
  }

  const refresh = async (provider: ProviderId): Promise<void> => {
    try {
      const instruments = await deps.fetch(provider)
      if (!lists.has(provider)) return
      deps.cache.save(provider, instruments)
      take(provider, instruments)
      schedule(provider, refreshMs)
      void rank(provider)
    } catch (error) {
      if (!lists.has(provider)) return
      const { message, retry } = toAppError(error)
      log.warn({ provider, reason: message }, 'instrument list not fetched')
      schedule(provider, typeof retry === 'object' ? Math.max(retry.afterMs, retryMs) : retryMs)
    }
  }

  const find = (provider: ProviderId, symbol: string): InstrumentId | null =>
    bySymbol.get(`${provider}:${plainSymbol(symbol)}`) ?? null

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
      turnovers.delete(provider)
      rebuild()
      deps.changed(provider)
    },
    refresh,
    get: (id) => byId.get(id),
    search: (query, options) => searcher().search(query, options),
    count: (provider) => lists.get(provider)?.length ?? 0,
    resolve(text) {
      const trimmed = text.trim()
      if (isInstrumentId(trimmed) && byId.has(trimmed)) return trimmed
      // TradingView marks delayed exchanges by `_DL` and `_DLY`, and perpetuals by `.P`, which are other instruments.
      const parts = /^([A-Za-z0-9]+?)(?:_DLY?)?:(.+)$/.exec(trimmed)
      if (parts !== null) {
        const [, venue = '', symbol = ''] = parts
        return find(venue.toLowerCase(), symbol) ?? bySymbol.get(plainSymbol(symbol)) ?? null
      }
      return bySymbol.get(plainSymbol(trimmed)) ?? null
    },
    stop() {
      for (const cancel of timers.values()) cancel()
      timers.clear()
      lists.clear()
    },
  }
}
