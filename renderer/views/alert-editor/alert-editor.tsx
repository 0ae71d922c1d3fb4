/** The alert editor: a sentence that is filled in beside the chart, tried on the past while it is written. */
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import { isMac, keyLabel } from '../../commands/keys.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import type { AlertStart } from '../../state/app-state.ts'
import { withRules } from '../../state/slices/alerts.ts'
import { appStore, useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { SimulatedTag } from '../../ui/tag.tsx'
import { Dock } from './dock.tsx'
import styles from './editor.module.css'
import { Lead } from './lead.tsx'
import { PresetMenu, PresetName } from './preset-menu.tsx'
import type { RehearsalDays } from './rehearse.ts'
import { Sections, sectionsOf } from './sections.tsx'
import { EditorContext, useEditorState, type Continued, type Editor, type SectionId } from './use-editor.ts'
import { usePreview } from './use-preview.ts'
import { useRehearsal } from './use-rehearsal.ts'

function ContinueLine({ continued }: { readonly continued: Continued }) {
  return (
    <div className={styles['notice']}>
      <span title={continued.sentence}>Unsaved: {continued.sentence}</span>
      <Button variant="outline" onClick={continued.take}>
        Continue the draft
      </Button>
      <Button onClick={continued.forget}>Forget</Button>
    </div>
  )
}

function EditorPanel({ start }: { readonly start: AlertStart }) {
  const state = useEditorState(start)
  const { fields, draft, settle } = state
  const [open, setOpen] = useState<ReadonlySet<SectionId>>(new Set())
  const [days, setDays] = useState<RehearsalDays>(7)
  const [isKeeping, setKeeping] = useState(false)
  const [saving, setSaving] = useState(false)
  const [attempts, setAttempts] = useState(0)
  const [failure, setFailure] = useState<{ fields: typeof fields; text: string } | null>(null)
  const levelRef = useRef<HTMLInputElement>(null)
  const formRef = useRef<HTMLFormElement>(null)
  const rehearsal = useRehearsal(draft, days)
  const shown = usePreview(state, rehearsal.phase === 'done' ? rehearsal.answer : null)
  const selected = useApp((app) => app.selected)
  const isSimulated = useApp((app) => shown !== null && app.instruments.get(shown)?.simulated === true)

  const setSection = (section: SectionId, isOpen: boolean): void =>
    setOpen((before) => new Set(isOpen ? [...before, section] : [...before].filter((id) => id !== section)))
  const editor: Editor = { ...state, openSection: (section) => setSection(section, true) }

  useEffect(() => {
    levelRef.current?.focus()
    levelRef.current?.select()
  }, [])
  useEffect(() => {
    // What has to be mended is there by now, and can have the focus.
    if (attempts > 0) formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [attempts])

  const save = async (): Promise<void> => {
    if (saving) return
    if (draft === null) {
      state.tryToSave()
      setOpen((before) => new Set([...before, ...sectionsOf(state.allProblems, fields.scope.kind === 'one')]))
      setAttempts(attempts + 1)
      return
    }
    setSaving(true)
    try {
      const rule = await actions.call('alerts.save', draft)
      appStore.setState((app) => ({ rules: withRules(app.rules, [rule]) }))
      settle()
      actions.closeDialog()
    } catch (error) {
      setFailure({ fields, text: explainError(error) })
      setSaving(false)
    }
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    void save()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void save()
  }

  return (
    <EditorContext value={editor}>
      <div className={styles['all']} onKeyDown={onKeyDown} role="presentation">
        <SidePanel
          title={fields.id === null ? 'New alert' : 'Edit alert'}
          onClose={actions.closeDialog}
          tools={<PresetMenu onKeep={() => setKeeping(true)} />}
          footer={
            <>
              {failure !== null && failure.fields === fields ? (
                <span className={styles['failure']} role="alert">
                  {failure.text}
                </span>
              ) : (
                <>
                  {isSimulated && <SimulatedTag />}
                  {shown !== null && shown !== selected && (
                    <Button onClick={() => actions.selectInstrument(shown)}>Show its chart</Button>
                  )}
                  <span className={styles['space']} />
                </>
              )}
              <Button onClick={actions.closeDialog}>Cancel</Button>
              <Button
                variant="solid"
                disabled={saving}
                title={keyLabel('Mod+Enter', isMac())}
                onClick={() => void save()}
              >
                {saving ? 'Saving \u2026' : 'Save'}
              </Button>
            </>
          }
        >
          {isKeeping && <PresetName onDone={() => setKeeping(false)} />}
          {state.continued !== null && <ContinueLine continued={state.continued} />}
          <form ref={formRef} className={styles['form']} onSubmit={onSubmit} noValidate>
            <Lead levelRef={levelRef} />
            <Sections open={open} onOpen={setSection} onSave={() => void save()} />
            {/* Enter in a text field is this button's. */}
            <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
          </form>
          <Dock rehearsal={rehearsal} days={days} onDays={setDays} />
        </SidePanel>
      </div>
    </EditorContext>
  )
}

/** A new start is a new editor; what the last one left is offered in it. */
const keys = new WeakMap<AlertStart, number>()
let nextKey = 0

function keyOf(start: AlertStart): number {
  const known = keys.get(start)
  if (known !== undefined) return known
  nextKey += 1
  keys.set(start, nextKey)
  return nextKey
}

/** Shown while the store says that an alert is being made or changed. */
export function AlertEditor() {
  const dialog = useApp((state) => state.dialog)
  return dialog?.kind === 'alert' ? <EditorPanel key={keyOf(dialog.draft)} start={dialog.draft} /> : null
}
