/** What is watched, or compared with: its kind, and what that kind needs to be told. */
import { indicatorInfo, indicatorNames } from '../../../shared/alerts/indicator-names.ts'
import { useApp } from '../../state/store.ts'
import { Select, TextInput } from '../../ui/field.tsx'
import { GroupedSelect } from '../../ui/grouped-select.tsx'
import styles from './editor.module.css'
import { sourceOfKind } from './editor-state.ts'
import type { SourceFields } from './fields.ts'
import { CountInput, InstrumentField } from './parts.tsx'
import { problemsAt } from './problems.ts'
import { useEditor } from './use-editor.ts'
import {
  basisOptions,
  choiceOf,
  eventOptions,
  operandGroups,
  readsOptions,
  sourceGroups,
  type SourceChoice,
} from './words.ts'

type Props = {
  readonly value: SourceFields
  readonly onChange: (source: SourceFields) => void
  /** `` or ` of condition 2`: keeps the names of fields apart. */
  readonly of: string
  /** Where its problems stand: `conditions.0.source`. */
  readonly at: string
}

function chosenSource(before: SourceFields, choice: SourceChoice): SourceFields {
  const indicator = indicatorNames.find((name) => choice === `indicator:${name}`)
  if (indicator !== undefined) return sourceOfKind(before, 'indicator', indicator)
  return sourceOfKind(before, choice as Exclude<SourceChoice, `indicator:${string}`>)
}

export function SourceSelect(props: Props & { readonly compared?: boolean }) {
  const { value, onChange, of, compared = false } = props
  return (
    <GroupedSelect
      aria-label={compared ? `Compared with${of}` : `Source${of}`}
      className={styles['source']}
      value={choiceOf(value)}
      groups={compared ? operandGroups : sourceGroups}
      onChoose={(choice) => {
        const chosen = chosenSource(value, choice)
        // What is compared with has a value.
        onChange(compared && chosen.kind === 'webhook' ? { ...chosen, reads: 'number' } : chosen)
      }}
    />
  )
}

function IndicatorInputs({ value, onChange, of, at }: Props) {
  const { problems } = useEditor()
  const { inputs, outputs, words } = indicatorInfo(value.indicator)
  return (
    <>
      {Object.keys(inputs).map((name) => (
        <label key={name} className={styles['input']}>
          {name}
          <CountInput
            label={`${words} ${name}${of}`}
            value={value.inputs[name] ?? ''}
            invalid={problemsAt(problems, `${at}.inputs.${name}`).length > 0}
            onText={(text) => onChange({ ...value, inputs: { ...value.inputs, [name]: text } })}
          />
        </label>
      ))}
      {outputs.length > 1 && (
        <span className={styles['input']}>
          line
          <Select
            aria-label={`${words} line${of}`}
            value={value.output}
            options={outputs.map((output) => ({ value: output, label: output }))}
            onChoose={(output) => onChange({ ...value, output })}
          />
        </span>
      )}
    </>
  )
}

function WebhookInputs({ value, onChange, of, at, compared }: Props & { readonly compared: boolean }) {
  const { problems } = useEditor()
  const hooks = useApp((state) => state.hookSources)
  const isKnown = hooks.some(({ id }) => id === value.hook)
  return (
    <>
      <Select
        aria-label={`Webhook source${of}`}
        className={styles['grow']}
        value={value.hook}
        aria-invalid={problemsAt(problems, `${at}.hook`).length > 0}
        options={[
          ...(isKnown
            ? []
            : [{ value: value.hook, label: value.hook === '' ? 'Choose \u2026' : value.hook }]),
          ...hooks.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChoose={(hook) => onChange({ ...value, hook })}
      />
      {!compared && (
        <Select
          aria-label={`What of the webhook${of}`}
          value={value.reads}
          options={readsOptions}
          onChoose={(reads) => onChange({ ...value, reads })}
        />
      )}
      {value.reads === 'number' && (
        <TextInput
          aria-label={`Path of the number in the body${of}`}
          className={styles['grow']}
          placeholder="order.price"
          value={value.path}
          aria-invalid={problemsAt(problems, `${at}.path`).length > 0}
          onChange={(event) => onChange({ ...value, path: event.target.value })}
        />
      )}
    </>
  )
}

/** Whether a kind needs to be told more; where not, `SourceInputs` is nothing. */
export function hasInputs({ kind, indicator }: SourceFields): boolean {
  if (kind !== 'indicator')
    return ['change-percent', 'ratio', 'difference', 'event', 'webhook'].includes(kind)
  const { inputs, outputs } = indicatorInfo(indicator)
  return Object.keys(inputs).length > 0 || outputs.length > 1
}

export function SourceInputs(props: Props & { readonly compared?: boolean }) {
  const { value, onChange, of, at, compared = false } = props
  const { problems } = useEditor()
  switch (value.kind) {
    case 'indicator':
      return <IndicatorInputs {...props} />
    case 'change-percent':
      return (
        <Select
          aria-label={`Measured${of}`}
          value={value.basis}
          options={basisOptions}
          onChoose={(basis) => onChange({ ...value, basis })}
        />
      )
    case 'ratio':
    case 'difference':
      return (
        <InstrumentField
          label={`Other instrument${of}`}
          value={value.to}
          invalid={problemsAt(problems, `${at}.to`).length > 0}
          onChoose={(to) => onChange({ ...value, to })}
        />
      )
    case 'event':
      return (
        <Select
          aria-label={`Event${of}`}
          className={styles['grow']}
          value={value.event}
          options={eventOptions}
          onChoose={(event) => onChange({ ...value, event })}
        />
      )
    case 'webhook':
      return <WebhookInputs {...props} compared={compared} />
    case 'last':
    case 'bid':
    case 'ask':
    case 'mid':
    case 'spread':
    case 'volume':
    case 'age':
      return null
  }
}
