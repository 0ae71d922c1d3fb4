/** The row for what is said when it fires: the sentence, or a template that is checked and previewed while it is written. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { placeholders } from '../../../shared/alerts/template.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import { actions } from '../../state/actions.ts'
import { quotes } from '../../state/quotes.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Check } from '../../ui/check.tsx'
import { TextArea, TextInput } from '../../ui/field.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { useNow } from '../../ui/use-now.ts'
import { useLastPrice } from '../alerts/use-quote.ts'
import styles from './editor.module.css'
import { excerptOf, messagePreview } from './message-preview.ts'
import { Line } from './parts.tsx'
import { previewInstrument } from './preview.ts'
import { useEditor } from './use-editor.ts'

/** The open bar, as a firing now would find it; null while it is not known. */
function useOpenBar(instrument: InstrumentId | null, interval: Interval): Candle | null {
  const [bar, setBar] = useState<Candle | null>(null)
  useEffect(() => {
    if (instrument === null) return undefined
    let dropped = false
    const ask = async (): Promise<void> => {
      try {
        const { candles } = await actions.call('candles.get', { instrument, interval, limit: 1 })
        if (!dropped) setBar(candles.at(-1) ?? null)
      } catch {
        // The preview then says that the bar is not known, as a firing would.
        if (!dropped) setBar(null)
      }
    }
    void ask()
    return () => {
      dropped = true
    }
  }, [instrument, interval])
  return instrument === null ? null : bar
}

/** What the message would be now. */
function Preview({ onSelect }: { readonly onSelect: (from: number, to: number) => void }) {
  const { fields, rule, sentence } = useEditor()
  const selected = useApp((state) => state.selected)
  const instruments = useApp((state) => state.instruments)
  const id = previewInstrument(fields, selected, [])
  const interval = fields.conditions[0]?.interval ?? '1m'
  const last = useLastPrice(id)
  const nowAt = useNow(1000)
  const bar = useOpenBar(id, interval)
  const { text } = fields.message
  const preview = messagePreview(text, {
    rule,
    name: fields.name,
    sentence,
    instrument: id === null ? null : (instruments.get(id) ?? null),
    last,
    changePercent: id === null ? null : (quotes.get(id)?.changePercent ?? null),
    bar,
    interval,
    nowAt,
  })
  return (
    <>
      {preview.problems.map((problem) => {
        const { before, wrong, after } = excerptOf(text, problem)
        return (
          <div key={problem.from} className={styles['stack']}>
            <span className={styles['excerpt']}>
              {before}
              <mark>{wrong}</mark>
              {after}
            </span>
            <span className={styles['failure']} role="alert">
              Character {problem.from + 1}: {problem.message}{' '}
              <Button variant="outline" onClick={() => onSelect(problem.from, problem.to)}>
                Show it
              </Button>
            </span>
          </div>
        )
      })}
      {preview.warning !== null && (
        <span className={styles['warning']} role="alert">
          It begins as JSON, but {preview.warning}. A target that wants JSON would refuse it.
        </span>
      )}
      {preview.text !== null && (
        <>
          <span className={styles['hint']}>
            {preview.form === 'json' && preview.warning === null ? 'Valid JSON. It ' : 'It '}would say now:
          </span>
          <output className={styles['quote']} aria-label="Message as it would be now">
            {preview.text === '' ? 'nothing' : preview.text}
          </output>
        </>
      )}
    </>
  )
}

export function MessageRow({ onSave }: { readonly onSave: () => void }) {
  const { fields, edit } = useEditor()
  const area = useRef<HTMLTextAreaElement>(null)
  const { on, text } = fields.message
  const setText = (next: string): void => edit((before) => ({ ...before, message: { on: true, text: next } }))

  const insert = (name: string): void => {
    const element = area.current
    const from = element?.selectionStart ?? text.length
    const to = element?.selectionEnd ?? text.length
    setText(`${text.slice(0, from)}{{${name}}}${text.slice(to)}`)
    const caret = from + name.length + 4
    // After the text is there, and after the menu has given the focus back.
    setTimeout(() => {
      element?.focus()
      element?.setSelectionRange(caret, caret)
    })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey) return
    if (event.nativeEvent.isComposing) return
    event.preventDefault()
    onSave()
  }
  return (
    <>
      <Line word="say">
        <Check
          checked={on}
          onChange={(chosen) => edit((before) => ({ ...before, message: { ...before.message, on: chosen } }))}
        >
          a message of my own
        </Check>
        {on && (
          <>
            <span className={styles['space']} />
            <DropMenu
              label="Insert a placeholder"
              className={styles['trigger']}
              trigger="Placeholder"
              items={Object.entries(placeholders).map(([name, what]) => ({
                label: `{{${name}}}`,
                detail: what,
                run: () => insert(name),
              }))}
            />
          </>
        )}
      </Line>
      {on && (
        <Line>
          <TextArea
            ref={area}
            aria-label="Message"
            className={styles['area']}
            placeholder="Text or JSON with {{placeholders}} (Shift Enter for a new line)"
            rows={3}
            maxLength={4000}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <Preview
            onSelect={(from, to) => {
              area.current?.focus()
              area.current?.setSelectionRange(from, to)
            }}
          />
        </Line>
      )}
    </>
  )
}

export function NameRow({ onSave }: { readonly onSave: () => void }) {
  const { fields, edit } = useEditor()
  return (
    <>
      <Line word="name">
        <TextInput
          aria-label="Name"
          placeholder="The sentence is name enough"
          maxLength={300}
          value={fields.name}
          onChange={(event) => edit((before) => ({ ...before, name: event.target.value }))}
        />
      </Line>
      <Line word="note">
        <TextArea
          aria-label="Note"
          placeholder="Sent with the alert (Shift Enter for a new line)"
          maxLength={4000}
          rows={2}
          value={fields.note}
          onChange={(event) => edit((before) => ({ ...before, note: event.target.value }))}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey) return
            if (event.nativeEvent.isComposing) return
            event.preventDefault()
            onSave()
          }}
        />
      </Line>
    </>
  )
}
