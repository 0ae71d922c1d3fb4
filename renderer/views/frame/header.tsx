/** The top line: mark, lists, search, and the three channels. */
import { keyLabel, isMac } from '../../commands/keys.ts'
import { actions } from '../../state/actions.ts'
import { Kbd } from '../../ui/tag.tsx'
import { StatusStrip } from '../status/status-strip.tsx'
import styles from './frame.module.css'
import { WatchlistTabs } from './watchlist-tabs.tsx'

function Mark() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <rect width="18" height="18" rx="5" fill="var(--accent-weak)" />
      <path
        d="M3 11.5h2.2l1.6-5 2.6 7 2-8.5 1.4 6.5H15"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}

export function Header() {
  return (
    <header className={styles['header']}>
      <h1 className={styles['mark']}>
        <Mark />
        <span>Tickerdeck</span>
      </h1>
      <WatchlistTabs />
      <button
        type="button"
        className={styles['find']}
        aria-haspopup="dialog"
        onClick={() => actions.openDialog({ kind: 'search' })}
      >
        <span>Symbol, command or setting</span>
        <Kbd>{keyLabel('Mod+K', isMac())}</Kbd>
      </button>
      <StatusStrip />
    </header>
  )
}
