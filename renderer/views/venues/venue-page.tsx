/** One venue: on or off, what it is doing, what it needs, where it is reached, and what to know before relying on it. */
import type { ProviderView } from '../../../shared/contract/methods.ts'
import type { ProviderId } from '../../../shared/model/ids.ts'
import { actions } from '../../state/actions.ts'
import { restOf, statusOf } from '../../state/slices/feeds.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select, Switch } from '../../ui/field.tsx'
import { Dot, SimulatedTag } from '../../ui/tag.tsx'
import { useNow } from '../../ui/use-now.ts'
import { feedTones } from '../status/channels.ts'
import { feedWords } from '../status/venue-words.ts'
import { Section } from './section.tsx'
import { VenueHosts } from './venue-hosts.tsx'
import { VenueAccess } from './venue-keys.tsx'
import { StreamDetails, VenueLimits } from './venue-state.tsx'
import styles from './venues.module.css'

function HistoryFrom({ provider }: { readonly provider: ProviderView }) {
  const providers = useApp((state) => state.providers)
  const others = providers.filter(
    ({ id, enabled, simulated }) =>
      id !== provider.id && !simulated && (enabled || id === provider.historyFrom),
  )
  const options: { value: ProviderId; label: string }[] = [
    { value: '', label: 'None: its own, or nothing' },
    ...others.map(({ id, name, enabled }) => ({ value: id, label: enabled ? name : `${name} (off)` })),
  ]
  return (
    <Section title="History">
      <Field
        label="History from"
        hint={
          others.length === 0
            ? 'Where its plan has no candles, another venue can stand in: switch one on first.'
            : 'Where its plan has no candles, those of this venue are shown, and the chart says whose they are.'
        }
      >
        {(id) => (
          <Select
            id={id}
            value={provider.historyFrom ?? ''}
            options={options}
            onChoose={(value) =>
              void actions.configureProvider({
                id: provider.id,
                historyFrom: value === '' ? null : value,
              })
            }
          />
        )}
      </Field>
    </Section>
  )
}

function Notes({ notes }: { readonly notes: ProviderView['notes'] }) {
  const told = [
    ['Region', notes.region],
    ['Terms', notes.terms],
    ['Data', notes.data],
  ].filter(([, text]) => text !== null)
  if (told.length === 0) return null
  return (
    <Section title="Good to know">
      <dl className={styles['notes']}>
        {told.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

export function VenuePage({ provider }: { readonly provider: ProviderView }) {
  const status = useApp((state) => statusOf(state, provider))
  const rest = useApp((state) => restOf(state, provider))
  const now = useNow(1000)
  const { id, name, enabled, simulated, instruments } = provider
  const canReconnect = enabled && status.state !== 'idle' && status.state !== 'stopped'
  return (
    <>
      <div className={styles['top']}>
        <h3>{name}</h3>
        {simulated && <SimulatedTag />}
        <span className={styles['space']} />
        {canReconnect && <Button onClick={() => void actions.reconnect(id)}>Reconnect now</Button>}
        <Switch
          label={`Use ${name}`}
          checked={enabled}
          onChange={(on) => void actions.configureProvider({ id, enabled: on })}
        />
      </div>
      <p className={styles['state']}>
        <Dot tone={enabled ? feedTones[status.state] : 'off'} />
        <span>
          {enabled ? feedWords(status, now) : 'off'}
          {enabled &&
            status.sockets > 0 &&
            `, ${status.sockets} ${status.sockets === 1 ? 'socket' : 'sockets'}`}
          {instruments > 0 && ` · ${instruments.toLocaleString('en-US')} instruments known`}
        </span>
      </p>
      {enabled && <StreamDetails status={status} />}
      <VenueAccess provider={provider} />
      {provider.needsKey && <HistoryFrom provider={provider} />}
      <VenueLimits rest={rest} now={now} />
      <VenueHosts provider={provider} />
      <Notes notes={provider.notes} />
    </>
  )
}
