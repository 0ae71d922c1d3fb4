/** The permanent log of firings: searched by the core, read page by page, acknowledged, and taken out as a file. */
import { useState, type UIEvent } from 'react'
import type { Firing } from '../../../shared/alerts/firing.ts'
import { formatDateTime } from '../../../shared/format/time.ts'
import { symbolOf } from '../../../shared/model/ids.ts'
import { actions } from '../../state/actions.ts'
import { showOnChart } from '../../state/chart-jump.ts'
import { appStore, useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { Empty } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { valueText } from './evidence.ts'
import { isFiltered, type LogRange } from './log-filter.ts'
import { LogFilters } from './log-filters.tsx'
import styles from './log.module.css'
import manager from './manager.module.css'
import { useLog } from './use-log.ts'
import { useTimeZone } from './use-time-zone.ts'

/** The next page is asked for when the end is this near. */
const nearEndPx = 400

function Line({ firing }: { readonly firing: Firing }) {
  const timeZone = useTimeZone()
  const { instrument } = firing
  const tickSize = useApp((state) =>
    instrument === null ? null : (state.instruments.get(instrument)?.tickSize ?? null),
  )
  const seen = firing.acknowledgedAt !== null
  const title = firing.ruleName === '' ? firing.sentence : `${firing.ruleName}: ${firing.sentence}`
  return (
    <li className={styles['line']} data-seen={seen} data-late={firing.late}>
      <time className={styles['time']} dateTime={new Date(firing.firedAt).toISOString()}>
        {formatDateTime(firing.firedAt, timeZone)}
      </time>
      <span className={styles['symbol']}>{instrument === null ? '' : symbolOf(instrument)}</span>
      <button
        type="button"
        className={styles['open']}
        title={`${title}\nShow the evidence`}
        onClick={() => actions.openDialog({ kind: 'firing', id: firing.id })}
      >
        {firing.late && <Tag tone="warn">late</Tag>} {firing.folded && <Tag>together</Tag>}{' '}
        {firing.quietUntil !== null && <Tag>quiet</Tag>} {firing.ruleName !== '' && <b>{firing.ruleName}</b>}{' '}
        {firing.sentence}
      </button>
      <span className={styles['value']}>
        {firing.price === null ? '' : valueText(firing.price, tickSize)}
      </span>
      <span className={styles['tools']}>
        {instrument !== null && (
          <Button onClick={() => showOnChart(instrument, firing.happenedAt ?? firing.firedAt)}>Chart</Button>
        )}
        {seen ? (
          <span className={styles['seen']}>seen</span>
        ) : (
          <Button
            aria-label={`Acknowledge: ${title}`}
            onClick={() => void actions.acknowledgeFirings([firing.id])}
          >
            Acknowledge
          </Button>
        )}
      </span>
    </li>
  )
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  if (!filtered) {
    return (
      <Empty title="Nothing has fired yet">
        <span>Every alert that fires is kept here for good, with what made it fire and who was told.</span>
      </Empty>
    )
  }
  return (
    <Empty title="No firing is like that">
      <span>Try other words, or a longer time.</span>
      <Button variant="outline" onClick={() => appStore.setState({ logFilter: {} })}>
        Show all
      </Button>
    </Empty>
  )
}

export function LogDialog() {
  const filter = useApp((state) => state.logFilter)
  const [range, setRange] = useState<LogRange>(
    filter.fromAt === undefined && filter.toAt === undefined ? 'any' : 'between',
  )
  const { firings, loading, more, problem, loadMore } = useLog(filter)
  const unseen = firings.filter(({ acknowledgedAt }) => acknowledgedAt === null).map(({ id }) => id)

  const onScroll = ({ currentTarget: { scrollTop, clientHeight, scrollHeight } }: UIEvent): void => {
    if (scrollTop + clientHeight > scrollHeight - nearEndPx) loadMore()
  }

  return (
    <Modal
      title="Log of firings"
      size="wide"
      onClose={actions.closeDialog}
      footer={
        <div className={manager['bottom']}>
          <output className={manager['count']}>
            {loading && firings.length === 0
              ? 'Looking …'
              : `${firings.length.toLocaleString('en-US')}${more ? '+' : ''} ${firings.length === 1 ? 'firing' : 'firings'}`}
          </output>
          <span className={manager['space']} />
          <DropMenu
            label="Export what is shown and all older ones like it"
            className={manager['drop']}
            trigger={<>Export ▾</>}
            items={[
              { label: 'As CSV', run: () => void actions.exportLog('csv', filter) },
              { label: 'As JSON', run: () => void actions.exportLog('json', filter) },
            ]}
          />
          <Button onClick={() => actions.manageAlerts()}>Manage alerts</Button>
          <Button
            variant="primary"
            disabled={unseen.length === 0}
            onClick={() => void actions.acknowledgeFirings(unseen)}
          >
            {unseen.length === 0 ? 'All seen' : `Acknowledge these ${unseen.length}`}
          </Button>
        </div>
      }
    >
      <section className={manager['manager']} aria-label="Log of firings">
        <LogFilters filter={filter} range={range} onRange={setRange} />
        {problem !== null && (
          <p className={styles['problem']} role="alert">
            {problem}
          </p>
        )}
        {firings.length === 0 && !loading && problem === null ? (
          <Nothing filtered={isFiltered(filter)} />
        ) : (
          <div className={styles['scroll']} onScroll={onScroll}>
            <ul aria-label="Firings" aria-busy={loading}>
              {firings.map((firing) => (
                <Line key={firing.id} firing={firing} />
              ))}
            </ul>
            {more && (
              <Button className={styles['more']} disabled={loading} onClick={loadMore}>
                {loading ? 'Looking …' : 'Older ones'}
              </Button>
            )}
          </div>
        )}
      </section>
    </Modal>
  )
}
