/** Shows what a sample alert would be for a target, byte for byte, before it is saved. */
import { useState } from 'react'
import type { DeliveryPreview, TargetDraft } from '../../../shared/model/delivery.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { Button } from '../../ui/button.tsx'
import styles from './settings.module.css'

type Shown = { readonly preview: DeliveryPreview } | { readonly problem: string }

async function ask(draft: TargetDraft): Promise<Shown> {
  // The sample needs no secret, so none is sent; whether there is one matters.
  const { secret, ...rest } = draft
  try {
    const isNew = secret === '' || typeof secret === 'string'
    const of = isNew ? { ...rest, secret: '' } : secret === null ? { ...rest, secret } : rest
    return { preview: await actions.call('targets.preview', { draft: of }) }
  } catch (error) {
    return { problem: explainError(error) }
  }
}

function textOf({ to, headers, body, sizeBytes }: DeliveryPreview): string {
  const head = [
    ...(to === null ? [] : [to]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  return [...head, ...(head.length === 0 ? [] : ['']), body, '', `(${sizeBytes} bytes)`].join('\n')
}

/** `draft`: null while the fields are not complete. */
export function TargetPreview({
  draft,
  onLacking,
}: {
  readonly draft: TargetDraft | null
  readonly onLacking: () => void
}) {
  const [shown, setShown] = useState<Shown | null>(null)
  return (
    <>
      <Button
        onClick={() => {
          if (draft === null) onLacking()
          else void ask(draft).then(setShown)
        }}
      >
        Preview
      </Button>
      {shown !== null &&
        ('problem' in shown ? (
          <p className={styles['failure']} role="alert">
            {shown.problem}
          </p>
        ) : (
          <section className={styles['preview']} aria-label="Preview">
            <pre>{textOf(shown.preview)}</pre>
          </section>
        ))}
    </>
  )
}
