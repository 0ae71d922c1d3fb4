/** What the venues answer over REST: instruments and candle pages, parsed by the provider's own words. */
import { codedError } from '../../shared/errors.ts'
import type { Candle } from '../../shared/model/candle.ts'
import type { FeedStatus } from '../../shared/model/feed-status.ts'
import type { ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { Feeds } from '../feeds/feeds.ts'
import type { HistoryRange, Provider } from '../providers/provider.ts'
import { providerById } from '../providers/registry.ts'
import { isReplayed } from '../providers/simulated/symbols.ts'

export type History = {
  instruments(provider: ProviderId): Promise<Instrument[]>
  candles(
    instrument: Instrument,
    interval: Interval,
    range: HistoryRange,
    signal?: AbortSignal,
  ): Promise<Candle[]>
  maxRows(instrument: Instrument): number
  /** Whether the venue streams candles of this interval. */
  streams(instrument: Instrument, interval: Interval): boolean
  /** Recorded files differ under one name, and a foreign simulation may have another seed: neither may be remembered. */
  isCacheable(instrument: Instrument, ownSimulation: boolean): boolean
  statusOf(provider: ProviderId): FeedStatus
}

function find(id: ProviderId): Provider {
  const provider = providerById(id)
  if (provider === undefined) throw codedError('not-found', `no venue ${id}`)
  return provider
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
  lastMessageAt: null,
  messagesPerSecond: 0,
})

export function createHistory(feeds: Feeds): History {
  return {
    async instruments(id) {
      const { instruments } = find(id)
      const { body } = await feeds.rest(id).get(instruments.request())
      return instruments.parse(body)
    },
    async candles(instrument, interval, range, signal) {
      const { history } = find(instrument.provider)
      const request = history.request(instrument, interval, range)
      const { body } = await feeds
        .rest(instrument.provider)
        .get(request, signal === undefined ? {} : { signal })
      return history.parse(body, instrument, interval)
    },
    maxRows: (instrument) => find(instrument.provider).history.maxRows,
    streams: (instrument, interval) =>
      find(instrument.provider).stream.topics(instrument, `candles:${interval}`).length > 0,
    isCacheable: ({ id, provider }, ownSimulation) =>
      provider !== 'simulated' || (ownSimulation && !isReplayed(id)),
    statusOf: (provider) =>
      feeds.status().find((status) => status.provider === provider) ?? notConnected(provider),
  }
}
