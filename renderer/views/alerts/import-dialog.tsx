/** A file of alerts: chosen, dropped or pasted; what it would change is shown before anything is changed. */
import { useEffect, useRef, useState, type DragEvent } from 'react'
import type { ImportRow } from '../../../shared/alerts/rule-file.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { TextArea } from '../../ui/field.tsx'
import { pickFile } from '../../ui/files.ts'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { kindWords, sortedRows, verdictOf } from './import-rows.ts'
import styles from './import-dialog.module.css'

const tones: Record<ImportRow['kind'], Tone> = { added: 'ok', changed: 'accent', same: 'off', invalid: 'bad' }

function Row({ row }: { readonly row: ImportRow }) {
  const { kind, before, after, details, place } = row
  return (
    <li className={styles['row']} data-kind={kind}>
      <Tag tone={tones[kind]}>{kindWords[kind]}</Tag>
      <div>
        <p className={styles['after']}>{after ?? before ?? `Alert ${place + 1} of the file`}</p>
        {kind === 'changed' && before !== null && before !== after && (
          <p className={styles['before']}>was: {before}</p>
        )}
        {details.length > 0 && (
          <ul className={styles['details']}>
            {details.map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        )}
      </div>
    </li>
  )
}

function Source({ onText }: { readonly onText: (text: string) => void }) {
  const area = useRef<HTMLTextAreaElement>(null)
  const [over, setOver] = useState(false)
  const read = (file: File): void => void file.text().then(onText)
  const onDrop = (event: DragEvent): void => {
    const file = event.dataTransfer.files[0]
    setOver(false)
    if (file === undefined) return
    event.preventDefault()
    read(file)
  }
  return (
    <div className={styles['source']}>
      {/* A place to drop on, beside the button that does the same. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        className={styles['drop']}
        role="group"
        aria-label="A file"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <span>Drop a file of alerts here, or</span>
        <Button variant="outline" onClick={() => pickFile('.json,application/json', read)}>
          Choose a file
        </Button>
        <small>Nothing is changed before you have seen what it would change.</small>
      </div>
      <TextArea
        ref={area}
        aria-label="Or paste its text"
        placeholder="Or paste its text here"
        rows={4}
        onChange={(event) => {
          if (event.target.value.trim().endsWith('}')) onText(event.target.value)
        }}
      />
    </div>
  )
}

type Look = {
  readonly text: string
  readonly rows: readonly ImportRow[] | null
  readonly problem: string | null
}

function ImportForm({ given }: { readonly given: string | null }) {
  const [text, setText] = useState(given)
  const [look, setLook] = useState<Look | null>(null)
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    if (text === null) return undefined
    let wanted = true
    actions.importAlerts(text, false).then(
      ({ rows }) => wanted && setLook({ text, rows, problem: null }),
      (error: unknown) => wanted && setLook({ text, rows: null, problem: explainError(error) }),
    )
    return () => {
      wanted = false
    }
  }, [text])

  const shown = look !== null && look.text === text ? look : null
  const rows = shown?.rows ?? null
  const verdict = rows === null ? null : verdictOf(rows)
  const problem = shown?.problem ?? verdict?.problem ?? null

  const apply = async (): Promise<void> => {
    if (text === null) return
    setBusy(true)
    try {
      const { applied } = await actions.importAlerts(text, true)
      if (applied) {
        actions.toast({ kind: 'info', title: 'Took in the alerts', body: verdict?.summary ?? '' })
        return actions.closeDialog()
      }
      setLook({
        text,
        rows: null,
        problem: 'Nothing was changed: alerts were changed meanwhile. Look again.',
      })
    } catch (error) {
      setLook({ text, rows: null, problem: explainError(error) })
    }
    setBusy(false)
  }

  return (
    <Modal
      title="Import alerts"
      size="large"
      onClose={actions.closeDialog}
      footer={
        <>
          {verdict !== null && <output className={styles['summary']}>{verdict.summary}</output>}
          {text !== null && <Button onClick={() => setText(null)}>Another file</Button>}
          <Button onClick={actions.closeDialog}>Cancel</Button>
          <Button
            variant="solid"
            disabled={busy || verdict === null || problem !== null}
            onClick={() => void apply()}
          >
            {busy ? 'Taking in …' : 'Apply'}
          </Button>
        </>
      }
    >
      {text === null && <Source onText={setText} />}
      {text !== null && shown === null && <output>Looking at it …</output>}
      {problem !== null && text !== null && (
        <p className={styles['problem']} role="alert">
          {problem}
        </p>
      )}
      {text !== null && rows !== null && (
        <ul className={styles['rows']} aria-label="What the file would change">
          {sortedRows(rows).map((row) => (
            <Row key={row.place} row={row} />
          ))}
        </ul>
      )}
    </Modal>
  )
}

/** Shown while the store says so. */
export function ImportDialog() {
  const dialog = useApp((state) => state.dialog)
  return dialog?.kind === 'alert-import' ? <ImportForm given={dialog.text ?? null} /> : null
}
