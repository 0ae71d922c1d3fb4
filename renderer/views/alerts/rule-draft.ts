/** A rule as the draft that the editor starts from: to change it, or to write another like it. */
import type { AlertDraft } from '../../../shared/alerts/rule.ts'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { actions } from '../../state/actions.ts'

export function draftOf(rule: AlertView): AlertDraft {
  const { name, note, message, scope, combine, conditions, frequency, rearm, confirm, schedule } = rule
  return {
    ...{ id: rule.id, name, note, message, scope, combine, conditions, frequency, rearm, confirm, schedule },
    actions: rule.actions,
  }
}

/** The same without its id, with a name of its own where it had one, awake. */
export function copyOf(rule: AlertView): AlertDraft {
  const { id: _, ...rest } = draftOf(rule)
  return {
    ...rest,
    name: rest.name === '' ? '' : `${rest.name.slice(0, 293)} (copy)`,
    schedule: { ...rest.schedule, snoozeUntil: null },
  }
}

export function editRule(rule: AlertView): void {
  actions.openDialog({ kind: 'alert', draft: { id: rule.id, rule: draftOf(rule) } })
}

export function duplicateRule(rule: AlertView): void {
  actions.openDialog({ kind: 'alert', draft: { rule: copyOf(rule) } })
}
