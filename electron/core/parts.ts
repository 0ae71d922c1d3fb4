/** The built services of the core, as the handlers see them. */
import type { ChangedThing } from '../../shared/contract/events.ts'
import type { ConnectionsHealth } from '../../shared/model/feed-status.ts'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { BridgeEvent } from '../bridge/handlers.ts'
import type { CandleService } from '../candles/candle-service.ts'
import type { Feeds } from '../feeds/feeds.ts'
import type { Store } from '../store/store.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'
import type { Catalogue } from './catalogue.ts'
import type { Alerting } from './alerting.ts'
import type { CoreDeps } from './deps.ts'
import type { Notices } from './notices.ts'
import type { ProxyStore } from './proxy.ts'
import type { Simulation } from './simulation.ts'
import type { Venues } from './venues.ts'

export type Parts = Omit<Alerting, 'start' | 'stop'> & {
  readonly deps: CoreDeps
  readonly startedAt: number
  readonly store: Store
  readonly notices: Notices
  readonly simulation: Simulation
  readonly venues: Venues
  readonly proxy: ProxyStore
  readonly catalogue: Catalogue
  readonly feeds: Feeds
  readonly candles: CandleService
  readonly webhooks: Webhooks
  health(): ConnectionsHealth
  emit(event: BridgeEvent): void
  changed(what: ChangedThing): void
  /** Throws coded `not-found`, naming the id. */
  instrument(id: string): Instrument
  /** Drops prices and candles of an instrument whose time begins anew; its rules see a gap. */
  restartInstrument(instrument: InstrumentId): void
  /** Drops the candles of a venue's instruments: they came from elsewhere than they will. */
  forgetCandles(provider: ProviderId): void
  refreshInstruments(provider: ProviderId): Promise<void>
  /** Carries out what a changed setting means. */
  applySettings(before: Settings, after: Settings): Promise<void>
}
