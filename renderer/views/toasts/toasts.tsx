/** Toasts in the corner, and a live region that speaks firings only. */
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Toast } from '../../state/app-state.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import styles from './toasts.module.css'

/** A firing stays until it is taken away; what can be undone stays longer than what cannot. */
const shownMs: Record<Toast['kind'], number | null> = { info: 6000, hook: 6000, error: 15_000, firing: null }
const undoMs = 10_000
const heldMs = 2000

function ToastView({ toast }: { readonly toast: Toast }) {
  const element = useRef<HTMLLIElement>(null)
  const { id, undo } = toast
  const period = undo === undefined ? shownMs[toast.kind] : undoMs

  useEffect(() => {
    if (period === null) return
    const leave = (): void => {
      // Whoever reads it, or has the focus in it, keeps it.
      if (element.current?.matches(':hover, :focus-within') === true) timer = setTimeout(leave, heldMs)
      else actions.dismissToast(id)
    }
    let timer = setTimeout(leave, period)
    return () => clearTimeout(timer)
  }, [id, period])

  const { firing, instrument } = toast
  const opens = instrument !== undefined || firing !== undefined || toast.opensLog === true
  const open = (): void => {
    actions.dismissToast(id)
    if (toast.opensLog === true) actions.openLog({ unseen: true })
    else if (instrument !== undefined) actions.selectInstrument(instrument)
    else if (firing !== undefined) actions.openDialog({ kind: 'firing', id: firing })
  }
  const text = (
    <>
      <strong>{toast.title}</strong>
      {toast.body !== '' && <span>{toast.body}</span>}
    </>
  )
  return (
    <li ref={element} className={styles['toast']} data-kind={toast.kind}>
      {opens ? (
        <button type="button" className={styles['text']} onClick={open}>
          {text}
        </button>
      ) : (
        <div className={styles['text']}>{text}</div>
      )}
      {firing !== undefined && (
        <Button
          aria-label={`Acknowledge: ${toast.title}`}
          onClick={() => void actions.acknowledgeFirings([firing])}
        >
          Acknowledge
        </Button>
      )}
      {undo !== undefined && (
        <Button
          variant="primary"
          onClick={() => {
            actions.dismissToast(id)
            undo()
          }}
        >
          Undo
        </Button>
      )}
      <Button square aria-label="Dismiss" onClick={() => actions.dismissToast(id)}>
        <X size={13} aria-hidden="true" />
      </Button>
    </li>
  )
}

export function Toasts() {
  const toasts = useApp((state) => state.toasts)
  // Messages keep clear of what is open: the editor stands on the right, other dialogs in the middle.
  const place = useApp(({ dialog }) =>
    dialog === null ? 'corner' : dialog.kind === 'alert' ? 'left' : 'top',
  )
  const firing = toasts.findLast((toast) => toast.kind === 'firing')
  return (
    <section aria-label="Messages">
      <output className="visually-hidden" aria-live="assertive">
        {/* Another one is another element: two that read alike are both spoken. */}
        {firing !== undefined && <span key={firing.id}>Alert: {firing.title}</span>}
      </output>
      {/* A modal dialog hides everything but live regions: messages stay, and only firings are spoken. */}
      <ol className={styles['toasts']} data-place={place} aria-live="off">
        {toasts.map((toast) => (
          <ToastView key={toast.id} toast={toast} />
        ))}
      </ol>
    </section>
  )
}
