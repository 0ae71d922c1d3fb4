/** The three channels, always in sight: one figure each, and a click to where the rest is told. Before them, that alerts are paused. */
import { Copy } from 'lucide-react'
import { copyHookUrl } from '../../commands/commands.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Dot } from '../../ui/tag.tsx'
import { Tip } from '../../ui/tooltip.tsx'
import { useNow } from '../../ui/use-now.ts'
import { restLine, webhookLine, webSocketLine, type ChannelLine } from './channels.ts'
import styles from './status.module.css'

type ChannelProps = {
  readonly name: string
  readonly line: ChannelLine
  readonly hint: string
  readonly onOpen: () => void
}

function Channel({ name, line, hint, onOpen }: ChannelProps) {
  return (
    <Tip text={`${name}: ${line.main}, ${line.detail}\n${hint}`}>
      <button type="button" className={styles['channel']} onClick={onOpen} data-channel={name}>
        <Dot tone={line.tone} />
        <b>{name}</b>
        <span className={styles['figure']}>{line.main}</span>
        <small>{line.detail}</small>
      </button>
    </Tip>
  )
}

export function StatusStrip() {
  const health = useApp((state) => state.health)
  const feeds = useApp((state) => state.feeds)
  const lost = useApp((state) => state.connection.state === 'lost')
  const paused = useApp((state) => state.settings.alertsPaused)
  const now = useNow(1000)
  const shown = (line: ChannelLine): ChannelLine =>
    lost ? { tone: 'off', main: '–', detail: 'core not answering' } : line
  const openConnections = (): void => actions.setBottomTab('connections')
  const openSources = (): void => actions.openDialog({ kind: 'hook-sources' })
  return (
    <section className={styles['strip']} aria-label="Channels">
      {paused && (
        <Tip text="Nothing fires while all alerts are paused. Click to go on.">
          <button type="button" className={styles['pausedAll']} onClick={() => void actions.pauseAll(false)}>
            Alerts paused
          </button>
        </Tip>
      )}
      <Channel
        name="REST"
        line={shown(restLine(health, now))}
        hint="Asked, and answers once. Click for connections."
        onOpen={openConnections}
      />
      <Channel
        name="WebSocket"
        line={shown(webSocketLine(health, feeds, now))}
        hint="Open both ways. Click for connections."
        onOpen={openConnections}
      />
      <div className={styles['pair']}>
        <Channel
          name="Webhook"
          line={shown(webhookLine(health))}
          hint="One way, when something happens. Click for the addresses."
          onOpen={openSources}
        />
        <Tip text="Copy the whole webhook address">
          <button
            type="button"
            className={styles['copy']}
            aria-label="Copy the whole webhook address"
            onClick={() => void copyHookUrl()}
          >
            <Copy size={12} aria-hidden="true" />
          </button>
        </Tip>
      </div>
    </section>
  )
}
