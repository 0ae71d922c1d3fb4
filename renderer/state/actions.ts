/** Everything that a view can make happen: one typed object, made once for a bridge. */
import type { StoreApi } from 'zustand/vanilla'
import type { FiringFilter } from '../../shared/alerts/firing.ts'
import type { MethodInput, MethodName, MethodOutput } from '../../shared/contract/methods.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import { offersInterval, type Instrument } from '../../shared/model/instrument.ts'
import { intervals, type Interval } from '../../shared/model/interval.ts'
import type { BridgeClient } from '../bridge/client-types.ts'
import { explainError } from './advice.ts'
import type { AppState, Dialog, RuleFilter } from './app-state.ts'
import type { ActionContext, NewToast } from './context.ts'
import { createAlertActions, type AlertActions } from './slices/alerts.ts'
import { createDeliveryActions, type DeliveryActions } from './slices/delivery.ts'
import { createFeedActions, type FeedActions } from './slices/feeds.ts'
import { createSettingsActions, type SettingsActions } from './slices/settings.ts'
import { withoutToast, withToast } from './slices/toasts.ts'
import { createWatchlistActions, holds, type WatchlistActions } from './slices/watchlists.ts'
import { appStore, everyRule } from './store.ts'

export type Actions = AlertActions &
  DeliveryActions &
  FeedActions &
  SettingsActions &
  WatchlistActions & {
    /** The bare call: rejects with a `CodedError` and shows nothing. For views that show the failure in place. */
    call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>
    /** The call with an error toast named `title`; answers null when it failed. */
    attempt<M extends MethodName>(
      title: string,
      method: M,
      input: MethodInput<M>,
    ): Promise<MethodOutput<M> | null>
    /** Selects the row and shows its chart. */
    selectInstrument(id: InstrumentId): void
    /** Shows the chart of the instrument that fits the text best; a link from outside may do this much. */
    openSymbol(text: string): Promise<void>
    setInterval(interval: Interval): void
    setRightTab(tab: AppState['rightTab']): void
    setBottomTab(tab: AppState['bottomTab']): void
    /** The manager of rules, with these filters and no others. */
    manageAlerts(filter?: Partial<RuleFilter>): void
    /** The whole log, likewise. */
    openLog(filter?: FiringFilter): void
    /** One opened from the manager or the log goes back there when it is closed. */
    openDialog(dialog: Dialog): void
    closeDialog(): void
    /** Also those behind it. */
    closeAllDialogs(): void
    /** Hands a file to the user. */
    download(name: string, type: string, text: string): void
    /** They were handed over. */
    tookDownloads(): void
    /** Answers the toast's id. */
    toast(toast: NewToast): string
    dismissToast(id: string): void
    /** Shows any thrown thing as an error toast with advice. */
    reportError(title: string, thrown: unknown): void
    /** Keeps instruments that a search answered. */
    rememberInstruments(instruments: readonly Instrument[]): void
    dismissNotice(id: string): Promise<void>
  }

type Options = {
  readonly store?: StoreApi<AppState>
  readonly now?: () => number
  readonly newId?: () => string
}

/** The interval itself where there are candles of it, else the next longer one that there are, else the longest. */
export function fittingInterval(instrument: Instrument | undefined, interval: Interval): Interval {
  if (instrument === undefined || offersInterval(instrument, interval)) return interval
  const offered = intervals.filter((each) => offersInterval(instrument, each))
  const longer = offered.find((each) => intervals.indexOf(each) > intervals.indexOf(interval))
  return longer ?? offered.at(-1) ?? interval
}

const lists: readonly Dialog['kind'][] = ['alert-manager', 'alert-log']

/** A list stays behind what was opened from it; one that is opened again is not behind itself. */
function behind({ dialog, dialogsBehind }: AppState, opened: Dialog): readonly Dialog[] {
  const stack = dialog !== null && lists.includes(dialog.kind) ? [...dialogsBehind, dialog] : dialogsBehind
  return dialog === null ? [] : stack.filter(({ kind }) => kind !== opened.kind)
}

export function createActions(client: BridgeClient, options: Options = {}): Actions {
  const store = options.store ?? appStore
  const now = options.now ?? Date.now
  const newId = options.newId ?? (() => crypto.randomUUID())

  const toast = (fresh: NewToast): string => {
    const id = newId()
    store.setState((state) => ({ toasts: withToast(state.toasts, { ...fresh, id, at: now() }) }))
    return id
  }
  const reportError = (title: string, thrown: unknown): void => {
    toast({ kind: 'error', title, body: explainError(thrown) })
  }
  const attempt: ActionContext['attempt'] = async (title, method, input) => {
    try {
      return await client.call(method, input)
    } catch (error) {
      reportError(title, error)
      return null
    }
  }
  const download = (name: string, type: string, text: string): void =>
    store.setState((state) => ({ downloads: [...state.downloads, { id: newId(), name, type, text }] }))
  const context: ActionContext = { client, store, now, newId, toast, attempt, download }
  const settings = createSettingsActions(context)
  const watchlists = createWatchlistActions(context, settings)

  const selectInstrument = (id: InstrumentId): void => {
    const { selected, interval: before, instruments } = store.getState()
    const interval = fittingInterval(instruments.get(id), before)
    if (selected === id && interval === before) return
    store.setState({ selected: id, interval })
    settings.saveSettingsSoon({ chart: { instrument: id, interval } })
  }
  const openDialog = (dialog: Dialog): void =>
    store.setState((state) => ({ dialog, dialogsBehind: behind(state, dialog) }))
  const rememberInstruments = (found: readonly Instrument[]): void => {
    const known = store.getState().instruments
    if (found.every((instrument) => known.get(instrument.id) === instrument)) return
    const instruments = new Map(known)
    for (const instrument of found) instruments.set(instrument.id, instrument)
    store.setState({ instruments })
  }
  /** For an instrument that came into being just now, with the list that was made for it. */
  const show = async (id: InstrumentId): Promise<void> => {
    const found = await attempt('The instrument was not found', 'instruments.get', { instruments: [id] })
    if (found !== null) rememberInstruments(found)
    const lists = await attempt('The lists were not loaded', 'watchlists.list', {})
    if (lists !== null) store.setState({ watchlists: lists })
    const list = lists?.find((each) => holds(each, id))
    if (list !== undefined) watchlists.openWatchlist(list.id)
    selectInstrument(id)
  }

  return {
    ...settings,
    ...watchlists,
    ...createAlertActions(context),
    ...createDeliveryActions(context),
    ...createFeedActions(context, show),
    call: (method, input) => client.call(method, input),
    attempt,
    selectInstrument,
    async openSymbol(text) {
      const title = `${text} was not opened`
      const found = await attempt(title, 'instruments.search', { query: text.slice(0, 100), limit: 1 })
      const [best] = found ?? []
      if (best !== undefined) {
        rememberInstruments([best])
        return selectInstrument(best.id)
      }
      if (found !== null)
        toast({ kind: 'error', title, body: 'No enabled venue knows it. Search for another spelling.' })
    },
    setInterval(interval) {
      const { selected } = store.getState()
      store.setState({ interval })
      settings.saveSettingsSoon({ chart: { instrument: selected, interval } })
    },
    setRightTab: (rightTab) => store.setState({ rightTab }),
    setBottomTab: (bottomTab) => store.setState({ bottomTab }),
    manageAlerts(filter = {}) {
      store.setState({ ruleFilter: { ...everyRule, ...filter } })
      openDialog({ kind: 'alert-manager' })
    },
    openLog(logFilter = {}) {
      store.setState({ logFilter })
      openDialog({ kind: 'alert-log' })
    },
    openDialog,
    closeDialog: () =>
      store.setState(({ dialogsBehind }) => ({
        dialog: dialogsBehind.at(-1) ?? null,
        dialogsBehind: dialogsBehind.slice(0, -1),
      })),
    closeAllDialogs: () => store.setState({ dialog: null, dialogsBehind: [] }),
    download,
    tookDownloads: () => store.setState({ downloads: [] }),
    toast,
    dismissToast: (id) => store.setState((state) => ({ toasts: withoutToast(state.toasts, id) })),
    reportError,
    rememberInstruments,
    async dismissNotice(id) {
      store.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }))
      await attempt('The notice was not taken away', 'system.dismissNotice', { id })
    },
  }
}

/** The actions of this window. Set once, before the first view renders. */
export let actions: Actions

export function setActions(made: Actions): void {
  actions = made
}
