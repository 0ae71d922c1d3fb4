/** The keys of a venue: typed, stored, removed, and the venue tried with them in one click. */
import { useState } from 'react'
import type { ProviderView } from '../../../shared/contract/methods.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { Button } from '../../ui/button.tsx'
import { Field, TextInput } from '../../ui/field.tsx'
import { Section } from './section.tsx'
import { TestResult, useTest } from './test-run.tsx'
import styles from './venues.module.css'

type Keys = Readonly<Record<string, string>>

/** Only what was typed: an empty field leaves what is stored. */
export function typedKeys(draft: Keys): Record<string, string> {
  return Object.fromEntries(
    Object.entries(draft)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  )
}

function KeyFields({
  provider,
  draft,
  onChange,
}: {
  readonly provider: ProviderView
  readonly draft: Keys
  readonly onChange: (draft: Keys) => void
}) {
  return provider.credentials.map(({ name, label, secret, isSet }) => (
    <Field key={name} label={label}>
      {(id) => (
        <TextInput
          id={id}
          type={secret ? 'password' : 'text'}
          autoComplete="off"
          maxLength={512}
          placeholder={isSet ? 'set' : 'not set'}
          value={draft[name] ?? ''}
          onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
        />
      )}
    </Field>
  ))
}

export function VenueAccess({ provider }: { readonly provider: ProviderView }) {
  const { id, name, credentials, needsKey, secretsProblem, notes } = provider
  const [draft, setDraft] = useState<Keys>({})
  const [said, setSaid] = useState<{ problem: boolean; text: string } | null>(null)
  const test = useTest()
  const typed = typedKeys(draft)
  const isTyped = Object.keys(typed).length > 0

  const change = (next: Keys): void => {
    setDraft(next)
    setSaid(null)
    // What was tried are other keys now.
    test.clear()
  }
  const keep = async (keys: Record<string, string>, done: string): Promise<void> => {
    try {
      await actions.changeProvider({ id, credentials: keys })
      setDraft({})
      setSaid({ problem: false, text: done })
    } catch (error) {
      setSaid({ problem: true, text: explainError(error) })
    }
  }
  const remove = (): void => {
    test.clear()
    void keep(Object.fromEntries(credentials.map((field) => [field.name, ''])), 'The key is removed.')
  }

  return (
    <Section title={needsKey ? 'Key' : 'Test'}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isTyped) void keep(typed, 'The key is saved.')
        }}
      >
        {needsKey && <KeyFields provider={provider} draft={draft} onChange={change} />}
        {notes.key !== null && <p className={styles['hint']}>{notes.key}</p>}
        {secretsProblem !== null && (
          <p className={styles['warning']} role="alert">
            {secretsProblem}
          </p>
        )}
        <div className={styles['line']}>
          <Button
            variant="primary"
            disabled={test.run.kind === 'running'}
            title={isTyped ? 'Try the venue with what is typed' : 'Try the venue as it is set'}
            onClick={() =>
              test.start(() => actions.call('providers.test', isTyped ? { id, credentials: typed } : { id }))
            }
          >
            Test {name}
          </Button>
          {needsKey && (
            <Button type="submit" variant="outline" disabled={!isTyped}>
              Save
            </Button>
          )}
          {credentials.some(({ isSet }) => isSet) && (
            <Button variant="danger" onClick={remove}>
              Remove
            </Button>
          )}
          {said !== null && (
            <span
              className={said.problem ? styles['problem'] : styles['hint']}
              role={said.problem ? 'alert' : 'status'}
            >
              {said.text}
            </span>
          )}
        </div>
      </form>
      <TestResult run={test.run} />
    </Section>
  )
}
