/** What stands around the manager's list: filters above, and below what is done to the selected or to all. */
import { X } from 'lucide-react'
import { useId } from 'react'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { isInstrumentId, providerOf, symbolOf } from '../../../shared/model/ids.ts'
import { actions } from '../../state/actions.ts'
import { ruleKinds, ruleStates, type RuleFilter } from '../../state/app-state.ts'
import { appStore, everyRule, useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Select, Switch, TextInput } from '../../ui/field.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { countStates, instrumentChoices } from './manager-rows.ts'
import styles from './manager.module.css'
import { snoozeItems } from './rule-menu.ts'
import { stateWords } from './rule-parts.tsx'

const kindWords: Record<RuleFilter['kind'], string> = {
  any: 'Any kind',
  level: 'Price level',
  channel: 'Channel',
  move: 'Move',
  indicator: 'Indicator',
  webhook: 'Webhook',
  event: 'App event',
  other: 'Other',
}

type FilterProps = {
  readonly rules: readonly AlertView[]
  readonly shown: number
  readonly now: number
}

export function Filters({ rules, shown, now }: FilterProps) {
  const filter = useApp((state) => state.ruleFilter)
  const counts = countStates(rules, now)
  const set = (change: Partial<RuleFilter>): void =>
    appStore.setState({ ruleFilter: { ...filter, ...change } })
  const filtered = filter !== everyRule && JSON.stringify(filter) !== JSON.stringify(everyRule)
  const count = (value: number): string => value.toLocaleString('en-US')
  return (
    <div className={styles['filters']} role="search" aria-label="Filter alerts">
      <TextInput
        type="search"
        className={styles['search']}
        aria-label="Search alerts"
        placeholder="Search name, sentence, note, symbol"
        value={filter.text}
        onChange={(event) => set({ text: event.target.value })}
      />
      <Select
        aria-label="State"
        className={styles['choice']}
        value={filter.state}
        options={[
          { value: 'any', label: 'Any state' },
          ...ruleStates.map((state) => ({
            value: state,
            label: `${stateWords[state]} (${count(counts[state])})`,
          })),
        ]}
        onChoose={(state) => set({ state })}
      />
      <Select
        aria-label="Kind"
        className={styles['choice']}
        value={filter.kind}
        options={(['any', ...ruleKinds] as const).map((kind) => ({ value: kind, label: kindWords[kind] }))}
        onChoose={(kind) => set({ kind })}
      />
      <Select
        aria-label="Instrument"
        className={styles['choice']}
        value={filter.instrument ?? ''}
        options={[
          { value: '', label: 'Any instrument' },
          ...instrumentChoices(rules).map((id) => ({
            value: id as string,
            label: `${symbolOf(id)} · ${providerOf(id)}`,
          })),
        ]}
        onChoose={(value) => set({ instrument: isInstrumentId(value) ? value : null })}
      />
      <span className={styles['space']} />
      <output className={styles['count']}>
        {filtered ? `${count(shown)} of ${count(rules.length)}` : count(rules.length)}
      </output>
      {filtered && (
        <Button
          square
          aria-label="Clear the filters"
          onClick={() => appStore.setState({ ruleFilter: everyRule })}
        >
          <X size={13} aria-hidden="true" />
        </Button>
      )}
    </div>
  )
}

export function BulkTools({ rules, now }: { readonly rules: readonly AlertView[]; readonly now: number }) {
  const ids = rules.map(({ id }) => id)
  return (
    <>
      <output className={styles['selected']}>{rules.length.toLocaleString('en-US')} selected</output>
      <Button onClick={() => void actions.pauseAlerts(ids)}>Pause</Button>
      <Button onClick={() => void actions.resumeAlerts(ids)}>Arm</Button>
      <DropMenu
        label="Snooze the selected alerts"
        className={styles['drop']}
        trigger={<>Snooze ▾</>}
        items={snoozeItems(rules, now)}
      />
      <Button onClick={() => void actions.exportAlerts(ids)}>Export</Button>
      <Button variant="danger" onClick={() => void actions.deleteAlerts(ids)}>
        Delete
      </Button>
      <span className={styles['space']} />
      <Button onClick={() => appStore.setState({ selectedRules: new Set() })}>Select none</Button>
    </>
  )
}

export function AllTools({ any }: { readonly any: boolean }) {
  const id = useId()
  const paused = useApp((state) => state.settings.alertsPaused)
  return (
    <>
      <label htmlFor={id} className={styles['pauseAll']} data-on={paused}>
        {paused ? 'All alerts are paused' : 'Pause all'}
      </label>
      <Switch id={id} checked={paused} onChange={(on) => void actions.pauseAll(on)} />
      <span className={styles['space']} />
      <Button onClick={() => actions.openLog()}>Log</Button>
      <Button onClick={() => actions.openDialog({ kind: 'alert-import' })}>Import …</Button>
      {any && <Button onClick={() => void actions.exportAlerts()}>Export all</Button>}
      <Button variant="solid" onClick={() => actions.openDialog({ kind: 'alert', draft: {} })}>
        New alert
      </Button>
    </>
  )
}
