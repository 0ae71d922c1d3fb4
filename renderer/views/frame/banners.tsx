/** Lines under the header that stay until what they say is over: a lost core, a running replay, notices of the core. */
import { X } from 'lucide-react'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import styles from './frame.module.css'

export function Banners() {
  const connection = useApp((state) => state.connection)
  const notices = useApp((state) => state.notices)
  return (
    <div className={styles['banners']}>
      {connection.state === 'lost' && (
        <div className={styles['banner']} data-level="warning" role="alert">
          <strong>The core is not answering — reconnecting</strong>
          <span>
            Prices are as they were last. {connection.reason === null ? '' : `(${connection.reason})`}
          </span>
        </div>
      )}
      {notices.map((notice) => (
        <output key={notice.id} className={styles['banner']} data-level={notice.level}>
          <span>{notice.text}</span>
          <Button
            square
            aria-label="Dismiss the notice"
            onClick={() => void actions.dismissNotice(notice.id)}
          >
            <X size={13} aria-hidden="true" />
          </Button>
        </output>
      ))}
    </div>
  )
}
