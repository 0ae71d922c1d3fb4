/** One address in the sources dialog: the URL, how to use it, and what can be done with it. */
import { useState } from 'react'
import type { HookSourceView } from '../../../shared/model/webhook.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { appStore, useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Switch, TextInput } from '../../ui/field.tsx'
import { CopyButton } from './copy-button.tsx'
import styles from './inbox.module.css'
import { SourceProof } from './source-proof.tsx'
import { curlExample, hookUrl } from './source-url.ts'

function keep(source: HookSourceView): void {
  appStore.setState((state) => ({
    hookSources: state.hookSources.map((each) => (each.id === source.id ? source : each)),
  }))
}

type Asking = 'rotate' | 'delete' | null
const questions = {
  rotate: { text: 'The old address stops working at once.', yes: 'Rotate' },
  delete: { text: 'Senders will get 404. The inbox keeps what it received.', yes: 'Delete' },
} as const

export function SourceItem({ source }: { readonly source: HookSourceView }) {
  const listener = useApp((state) => state.health?.webhook ?? null)
  const [asking, setAsking] = useState<Asking>(null)
  const [outcome, setOutcome] = useState<{ text: string; bad: boolean } | null>(null)
  const [busy, setBusy] = useState(false)
  const url = hookUrl(listener?.address ?? null, source.token)

  const run = async (work: () => Promise<string | null>): Promise<void> => {
    setAsking(null)
    setBusy(true)
    setOutcome(null)
    try {
      const text = await work()
      setOutcome(text === null ? null : { text, bad: false })
    } catch (error) {
      setOutcome({ text: explainError(error), bad: true })
    } finally {
      setBusy(false)
    }
  }

  const test = (): Promise<void> =>
    run(async () => {
      const { status, latencyMs } = await actions.call('hooks.test', { source: source.id })
      return `Answered ${status} in ${latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms`
    })
  const toggle = (enabled: boolean): Promise<void> =>
    run(async () => {
      keep(await actions.call('hooks.sources.save', { id: source.id, name: source.name, enabled }))
      return null
    })
  const confirm = (): Promise<void> =>
    run(async () => {
      if (asking === 'rotate') {
        keep(await actions.call('hooks.sources.rotate', { id: source.id }))
        return 'New address. Give it to the sender.'
      }
      await actions.call('hooks.sources.delete', { id: source.id })
      appStore.setState((state) => ({ hookSources: state.hookSources.filter(({ id }) => id !== source.id) }))
      return null
    })

  return (
    <li className={styles['address']} data-enabled={source.enabled}>
      <div className={styles['row']}>
        <h3>{source.name}</h3>
        <span className={styles['space']} />
        <span className={styles['quiet']}>{source.enabled ? 'on' : 'off: senders get 404'}</span>
        <Switch
          label={`Accept webhooks at ${source.name}`}
          checked={source.enabled}
          disabled={busy}
          onChange={(enabled) => void toggle(enabled)}
        />
      </div>
      <div className={styles['row']}>
        <TextInput
          readOnly
          aria-label={`Address of ${source.name}`}
          className={styles['url']}
          value={url}
          onFocus={(event) => event.target.select()}
        />
        <CopyButton label="Copy" what="The address" text={url} />
      </div>
      <div className={styles['row']}>
        {/* It scrolls, so it takes the focus. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre className={styles['example']} tabIndex={0}>
          {curlExample(url)}
        </pre>
        <CopyButton label="Copy" what="The example" text={curlExample(url)} />
      </div>
      <SourceProof source={source} onSaved={keep} />
      <div className={styles['row']}>
        <Button disabled={busy || !source.enabled} onClick={() => void test()}>
          Test
        </Button>
        <Button disabled={busy} onClick={() => setAsking('rotate')}>
          Rotate
        </Button>
        <Button disabled={busy} variant="danger" onClick={() => setAsking('delete')}>
          Delete
        </Button>
        <output className={outcome?.bad === true ? styles['bad'] : styles['outcome']}>{outcome?.text}</output>
      </div>
      {asking !== null && (
        <div className={styles['question']} role="alert">
          <span>{questions[asking].text}</span>
          <span className={styles['space']} />
          <Button onClick={() => setAsking(null)}>Keep</Button>
          <Button variant="danger" onClick={() => void confirm()}>
            {questions[asking].yes}
          </Button>
        </div>
      )}
    </li>
  )
}
