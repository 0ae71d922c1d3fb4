/** The addresses that senders were given: see, copy, try, renew, add and take back. */
import { useState, type FormEvent } from 'react'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { appStore, useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { TextInput } from '../../ui/field.tsx'
import { Dot } from '../../ui/tag.tsx'
import styles from './inbox.module.css'
import { SourceItem } from './source-item.tsx'

function ListenerLine() {
  const listener = useApp((state) => state.health?.webhook ?? null)
  if (listener === null) return null
  const listening = listener.state === 'listening'
  return (
    <p className={styles['listener']}>
      <Dot tone={listening ? 'ok' : 'warn'} />
      {listening
        ? `Listening at ${listener.address ?? ''}. Whoever knows an address, and proves itself as asked, may put messages into the inbox, and nothing else.`
        : `The listener is ${listener.state}${listener.reason === null ? '' : `: ${listener.reason}`}. See Settings, Webhooks.`}
    </p>
  )
}

function AddSource() {
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const add = async (): Promise<void> => {
    if (name.trim() === '') return setProblem('Give the address a name first, such as the sender’s.')
    try {
      const source = await actions.call('hooks.sources.save', { name: name.trim(), enabled: true })
      appStore.setState(({ hookSources }) => ({
        hookSources: hookSources.some(({ id }) => id === source.id) ? hookSources : [...hookSources, source],
      }))
      setName('')
      setProblem(null)
    } catch (error) {
      setProblem(explainError(error))
    }
  }
  return (
    <form
      className={styles['add']}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void add()
      }}
    >
      <TextInput
        aria-label="Name of the new address"
        placeholder="Name of a new address, e.g. TradingView"
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button variant="outline" type="submit">
        Add
      </Button>
      {problem !== null && (
        <span className={styles['bad']} role="alert">
          {problem}
        </span>
      )}
    </form>
  )
}

function Sources() {
  const sources = useApp((state) => state.hookSources)
  return (
    <Modal title="Webhook addresses" size="large" onClose={actions.closeDialog}>
      <ListenerLine />
      {sources.length === 0 && (
        <p className={styles['quiet']}>No address yet. Add one below and give it to a sender.</p>
      )}
      <ul className={styles['addresses']}>
        {sources.map((source) => (
          <SourceItem key={source.id} source={source} />
        ))}
      </ul>
      <AddSource />
    </Modal>
  )
}

/** Shown while the store says that the sources are open. */
export function HookSourcesDialog() {
  const dialog = useApp((state) => state.dialog)
  return dialog?.kind === 'hook-sources' ? <Sources /> : null
}
