/** What is asked of the log: words, instrument, rule, time, and which kind of firing. */
import { X } from 'lucide-react'
import { useMemo } from 'react'
import type { FiringFilter } from '../../../shared/alerts/firing.ts'
import { isInstrumentId, providerOf, symbolOf } from '../../../shared/model/ids.ts'
import { appStore, useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Select, TextInput } from '../../ui/field.tsx'
import { isFiltered, withRange, type LogRange } from './log-filter.ts'
import { localInput, readLocalInput } from './local-time.ts'
import { instrumentChoices } from './manager-rows.ts'
import styles from './manager.module.css'
import { ruleTitle } from './rule-text.ts'
import { useTimeZone } from './use-time-zone.ts'

const rangeOptions: readonly { value: LogRange; label: string }[] = [
  { value: 'any', label: 'Any time' },
  { value: 'hour', label: 'Last hour' },
  { value: 'day', label: 'Last 24 hours' },
  { value: 'week', label: 'Last 7 days' },
  { value: 'between', label: 'Between …' },
]

const kinds = ['all', 'unseen', 'late'] as const
const kindLabels = { all: 'All firings', unseen: 'Not acknowledged', late: 'Late' }

const longestTitle = 60

type Props = {
  readonly filter: FiringFilter
  readonly range: LogRange
  readonly onRange: (range: LogRange) => void
}

/** `undefined` takes a filter away. */
type Change = { readonly [K in keyof FiringFilter]?: FiringFilter[K] | undefined }

function setFilter(filter: FiringFilter, change: Change): void {
  const next = Object.fromEntries(
    Object.entries({ ...filter, ...change }).filter(([, value]) => value !== undefined && value !== ''),
  ) as FiringFilter
  appStore.setState({ logFilter: next })
}

export function LogFilters({ filter, range, onRange }: Props) {
  const rules = useApp((state) => state.rules)
  const firings = useApp((state) => state.firings)
  const timeZone = useTimeZone()
  const instruments = useMemo(() => {
    const fired = firings.flatMap(({ instrument }) => (instrument === null ? [] : [instrument]))
    return [...new Set([...instrumentChoices(rules), ...fired])]
  }, [rules, firings])
  const ruleNames = useMemo(() => {
    const names = new Map(firings.map((firing) => [firing.rule, firing.ruleName || firing.sentence]))
    for (const rule of rules) names.set(rule.id, ruleTitle(rule))
    return [...names].sort(([, a], [, b]) => a.localeCompare(b))
  }, [rules, firings])
  const set = (change: Change): void => setFilter(filter, change)
  const kind = filter.late === true ? 'late' : filter.unseen === true ? 'unseen' : 'all'
  const time = (name: 'fromAt' | 'toAt', label: string) => (
    <TextInput
      type="datetime-local"
      aria-label={label}
      className={styles['time']}
      value={filter[name] === undefined ? '' : localInput(filter[name], timeZone)}
      onChange={(event) => set({ [name]: readLocalInput(event.target.value, timeZone) ?? undefined })}
    />
  )
  return (
    <div className={styles['filters']} role="search" aria-label="Filter the log">
      <TextInput
        type="search"
        className={styles['search']}
        aria-label="Search the log"
        placeholder="Search sentence, name, note, message"
        maxLength={200}
        value={filter.text ?? ''}
        onChange={(event) => set({ text: event.target.value })}
      />
      <Select
        aria-label="Which firings"
        className={styles['choice']}
        value={kind}
        options={kinds.map((value) => ({ value, label: kindLabels[value] }))}
        onChoose={(value) =>
          set({ late: value === 'late' || undefined, unseen: value === 'unseen' || undefined })
        }
      />
      <Select
        aria-label="Time"
        className={styles['choice']}
        value={range}
        options={rangeOptions}
        onChoose={(value) => {
          onRange(value)
          appStore.setState({ logFilter: withRange(filter, value, Date.now()) })
        }}
      />
      <Select
        aria-label="Instrument"
        className={styles['choice']}
        value={filter.instrument ?? ''}
        options={[
          { value: '', label: 'Any instrument' },
          ...instruments.map((id) => ({
            value: id as string,
            label: `${symbolOf(id)} · ${providerOf(id)}`,
          })),
        ]}
        onChoose={(value) => set({ instrument: isInstrumentId(value) ? value : undefined })}
      />
      <Select
        aria-label="Alert"
        className={styles['choice']}
        value={filter.rule ?? ''}
        options={[
          { value: '', label: 'Any alert' },
          ...ruleNames.map(([value, name]) => ({
            value,
            label: name.length > longestTitle ? `${name.slice(0, longestTitle)} …` : name,
          })),
        ]}
        onChoose={(rule) => set({ rule })}
      />
      {isFiltered(filter) && (
        <Button
          square
          aria-label="Clear the filters"
          title="Clear the filters"
          onClick={() => {
            onRange('any')
            appStore.setState({ logFilter: {} })
          }}
        >
          <X size={13} aria-hidden="true" />
        </Button>
      )}
      {range === 'between' && (
        <span className={styles['between']}>
          from {time('fromAt', 'From')} until {time('toAt', 'Until')}
        </span>
      )}
    </div>
  )
}
