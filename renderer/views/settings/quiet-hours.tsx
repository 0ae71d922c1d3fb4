/** Hours in which alerts are logged at once and told together at the end. */
import { X } from 'lucide-react'
import { minuteText } from '../../../shared/alerts/words.ts'
import type { ActiveHours, DayWindow } from '../../../shared/model/hours.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select, Switch, TextInput } from '../../ui/field.tsx'
import { useNow } from '../../ui/use-now.ts'
import {
  changeWindow,
  firstQuietHours,
  mostWindows,
  quietNow,
  readTime,
  toggleDay,
  weekDays,
  windowHint,
  withoutWindow,
  withWindow,
} from './quiet-form.ts'
import styles from './settings.module.css'

const zones = Intl.supportedValuesOf('timeZone')
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone

function save(quietHours: ActiveHours | null): void {
  void actions.saveSettings({ quietHours })
}

function WindowRow({ hours, place, window }: { hours: ActiveHours; place: number; window: DayWindow }) {
  const change = (part: Partial<DayWindow>): void => save(changeWindow(hours, place, part))
  const time = (name: 'fromMinute' | 'toMinute', label: string) => (
    <TextInput
      type="time"
      aria-label={`${label}, hours ${place + 1}`}
      className={styles['clock']}
      value={minuteText(window[name])}
      onChange={(event) => {
        const minute = readTime(event.target.value)
        if (minute !== null) change({ [name]: minute })
      }}
    />
  )
  const hint = windowHint(window)
  return (
    <div className={styles['window']} role="group" aria-label={`Hours ${place + 1}`}>
      <span className={styles['days']}>
        {weekDays.map(({ day, short, name }) => (
          <Button
            key={day}
            pressed={window.days.includes(day)}
            title={name}
            onClick={() => change({ days: toggleDay(window, day) })}
          >
            {short}
            <span className="visually-hidden">{name.slice(short.length)}</span>
          </Button>
        ))}
      </span>
      {time('fromMinute', 'From')} – {time('toMinute', 'To')}
      <Button
        square
        aria-label={`Remove hours ${place + 1}`}
        onClick={() => save(withoutWindow(hours, place))}
      >
        <X size={13} aria-hidden="true" />
      </Button>
      {hint !== null && <small>{hint}</small>}
    </div>
  )
}

export function QuietHours() {
  const hours = useApp((state) => state.settings.quietHours)
  const zone = useApp((state) => state.settings.timeZone)
  const now = useNow(10_000)
  const start = zone === 'local' ? ownZone : zone
  return (
    <>
      <Field
        label="Quiet hours"
        hint={
          hours === null
            ? 'Off: alerts are told at any hour.'
            : `${quietNow(hours, now)} What fires then is in the log at once and told in one message at the end; urgent alerts go through.`
        }
      >
        {(id) => (
          <Switch
            id={id}
            checked={hours !== null}
            onChange={(on) => save(on ? firstQuietHours(start) : null)}
          />
        )}
      </Field>
      {hours !== null && (
        <>
          <Field label="When">
            {hours.windows.map((window, place) => (
              // Windows have no names: their places are what they are known by.
              // oxlint-disable-next-line react/no-array-index-key
              <WindowRow key={place} hours={hours} place={place} window={window} />
            ))}
            {hours.windows.length < mostWindows && (
              <Button onClick={() => save(withWindow(hours))}>Other hours too</Button>
            )}
          </Field>
          <Field label="By the clocks of">
            {(id) => (
              <Select
                id={id}
                value={hours.timeZone}
                options={[...new Set([hours.timeZone, 'UTC', ...zones])].map((value) => ({
                  value,
                  label: value.replaceAll('_', ' '),
                }))}
                onChoose={(timeZone) => save({ ...hours, timeZone })}
              />
            )}
          </Field>
        </>
      )}
    </>
  )
}
