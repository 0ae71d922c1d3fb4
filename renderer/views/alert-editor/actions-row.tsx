/** The row for what it does when it fires: what is shown, heard and sent, and who is told if nobody answers. */
import { ArrowUp, Play } from 'lucide-react'
import type { SoundName } from '../../../shared/alerts/actions.ts'
import { playSound } from '../../state/sound/player.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Check } from '../../ui/check.tsx'
import { Select } from '../../ui/field.tsx'
import styles from './editor.module.css'
import { earlier, toggled } from './editor-state.ts'
import type { EditorFields } from './fields.ts'
import { Complaint, CountInput, Line } from './parts.tsx'
import { useEditor, useProblem } from './use-editor.ts'
import { soundOptions } from './words.ts'

type ActionFields = EditorFields['actions']

function useActions(): readonly [ActionFields, (change: Partial<ActionFields>) => void] {
  const { fields, edit } = useEditor()
  return [
    fields.actions,
    (change) => edit((before) => ({ ...before, actions: { ...before.actions, ...change } })),
  ]
}

function SoundLines() {
  const [{ sound }, set] = useActions()
  const own = useApp((state) => state.sounds)
  const isSilent = useApp((state) => !state.settings.sound)
  const options: readonly { value: SoundName; label: string }[] = [
    ...soundOptions,
    ...own.map(({ id, name }) => ({ value: `own:${id}` as const, label: name })),
  ]
  const isKnown = options.some(({ value }) => value === sound.name)
  const change = (part: Partial<typeof sound>): void => set({ sound: { ...sound, ...part } })
  return (
    <>
      <Line word="play">
        <Check checked={sound.on} onChange={(on) => change({ on })}>
          a sound
        </Check>
        {sound.on && (
          <>
            <Select
              aria-label="Sound"
              className={styles['grow']}
              value={sound.name}
              options={isKnown ? options : [{ value: sound.name, label: 'a file that is gone' }, ...options]}
              onChoose={(name) => change({ name })}
            />
            <Button
              square
              variant="outline"
              aria-label="Hear the sound"
              title="Hear the sound"
              onClick={() => void playSound(sound)}
            >
              <Play size={12} aria-hidden="true" />
            </Button>
          </>
        )}
      </Line>
      {sound.on && (
        <Line word="at">
          <input
            type="range"
            className={styles['volume']}
            aria-label="Volume of the sound"
            aria-valuetext={`${Math.round(sound.volume * 100)} %`}
            min={0}
            max={1}
            step={0.05}
            value={sound.volume}
            onChange={(event) => change({ volume: Number(event.target.value) })}
          />
          <span className={styles['percent']}>{Math.round(sound.volume * 100)} %</span>
          <Check
            checked={sound.untilAcknowledged}
            onChange={(untilAcknowledged) => change({ untilAcknowledged })}
          >
            until acknowledged
          </Check>
          {isSilent && <span className={styles['warning']}>Sounds are off in Settings.</span>}
        </Line>
      )}
    </>
  )
}

/** Targets that firings can be sent to, and those that the rule names and nobody has any more. */
function useTargets(named: readonly string[]): readonly { id: string; label: string }[] {
  const targets = useApp((state) => state.targets)
  const outbound = targets.filter(({ kind }) => kind !== 'desktop')
  const gone = named.filter((id) => !targets.some((target) => target.id === id))
  return [
    ...outbound.map(({ id, name, enabled }) => ({ id, label: enabled ? name : `${name} (off)` })),
    ...gone.map((id) => ({ id, label: `${id} (gone)` })),
  ]
}

function TargetLines() {
  const [{ targets }, set] = useActions()
  const all = useTargets(targets)
  return (
    <Line word="send to">
      {all.length === 0 ? (
        <span className={styles['hint']}>There are no outbound targets yet: make one in Settings.</span>
      ) : (
        <div className={styles['stack']}>
          {all.map(({ id, label }) => (
            <Check
              key={id}
              checked={targets.includes(id)}
              onChange={() => set({ targets: [...toggled(targets, id)] })}
            >
              {label}
            </Check>
          ))}
        </div>
      )}
    </Line>
  )
}

function EscalationLines() {
  const [{ escalation }, set] = useActions()
  const all = useTargets(escalation.targets)
  const problem = useProblem('actions.escalation')
  const minutesProblem = useProblem('actions.escalation.afterMinutes')
  const change = (part: Partial<typeof escalation>): void => set({ escalation: { ...escalation, ...part } })
  const chosen = escalation.targets
  const ordered = [
    ...chosen.flatMap((id) => all.filter((target) => target.id === id)),
    ...all.filter(({ id }) => !chosen.includes(id)),
  ]
  return (
    <>
      <Line word="then">
        <Check checked={escalation.on} onChange={(on) => change({ on })}>
          if not acknowledged, tell others
        </Check>
      </Line>
      {escalation.on && (
        <>
          <Line word="after">
            <CountInput
              label="Minutes until it escalates"
              value={escalation.afterMinutes}
              invalid={minutesProblem !== null}
              onText={(afterMinutes) => change({ afterMinutes })}
            />
            <span>minutes, one after the other:</span>
          </Line>
          <Line>
            {ordered.length === 0 && (
              <span className={styles['hint']}>There are no outbound targets yet: make one in Settings.</span>
            )}
            <div className={styles['stack']}>
              {ordered.map(({ id, label }) => (
                <span key={id} className={styles['input']}>
                  <Check
                    checked={chosen.includes(id)}
                    onChange={() => change({ targets: toggled(chosen, id) })}
                  >
                    {chosen.includes(id) ? `${chosen.indexOf(id) + 1}. ${label}` : label}
                  </Check>
                  {chosen.indexOf(id) > 0 && (
                    <Button
                      square
                      aria-label={`Tell ${label} earlier`}
                      onClick={() => change({ targets: earlier(chosen, id) })}
                    >
                      <ArrowUp size={12} aria-hidden="true" />
                    </Button>
                  )}
                </span>
              ))}
            </div>
          </Line>
        </>
      )}
      <Complaint text={problem} />
    </>
  )
}

export function ActionsRow() {
  const [{ toast, notification, badge, urgent }, set] = useActions()
  return (
    <>
      <Line word="show">
        <Check checked={toast} onChange={(on) => set({ toast: on })}>
          toast
        </Check>
        <Check checked={notification} onChange={(on) => set({ notification: on })}>
          notification
        </Check>
        <Check checked={badge} onChange={(on) => set({ badge: on })}>
          badge
        </Check>
      </Line>
      <SoundLines />
      <TargetLines />
      <EscalationLines />
      <Line word="urgent">
        <Check checked={urgent} onChange={(on) => set({ urgent: on })}>
          goes through quiet hours at once
        </Check>
      </Line>
    </>
  )
}
