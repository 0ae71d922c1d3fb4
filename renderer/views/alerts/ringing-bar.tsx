/** One bar while anything rings: what it is, and the two ways to end it. */
import { BellRing } from 'lucide-react'
import { acknowledgeRinging } from '../../commands/alert-commands.ts'
import { isMac, keyLabel } from '../../commands/keys.ts'
import { actions } from '../../state/actions.ts'
import { ringingOf } from '../../state/ringing.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Kbd } from '../../ui/tag.tsx'
import styles from './ringing-bar.module.css'

export function RingingBar() {
  const firings = useApp((state) => state.firings)
  const settings = useApp((state) => state.settings)
  const silencedAt = useApp((state) => state.silencedAt)
  const ringing = ringingOf({ firings, settings, silencedAt })
  const [newest] = ringing
  if (newest === undefined) return null
  const { id, ruleName, sentence } = newest.firing
  const mac = isMac()
  return (
    <section className={styles['bar']} aria-label="Ringing">
      <BellRing size={14} aria-hidden="true" />
      <strong>Ringing</strong>
      <button
        type="button"
        className={styles['what']}
        title={`${sentence}\nShow the evidence`}
        onClick={() => actions.openDialog({ kind: 'firing', id })}
      >
        {ruleName === '' ? sentence : ruleName}
      </button>
      {ringing.length > 1 && <span className={styles['more']}>and {ringing.length - 1} more</span>}
      <span className={styles['space']} />
      <Button variant="outline" onClick={acknowledgeRinging}>
        Acknowledge <Kbd>{keyLabel('Escape Escape', mac)}</Kbd>
      </Button>
      <Button onClick={() => actions.silence()}>
        Silence <Kbd>{keyLabel('Alt+S', mac)}</Kbd>
      </Button>
    </section>
  )
}
