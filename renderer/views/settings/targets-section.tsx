/** Where alerts are sent: this computer, and webhooks, chats, phones and mailboxes of one's own; each switched, tried, changed and deleted here. */
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Target } from '../../../shared/model/delivery.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Switch } from '../../ui/field.tsx'
import { Dot } from '../../ui/tag.tsx'
import styles from './settings.module.css'
import { TargetEditor } from './target-editor.tsx'
import { kindLabel } from './target-kinds.ts'

type Trial = { readonly good: boolean | null; readonly text: string }

async function tryOut(target: Target): Promise<Trial> {
  try {
    const { delivered, detail } = await actions.call('targets.test', { id: target.id })
    return { good: delivered, text: detail }
  } catch (error) {
    return { good: false, text: explainError(error) }
  }
}

async function enable({ id, kind, name, url, allowPrivate }: Target, enabled: boolean): Promise<void> {
  try {
    await actions.saveTarget({ id, kind, name, url, allowPrivate, enabled })
  } catch (error) {
    actions.reportError(`${name} was not switched`, error)
  }
}

/** Never what is secret: of that only whether there is one. */
function whereTo({ kind, url, hasSecret, options }: Target): string {
  if (kind === 'desktop') return 'notifications of this computer'
  if (kind === 'webhook') return url ?? ''
  const shown = options?.chatId ?? options?.to ?? url
  return [kindLabel(kind), shown ?? '', hasSecret ? '••••••••' : ''].filter((part) => part !== '').join(' · ')
}

function TargetItem({ target, onEdit }: { readonly target: Target; readonly onEdit: () => void }) {
  const [trial, setTrial] = useState<Trial | null>(null)
  const [asking, setAsking] = useState(false)
  const { name, kind, url, enabled, disabledReason } = target
  const cautions = [
    ...(kind === 'webhook' && !target.hasSecret ? ['not signed'] : []),
    ...(target.allowPrivate ? ['private addresses allowed'] : []),
  ]
  return (
    <li className={styles['target']}>
      <Switch label={`Send to ${name}`} checked={enabled} onChange={(on) => void enable(target, on)} />
      <div className={styles['about-target']}>
        <b title={name}>{name}</b>
        <span title={url ?? undefined}>{whereTo(target)}</span>
        {disabledReason !== null && (
          <span className={styles['amber']}>Switched off: {disabledReason}. Switch it on to try again.</span>
        )}
        {cautions.length > 0 && <span className={styles['amber']}>{cautions.join(', ')}</span>}
        {trial !== null && (
          <output className={styles['trial']}>
            <Dot tone={trial.good === null ? 'off' : trial.good ? 'ok' : 'bad'} /> {trial.text}
          </output>
        )}
      </div>
      {asking ? (
        <>
          <span>Delete it for good?</span>
          <Button
            variant="danger"
            onClick={() => void actions.deleteTarget(target.id).then((gone) => !gone && setAsking(false))}
          >
            Delete
          </Button>
          <Button onClick={() => setAsking(false)}>Keep</Button>
        </>
      ) : (
        <>
          <Button
            aria-label={`Test ${name}`}
            onClick={() => {
              setTrial({ good: null, text: 'Sending …' })
              void tryOut(target).then(setTrial)
            }}
          >
            Test
          </Button>
          {kind !== 'desktop' && (
            <>
              <Button square aria-label={`Change ${name}`} title="Change" onClick={onEdit}>
                <Pencil size={13} aria-hidden="true" />
              </Button>
              <Button square aria-label={`Delete ${name}`} title="Delete" onClick={() => setAsking(true)}>
                <Trash2 size={13} aria-hidden="true" />
              </Button>
            </>
          )}
        </>
      )}
    </li>
  )
}

export function TargetsSection() {
  const targets = useApp((state) => state.targets)
  /** '' is a new one; null none. */
  const [editing, setEditing] = useState<string | null>(null)
  return (
    <>
      <ul className={styles['targets']} aria-label="Targets">
        {targets.map((target) =>
          editing === target.id ? (
            <li key={target.id}>
              <TargetEditor target={target} onDone={() => setEditing(null)} />
            </li>
          ) : (
            <TargetItem key={target.id} target={target} onEdit={() => setEditing(target.id)} />
          ),
        )}
      </ul>
      {editing === '' ? (
        <TargetEditor target={null} onDone={() => setEditing(null)} />
      ) : (
        <Button variant="outline" onClick={() => setEditing('')}>
          <Plus size={12} aria-hidden="true" /> Target
        </Button>
      )}
    </>
  )
}
