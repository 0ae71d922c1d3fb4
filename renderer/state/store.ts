/** The one store of everything slow, without React in it, and its binding to React. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { useStore } from 'zustand'
import { defaultSettings } from '../../shared/model/settings.ts'
import type { AppState, RuleFilter } from './app-state.ts'

export const everyRule: RuleFilter = { text: '', state: 'any', kind: 'any', instrument: null }

/** What a window knows before the core has answered. */
export const initialState: AppState = {
  connection: { state: 'connecting', reason: null },
  system: null,
  notices: [],
  settings: defaultSettings,
  instruments: new Map(),
  instrumentLists: 0,
  watchlists: [],
  activeWatchlist: null,
  rules: [],
  presets: [],
  alertStatus: { paused: false, catchUps: [] },
  firings: [],
  inbox: [],
  deliveries: [],
  sounds: [],
  targets: [],
  hookSources: [],
  providers: [],
  feeds: [],
  health: null,
  replay: null,
  selected: null,
  interval: defaultSettings.chart.interval,
  rightTab: 'alerts',
  bottomTab: 'connections',
  ruleFilter: everyRule,
  selectedRules: new Set(),
  ruleCursor: { anchor: null, active: null },
  logFilter: {},
  silencedAt: 0,
  dialog: null,
  dialogsBehind: [],
  downloads: [],
  toasts: [],
}

export function createAppStore(): StoreApi<AppState> {
  return createStore<AppState>(() => initialState)
}

export const appStore: StoreApi<AppState> = createAppStore()

/** Renders again only when what `select` answers is another value (by identity). */
export function useApp<T>(select: (state: AppState) => T): T {
  return useStore(appStore, select)
}
