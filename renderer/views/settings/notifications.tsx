/** Notifications of the operating system: on or off, allowed or not, and a test. */
import { useState } from 'react'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { browserNotifier } from '../../state/notify.ts'
import { appStore, useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Switch } from '../../ui/field.tsx'
import styles from './settings.module.css'

/** A browser must be asked; a desktop shell notifies by itself. */
function currentPermission(): NotificationPermission {
  return typeof Notification === 'undefined' ? 'denied' : Notification.permission
}

const sample = { id: 'test', title: 'Tickerdeck', body: 'This is how an alert is told.' }

/** Answers what came of it, in words. */
async function test(web: boolean): Promise<string> {
  if (web) {
    const outcome = browserNotifier.show(appStore.getState(), sample, () => undefined)
    return outcome === 'shown' ? 'Shown: look for it on your screen.' : (outcome ?? 'Notifications are off.')
  }
  const desktop = appStore.getState().targets.find(({ kind }) => kind === 'desktop')
  if (desktop === undefined) return 'This computer is not among the targets.'
  try {
    return (await actions.call('targets.test', { id: desktop.id })).detail
  } catch (error) {
    return explainError(error)
  }
}

export function Notifications() {
  const settings = useApp((state) => state.settings)
  const web = useApp((state) => state.system?.shell === 'web')
  const [permission, setPermission] = useState(currentPermission)
  const [outcome, setOutcome] = useState<string | null>(null)

  const ask = async (): Promise<void> => {
    if (typeof Notification !== 'undefined') setPermission(await Notification.requestPermission())
  }
  const change = (notifications: boolean): void => {
    void actions.saveSettings({ notifications })
    if (notifications && web && permission === 'default') void ask()
  }
  const hint = ((): string | undefined => {
    if (outcome !== null) return outcome
    if (!web || !settings.notifications || permission === 'granted') return undefined
    if (permission === 'denied')
      return 'The browser blocks them: allow notifications for this page in its site settings.'
    return 'The browser has not been asked yet.'
  })()

  return (
    <Field label="System notifications" {...(hint === undefined ? {} : { hint: <output>{hint}</output> })}>
      {(id) => (
        <div className={styles['line']}>
          <Switch id={id} checked={settings.notifications} onChange={change} />
          {web && settings.notifications && permission === 'default' && (
            <Button variant="primary" onClick={() => void ask()}>
              Allow notifications
            </Button>
          )}
          {settings.notifications && (
            <Button onClick={() => void test(web).then(setOutcome)}>Send a test</Button>
          )}
        </div>
      )}
    </Field>
  )
}
