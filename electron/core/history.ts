/** What the venues answer over REST: instruments with their calendar, turnover, and candle pages, parsed by the provider's own words. */
import { codedError, toAppError } from '../../shared/errors.ts'
import type { Candle } from '../../shared/model/candle.ts'
import type { FeedStatus } from '../../shared/model/feed-status.ts'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { Session } from '../../shared/model/session.ts'
import type { Feeds } from '../feeds/feeds.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { HistoryRange, Provider } from '../providers/provider.ts'
import { isReplayed } from '../providers/simulated/symbols.ts'

export type HistoryDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly providers: readonly Provider[]
  readonly feeds: Pick<Feeds, 'rest' | 'status'>
  credentials(provider: ProviderId): Readonly<Record<string, string>>
  /** The venue whose candles the user allowed to stand in; null for none. */
  historyFrom(provider: ProviderId): ProviderId | null
  /** The same thing at another venue. */
  counterpart(instrument: Instrument, provider: ProviderId): Instrument | null
}

export type History = {
  instruments(provider: ProviderId): Promise<Instrument[]>
  /** 24 h turnover in the quote currency; null where the venue can't tell it at once. */
  turnover(provider: ProviderId): Promise<ReadonlyMap<InstrumentId, number> | null>
  /** One range, all its pages. */
  candles(
    instrument: Instrument,
    interval: Interval,
    range: HistoryRange,
    signal?: AbortSignal,
  ): Promise<Candle[]>
  maxRows(instrument: Instrument): number
  /** How many rows of an interval the venue keeps; null for all. */
  deepestRows(instrument: Instrument): number | null
  /** `source`: whose candles these are, where they are not the venue's own. `depth`: why there are no older ones. Null for nothing. */
  note(instrument: Instrument, about: 'source' | 'depth'): string | null
  /** Forgets what the venue refused: its plan or its key may be another now. */
  retry(provider: ProviderId): void
  /** Whether the venue streams candles of this interval. */
  streams(instrument: Instrument, interval: Interval): boolean
  /** Recorded files differ under one name, and a foreign simulation may have another seed: neither may be remembered. */
  isCacheable(instrument: Instrument, ownSimulation: boolean): boolean
  statusOf(provider: ProviderId): FeedStatus
}

const notConnected = (provider: ProviderId): FeedStatus => ({
  provider,
  state: 'stopped',
  since: 0,
  attempt: 0,
  retryAt: null,
  reason: 'switched off',
  refused: [],
  silent: [],
  quiet: [],
  skewMs: null,
  sockets: 0,
  lastMessageAt: null,
  messagesPerSecond: 0,
})

const dayMs = 86_400_000
// A year back for charts, and as far ahead as exchanges publish.
const calendarBackMs = 370 * dayMs
const calendarAheadMs = 370 * dayMs
// A page is short only at the end of a range: more than this many are a venue that goes round in circles.
const mostPages = 40

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

function isPlanLimit(error: unknown): boolean {
  const { details } = toAppError(error)
  return typeof details === 'object' && details !== null && 'plan' in details && details.plan === true
}

type CalendarDays = ReturnType<NonNullable<Provider['calendar']>['parse']>

/** What is known by rule, and what the venue says: where it says all of a range, its word alone counts there. */
function joinCalendars(rule: CalendarDays, own: CalendarDays, whole: { from: string; to: string } | null) {
  const isOpen = (date: string): boolean => whole === null || date < whole.from || date > whole.to
  const named = new Set([...own.holidays, ...own.earlyCloses.map(({ date }) => date)])
  return {
    holidays: [...new Set([...rule.holidays.filter(isOpen), ...own.holidays])].toSorted(),
    earlyCloses: [
      ...rule.earlyCloses.filter(({ date }) => isOpen(date) && !named.has(date)),
      ...own.earlyCloses,
    ].toSorted((a, b) => a.date.localeCompare(b.date)),
  }
}

/** The same instruments with the venue's own holidays and short days; those of one session keep sharing it. */
function withCalendar(
  instruments: readonly Instrument[],
  calendar: CalendarDays,
  whole: { from: string; to: string } | null,
): Instrument[] {
  const replaced = new Map<Session, Session>()
  return instruments.map((instrument) => {
    const { session } = instrument
    if (session.kind !== 'exchange') return instrument
    const known = replaced.get(session) ?? {
      ...session,
      ...joinCalendars(
        { holidays: session.holidays, earlyCloses: session.earlyCloses ?? [] },
        calendar,
        whole,
      ),
    }
    replaced.set(session, known)
    return { ...instrument, session: known }
  })
}

export function createHistory(deps: HistoryDeps): History {
  const { clock, log, feeds } = deps
  const find = (id: ProviderId): Provider => {
    const provider = deps.providers.find((each) => each.id === id)
    if (provider === undefined) throw codedError('not-found', `no venue ${id}`)
    return provider
  }
  /** Venues whose plan has no candles. */
  const limited = new Set<ProviderId>()

  const ask = async (provider: Provider, ...args: Parameters<ReturnType<Feeds['rest']>['get']>) =>
    (await feeds.rest(provider.id).get(...args)).body

  /** Our clock may be wrong, and then a range that ends now by it ends elsewhere by the venue's. */
  const venueNow = (id: ProviderId): number =>
    clock.now() + (feeds.status().find(({ provider }) => provider === id)?.skewMs ?? 0)

  const own = async (
    instrument: Instrument,
    interval: Interval,
    range: HistoryRange,
    signal: AbortSignal | undefined,
  ): Promise<Candle[]> => {
    const provider = find(instrument.provider)
    const { history } = provider
    const candles: Candle[] = []
    let page: string | null = null
    for (let pages = 0; pages < mostPages; pages += 1) {
      const request = history.request(instrument, interval, range, page, venueNow(provider.id))
      const body = await ask(provider, request, signal === undefined ? {} : { signal })
      candles.push(...history.parse(body, instrument, interval))
      page = history.nextPage?.(body) ?? null
      if (page === null || candles.length >= range.limit) break
    }
    return candles.toSorted((a, b) => a.openAt - b.openAt)
  }

  const standIn = (instrument: Instrument): { provider: Provider; instrument: Instrument } | null => {
    const id = deps.historyFrom(instrument.provider)
    if (id === null) return null
    const other = deps.counterpart(instrument, id)
    return other === null ? null : { provider: find(id), instrument: other }
  }

  return {
    async instruments(id) {
      const provider = find(id)
      const { instruments, calendar } = provider
      const bodies: string[] = []
      const keys = deps.credentials(id)
      for (const [index, request] of instruments.requests(keys).entries()) {
        try {
          bodies.push(await ask(provider, request))
        } catch (error) {
          const { retry, message } = toAppError(error)
          if (index === 0 || retry !== 'no') throw error
          log.warn({ provider: id, reason: message }, 'one of its lists is refused')
          bodies.push('')
        }
      }
      const now = clock.now()
      const list = instruments.parse(bodies, now)
      if (calendar === undefined) return list
      const [fromAt, toAt] = [now - calendarBackMs, now + calendarAheadMs]
      try {
        const days = calendar.parse(await ask(provider, calendar.request(fromAt, toAt, keys)), fromAt, toAt)
        return withCalendar(list, days, calendar.isWhole ? { from: dateOf(fromAt), to: dateOf(toAt) } : null)
      } catch (error) {
        log.warn({ provider: id, reason: toAppError(error).message }, 'calendar not fetched')
        return list
      }
    },
    async turnover(id) {
      const provider = find(id)
      if (provider.turnover === undefined) return null
      const bySymbol = provider.turnover.parse(await ask(provider, provider.turnover.request()))
      return new Map(Array.from(bySymbol, ([symbol, value]) => [provider.fromVenue(symbol), value]))
    },
    async candles(instrument, interval, range, signal) {
      const { id, name } = find(instrument.provider)
      if (!limited.has(id)) {
        try {
          return await own(instrument, interval, range, signal)
        } catch (error) {
          if (!isPlanLimit(error)) throw error
          limited.add(id)
          log.info({ provider: id, reason: toAppError(error).message }, 'the plan has no candles')
        }
      }
      const other = standIn(instrument)
      if (other === null) {
        const chosen = deps.historyFrom(id)
        const advice =
          chosen === null
            ? 'Choose a venue that stands in for its history in Settings, Venues.'
            : `${find(chosen).name}, which stands in, has no ${instrument.symbol} or is switched off.`
        throw codedError('venue-refused', `${name}: your plan has no candles. ${advice}`, 'no', {
          plan: true,
        })
      }
      if (!other.instrument.intervals.includes(interval))
        throw codedError('unsupported', `${other.provider.name} has no ${interval} candles to stand in`)
      return own(other.instrument, interval, range, signal)
    },
    maxRows: ({ provider }) => find(provider).history.maxRows,
    deepestRows: ({ provider }) => find(provider).history.deepestRows ?? null,
    note(instrument, about) {
      if (about === 'depth') {
        const { name, history } = find(instrument.provider)
        return history.deepestRows === undefined
          ? null
          : `${name} answers only its newest ${history.deepestRows} candles of an interval.`
      }
      if (!limited.has(instrument.provider)) return null
      const other = standIn(instrument)
      if (other === null) return null
      return `Candles are ${other.provider.name}'s: your plan at ${find(instrument.provider).name} has none.`
    },
    retry: (provider) => void limited.delete(provider),
    streams: (instrument, interval) =>
      find(instrument.provider).stream.topics(instrument, `candles:${interval}`).length > 0,
    isCacheable: ({ id, provider }, ownSimulation) =>
      provider !== 'simulated' || (ownSimulation && !isReplayed(id)),
    statusOf: (provider) =>
      feeds.status().find((status) => status.provider === provider) ?? notConnected(provider),
  }
}
