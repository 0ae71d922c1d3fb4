/** Notifications of the operating system, and sound. */
import { useState } from 'react'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Switch } from '../../ui/field.tsx'

/** A browser must be asked; a desktop shell notifies by itself. */
function currentPermission(): NotificationPermission {
  return typeof Notification === 'undefined' ? 'denied' : Notification.permission
}

export function Notifications() {
  const settings = useApp((state) => state.settings)
  const web = useApp((state) => state.system?.shell === 'web')
  const [permission, setPermission] = useState(currentPermission)

  const ask = async (): Promise<void> => {
    if (typeof Notification !== 'undefined') setPermission(await Notification.requestPermission())
  }
  const change = (notifications: boolean): void => {
    void actions.saveSettings({ notifications })
    if (notifications && web && permission === 'default') void ask()
  }
  const hint = ((): string | undefined => {
    if (!web || !settings.notifications || permission === 'granted') return undefined
    if (permission === 'denied')
      return 'The browser blocks them: allow notifications for this page in its site settings.'
    return 'The browser has not been asked yet.'
  })()

  return (
    <>
      <Field label="System notifications" {...(hint === undefined ? {} : { hint })}>
        {(id) => (
          <>
            <Switch id={id} checked={settings.notifications} onChange={change} />
            {web && settings.notifications && permission === 'default' && (
              <Button variant="primary" onClick={() => void ask()}>
                Allow notifications
              </Button>
            )}
          </>
        )}
      </Field>
      <Field label="Sound" hint="A short tone when an alert fires.">
        {(id) => (
          <Switch
            id={id}
            checked={settings.sound}
            onChange={(sound) => void actions.saveSettings({ sound })}
          />
        )}
      </Field>
    </>
  )
}
