/** The venues: on or off, and another origin for their endpoints (a regional host, a proxy, a local exchange). */
import { useState } from 'react'
import type { ProviderView } from '../../../shared/contract/methods.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Switch, TextInput } from '../../ui/field.tsx'
import { Dot, SimulatedTag } from '../../ui/tag.tsx'
import { useNow } from '../../ui/use-now.ts'
import { feedTones } from '../status/channels.ts'
import { feedWords } from '../status/venue-states.tsx'
import styles from './settings.module.css'

function Endpoints({ provider }: { readonly provider: ProviderView }) {
  const [restUrl, setRestUrl] = useState(provider.restUrl)
  const [wsUrl, setWsUrl] = useState(provider.wsUrl)
  const changed = restUrl !== provider.restUrl || wsUrl !== provider.wsUrl

  const save = async (rest: string | null, ws: string | null): Promise<void> => {
    const saved = await actions.configureProvider({ id: provider.id, restUrl: rest, wsUrl: ws })
    if (saved && rest === null)
      actions.toast({ kind: 'info', title: `${provider.name} has its own endpoints again`, body: '' })
  }

  return (
    <details className={styles['endpoints']}>
      <summary>Endpoints</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save(
            restUrl === provider.restUrl ? provider.restUrl : restUrl,
            wsUrl === provider.wsUrl ? provider.wsUrl : wsUrl,
          )
        }}
      >
        <Field label="REST">
          {(id) => (
            <TextInput
              id={id}
              type="url"
              value={restUrl}
              onChange={(event) => setRestUrl(event.target.value)}
            />
          )}
        </Field>
        <Field label="WebSocket" hint="Only scheme, host and port are taken; the venue's path stays.">
          {(id) => (
            <TextInput id={id} type="url" value={wsUrl} onChange={(event) => setWsUrl(event.target.value)} />
          )}
        </Field>
        <div className={styles['line']}>
          <Button type="submit" variant="outline" disabled={!changed}>
            Use these
          </Button>
          <Button onClick={() => void save(null, null)}>Restore the venue&apos;s own</Button>
        </div>
      </form>
    </details>
  )
}

export function Venues() {
  const providers = useApp((state) => state.providers)
  const feeds = useApp((state) => state.feeds)
  const now = useNow(1000)
  return (
    <ul className={styles['venues']}>
      {providers.map((provider) => {
        const status = feeds.find((feed) => feed.provider === provider.id) ?? provider.status
        return (
          <li key={provider.id}>
            <div className={styles['line']}>
              <Switch
                label={provider.name}
                checked={provider.enabled}
                onChange={(enabled) => void actions.configureProvider({ id: provider.id, enabled })}
              />
              <strong>{provider.name}</strong>
              {provider.simulated && <SimulatedTag />}
              <span className={styles['state']}>
                <Dot tone={provider.enabled ? feedTones[status.state] : 'off'} />
                {provider.enabled ? feedWords(status, now) : 'off'}
              </span>
              {provider.enabled && (
                <Button onClick={() => void actions.reconnect(provider.id)}>Reconnect</Button>
              )}
            </div>
            {provider.needsKey && !provider.hasKey && (
              <p className={styles['hint']}>It needs a key, and has none.</p>
            )}
            {/* Made anew when the core answers other endpoints than were typed. */}
            <Endpoints key={`${provider.restUrl} ${provider.wsUrl}`} provider={provider} />
          </li>
        )
      })}
    </ul>
  )
}
