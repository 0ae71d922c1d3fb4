/** Alert rules and the log of firings: what the window holds of them, and what a user can do to them. */
import type { Firing, FiringFilter } from '../../../shared/alerts/firing.ts'
import type { AlertView } from '../../../shared/alerts/view.ts'
import type { MethodInput, MethodOutput, Preset } from '../../../shared/contract/methods.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import type { ActionContext } from '../context.ts'
import { keepSilenced } from '../silence.ts'

export type AlertActions = {
  /** Makes or changes a rule (in full or in short) and arms it; null (with an error toast) when refused. */
  saveAlert(draft: MethodInput<'alerts.save'>): Promise<AlertView | null>
  /** One toast puts them all back. */
  deleteAlerts(ids: readonly string[]): Promise<void>
  pauseAlerts(ids: readonly string[]): Promise<void>
  resumeAlerts(ids: readonly string[]): Promise<void>
  /** Until then (UTC epoch ms) they stay quiet; null wakes them. */
  snoozeAlerts(ids: readonly string[], until: number | null): Promise<void>
  /** Everything at once; each rule keeps its own state. */
  pauseAll(paused: boolean): Promise<void>
  acknowledgeFirings(ids: readonly string[]): Promise<void>
  /** Why it did or did not fire. Rejects with a `CodedError`. */
  explainAlert(input: MethodInput<'alerts.explain'>): Promise<MethodOutput<'alerts.explain'>>
  /** Rules as a file for the user; all where no ids are given. */
  exportAlerts(ids?: readonly string[]): Promise<void>
  /** The log as a file for the user. */
  exportLog(format: 'csv' | 'json', filter: FiringFilter): Promise<void>
  /** What a file would change, and with `apply` the change. Rejects with a `CodedError`. */
  importAlerts(text: string, apply: boolean): Promise<MethodOutput<'alerts.import'>>
  savePreset(preset: MethodInput<'alerts.presets.save'>): Promise<Preset | null>
  deletePreset(id: string): Promise<void>
  /** Nothing that has fired so far rings any more, in any window. */
  silence(): void
}

const mostFirings = 500
/** The core takes at most this many firings in one call. */
const mostAtOnce = 1000

/** Newest first, each id once, the newest 500. `isNew` tells a firing from a change to a known one. */
export function withFiring(
  firings: readonly Firing[],
  firing: Firing,
): { firings: readonly Firing[]; isNew: boolean } {
  const known = firings.findIndex((other) => other.id === firing.id)
  if (known !== -1) return { firings: firings.with(known, firing), isNew: false }
  const all = [...firings, firing].sort((a, b) => b.firedAt - a.firedAt)
  return { firings: all.slice(0, mostFirings), isNew: true }
}

/** Known rules replaced where they stand, new ones at the end. */
export function withRules(rules: readonly AlertView[], changed: readonly AlertView[]): readonly AlertView[] {
  const fresh = new Map(changed.map((rule) => [rule.id, rule]))
  const result = rules.map((rule) => {
    const replacement = fresh.get(rule.id)
    fresh.delete(rule.id)
    return replacement ?? rule
  })
  return [...result, ...fresh.values()]
}

const counted = (count: number): string => (count === 1 ? 'The alert was' : `The ${count} alerts were`)

export function createAlertActions(context: ActionContext): AlertActions {
  const { client, store, now, toast, attempt, download } = context

  const keep = (changed: readonly AlertView[] | null): void => {
    if (changed !== null) store.setState((state) => ({ rules: withRules(state.rules, changed) }))
  }

  return {
    async saveAlert(draft) {
      const rule = await attempt('The alert was not saved', 'alerts.save', draft)
      if (rule !== null) keep([rule])
      return rule
    },
    async deleteAlerts(ids) {
      const title = `${counted(ids.length)} not deleted`
      const deleted = await attempt(title, 'alerts.delete', { ids: [...ids] })
      if (deleted === null) return
      const gone = new Set(ids)
      store.setState((state) => ({
        rules: state.rules.filter((rule) => !gone.has(rule.id)),
        selectedRules: new Set([...state.selectedRules].filter((id) => !gone.has(id))),
      }))
      const [first] = deleted
      if (first === undefined) return
      const restore = async (): Promise<void> => {
        const back = deleted.map(({ id }) => id)
        keep(await attempt(`${counted(back.length)} not put back`, 'alerts.restore', { ids: back }))
      }
      toast({
        kind: 'info',
        title: deleted.length === 1 ? 'Deleted an alert' : `Deleted ${deleted.length} alerts`,
        body: deleted.length === 1 ? first.name || first.sentence : '',
        undo: () => void restore(),
      })
    },
    async pauseAlerts(ids) {
      keep(await attempt(`${counted(ids.length)} not paused`, 'alerts.pause', { ids: [...ids] }))
    },
    async resumeAlerts(ids) {
      keep(await attempt(`${counted(ids.length)} not armed`, 'alerts.resume', { ids: [...ids] }))
    },
    async snoozeAlerts(ids, until) {
      const title = `${counted(ids.length)} not ${until === null ? 'woken' : 'snoozed'}`
      keep(await attempt(title, 'alerts.snooze', { ids: [...ids], until }))
    },
    async pauseAll(paused) {
      const title = paused ? 'Alerts were not paused' : 'Alerts were not resumed'
      if ((await attempt(title, 'alerts.pauseAll', { paused })) === null) return
      store.setState((state) => ({
        settings: { ...state.settings, alertsPaused: paused },
        alertStatus: { ...state.alertStatus, paused },
      }))
    },
    async acknowledgeFirings(ids) {
      const title = ids.length === 1 ? 'The firing was not acknowledged' : 'Firings were not acknowledged'
      for (let from = 0; from < ids.length; from += mostAtOnce) {
        const some = ids.slice(from, from + mostAtOnce)
        if ((await attempt(title, 'firings.acknowledge', { ids: some })) === null) return
        const seen = new Set(some)
        const at = now()
        store.setState((state) => ({
          firings: state.firings.map((firing) =>
            seen.has(firing.id) && firing.acknowledgedAt === null
              ? { ...firing, acknowledgedAt: at }
              : firing,
          ),
          toasts: state.toasts.filter(({ firing }) => firing === undefined || !seen.has(firing)),
        }))
      }
    },
    explainAlert: (input) => client.call('alerts.explain', input),
    async exportAlerts(ids) {
      const input = ids === undefined ? {} : { ids: [...ids] }
      const file = await attempt('The alerts were not exported', 'alerts.export', input)
      if (file === null) return
      const day = formatDateTime(now()).slice(0, 10)
      download(`tickerdeck-alerts-${day}.json`, 'application/json', file.text)
    },
    async exportLog(format, filter) {
      const file = await attempt('The log was not exported', 'firings.export', { format, filter })
      if (file === null) return
      const day = formatDateTime(now()).slice(0, 10)
      download(
        `tickerdeck-log-${day}.${format}`,
        format === 'csv' ? 'text/csv' : 'application/json',
        file.text,
      )
    },
    importAlerts: (text, apply) => client.call('alerts.import', { text, apply }),
    async savePreset(preset) {
      const saved = await attempt('The preset was not saved', 'alerts.presets.save', preset)
      if (saved !== null)
        store.setState(({ presets }) => ({
          presets: [...presets.filter(({ id }) => id !== saved.id), saved],
        }))
      return saved
    },
    async deletePreset(id) {
      if ((await attempt('The preset was not deleted', 'alerts.presets.delete', { id })) === null) return
      store.setState(({ presets }) => ({ presets: presets.filter((preset) => preset.id !== id) }))
    },
    silence() {
      const at = now()
      store.setState({ silencedAt: at })
      keepSilenced(at)
    },
  }
}
