/** Why a rule did not fire: now, or in the minute of a time, on one of its instruments. */
import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { Field, Select, TextInput } from '../../ui/field.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useNow } from '../../ui/use-now.ts'
import { localInput, readLocalInput } from './local-time.ts'
import styles from './manager.module.css'
import { Sentence } from './rule-parts.tsx'
import { useTimeZone } from './use-time-zone.ts'

type Answer = { readonly sentence: string; readonly fired: boolean | null }

function WhyForm({ rule }: { readonly rule: AlertView }) {
  const timeZone = useTimeZone()
  const now = useNow(60_000)
  const field = useRef<HTMLInputElement>(null)
  const instruments = rule.standings.flatMap(({ instrument }) => (instrument === null ? [] : [instrument]))
  const [instrument, setInstrument] = useState<InstrumentId | null>(instruments[0] ?? null)
  const [time, setTime] = useState('')
  const [answer, setAnswer] = useState<Answer | null>(null)
  const at = time === '' ? null : readLocalInput(time, timeZone)
  const wrong = time !== '' && at === null

  const ask = async (): Promise<void> => {
    if (wrong) return
    setAnswer({ sentence: 'Looking …', fired: null })
    try {
      setAnswer(
        await actions.explainAlert({
          id: rule.id,
          ...(instrument === null ? {} : { instrument }),
          ...(at === null ? {} : { at }),
        }),
      )
    } catch (error) {
      setAnswer({ sentence: explainError(error), fired: null })
    }
  }

  const asked = useRef(false)
  useEffect(() => {
    if (asked.current) return
    asked.current = true
    void ask()
  })

  return (
    <Modal
      title="Why did it not fire?"
      onClose={actions.closeDialog}
      initialFocus={field}
      footer={
        <>
          <Button onClick={actions.closeDialog}>Close</Button>
          <Button variant="solid" type="submit" form="why-form" disabled={wrong}>
            Ask
          </Button>
        </>
      }
    >
      <p className={styles['whyRule']}>
        <Sentence rule={rule} />
      </p>
      <form
        id="why-form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          void ask()
        }}
      >
        {instruments.length > 1 && instrument !== null && (
          <Field label="Instrument">
            {(id) => (
              <Select
                id={id}
                value={instrument}
                options={instruments.map((each) => ({ value: each, label: symbolOf(each) }))}
                onChoose={setInstrument}
              />
            )}
          </Field>
        )}
        <Field
          label="At"
          hint={`Empty asks about now. ${timeZone === undefined ? "This machine's time." : `Time of ${timeZone}.`}`}
          error={wrong ? 'There is no such time.' : null}
        >
          {(id) => (
            <TextInput
              id={id}
              ref={field}
              type="datetime-local"
              max={localInput(now, timeZone)}
              className={styles['time']}
              value={time}
              onChange={(event) => setTime(event.target.value)}
            />
          )}
        </Field>
      </form>
      <output className={styles['whyAnswer']}>
        {answer?.fired === true && <Tag tone="accent">fired</Tag>}
        {answer?.fired === false && <Tag>did not fire</Tag>} {answer?.sentence}
      </output>
    </Modal>
  )
}

/** Shown while the store says that it is asked. */
export function WhyDialog() {
  const dialog = useApp((state) => state.dialog)
  const rule = useApp((state) =>
    state.rules.find(({ id }) => state.dialog?.kind === 'alert-why' && id === state.dialog.id),
  )
  return dialog?.kind === 'alert-why' && rule !== undefined ? <WhyForm key={rule.id} rule={rule} /> : null
}
