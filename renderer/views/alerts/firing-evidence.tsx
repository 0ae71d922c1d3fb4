/** The evidence of a firing: why, on which values, how fast, and what became of each channel. */
import type { Firing } from '../../../shared/alerts/firing.ts'
import { formatClockMs, formatDateTime } from '../../../shared/format/time.ts'
import { useApp } from '../../state/store.ts'
import { Dot, SimulatedTag, Tag } from '../../ui/tag.tsx'
import { useNow } from '../../ui/use-now.ts'
import {
  channelRows,
  conditionSentence,
  latencySteps,
  valueText,
  whySentence,
  type ChannelRow,
} from './evidence.ts'
import styles from './firing-dialog.module.css'
import type { Evidence } from './use-firing.ts'
import { useTimeZone } from './use-time-zone.ts'

function useTickSize({ instrument }: Firing): number | null {
  return useApp((state) =>
    instrument === null ? null : (state.instruments.get(instrument)?.tickSize ?? null),
  )
}

/** Records from before conditions were kept have the two ticks alone. */
function conditionsOf(firing: Firing): Firing['conditions'] {
  if (firing.conditions.length > 0) return firing.conditions
  const { before, at } = firing.evidence
  const sample = (tick: NonNullable<typeof at>) => ({
    value: tick.price,
    exchangeAt: tick.exchangeAt,
    receivedAt: tick.receivedAt,
  })
  return [
    {
      hit: true,
      before: before === null ? null : sample(before),
      at: at === null ? null : sample(at),
      bounds: firing.level === null ? [] : [firing.level],
      text: firing.sentence,
    },
  ]
}

function Conditions({ firing }: { readonly firing: Firing }) {
  const timeZone = useTimeZone()
  const tickSize = useTickSize(firing)
  return (
    <section className={styles['block']}>
      <h3>Conditions and the ticks they were judged on</h3>
      <ul className={styles['conditions']}>
        {conditionsOf(firing).map((condition, index) => (
          // One rule's conditions never change places.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <Dot tone={condition.hit ? 'accent' : 'off'} />
            <div>
              <b>{condition.text}</b>
              {!condition.hit && <span className={styles['quiet']}> was true besides</span>}
              <span className={styles['values']}>{conditionSentence(condition, tickSize, timeZone)}</span>
            </div>
          </li>
        ))}
      </ul>
      {firing.inferred !== null && (
        <p className={styles['late']}>
          Nobody was watching when it happened: price and time are those of the bar, which went from{' '}
          {valueText(firing.inferred.low, tickSize)} to {valueText(firing.inferred.high, tickSize)}, not of
          one trade.
        </p>
      )}
    </section>
  )
}

function Latency({ evidence: { firing, reports } }: { readonly evidence: Evidence }) {
  return (
    <section className={styles['block']}>
      <h3>How fast</h3>
      <dl className={styles['steps']}>
        {latencySteps(firing, reports).map(({ name, text, hint }) => (
          <div key={name} title={hint}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Channel({ row }: { readonly row: ChannelRow }) {
  const timeZone = useTimeZone()
  return (
    <tr>
      <td>
        <Dot tone={row.tone} /> {row.name}
      </td>
      <td>
        {row.outcome}
        {row.attempts !== null && row.attempts > 1 && ` (${row.attempts}×)`}
      </td>
      <td title={row.detail ?? undefined}>{row.detail}</td>
      <td>
        <time dateTime={new Date(row.at).toISOString()} title={formatDateTime(row.at, timeZone)}>
          {formatClockMs(row.at, timeZone)}
        </time>
      </td>
    </tr>
  )
}

function Channels({ evidence: { deliveries, reports } }: { readonly evidence: Evidence }) {
  const targets = useApp((state) => state.targets)
  const timeZone = useTimeZone()
  const now = useNow(10_000)
  const rows = channelRows(deliveries, reports, targets, now, timeZone)
  return (
    <section className={styles['block']}>
      <h3>Who was told</h3>
      {rows.length === 0 ? (
        <p className={styles['quiet']}>Nothing but this log: no channel was tried.</p>
      ) : (
        <table className={styles['channels']}>
          <caption className="visually-hidden">Every channel that was tried, and what it answered</caption>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">Channel</th>
              <th scope="col">Outcome</th>
              <th scope="col">Answer</th>
              <th scope="col">Time</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Channel key={row.key} row={row} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Facts({ firing }: { readonly firing: Firing }) {
  const timeZone = useTimeZone()
  const time = (at: number): string => formatDateTime(at, timeZone)
  const facts: readonly (readonly [string, string | null])[] = [
    ['Fired', time(firing.firedAt)],
    ['Happened', firing.happenedAt === null ? null : time(firing.happenedAt)],
    ['Firing of this rule', `${firing.number}.`],
    ['Rule version', String(firing.ruleVersion)],
    ['Quote then', firing.feed.quote],
    ['Stream then', firing.feed.stream],
    ['Quiet hours until', firing.quietUntil === null ? null : time(firing.quietUntil)],
    ['Acknowledged', firing.acknowledgedAt === null ? 'not yet' : time(firing.acknowledgedAt)],
  ]
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

export function FiringEvidence({ evidence }: { readonly evidence: Evidence }) {
  const { firing } = evidence
  const timeZone = useTimeZone()
  return (
    <>
      <p className={styles['sentence']}>
        {firing.late && <Tag tone="warn">late</Tag>} {firing.folded && <Tag>together</Tag>}{' '}
        {firing.simulated && <SimulatedTag />} {firing.ruleName === '' ? firing.sentence : firing.ruleName}
      </p>
      {firing.ruleName !== '' && <p className={styles['note']}>{firing.sentence}</p>}
      {firing.note !== '' && <p className={styles['note']}>{firing.note}</p>}
      <p className={styles['why']}>
        <b>Why?</b> {whySentence(firing, timeZone)}
      </p>
      <Conditions firing={firing} />
      <Latency evidence={evidence} />
      <Channels evidence={evidence} />
      {firing.message !== '' && firing.message !== firing.sentence && (
        <section className={styles['block']}>
          <h3>Message</h3>
          <pre className={styles['message']}>{firing.message}</pre>
        </section>
      )}
      <Facts firing={firing} />
    </>
  )
}
