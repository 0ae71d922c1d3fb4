/** The shape of everything slow that the window knows; prices live elsewhere (`quotes.ts`). */
import type { Notice, ProviderView, ReplayStatus, MethodOutput } from '../../shared/contract/methods.ts'
import type { Firing, RuleDraft, RuleView } from '../../shared/model/alert.ts'
import type { Delivery, Target } from '../../shared/model/delivery.ts'
import type { ConnectionsHealth, FeedStatus } from '../../shared/model/feed-status.ts'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { Watchlist } from '../../shared/model/watchlist.ts'
import type { HookSource, InboxEntry } from '../../shared/model/webhook.ts'

/** A short message in the corner of the window. `undo` shows a button. */
export type Toast = {
  readonly id: string
  readonly kind: 'info' | 'error' | 'firing' | 'hook'
  readonly title: string
  readonly body: string
  readonly at: number
  readonly undo?: () => void
  /** Opened when the toast is clicked. */
  readonly instrument?: InstrumentId
}

/** The one modal thing that is open. */
export type Dialog =
  | { readonly kind: 'alert'; readonly draft: Partial<RuleDraft> }
  | { readonly kind: 'search' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'shortcuts' }
  /** `at`: the venue that is chosen at first, or `network`. */
  | { readonly kind: 'venues'; readonly at?: ProviderId }
  | { readonly kind: 'inbox-entry'; readonly id: number }
  | { readonly kind: 'hook-sources' }
  | { readonly kind: 'firing'; readonly id: string }

export type AppState = {
  readonly connection: { readonly state: 'connecting' | 'open' | 'lost'; readonly reason: string | null }
  readonly system: MethodOutput<'system.info'> | null
  readonly notices: readonly Notice[]
  readonly settings: Settings
  /** Every instrument met so far, by id. */
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>
  /** Counts up when a venue's list of instruments changed: what was searched may be there now. */
  readonly instrumentLists: number
  readonly watchlists: readonly Watchlist[]
  readonly activeWatchlist: string | null
  readonly rules: readonly RuleView[]
  /** Newest first; the newest 500. */
  readonly firings: readonly Firing[]
  readonly inbox: readonly InboxEntry[]
  readonly deliveries: readonly Delivery[]
  readonly targets: readonly Target[]
  readonly hookSources: readonly HookSource[]
  readonly providers: readonly ProviderView[]
  readonly feeds: readonly FeedStatus[]
  readonly health: ConnectionsHealth | null
  readonly replay: ReplayStatus | null
  /** The selected row, and what the chart shows. */
  readonly selected: InstrumentId | null
  readonly interval: Interval
  readonly rightTab: 'alerts' | 'log'
  readonly bottomTab: 'connections' | 'deliveries'
  readonly dialog: Dialog | null
  readonly toasts: readonly Toast[]
}
