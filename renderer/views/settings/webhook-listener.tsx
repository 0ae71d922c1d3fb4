/** The listener: on or off, its port, and where it listens now. */
import { useState } from 'react'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Switch, TextInput } from '../../ui/field.tsx'
import styles from './settings.module.css'

/** A port as typed, or null for what is none. 0 takes any free one. */
export function readPort(text: string): number | null {
  const port = /^\d{1,5}$/u.test(text.trim()) ? Number(text) : NaN
  return port <= 65_535 ? port : null
}

export function WebhookListener() {
  const { hooksEnabled, hooksPort } = useApp((state) => state.settings)
  const webhook = useApp((state) => state.health?.webhook ?? null)
  const [text, setText] = useState(String(hooksPort))
  const port = readPort(text)

  return (
    <>
      <Field
        label="Listen"
        hint={
          webhook === null
            ? undefined
            : webhook.address === null
              ? `${webhook.state}${webhook.reason === null ? '' : `: ${webhook.reason}`}`
              : `Listening at ${webhook.address}`
        }
      >
        {(id) => (
          <Switch
            id={id}
            checked={hooksEnabled}
            onChange={(enabled) => void actions.saveSettings({ hooksEnabled: enabled })}
          />
        )}
      </Field>
      <Field
        label="Port"
        hint="On 127.0.0.1 only. 0 takes any free port."
        error={port === null ? 'A port is a whole number from 0 to 65535.' : null}
      >
        {(id) => (
          <form
            className={styles['line']}
            onSubmit={(event) => {
              event.preventDefault()
              if (port !== null && port !== hooksPort) void actions.saveSettings({ hooksPort: port })
            }}
          >
            <TextInput
              id={id}
              inputMode="numeric"
              className={styles['short']}
              aria-invalid={port === null}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Button type="submit" variant="outline" disabled={port === null || port === hooksPort}>
              Change
            </Button>
            <Button onClick={() => actions.openDialog({ kind: 'hook-sources' })}>Sources</Button>
          </form>
        )}
      </Field>
    </>
  )
}
