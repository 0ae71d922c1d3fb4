/** Rules to start from: the built-in ones, one's own, and keeping the one at hand. */
import { useEffect, useRef, useState } from 'react'
import type { Preset } from '../../../shared/contract/methods.ts'
import { actions } from '../../state/actions.ts'
import { quotes } from '../../state/quotes.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { TextInput } from '../../ui/field.tsx'
import { DropMenu, type MenuItem } from '../../ui/menu.tsx'
import styles from './editor.module.css'
import { withOperand } from './editor-state.ts'
import type { EditorFields } from './fields.ts'
import {
  builtInPresets,
  fromPreset,
  spikeVolume,
  volumeInterval,
  type BuiltInPreset,
  type PresetStart,
} from './presets.ts'
import { useEditor } from './use-editor.ts'

const volumeBars = 200

/** What a volume would have to be to be a spike; null where the bars are not known. */
async function spikeOf({ instrument }: PresetStart): Promise<number | null> {
  if (instrument === null) return null
  const answer = await actions.attempt('The usual volume is not known', 'candles.get', {
    instrument,
    interval: volumeInterval,
    limit: volumeBars,
  })
  return answer === null ? null : spikeVolume(answer.candles.map(({ volume }) => volume))
}

async function deletePreset(preset: Preset): Promise<void> {
  await actions.deletePreset(preset.id)
  actions.toast({
    kind: 'info',
    title: 'Deleted a preset',
    body: preset.name,
    undo: () => void actions.savePreset(preset),
  })
}

export function PresetMenu({ onKeep }: { readonly onKeep: () => void }) {
  const { fields, edit, draft, context, interval } = useEditor()
  const presets = useApp((state) => state.presets)
  const instrument = fields.scope.instruments[0] ?? null
  const start = (): PresetStart => ({
    instrument,
    last: instrument === null ? null : (quotes.get(instrument)?.last ?? null),
    context,
  })
  /** The rule that is being changed stays that rule, under its own name. */
  const begin = (next: EditorFields): void =>
    edit(({ id, name, note }) => ({ ...next, id, name: name || next.name, note: note || next.note }))
  const apply = async (preset: BuiltInPreset): Promise<void> => {
    const from = start()
    const made = preset.make(from)
    begin(made)
    if (preset.wantsVolume !== true) return
    const spike = await spikeOf(from)
    if (spike !== null) begin(withOperand(made, 0, 0, { text: String(spike) }, interval))
  }
  const items: readonly MenuItem[] = [
    ...builtInPresets.map((preset) => ({
      id: preset.id,
      label: preset.name,
      run: () => void apply(preset),
    })),
    ...presets.map((preset, place) => ({
      id: `own ${preset.id}`,
      label: preset.name,
      separated: place === 0,
      run: () => begin(fromPreset(preset.rule, start())),
    })),
    {
      id: 'keep',
      label: 'Keep this rule as a preset \u2026',
      separated: true,
      disabled: draft === null,
      run: onKeep,
    },
    ...(presets.length === 0
      ? []
      : [
          {
            id: 'delete',
            label: 'Delete a preset',
            run: () => undefined,
            submenu: presets.map((preset) => ({
              id: preset.id,
              label: preset.name,
              danger: true,
              run: () => void deletePreset(preset),
            })),
          },
        ]),
  ]
  return <DropMenu label="Presets" className={styles['trigger']} trigger="Presets" items={items} />
}

/** Asks for the name under which the rule at hand is kept. */
export function PresetName({ onDone }: { readonly onDone: () => void }) {
  const { draft, sentence } = useEditor()
  const [name, setName] = useState('')
  const [error, setError] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  const keep = async (): Promise<void> => {
    const trimmed = name.trim()
    setError(trimmed === '')
    if (trimmed === '' || draft === null) return
    const { id: _id, ...rule } = draft
    const saved = await actions.savePreset({ name: trimmed, rule })
    if (saved === null) return
    actions.toast({ kind: 'info', title: `Kept the preset ${trimmed}`, body: sentence })
    onDone()
  }
  return (
    <form
      className={styles['notice']}
      aria-label="Keep as a preset"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <TextInput
        ref={input}
        aria-label="Name of the preset"
        placeholder="Name of the preset"
        className={styles['grow']}
        maxLength={80}
        value={name}
        aria-invalid={error}
        onChange={(event) => setName(event.target.value)}
      />
      <Button variant="outline" type="submit">
        Keep
      </Button>
      <Button onClick={onDone}>Cancel</Button>
    </form>
  )
}
