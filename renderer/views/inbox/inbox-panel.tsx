/** The inbox: every webhook that was accepted, newest first. */
import type { InboxEntry } from '../../../shared/model/webhook.ts'
import { formatClockMs, formatDateTime } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { sizeText } from './body-text.ts'
import { entryTags, entryTitle } from './entry-text.ts'
import styles from './inbox.module.css'
import { Visible } from './visible.tsx'
import { visibleText } from './visible-text.ts'

function Entry({ entry, timeZone }: { readonly entry: InboxEntry; readonly timeZone: string | undefined }) {
  return (
    <li>
      <button
        type="button"
        className={styles['entry']}
        onClick={() => actions.openDialog({ kind: 'inbox-entry', id: entry.id })}
      >
        <span className={styles['title']}>
          <Visible text={entryTitle(entry)} />
        </span>
        <time
          className={styles['time']}
          dateTime={new Date(entry.receivedAt).toISOString()}
          title={formatDateTime(entry.receivedAt, timeZone)}
        >
          {formatClockMs(entry.receivedAt, timeZone)}
        </time>
        <span className={styles['summary']}>
          <Visible text={entry.message ?? entry.summary} />
        </span>
        <span className={styles['tags']}>
          {entryTags(entry).map((tag) => (
            <Tag key={tag.text} tone={tag.tone} title={visibleText(tag.title)}>
              <Visible text={tag.text} />
            </Tag>
          ))}
        </span>
        <span className={styles['source']}>
          {entry.sourceName} · {sizeText(entry.sizeBytes)}
        </span>
      </button>
    </li>
  )
}

export function InboxPanel() {
  const inbox = useApp((state) => state.inbox)
  const timeZone = useApp((state) => state.settings.timeZone)
  const listener = useApp((state) => state.health?.webhook ?? null)
  const zone = timeZone === 'local' ? undefined : timeZone
  return (
    <Panel
      label="Webhook inbox"
      title={
        <>
          <h2>Inbox</h2>
          {inbox.length > 0 && <Tag>{inbox.length}</Tag>}
        </>
      }
      tools={<Button onClick={() => actions.openDialog({ kind: 'hook-sources' })}>Sources</Button>}
    >
      {inbox.length === 0 ? (
        <Empty title="No webhooks yet">
          <span>
            {listener !== null && listener.state !== 'listening'
              ? `The listener is ${listener.state}${listener.reason === null ? '' : `: ${listener.reason}`}.`
              : 'Give a sender one of your addresses; what it posts appears here.'}
          </span>
          <Button variant="outline" onClick={() => actions.openDialog({ kind: 'hook-sources' })}>
            Show addresses
          </Button>
        </Empty>
      ) : (
        <ul className={styles['list']} aria-label="Received webhooks">
          {inbox.map((entry) => (
            <Entry key={entry.id} entry={entry} timeZone={zone} />
          ))}
        </ul>
      )}
    </Panel>
  )
}
