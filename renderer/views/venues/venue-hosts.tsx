/** Where a venue is reached: one of its documented hosts by name, or others (a regional host, a local exchange). */
import { useState, type ReactNode } from 'react'
import type { ProviderView } from '../../../shared/contract/methods.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select, TextInput } from '../../ui/field.tsx'
import { chosenEndpoint, originProblem } from './endpoint-form.ts'
import { Section } from './section.tsx'
import styles from './venues.module.css'

type Props = {
  readonly provider: ProviderView
  readonly onSaid: (text: string) => void
  /** Stands beside the button that uses what is typed. */
  readonly children: ReactNode
}

function OwnHosts({ provider, onSaid, children }: Props) {
  const [restUrl, setRestUrl] = useState(provider.restUrl)
  const [wsUrl, setWsUrl] = useState(provider.wsUrl)
  const [refusal, setRefusal] = useState<string | null>(null)
  const changed = restUrl !== provider.restUrl || wsUrl !== provider.wsUrl
  const problems = { rest: originProblem('REST', restUrl), ws: originProblem('WebSocket', wsUrl) }

  const save = async (): Promise<void> => {
    if (problems.rest !== null || problems.ws !== null) return
    try {
      await actions.changeProvider({ id: provider.id, restUrl: restUrl.trim(), wsUrl: wsUrl.trim() })
      onSaid(`${provider.name} is reached there from now on.`)
    } catch (error) {
      setRefusal(explainError(error))
    }
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Field label="REST" error={problems.rest}>
        {(id) => (
          <TextInput
            id={id}
            type="url"
            aria-invalid={problems.rest !== null}
            value={restUrl}
            onChange={(event) => setRestUrl(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="WebSocket"
        hint="Scheme, host and port are taken; the venue's own path stays."
        error={problems.ws ?? refusal}
      >
        {(id) => (
          <TextInput
            id={id}
            type="url"
            aria-invalid={problems.ws !== null}
            value={wsUrl}
            onChange={(event) => setWsUrl(event.target.value)}
          />
        )}
      </Field>
      <div className={styles['line']}>
        <Button type="submit" variant="outline" disabled={!changed}>
          Use these
        </Button>
        {children}
      </div>
    </form>
  )
}

const own = '\u0000own'

export function VenueHosts({ provider }: { readonly provider: ProviderView }) {
  const [typing, setTyping] = useState(false)
  const [said, setSaid] = useState<string | null>(null)
  const { id, endpoints, restUrl, wsUrl } = provider
  const current = chosenEndpoint(provider)
  const shown = typing || current === null ? own : current.name

  const reach = async (rest: string | null, ws: string | null, done: string): Promise<void> => {
    setSaid(null)
    if (!(await actions.configureProvider({ id, restUrl: rest, wsUrl: ws }))) return
    setTyping(false)
    setSaid(done)
  }
  const choose = (name: string): void => {
    const endpoint = endpoints.find((each) => each.name === name)
    if (endpoint === undefined) setTyping(true)
    else void reach(endpoint.restUrl, endpoint.wsUrl, `${name} is used from now on.`)
  }

  const restore = (
    <Button onClick={() => void reach(null, null, 'Its usual hosts are used again.')}>
      Restore the usual
    </Button>
  )

  return (
    <Section title="Endpoints">
      {endpoints.length > 0 && (
        <Field label="Hosts" {...(shown === own ? {} : { hint: `${restUrl} and ${wsUrl}` })}>
          {(fieldId) => (
            <Select
              id={fieldId}
              value={shown}
              options={[
                ...endpoints.map(({ name }) => ({ value: name, label: name })),
                { value: own, label: 'Others' },
              ]}
              onChoose={choose}
            />
          )}
        </Field>
      )}
      {/* Made anew when the core answers other hosts than were typed. */}
      {shown === own ? (
        <OwnHosts
          key={`${restUrl} ${wsUrl}`}
          provider={provider}
          onSaid={(text) => {
            setTyping(false)
            setSaid(text)
          }}
        >
          {restore}
        </OwnHosts>
      ) : (
        <div className={styles['line']}>{restore}</div>
      )}
      {said !== null && <output className={styles['hint']}>{said}</output>}
    </Section>
  )
}
