/** Theme, flash, time zone, and starting with the computer. */
import type { Settings } from '../../../shared/model/settings.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Field, Select, Switch } from '../../ui/field.tsx'

const themes: readonly { value: Settings['theme']; label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
]

const zones = ['local', 'UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map(
  (value) => ({ value, label: value === 'local' ? "This machine's" : value.replaceAll('_', ' ') }),
)

export function Appearance() {
  const settings = useApp((state) => state.settings)
  const atLogin = useApp((state) => state.system?.capabilities.includes('open-at-login') ?? false)
  return (
    <>
      <Field label="Theme">
        {(id) => (
          <Select
            id={id}
            value={settings.theme}
            options={themes}
            onChoose={(theme) => void actions.saveSettings({ theme })}
          />
        )}
      </Field>
      <Field label="Flash on a tick" hint="Never where the system asks for reduced motion.">
        {(id) => (
          <Switch
            id={id}
            checked={settings.flash}
            onChange={(flash) => void actions.saveSettings({ flash })}
          />
        )}
      </Field>
      <Field label="Time zone" hint="For the clock, the chart and the logs. Everything is kept in UTC.">
        {(id) => (
          <Select
            id={id}
            value={settings.timeZone}
            options={zones}
            onChoose={(timeZone) => void actions.saveSettings({ timeZone })}
          />
        )}
      </Field>
      {atLogin && (
        <Field label="Open at login">
          {(id) => (
            <Switch
              id={id}
              checked={settings.openAtLogin}
              onChange={(openAtLogin) => void actions.saveSettings({ openAtLogin })}
            />
          )}
        </Field>
      )}
    </>
  )
}
