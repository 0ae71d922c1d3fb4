/** The small parts that every row of the editor is made of. */
import { useEffect, useState, type ReactNode } from 'react'
import { isInstrumentId, providerOf, type InstrumentId } from '../../../shared/model/ids.ts'
import { useApp } from '../../state/store.ts'
import { activeList } from '../../state/slices/watchlists.ts'
import { Combo, type ComboItem } from '../../ui/combo.tsx'
import { Select, TextInput } from '../../ui/field.tsx'
import { searchInstruments } from '../search/use-instrument-search.ts'
import styles from './editor.module.css'
import type { DurationFields } from './field-text.ts'
import { useEditor } from './use-editor.ts'
import { durationOptions } from './words.ts'

/** One line of the sentence: its word, and the fields that follow it. */
export function Line({ word = '', children }: { readonly word?: string; readonly children: ReactNode }) {
  return (
    <div className={styles['line']}>
      <span className={styles['word']}>{word}</span>
      <div className={styles['controls']}>{children}</div>
    </div>
  )
}

export function Complaint({ id, text }: { readonly id?: string; readonly text: string | null }) {
  if (text === null) return null
  return (
    <div id={id} className={styles['error']} role="alert">
      {text}
    </div>
  )
}

export function CountInput(props: {
  readonly label: string
  readonly value: string
  readonly invalid: boolean
  readonly onText: (text: string) => void
}) {
  return (
    <TextInput
      aria-label={props.label}
      className={styles['count']}
      inputMode="decimal"
      autoComplete="off"
      value={props.value}
      aria-invalid={props.invalid}
      onChange={(event) => props.onText(event.target.value)}
    />
  )
}

export function DurationInput(props: {
  readonly label: string
  readonly value: DurationFields
  readonly invalid: boolean
  readonly onChange: (value: DurationFields) => void
}) {
  const { label, value, invalid, onChange } = props
  return (
    <>
      <CountInput
        label={label}
        value={value.count}
        invalid={invalid}
        onText={(count) => onChange({ ...value, count })}
      />
      <Select
        aria-label={`Unit of: ${label}`}
        className={styles['unit']}
        value={value.unit}
        options={durationOptions}
        onChoose={(unit) => onChange({ ...value, unit })}
      />
    </>
  )
}

const searchWaitMs = 80

type Found = { readonly ids: readonly InstrumentId[]; readonly isBusy: boolean }

/** What the venues find for `text`; for no text the instruments of the open list. */
function useFound(text: string): Found {
  const list = useApp(activeList)
  const [found, setFound] = useState<{ text: string; ids: readonly InstrumentId[] }>({ text: '', ids: [] })
  useEffect(() => {
    if (text === '') return undefined
    let dropped = false
    const ask = async (): Promise<void> => {
      const instruments = await searchInstruments(text)
      if (!dropped) setFound({ text, ids: instruments.map(({ id }) => id) })
    }
    const timer = setTimeout(() => void ask(), searchWaitMs)
    return () => {
      dropped = true
      clearTimeout(timer)
    }
  }, [text])
  if (text !== '') return { ids: found.ids, isBusy: found.text !== text }
  const listed = (list?.items ?? []).flatMap((item) => (item.kind === 'instrument' ? [item.instrument] : []))
  return { ids: listed, isBusy: false }
}

/** An instrument that is searched by its symbol or name. */
export function InstrumentField(props: {
  readonly label: string
  readonly value: InstrumentId | null
  readonly invalid?: boolean
  readonly placeholder?: string
  readonly describedBy?: string
  /** Null where it was emptied. */
  readonly onChoose: (id: InstrumentId | null) => void
}) {
  const { label, value, invalid = false, placeholder = 'Symbol or name', describedBy, onChoose } = props
  const { names } = useEditor()
  const instruments = useApp((state) => state.instruments)
  const providers = useApp((state) => state.providers)
  const [text, setText] = useState('')
  const found = useFound(text.trim())
  const itemOf = (id: InstrumentId): ComboItem => {
    const venue = providers.find((provider) => provider.id === providerOf(id))?.name ?? providerOf(id)
    const name = instruments.get(id)?.name
    return {
      id,
      label: names.symbol(id),
      detail: name === undefined || name === '' ? venue : `${name} \u00b7 ${venue}`,
    }
  }
  return (
    <Combo
      label={label}
      className={styles['grow']}
      value={value === null ? null : itemOf(value)}
      items={found.ids.map(itemOf)}
      busy={found.isBusy}
      onHurry={async (typed) => {
        const [best] = await searchInstruments(typed)
        return best === undefined ? null : itemOf(best.id)
      }}
      onText={setText}
      onChoose={(item) => {
        if (item === null) onChoose(null)
        else if (isInstrumentId(item.id)) onChoose(item.id)
      }}
      placeholder={placeholder}
      invalid={invalid}
      describedBy={describedBy}
      empty={
        text.trim() === ''
          ? 'Type a symbol or a name.'
          : found.isBusy
            ? 'Searching'
            : 'Nothing by that name on the enabled venues.'
      }
    />
  )
}
