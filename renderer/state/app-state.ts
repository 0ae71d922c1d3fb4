/** The shape of everything slow that the window knows; prices live elsewhere (`quotes.ts`). */
import type { Firing, FiringFilter } from '../../shared/alerts/firing.ts'
import type { AlertDraft } from '../../shared/alerts/rule.ts'
import type { SimpleOperator } from '../../shared/alerts/simple.ts'
import type { AlertView } from '../../shared/alerts/view.ts'
import type {
  MethodOutput,
  Notice,
  OwnSound,
  Preset,
  ProviderView,
  ReplayStatus,
} from '../../shared/contract/methods.ts'
import type { Delivery, Target } from '../../shared/model/delivery.ts'
import type { ConnectionsHealth, FeedStatus } from '../../shared/model/feed-status.ts'
import type { InstrumentId, ProviderId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import type { Interval } from '../../shared/model/interval.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { Watchlist } from '../../shared/model/watchlist.ts'
import type { HookSourceView, InboxEntry } from '../../shared/model/webhook.ts'

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
  /** What the toast tells of: it can be acknowledged there. */
  readonly firing?: string
  /** Told of several firings: a click shows them in the log. */
  readonly opensLog?: true
}

/** What the alert editor starts from. */
export type AlertStart = {
  /** Changes that rule; a new one without. */
  readonly id?: string
  readonly instrument?: InstrumentId
  readonly operator?: SimpleOperator
  readonly level?: number
  /** The whole rule to start from: to change it, or a copy, or a preset. */
  readonly rule?: AlertDraft
}

export const ruleStates = ['armed', 'unwatched', 'snoozed', 'paused', 'fired', 'expired'] as const
export const ruleKinds = ['level', 'channel', 'move', 'indicator', 'webhook', 'event', 'other'] as const

/** Which rules the manager shows; all that are given must hold. */
export type RuleFilter = {
  readonly text: string
  readonly state: (typeof ruleStates)[number] | 'any'
  readonly kind: (typeof ruleKinds)[number] | 'any'
  readonly instrument: InstrumentId | null
}

export type SettingsPart = 'telling' | 'sounds' | 'quiet' | 'targets'

/** A file that is handed to the user by whatever view can do that. */
export type Download = {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly text: string
}

/** The one modal thing that is open. */
export type Dialog =
  | { readonly kind: 'alert'; readonly draft: AlertStart }
  /** `text`: the file, where it was dropped or pasted already. */
  | { readonly kind: 'alert-import'; readonly text?: string }
  | { readonly kind: 'alert-manager' }
  | { readonly kind: 'alert-log' }
  /** Why the rule did not fire, now or at a time. */
  | { readonly kind: 'alert-why'; readonly id: string }
  | { readonly kind: 'search' }
  /** `at`: the part that is shown first. */
  | { readonly kind: 'settings'; readonly at?: SettingsPart }
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
  readonly rules: readonly AlertView[]
  readonly presets: readonly Preset[]
  readonly alertStatus: MethodOutput<'alerts.status'>
  /** Newest first; the newest 500. */
  readonly firings: readonly Firing[]
  readonly inbox: readonly InboxEntry[]
  readonly deliveries: readonly Delivery[]
  readonly sounds: readonly OwnSound[]
  readonly targets: readonly Target[]
  readonly hookSources: readonly HookSourceView[]
  readonly providers: readonly ProviderView[]
  readonly feeds: readonly FeedStatus[]
  readonly health: ConnectionsHealth | null
  readonly replay: ReplayStatus | null
  /** The selected row, and what the chart shows. */
  readonly selected: InstrumentId | null
  readonly interval: Interval
  readonly rightTab: 'alerts' | 'log'
  readonly bottomTab: 'connections' | 'deliveries'
  readonly ruleFilter: RuleFilter
  /** Ids of rules that are selected in the manager. */
  readonly selectedRules: ReadonlySet<string>
  /** Where a range begins in the manager, and the row that keys act on. */
  readonly ruleCursor: { readonly anchor: string | null; readonly active: string | null }
  readonly logFilter: FiringFilter
  /** Firings up to then ring no more, UTC epoch ms. */
  readonly silencedAt: number
  readonly dialog: Dialog | null
  /** Lists that a dialog was opened from: closing it goes back to the last of them. */
  readonly dialogsBehind: readonly Dialog[]
  readonly downloads: readonly Download[]
  readonly toasts: readonly Toast[]
}
