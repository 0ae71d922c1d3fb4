/** How the senders of one address prove themselves: the scheme, and its one or two secrets, each told once. */
import { useState, type FormEvent } from 'react'
import { needsSecret, type HookSourceView, type HookVerification } from '../../../shared/model/webhook.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { Button } from '../../ui/button.tsx'
import { Check } from '../../ui/check.tsx'
import { Select, TextInput } from '../../ui/field.tsx'
import { CopyButton } from './copy-button.tsx'
import styles from './inbox.module.css'
import { schemeHints, schemeOptions } from './proof-text.ts'

type Props = { readonly source: HookSourceView; readonly onSaved: (source: HookSourceView) => void }
type Answer = HookSourceView & { newSecret?: string | undefined }

/** The draft of a change: of the scheme, or of a second secret for the one that is. */
type Draft = { readonly verification: HookVerification; readonly secret: string; readonly isSecond: boolean }

function NewSecret({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div className={styles['row']}>
      <TextInput readOnly aria-label={`New secret of ${name}`} className={styles['url']} value={text} />
      <CopyButton label="Copy" what="The secret" text={text} />
      <span className={styles['quiet']}>Shown this once.</span>
    </div>
  )
}

function SecretsLine({
  source,
  onSecond,
  onDrop,
}: {
  readonly source: HookSourceView
  readonly onSecond: () => void
  readonly onDrop: () => void
}) {
  const { current, previous } = source.secrets
  return (
    <div className={styles['row']}>
      <span className={current === null ? styles['bad'] : styles['quiet']}>
        {current === null ? 'No secret: every message is refused.' : `Secret ${current}`}
        {previous !== null && `, and until it is removed the old one ${previous}`}
      </span>
      <span className={styles['space']} />
      {previous === null ? (
        <Button onClick={onSecond}>Second secret</Button>
      ) : (
        <Button variant="danger" onClick={onDrop}>
          Remove the old one
        </Button>
      )}
    </div>
  )
}

export function SourceProof({ source, onSaved }: Props) {
  const { id, name } = source
  const [draft, setDraft] = useState<Draft | null>(null)
  const [told, setTold] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const verification = draft?.verification ?? source.verification
  const { scheme, field, publishedOnly } = verification
  const asksSecret = draft !== null && needsSecret(scheme)
  const change = (over: Partial<HookVerification>): void =>
    setDraft({
      verification: { ...verification, ...over },
      secret: draft?.secret ?? '',
      isSecond: false,
    })

  const run = async (work: () => Promise<Answer>): Promise<void> => {
    setProblem(null)
    try {
      const { newSecret, ...saved } = await work()
      onSaved(saved)
      setTold(newSecret ?? null)
      setDraft(null)
    } catch (error) {
      setProblem(explainError(error))
    }
  }
  /** `secret` empty: one is made. */
  const save = (secret: string | undefined): Promise<void> =>
    run(() =>
      draft?.isSecond === true
        ? actions.call('hooks.sources.rotateSecret', { id, secret: secret ?? '' })
        : actions.call('hooks.sources.configure', {
            ...{ id, verification },
            ...(secret === undefined ? {} : { secret }),
          }),
    )
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const secret = draft?.secret.trim() ?? ''
    if (draft?.isSecond === true && secret === '') return setProblem('Paste the new secret, or make one.')
    void save(asksSecret && secret !== '' ? secret : undefined)
  }

  return (
    <form className={styles['proof']} onSubmit={submit}>
      <div className={styles['row']}>
        <Select
          aria-label={`Proof asked of senders to ${name}`}
          value={scheme}
          options={schemeOptions}
          onChoose={(chosen) => {
            setTold(null)
            change({ scheme: chosen, field: chosen === 'json-field' ? (field ?? 'secret') : null })
          }}
        />
        <span className={styles['quiet']}>{schemeHints[scheme]}</span>
      </div>
      {scheme === 'tradingview' && (
        <Check checked={publishedOnly} onChange={(checked) => change({ publishedOnly: checked })}>
          Refuse other addresses than the published ones
        </Check>
      )}
      {scheme === 'json-field' && draft?.isSecond !== true && (
        <TextInput
          aria-label={`Field of the secret for ${name}`}
          maxLength={80}
          value={field ?? ''}
          onChange={(event) => change({ field: event.target.value })}
        />
      )}
      {asksSecret && (
        <TextInput
          type="password"
          autoComplete="off"
          aria-label={`Secret of ${name}`}
          placeholder={draft.isSecond ? 'The new secret; the present one stays good' : 'The secret, pasted'}
          value={draft.secret}
          onChange={(event) => setDraft({ ...draft, secret: event.target.value })}
        />
      )}
      {draft !== null && (
        <div className={styles['row']}>
          <Button variant="outline" type="submit">
            Use it
          </Button>
          {asksSecret && <Button onClick={() => void save('')}>Make a secret</Button>}
          <Button
            onClick={() => {
              setDraft(null)
              setProblem(null)
            }}
          >
            Leave as it is
          </Button>
        </div>
      )}
      {draft === null && needsSecret(scheme) && (
        <SecretsLine
          source={source}
          onSecond={() => setDraft({ verification, secret: '', isSecond: true })}
          onDrop={() => void run(() => actions.call('hooks.sources.dropSecret', { id }))}
        />
      )}
      {told !== null && <NewSecret name={name} text={told} />}
      {problem !== null && (
        <span className={styles['bad']} role="alert">
          {problem}
        </span>
      )}
    </form>
  )
}
