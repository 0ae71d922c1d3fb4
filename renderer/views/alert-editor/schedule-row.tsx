/** The row for when the rule is on duty: start and end, days and hours, and being kept quiet for a while. */
import { Plus, X } from 'lucide-react'
import { useId } from 'react'
import { minuteText } from '../../../shared/alerts/words.ts'
import type { DayWindow } from '../../../shared/model/hours.ts'
import { Button } from '../../ui/button.tsx'
import { Check, Toggle } from '../../ui/check.tsx'
import { TextInput } from '../../ui/field.tsx'
import styles from './editor.module.css'
import { toggled } from './editor-state.ts'
import type { MomentFields } from './field-text.ts'
import type { ActiveFields, EditorFields } from './fields.ts'
import { Complaint, Line } from './parts.tsx'
import { useEditor, useProblem } from './use-editor.ts'
import { weekDays } from './words.ts'

const mostWindows = 14
const zones = Intl.supportedValuesOf('timeZone')

function MomentLine(props: {
  readonly word: string
  readonly label: string
  readonly field: 'startsAt' | 'expiresAt' | 'snoozeUntil'
}) {
  const { word, label, field } = props
  const { fields, edit, names } = useEditor()
  const problem = useProblem(`schedule.${field}`)
  const value = fields.schedule[field]
  const set = (change: Partial<MomentFields>): void =>
    edit((before) => ({
      ...before,
      schedule: { ...before.schedule, [field]: { ...before.schedule[field], ...change } },
    }))
  return (
    <>
      <Line word={word}>
        <Check checked={value.on} onChange={(on) => set({ on })}>
          {label}
        </Check>
        {value.on && (
          <TextInput
            type="datetime-local"
            // Seconds are shown where there are any.
            step={value.text.length > 16 ? 1 : 60}
            className={styles['moment']}
            aria-label={`${label} at, ${names.timeZone ?? "in this machine's time"}`}
            title={names.timeZone}
            value={value.text}
            aria-invalid={problem !== null}
            onChange={(event) => set({ text: event.target.value })}
          />
        )}
      </Line>
      <Complaint text={problem} />
    </>
  )
}

function minuteOf(text: string): number {
  const found = /^(\d\d):(\d\d)/.exec(text)
  return found === null ? NaN : Number(found[1]) * 60 + Number(found[2])
}

function WindowLines(props: {
  readonly window: DayWindow
  readonly place: number
  readonly isOnly: boolean
  readonly onChange: (window: DayWindow) => void
  readonly onRemove: () => void
}) {
  const { window, place, isOnly, onChange, onRemove } = props
  const problem = useProblem(`schedule.active.windows.${place}`)
  const of = place === 0 ? '' : ` of window ${place + 1}`
  const time = (minute: number): string => (Number.isNaN(minute) ? '' : minuteText(minute))
  return (
    <>
      <Line word={place === 0 ? 'on' : 'and on'}>
        <div className={styles['days']} role="group" aria-label={`Days${of}`}>
          {weekDays.map(({ day, short, name }) => (
            <Toggle
              key={day}
              label={name}
              text={short}
              pressed={window.days.includes(day)}
              onPress={() => onChange({ ...window, days: [...toggled(window.days, day)] })}
            />
          ))}
        </div>
        {!isOnly && (
          <Button square aria-label={`Remove these hours${of}`} onClick={onRemove}>
            <X size={13} aria-hidden="true" />
          </Button>
        )}
      </Line>
      <Line word="from">
        <TextInput
          type="time"
          className={styles['time']}
          aria-label={`From${of}`}
          value={time(window.fromMinute)}
          aria-invalid={Number.isNaN(window.fromMinute)}
          onChange={(event) => onChange({ ...window, fromMinute: minuteOf(event.target.value) })}
        />
        <span>to</span>
        <TextInput
          type="time"
          className={styles['time']}
          aria-label={`To${of}`}
          value={time(window.toMinute)}
          aria-invalid={Number.isNaN(window.toMinute)}
          onChange={(event) => onChange({ ...window, toMinute: minuteOf(event.target.value) })}
        />
        {window.toMinute <= window.fromMinute && <span className={styles['hint']}>next day</span>}
      </Line>
      <Complaint text={problem} />
    </>
  )
}

function ActiveHours() {
  const { fields, edit } = useEditor()
  const zonesId = useId()
  const zoneProblem = useProblem('schedule.active.timeZone')
  const { active } = fields.schedule
  const set = (change: Partial<ActiveFields>): void =>
    edit((before: EditorFields) => ({
      ...before,
      schedule: { ...before.schedule, active: { ...before.schedule.active, ...change } },
    }))
  return (
    <>
      <Line word="active">
        <Check checked={active.on} onChange={(on) => set({ on })}>
          on certain days and hours only
        </Check>
      </Line>
      {active.on && (
        <>
          {active.windows.map((window, place) => (
            <WindowLines
              // Windows have no names, and their order is all that they have.
              // oxlint-disable-next-line react/no-array-index-key
              key={place}
              window={window}
              place={place}
              isOnly={active.windows.length === 1}
              onChange={(next) => set({ windows: active.windows.with(place, next) })}
              onRemove={() => set({ windows: active.windows.filter((_, index) => index !== place) })}
            />
          ))}
          <Line word="by clocks of">
            <TextInput
              aria-label="Time zone of the hours"
              className={styles['grow']}
              list={zonesId}
              value={active.timeZone}
              aria-invalid={zoneProblem !== null}
              onChange={(event) => set({ timeZone: event.target.value })}
            />
            <datalist id={zonesId}>
              {zones.map((zone) => (
                <option key={zone} value={zone}>
                  {zone}
                </option>
              ))}
            </datalist>
            <Button
              variant="outline"
              disabled={active.windows.length >= mostWindows}
              onClick={() =>
                set({
                  windows: [
                    ...active.windows,
                    ...active.windows.slice(-1).map((window) => ({ ...window, days: [6, 0] })),
                  ],
                })
              }
            >
              <Plus size={12} aria-hidden="true" /> More hours
            </Button>
          </Line>
          <Complaint text={zoneProblem} />
        </>
      )}
    </>
  )
}

export function ScheduleRow() {
  return (
    <>
      <MomentLine word="start" label="not before" field="startsAt" />
      <MomentLine word="until" label="expires" field="expiresAt" />
      <ActiveHours />
      <MomentLine word="quiet" label="snoozed until" field="snoozeUntil" />
    </>
  )
}
