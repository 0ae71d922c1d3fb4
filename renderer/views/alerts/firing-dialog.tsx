/** One firing with its evidence: the two ticks, their times, how long the decision took, and where it was sent. */
import { useEffect, useState } from 'react'
import type { Firing } from '../../../shared/model/alert.ts'
import type { Tick } from '../../../shared/model/quote.ts'
import { formatPrice } from '../../../shared/format/price.ts'
import { formatClockMs, formatDateTime } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { SimulatedTag, Tag } from '../../ui/tag.tsx'
import styles from './firing-dialog.module.css'
import { clocksDifferAfterMs, latencyOf, latencyText } from './evidence.ts'
import { useTimeZone } from './use-time-zone.ts'

function TickRow({
  name,
  tick,
  tickSize,
}: {
  readonly name: string
  readonly tick: Tick
  readonly tickSize: number | null
}) {
  const timeZone = useTimeZone()
  const clock = (at: number): string =>
    `${formatDateTime(at, timeZone).slice(0, 10)} ${formatClockMs(at, timeZone)}`
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{tickSize === null ? String(tick.price) : formatPrice(tick.price, tickSize)}</td>
      <td>{tick.exchangeAt === null ? 'not told' : clock(tick.exchangeAt)}</td>
      <td>{clock(tick.receivedAt)}</td>
    </tr>
  )
}

function Evidence({ firing }: { readonly firing: Firing }) {
  const timeZone = useTimeZone()
  const tickSize = useApp((state) => state.instruments.get(firing.instrument)?.tickSize ?? null)
  const { before, at } = firing.evidence
  const latency = latencyOf(firing)
  const comparable = Math.abs(latency.exchangeToUsMs ?? 0) < clocksDifferAfterMs
  const price = (value: number): string => (tickSize === null ? String(value) : formatPrice(value, tickSize))
  return (
    <>
      <p className={styles['sentence']}>
        {firing.late && <Tag tone="warn">late</Tag>} {firing.simulated && <SimulatedTag />} {firing.sentence}
      </p>
      {firing.note !== '' && <p className={styles['note']}>{firing.note}</p>}
      {firing.late && (
        <p className={styles['late']}>
          Nobody was watching when it happened. It was found afterwards in candles: the price and the time are
          those of the bar, not of one trade.
        </p>
      )}
      <table className={styles['ticks']}>
        <caption className="visually-hidden">The ticks that made it fire</caption>
        <thead>
          <tr>
            <th scope="col">Tick</th>
            <th scope="col">Price</th>
            <th scope="col">Venue’s clock</th>
            <th scope="col">Received</th>
          </tr>
        </thead>
        <tbody>
          {before !== null && <TickRow name="Before" tick={before} tickSize={tickSize} />}
          <tr>
            <th scope="row">Level</th>
            <td className={styles['level']}>{price(firing.level)}</td>
            <td colSpan={2}>the rule’s own price</td>
          </tr>
          <TickRow name="Fired on" tick={at} tickSize={tickSize} />
        </tbody>
      </table>
      {before === null && <p className={styles['hint']}>The first price that was seen met the condition.</p>}
      <dl className={styles['facts']}>
        <div>
          <dt>Fired</dt>
          <dd>{formatDateTime(firing.firedAt, timeZone)}</dd>
        </div>
        <div>
          <dt>Venue to decision</dt>
          <dd>{comparable ? latencyText(latency.exchangeToDecisionMs) : 'clocks differ'}</dd>
        </div>
        <div>
          <dt>Received to decision</dt>
          <dd>{latencyText(latency.usToDecisionMs)}</dd>
        </div>
        <div>
          <dt>Rule version</dt>
          <dd>{firing.ruleVersion}</dd>
        </div>
        <div>
          <dt>Acknowledged</dt>
          <dd>
            {firing.acknowledgedAt === null ? 'not yet' : formatDateTime(firing.acknowledgedAt, timeZone)}
          </dd>
        </div>
      </dl>
    </>
  )
}

/** In the store, or else asked for: a marker may be older than what the window holds. */
function useFiring(id: string): { firing: Firing | null; problem: string | null } {
  const held = useApp((state) => state.firings.find((firing) => firing.id === id))
  const [found, setFound] = useState<{ id: string; firing: Firing | null; problem: string | null } | null>(
    null,
  )
  const missing = held === undefined
  useEffect(() => {
    if (!missing) return
    const ask = async (): Promise<void> => {
      try {
        const all = await actions.call('firings.list', { limit: 1000 })
        const firing = all.find((each) => each.id === id) ?? null
        setFound({
          id,
          firing,
          problem: firing === null ? 'This firing is older than the log that can be shown.' : null,
        })
      } catch (error) {
        setFound({ id, firing: null, problem: explainError(error) })
      }
    }
    void ask()
  }, [id, missing])
  if (held !== undefined) return { firing: held, problem: null }
  return found !== null && found.id === id ? found : { firing: null, problem: null }
}

function FiringView({ id }: { readonly id: string }) {
  const { firing, problem } = useFiring(id)
  const rule = useApp((state) => state.rules.find((each) => each.id === firing?.rule))
  return (
    <Modal
      title="Alert fired"
      onClose={actions.closeDialog}
      footer={
        firing !== null && (
          <>
            {rule !== undefined && (
              <Button
                onClick={() => {
                  const { instrument, operator, level, frequency, note, expiresAt } = rule
                  const draft = { id: rule.id, instrument, operator, level, frequency, note, expiresAt }
                  actions.openDialog({ kind: 'alert', draft })
                }}
              >
                Edit rule
              </Button>
            )}
            <Button
              onClick={() => {
                actions.selectInstrument(firing.instrument)
                actions.closeDialog()
              }}
            >
              Chart
            </Button>
            {firing.acknowledgedAt === null && (
              <Button
                variant="solid"
                onClick={() => {
                  void actions.acknowledgeFirings([firing.id])
                  actions.closeDialog()
                }}
              >
                Acknowledge
              </Button>
            )}
          </>
        )
      }
    >
      {firing === null ? <output>{problem ?? 'Loading'}</output> : <Evidence firing={firing} />}
    </Modal>
  )
}

/** Shown while the store says that a firing is open. */
export function FiringDialog() {
  const dialog = useApp((state) => state.dialog)
  return dialog?.kind === 'firing' ? <FiringView id={dialog.id} /> : null
}
