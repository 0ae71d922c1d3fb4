/** The way from the settings to the venues: they have a dialog of their own. */
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import styles from './settings.module.css'

export function VenuesSection() {
  const providers = useApp((state) => state.providers)
  const proxy = useApp((state) => state.settings.proxy.url)
  const on = providers.filter(({ enabled }) => enabled).map(({ name }) => name)
  return (
    <Field
      label="Where prices come from"
      hint={`${on.length === 0 ? 'No venue is on' : on.join(', ')}; ${proxy === null ? 'no proxy' : `through ${proxy}`}.`}
    >
      <div className={styles['line']}>
        <Button variant="outline" onClick={() => actions.openDialog({ kind: 'venues' })}>
          Venues
        </Button>
        <Button onClick={() => actions.openDialog({ kind: 'venues', at: 'network' })}>Proxy</Button>
      </div>
    </Field>
  )
}
