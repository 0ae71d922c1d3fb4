/** What can be done with rules, as the items of a menu: one rule, or all that are selected. */
import type { AlertView } from '../../../shared/alerts/view.ts'
import { snooze } from '../../commands/alert-commands.ts'
import { actions } from '../../state/actions.ts'
import { snoozeLengths } from '../../state/snooze.ts'
import type { MenuItem } from '../../ui/menu.tsx'
import { duplicateRule, editRule } from './rule-draft.ts'
import { isSnoozed } from './rule-state.ts'
import { namedInstruments } from './rule-text.ts'

export function snoozeItems(rules: readonly AlertView[], now: number): readonly MenuItem[] {
  const ids = rules.map(({ id }) => id)
  const asleep = rules.some((rule) => isSnoozed(rule, now))
  return [
    ...snoozeLengths.map((length) => ({
      label: `Snooze ${length.label}`,
      run: () => snooze(ids, length),
    })),
    ...(asleep ? [{ label: 'Wake', run: () => void actions.snoozeAlerts(ids, null) }] : []),
  ]
}

function singleItems(rule: AlertView): readonly MenuItem[] {
  const [instrument] = namedInstruments(rule)
  return [
    { label: 'Edit', keys: 'Enter', run: () => editRule(rule) },
    { label: 'Duplicate', run: () => duplicateRule(rule) },
    { label: 'Why not?', run: () => actions.openDialog({ kind: 'alert-why', id: rule.id }) },
    { label: 'Its firings', run: () => actions.openLog({ rule: rule.id }) },
    {
      label: 'Show the chart',
      disabled: instrument === undefined,
      run: () => {
        actions.closeAllDialogs()
        if (instrument !== undefined) actions.selectInstrument(instrument)
      },
    },
  ]
}

export function ruleItems(rules: readonly AlertView[], now: number): readonly MenuItem[] {
  const ids = rules.map(({ id }) => id)
  const [only, ...others] = rules
  const single = only !== undefined && others.length === 0 ? singleItems(only) : []
  const armed = rules.some(({ state }) => state === 'armed')
  const idle = rules.some(({ state }) => state !== 'armed')
  return [
    ...single,
    ...snoozeItems(rules, now).map((item, at) =>
      at === 0 ? { ...item, separated: single.length > 0 } : item,
    ),
    ...(armed ? [{ label: 'Pause', run: () => void actions.pauseAlerts(ids) }] : []),
    ...(idle ? [{ label: 'Arm', run: () => void actions.resumeAlerts(ids) }] : []),
    { label: 'Export', run: () => void actions.exportAlerts(ids) },
    {
      label: rules.length === 1 ? 'Delete' : `Delete ${rules.length}`,
      keys: 'Del',
      danger: true,
      separated: true,
      run: () => void actions.deleteAlerts(ids),
    },
  ]
}
