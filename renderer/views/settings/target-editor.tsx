/** The fields of one target, and the secret of a webhook, which is shown once. */
import { useState, type FormEvent } from 'react'
import type { Target } from '../../../shared/model/delivery.ts'
import { copyText } from '../../commands/clipboard.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select, Switch, TextInput } from '../../ui/field.tsx'
import styles from './settings.module.css'
import { TargetKindFields } from './target-kind-fields.tsx'
import { TargetPreview } from './target-preview.tsx'
import { outboundKinds, targetKindInfo } from './target-kinds.ts'
import { draftOf, formOf, isPlainHttp, type SecretChoice, type TargetForm } from './target-form.ts'

type Props = { readonly target: Target | null; readonly onDone: () => void }

function secretOptions(target: Target | null): readonly { value: SecretChoice; label: string }[] {
  return [
    ...(target === null
      ? []
      : [{ value: 'keep' as const, label: target.hasSecret ? 'keep the one it has' : 'still none' }]),
    { value: 'new', label: 'make a new one' },
    { value: 'own', label: 'my own' },
    { value: 'none', label: 'none: it is not signed' },
  ]
}

function NewSecret({ secret, onDone }: { readonly secret: string; readonly onDone: () => void }) {
  return (
    <div className={styles['secret']} role="alert">
      <p>
        This is the secret that the receiver checks signatures with. It is shown now and never again: copy it.
      </p>
      <code>{secret}</code>
      <div className={styles['line']}>
        <Button variant="primary" onClick={() => void copyText(secret, 'the secret')}>
          Copy
        </Button>
        <Button onClick={onDone}>I have it</Button>
      </div>
    </div>
  )
}

export function TargetEditor({ target, onDone }: Props) {
  const [form, setForm] = useState<TargetForm>(() => formOf(target))
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const { draft, errors } = draftOf(form, target)
  const shown = tried ? errors : {}
  const set = (change: Partial<TargetForm>): void => {
    setForm((before) => ({ ...before, ...change }))
    setFailure(null)
  }

  const save = async (): Promise<void> => {
    setTried(true)
    if (draft === null || busy) return
    setBusy(true)
    try {
      const { newSecret } = await actions.saveTarget(draft)
      if (newSecret === undefined) return onDone()
      setSecret(newSecret)
    } catch (error) {
      setFailure(explainError(error))
    }
    setBusy(false)
  }

  if (secret !== null) return <NewSecret secret={secret} onDone={onDone} />
  return (
    <form
      className={styles['editor']}
      noValidate
      aria-label={target === null ? 'New target' : `Change ${target.name}`}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void save()
      }}
    >
      {target === null && (
        <Field label="Kind">
          {(id) => (
            <Select
              id={id}
              value={form.kind}
              options={outboundKinds}
              onChoose={(kind) => set({ kind, url: '', ownSecret: '' })}
            />
          )}
        </Field>
      )}
      <Field label="Name" error={shown.name ?? null}>
        {(id) => (
          <TextInput
            id={id}
            maxLength={80}
            value={form.name}
            aria-invalid={shown.name !== undefined}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      {targetKindInfo[form.kind].fields.includes('url') && (
        <Field
          label={form.kind === 'ntfy' ? 'Topic URL' : 'URL'}
          error={shown.url ?? null}
          {...(isPlainHttp(form.url)
            ? {
                hint: (
                  <span className={styles['amber']}>
                    http is not encrypted: anybody on the way can read it.
                  </span>
                ),
              }
            : {})}
        >
          {(id) => (
            <TextInput
              id={id}
              type="url"
              maxLength={2000}
              placeholder={form.kind === 'ntfy' ? 'https://ntfy.sh/my-alerts' : 'https://example.com/hook'}
              value={form.url}
              aria-invalid={shown.url !== undefined}
              onChange={(event) => set({ url: event.target.value })}
            />
          )}
        </Field>
      )}
      <TargetKindFields form={form} errors={shown} hasSecret={target?.hasSecret ?? false} set={set} />
      {form.kind === 'webhook' && (
        <Field
          label="Secret"
          hint="Requests are signed with it (Standard Webhooks), so that the receiver knows they are yours."
          error={shown.secret ?? null}
        >
          <div className={styles['line']}>
            <Select
              aria-label="Secret"
              value={form.secret}
              options={secretOptions(target)}
              onChoose={(choice) => set({ secret: choice })}
            />
            {form.secret === 'own' && (
              <TextInput
                type="password"
                aria-label="My own secret"
                autoComplete="off"
                className={styles['own']}
                maxLength={200}
                value={form.ownSecret}
                onChange={(event) => set({ ownSecret: event.target.value })}
              />
            )}
          </div>
        </Field>
      )}
      <Field
        label="Private addresses"
        hint={
          form.allowPrivate ? (
            <span className={styles['amber']}>
              Alerts may be sent to machines of your own network and to this one. Only for a receiver that you
              run yourself.
            </span>
          ) : (
            'Refused: only addresses of the public internet are reached.'
          )
        }
      >
        {(id) => (
          <Switch id={id} checked={form.allowPrivate} onChange={(allowPrivate) => set({ allowPrivate })} />
        )}
      </Field>
      {failure !== null && (
        <p className={styles['failure']} role="alert">
          {failure}
        </p>
      )}
      <div className={styles['line']}>
        <Button variant="solid" type="submit" disabled={busy}>
          {busy ? 'Saving …' : 'Save'}
        </Button>
        <Button onClick={onDone}>Cancel</Button>
        <TargetPreview draft={draft} onLacking={() => setTried(true)} />
      </div>
    </form>
  )
}
