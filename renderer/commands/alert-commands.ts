/** The commands about alerts, what fired, and what makes a noise. */
import type { InstrumentId } from '../../shared/model/ids.ts'
import { actions } from '../state/actions.ts'
import { chartCrosshairPrice } from '../state/crosshair.ts'
import { quotes } from '../state/quotes.ts'
import { ringingOf } from '../state/ringing.ts'
import { snoozeLengths, type SnoozeLength } from '../state/snooze.ts'
import { appStore } from '../state/store.ts'
import { command, type Command } from './command.ts'
import { twice } from './keys.ts'

/** The alert editor at the last price of `instrument`, or of the selected row. */
export function openAlertHere(instrument: InstrumentId | null = appStore.getState().selected): void {
  if (instrument === null) return actions.openDialog({ kind: 'alert', draft: {} })
  const last = quotes.get(instrument)?.last ?? null
  actions.openDialog({ kind: 'alert', draft: last === null ? { instrument } : { instrument, level: last } })
}

/** The alert editor at the price under the pointer on the chart, or else at the last price of the selected row. */
export function openAlertAtPointer(): void {
  const level = chartCrosshairPrice()
  const { selected } = appStore.getState()
  if (level === null || selected === null) return openAlertHere()
  actions.openDialog({ kind: 'alert', draft: { instrument: selected, operator: 'crossing', level } })
}

/** Acts on what is selected in the manager, or says how to select. */
function withSelected(run: (ids: readonly string[]) => void): void {
  const { selectedRules, rules } = appStore.getState()
  const ids = rules.filter(({ id }) => selectedRules.has(id)).map(({ id }) => id)
  if (ids.length > 0) return run(ids)
  actions.toast({
    kind: 'info',
    title: 'No alerts are selected',
    body: 'Select some in the manager of alerts: click, Shift or Control with a click, or Space.',
  })
  actions.manageAlerts()
}

export function snooze(ids: readonly string[], { until }: SnoozeLength): void {
  void actions.snoozeAlerts(ids, until(Date.now(), appStore.getState().settings.timeZone))
}

function unseen(): readonly string[] {
  return appStore
    .getState()
    .firings.filter(({ acknowledgedAt }) => acknowledgedAt === null)
    .map(({ id }) => id)
}

function acknowledge(ids: readonly string[]): void {
  if (ids.length > 0) return void actions.acknowledgeFirings(ids)
  actions.toast({ kind: 'info', title: 'Nothing waits to be acknowledged', body: '' })
}

/** Everything that rings now. */
export function acknowledgeRinging(): void {
  const ids = ringingOf(appStore.getState()).map(({ firing }) => firing.id)
  if (ids.length > 0) void actions.acknowledgeFirings(ids)
}

export const alertCommands: readonly Command[] = [
  command(
    'Alerts',
    'alert.new',
    'New alert at the price under the pointer, or the last',
    openAlertAtPointer,
    {
      keys: ['Alt+A'],
    },
  ),
  command('Alerts', 'alert.here', 'New alert at the last price of the row', () => openAlertHere(), {
    scope: 'list',
    keysOnly: true,
    keys: ['a'],
  }),
  command('Alerts', 'alerts.show', 'Show alerts', () => actions.setRightTab('alerts')),
  command('Alerts', 'log.show', 'Show the log of firings', () => actions.setRightTab('log')),
  command('Alerts', 'alerts.manage', 'Manage alerts', () => actions.manageAlerts(), { keys: ['Alt+M'] }),
  command('Alerts', 'alerts.unwatched', 'Show alerts that are not watched, and why', () =>
    actions.manageAlerts({ state: 'unwatched' }),
  ),
  command('Alerts', 'log.open', 'Search the log of firings', () => actions.openLog(), { keys: ['Alt+L'] }),
  command('Alerts', 'firing.open', 'Evidence of the newest firing', () => {
    const [newest] = appStore.getState().firings
    if (newest === undefined) actions.openLog()
    else actions.openDialog({ kind: 'firing', id: newest.id })
  }),
  command(
    'Alerts',
    'firing.acknowledge',
    'Acknowledge the newest firing',
    () => acknowledge(unseen().slice(0, 1)),
    { keys: ['Alt+K'] },
  ),
  command('Alerts', 'firing.acknowledge-all', 'Acknowledge all firings', () => acknowledge(unseen())),
  command('Alerts', 'firing.acknowledge-ringing', 'Acknowledge what rings', acknowledgeRinging, {
    keys: [twice('Escape')],
    keysOnly: true,
  }),
  command('Alerts', 'sound.silence', 'Silence what rings', () => actions.silence(), {
    keys: ['Alt+S'],
    urgent: true,
  }),
  command('Alerts', 'sound.switch', 'Sounds on or off', () => {
    void actions.saveSettings({ sound: !appStore.getState().settings.sound })
  }),
  command('Alerts', 'alerts.pause', 'Pause all alerts', () => void actions.pauseAll(true)),
  command('Alerts', 'alerts.resume', 'Go on with all alerts', () => void actions.pauseAll(false)),
  ...snoozeLengths.map((length) =>
    command('Alerts', `alerts.snooze.${length.id}`, `Snooze the selected alerts ${length.label}`, () =>
      withSelected((ids) => snooze(ids, length)),
    ),
  ),
  command('Alerts', 'alerts.wake', 'Wake the selected alerts', () =>
    withSelected((ids) => void actions.snoozeAlerts(ids, null)),
  ),
  command('Alerts', 'alerts.pause-selected', 'Pause the selected alerts', () =>
    withSelected((ids) => void actions.pauseAlerts(ids)),
  ),
  command('Alerts', 'alerts.resume-selected', 'Arm the selected alerts', () =>
    withSelected((ids) => void actions.resumeAlerts(ids)),
  ),
  command('Alerts', 'alerts.delete-selected', 'Delete the selected alerts', () =>
    withSelected((ids) => void actions.deleteAlerts(ids)),
  ),
  command('Alerts', 'alerts.import', 'Import alerts from a file', () =>
    actions.openDialog({ kind: 'alert-import' }),
  ),
  command('Alerts', 'alerts.export', 'Export all alerts', () => void actions.exportAlerts()),
  command('Alerts', 'alerts.export-selected', 'Export the selected alerts', () =>
    withSelected((ids) => void actions.exportAlerts(ids)),
  ),
  command('Alerts', 'log.export-csv', 'Export the log as CSV', () => void actions.exportLog('csv', {})),
  command('Alerts', 'log.export-json', 'Export the log as JSON', () => void actions.exportLog('json', {})),
  command('Alerts', 'settings.sounds', 'Sounds', () =>
    actions.openDialog({ kind: 'settings', at: 'sounds' }),
  ),
  command('Alerts', 'settings.quiet', 'Quiet hours', () =>
    actions.openDialog({ kind: 'settings', at: 'quiet' }),
  ),
  command('Connections', 'settings.targets', 'Targets: where alerts are sent', () =>
    actions.openDialog({ kind: 'settings', at: 'targets' }),
  ),
  command('Connections', 'deliveries.retry', 'Retry all failed deliveries', () => {
    const failed = appStore.getState().deliveries.filter(({ state }) => state === 'failed')
    void actions.retryDeliveries(failed.map(({ id }) => id))
  }),
]
