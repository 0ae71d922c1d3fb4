/** The alert dialog: a sentence that is filled in. Enter saves, Escape leaves. */
import { useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import type { Operator, RuleDraft } from '../../../shared/model/alert.ts'
import type { MethodOutput } from '../../../shared/contract/methods.ts'
import { instrumentId, providerOf, symbolOf } from '../../../shared/model/ids.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { withRules } from '../../state/slices/alerts.ts'
import { appStore, useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { Select, TextArea, TextInput } from '../../ui/field.tsx'
import { SimulatedTag } from '../../ui/tag.tsx'
import styles from './alert-dialog.module.css'
import {
  checkLevel,
  draftOf,
  formOf,
  levelText,
  stepLevel,
  type CoolDownUnit,
  type RuleForm,
} from './rule-form.ts'
import { offsetSentence } from './rule-text.ts'
import { useLastPrice } from './use-quote.ts'

const operatorOptions: readonly { value: Operator; label: string }[] = [
  { value: 'crossing', label: 'Crossing' },
  { value: 'crossing-up', label: 'Crossing Up' },
  { value: 'crossing-down', label: 'Crossing Down' },
  { value: 'greater-than', label: 'Greater Than' },
  { value: 'less-than', label: 'Less Than' },
]
const frequencyOptions = [
  { value: 'once', label: 'Only once' },
  { value: 'every-time', label: 'Every time' },
] as const
const unitOptions: readonly { value: CoolDownUnit; label: string }[] = [
  { value: 'seconds', label: 'seconds' },
  { value: 'minutes', label: 'minutes' },
  { value: 'hours', label: 'hours' },
  { value: 'days', label: 'days' },
]
const expiryOptions = [
  { value: 'never', label: 'without end' },
  { value: 'at', label: 'until' },
] as const

type Rehearsal = MethodOutput<'alerts.rehearse'>
const rehearsalDays = 7

function rehearsalText({ firings, bars, gaps }: Rehearsal): string {
  const times =
    firings.length === 0
      ? 'would not have fired'
      : `would have fired ${firings.length === 1 ? 'once' : `${firings.length} times`}`
  const holes = gaps.length === 0 ? '' : `, ${gaps.length} ${gaps.length === 1 ? 'gap' : 'gaps'} without data`
  return `In the past ${rehearsalDays} days it ${times} (${bars.toLocaleString('en-US')} one-minute bars${holes}).`
}

function AlertForm({ draft }: { readonly draft: Partial<RuleDraft> }) {
  const formId = useId()
  const errorId = useId()
  const levelRef = useRef<HTMLInputElement>(null)
  const instruments = useApp((state) => state.instruments)
  const selected = useApp((state) => state.selected)
  const [form, setForm] = useState<RuleForm>(() => {
    const instrument = draft.instrument ?? selected ?? undefined
    const known = instrument === undefined ? undefined : instruments.get(instrument)
    return formOf(
      { ...draft, ...(instrument === undefined ? {} : { instrument }) },
      known?.tickSize ?? null,
      Date.now(),
    )
  })
  const [openedAt] = useState(() => Date.now())
  const [tried, setTried] = useState(false)
  const [saving, setSaving] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const [rehearsal, setRehearsal] = useState<string | null>(null)

  const instrument = form.instrument === null ? undefined : instruments.get(form.instrument)
  const last = useLastPrice(form.instrument)
  const tickSize = instrument?.tickSize ?? null
  const { draft: result, errors } = draftOf(form, tickSize, openedAt, draft.id)
  const level = checkLevel(form.level, tickSize)
  const levelError = (tried || form.level.trim() !== '') && !level.ok ? level : null
  const set = (change: Partial<RuleForm>): void => {
    setForm((before) => ({ ...before, ...change }))
    setFailure(null)
    setRehearsal(null)
  }

  const save = async (): Promise<void> => {
    setTried(true)
    if (saving) return
    if (result === null) {
      if (errors.level !== undefined) levelRef.current?.focus()
      return
    }
    setSaving(true)
    try {
      const rule = await actions.call('alerts.save', result)
      appStore.setState((state) => ({ rules: withRules(state.rules, [rule]) }))
      actions.closeDialog()
    } catch (error) {
      setFailure(explainError(error))
      setSaving(false)
    }
  }

  const rehearse = async (): Promise<void> => {
    setTried(true)
    if (result === null) return
    setRehearsal('Looking at the past week …')
    try {
      setRehearsal(
        rehearsalText(await actions.call('alerts.rehearse', { rule: result, days: rehearsalDays })),
      )
    } catch (error) {
      setRehearsal(explainError(error))
    }
  }

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    void save()
  }
  const onLevelKey = (event: KeyboardEvent): void => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (direction === 0 || tickSize === null) return
    event.preventDefault()
    set({ level: stepLevel(form.level, tickSize, direction * (event.shiftKey ? 10 : 1)) })
  }
  const onNoteKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void save()
  }

  const choices = [
    ...new Set([...instruments.keys(), ...(form.instrument === null ? [] : [form.instrument])]),
  ].sort((a, b) => a.localeCompare(b))
  return (
    <Modal
      title={draft.id === undefined ? 'New alert' : 'Edit alert'}
      onClose={actions.closeDialog}
      initialFocus={levelRef}
      footer={
        <>
          <Button
            onClick={() => void rehearse()}
            title="Run this rule over the past week's one-minute candles"
          >
            Try on the past week
          </Button>
          <span className={styles['space']} />
          <Button onClick={actions.closeDialog}>Cancel</Button>
          <Button variant="solid" type="submit" form={formId} disabled={saving}>
            {saving ? 'Saving …' : 'Save'}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles['form']} onSubmit={onSubmit} noValidate>
        <div className={styles['line']}>
          <span>When</span>
          <Select
            aria-label="Instrument"
            value={form.instrument ?? ''}
            options={[
              ...(form.instrument === null ? [{ value: '', label: 'Choose …' }] : []),
              ...choices.map((id) => ({
                value: id as string,
                label: `${symbolOf(id)} · ${instruments.get(id)?.name ?? providerOf(id)}`,
              })),
            ]}
            onChoose={(value) => {
              const colon = value.indexOf(':')
              if (colon > 0) set({ instrument: instrumentId(value.slice(0, colon), value.slice(colon + 1)) })
            }}
          />
          {instrument?.simulated === true && <SimulatedTag />}
        </div>
        <div className={styles['line']}>
          <span>is</span>
          <Select
            aria-label="Condition"
            value={form.operator}
            options={operatorOptions}
            onChoose={(operator) => set({ operator })}
          />
          <TextInput
            ref={levelRef}
            aria-label="Price"
            className={styles['level']}
            inputMode="decimal"
            autoComplete="off"
            value={form.level}
            aria-invalid={levelError !== null}
            aria-describedby={errorId}
            onChange={(event) => set({ level: event.target.value })}
            onKeyDown={onLevelKey}
          />
        </div>
        <div id={errorId} className={styles['under']} aria-live="polite">
          {levelError === null ? (
            level.ok && tickSize !== null && offsetSentence(level.level, last, tickSize)
          ) : (
            <span className={styles['error']}>
              {levelError.message}{' '}
              {levelError.nearest !== null && tickSize !== null && (
                <Button
                  variant="outline"
                  onClick={() => set({ level: levelText(levelError.nearest ?? 0, tickSize) })}
                >
                  Use it
                </Button>
              )}
            </span>
          )}
          {tried && errors.instrument !== undefined && (
            <span className={styles['error']}>{errors.instrument}</span>
          )}
        </div>
        <div className={styles['line']}>
          <span>tell me</span>
          <Select
            aria-label="How often"
            value={form.frequency}
            options={frequencyOptions}
            onChoose={(frequency) => set({ frequency })}
          />
          {form.frequency === 'every-time' && (
            <>
              <span>not again within</span>
              <TextInput
                aria-label="Cool-down"
                className={styles['count']}
                inputMode="numeric"
                value={form.coolDown}
                aria-invalid={errors.coolDown !== undefined}
                onChange={(event) => set({ coolDown: event.target.value })}
              />
              <Select
                aria-label="Unit of the cool-down"
                value={form.coolDownUnit}
                options={unitOptions}
                onChoose={(coolDownUnit) => set({ coolDownUnit })}
              />
            </>
          )}
        </div>
        {errors.coolDown !== undefined && <div className={styles['error']}>{errors.coolDown}</div>}
        <div className={styles['line']}>
          <span>and watch</span>
          <Select
            aria-label="Expiry"
            value={form.expires ? 'at' : 'never'}
            options={expiryOptions}
            onChoose={(value) => set({ expires: value === 'at' })}
          />
          {form.expires && (
            <TextInput
              type="datetime-local"
              aria-label="Expires at, in this machine's time"
              className={styles['when']}
              value={form.expiresAt}
              aria-invalid={errors.expiresAt !== undefined}
              onChange={(event) => set({ expiresAt: event.target.value })}
            />
          )}
        </div>
        {errors.expiresAt !== undefined && <div className={styles['error']}>{errors.expiresAt}</div>}
        <TextArea
          aria-label="Note"
          placeholder="Note, sent with the alert (Shift Enter for a new line)"
          maxLength={4000}
          rows={2}
          value={form.note}
          onChange={(event) => set({ note: event.target.value })}
          onKeyDown={onNoteKey}
        />
        {rehearsal !== null && <output className={styles['under']}>{rehearsal}</output>}
        {failure !== null && (
          <div className={styles['error']} role="alert">
            {failure}
          </div>
        )}
      </form>
    </Modal>
  )
}

/** Shown while the store says that an alert is being made or changed. */
export function AlertDialog() {
  const dialog = useApp((state) => state.dialog)
  return dialog?.kind === 'alert' ? <AlertForm draft={dialog.draft} /> : null
}
