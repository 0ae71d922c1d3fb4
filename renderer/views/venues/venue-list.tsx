/** Every venue on the left, with its state and its switch, and the network as the last entry; arrow keys go from one to the next. */
import { Network } from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import type { ProviderView } from '../../../shared/contract/methods.ts'
import { actions } from '../../state/actions.ts'
import { statusOf } from '../../state/slices/feeds.ts'
import { useApp } from '../../state/store.ts'
import { Switch } from '../../ui/field.tsx'
import { Dot, SimulatedTag } from '../../ui/tag.tsx'
import { useNow } from '../../ui/use-now.ts'
import { feedTones } from '../status/channels.ts'
import { feedWords } from '../status/venue-words.ts'
import styles from './venues.module.css'

export const networkId = 'network'

type Props = {
  readonly chosen: string
  readonly onChoose: (id: string) => void
  /** The chosen entry: it has the focus when the dialog opens. */
  readonly focused: RefObject<HTMLButtonElement | null>
}

type EntryProps = Props & { readonly provider: ProviderView; readonly now: number }

function Entry({ provider, now, chosen, onChoose, focused }: EntryProps) {
  const status = useApp((state) => statusOf(state, provider))
  const { id, name, enabled, simulated, needsKey, hasKey } = provider
  const isChosen = chosen === id
  const words = enabled ? feedWords(status, now) : needsKey && !hasKey ? 'off, needs a key' : 'off'
  return (
    <li className={styles['entry']} data-provider={id}>
      <button
        ref={isChosen ? focused : undefined}
        type="button"
        className={styles['choice']}
        aria-current={isChosen ? 'true' : undefined}
        tabIndex={isChosen ? 0 : -1}
        data-entry={id}
        onClick={() => onChoose(id)}
      >
        <b className={styles['name']}>{name}</b>
        <span className={styles['words']}>
          <Dot tone={enabled ? feedTones[status.state] : 'off'} />
          {simulated && <SimulatedTag />}
          <span>{words}</span>
        </span>
      </button>
      <Switch
        label={name}
        checked={enabled}
        onChange={(on) => void actions.configureProvider({ id, enabled: on })}
      />
    </li>
  )
}

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  Home: -Infinity,
  End: Infinity,
}

export function VenueList(props: Props) {
  const { chosen, onChoose, focused } = props
  const providers = useApp((state) => state.providers)
  const proxy = useApp((state) => state.settings.proxy.url)
  const now = useNow(1000)
  const ids = [...providers.map(({ id }) => id), networkId]
  const isNetwork = chosen === networkId

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = steps[event.key]
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    const from = ids.indexOf(chosen)
    const next = ids[Math.min(ids.length - 1, Math.max(0, from + step))]
    event.preventDefault()
    if (next === undefined) return
    onChoose(next)
    event.currentTarget.querySelector<HTMLElement>(`[data-entry="${next}"]`)?.focus()
  }

  return (
    // The keys of its buttons are handled where they all pass by.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <nav className={styles['list']} aria-label="Venues and network" onKeyDown={onKeyDown}>
      <ul>
        {providers.map((provider) => (
          <Entry key={provider.id} provider={provider} now={now} {...props} />
        ))}
        <li className={styles['entry']}>
          <button
            ref={isNetwork ? focused : undefined}
            type="button"
            className={styles['choice']}
            aria-current={isNetwork ? 'true' : undefined}
            tabIndex={isNetwork ? 0 : -1}
            data-entry={networkId}
            onClick={() => onChoose(networkId)}
          >
            <b className={styles['name']}>Network</b>
            <span className={styles['words']}>
              <Network size={11} aria-hidden="true" />
              <span>{proxy === null ? 'no proxy' : `through ${proxy}`}</span>
            </span>
          </button>
        </li>
      </ul>
    </nav>
  )
}
