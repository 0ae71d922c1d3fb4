/** Alert rules and the log of firings: what the window holds of them, and what a user can do to them. */
import type { Firing, RuleDraft, RuleView } from '../../../shared/model/alert.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import type { ActionContext } from '../context.ts'

export type AlertActions = {
  /** Makes or changes a rule and arms it; null (with an error toast) when refused. */
  saveAlert(draft: RuleDraft): Promise<RuleView | null>
  deleteAlerts(ids: readonly string[]): Promise<void>
  pauseAlerts(ids: readonly string[]): Promise<void>
  resumeAlerts(ids: readonly string[]): Promise<void>
  acknowledgeFirings(ids: readonly string[]): Promise<void>
}

const mostFirings = 500

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
export function withRules(rules: readonly RuleView[], changed: readonly RuleView[]): readonly RuleView[] {
  const fresh = new Map(changed.map((rule) => [rule.id, rule]))
  const result = rules.map((rule) => {
    const replacement = fresh.get(rule.id)
    fresh.delete(rule.id)
    return replacement ?? rule
  })
  return [...result, ...fresh.values()]
}

export function createAlertActions({ store, now, toast, attempt }: ActionContext): AlertActions {
  const keep = (changed: readonly RuleView[]): void =>
    store.setState((state) => ({ rules: withRules(state.rules, changed) }))

  const pauseAlerts = async (ids: readonly string[]): Promise<void> => {
    const paused = await attempt('The alert was not paused', 'alerts.pause', { ids: [...ids] })
    if (paused !== null) keep(paused)
  }

  const restore = async (drafts: readonly RuleDraft[], pausedIds: ReadonlySet<string>): Promise<void> => {
    const restored: string[] = []
    for (const draft of drafts) {
      const rule = await attempt('The alert was not put back', 'alerts.save', draft)
      if (rule === null) return
      keep([rule])
      if (draft.id !== undefined && pausedIds.has(draft.id)) restored.push(rule.id)
    }
    if (restored.length > 0) await pauseAlerts(restored)
  }

  return {
    async saveAlert(draft) {
      const rule = await attempt('The alert was not saved', 'alerts.save', draft)
      if (rule !== null) keep([rule])
      return rule
    },
    async deleteAlerts(ids) {
      const gone = new Set(ids)
      const pausedIds = new Set(
        store
          .getState()
          .rules.filter((rule) => gone.has(rule.id) && rule.state === 'paused')
          .map((rule) => rule.id),
      )
      const drafts = await attempt('The alert was not deleted', 'alerts.delete', { ids: [...ids] })
      if (drafts === null) return
      store.setState((state) => ({ rules: state.rules.filter((rule) => !gone.has(rule.id)) }))
      const first = drafts[0]
      if (first === undefined) return
      toast({
        kind: 'info',
        title: drafts.length === 1 ? 'Deleted an alert' : `Deleted ${drafts.length} alerts`,
        body: drafts.length === 1 ? `on ${symbolOf(first.instrument)} at ${first.level}` : '',
        undo: () => void restore(drafts, pausedIds),
      })
    },
    pauseAlerts,
    async resumeAlerts(ids) {
      const resumed = await attempt('The alert was not armed', 'alerts.resume', { ids: [...ids] })
      if (resumed !== null) keep(resumed)
    },
    async acknowledgeFirings(ids) {
      const done = await attempt('The firing was not acknowledged', 'firings.acknowledge', { ids: [...ids] })
      if (done === null) return
      const seen = new Set(ids)
      const at = now()
      store.setState((state) => ({
        firings: state.firings.map((firing) =>
          seen.has(firing.id) && firing.acknowledgedAt === null ? { ...firing, acknowledgedAt: at } : firing,
        ),
      }))
    },
  }
}
