/** The chart's header: what is shown, whether it is real, the interval, and the way to a new alert. */
import { offersInterval, type Instrument } from '../../../shared/model/instrument.ts'
import { intervals, type Interval } from '../../../shared/model/interval.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { SimulatedTag, Tag } from '../../ui/tag.tsx'
import { SessionBadge, useSessionText } from '../session/session-badge.tsx'
import styles from './chart.module.css'

const intervalNames: Record<Interval, string> = {
  '1m': '1 minute',
  '3m': '3 minutes',
  '5m': '5 minutes',
  '10m': '10 minutes',
  '15m': '15 minutes',
  '30m': '30 minutes',
  '1h': '1 hour',
  '2h': '2 hours',
  '4h': '4 hours',
  '6h': '6 hours',
  '12h': '12 hours',
  '1d': '1 day',
  '3d': '3 days',
  '1w': '1 week',
  '1M': '1 month',
}

/** Always in sight; the others drop from the button after them. */
const usual: readonly Interval[] = ['1m', '5m', '15m', '1h', '4h', '1d', '1w']

const shortName = (interval: Interval): string =>
  /[dw]$/u.test(interval) ? interval.toUpperCase() : interval

type IntervalProps = { readonly instrument: Instrument; readonly interval: Interval }

function IntervalButton({ instrument, interval, shown }: IntervalProps & { readonly shown: Interval }) {
  const offered = offersInterval(instrument, interval)
  return (
    <Button
      pressed={interval === shown}
      disabled={!offered}
      title={
        offered ? intervalNames[interval] : `${intervalNames[interval]}: this venue has no history for it`
      }
      onClick={() => actions.setInterval(interval)}
    >
      {shortName(interval)}
    </Button>
  )
}

function Intervals({ instrument, interval }: IntervalProps) {
  const others = intervals.filter((each) => !usual.includes(each))
  return (
    <fieldset className={styles['intervals']} aria-label="Interval">
      <div className={styles['strip']}>
        {usual.map((each) => (
          <IntervalButton key={each} instrument={instrument} interval={each} shown={interval} />
        ))}
      </div>
      {/* Outside of what scrolls: what is shown is always in sight. */}
      {!usual.includes(interval) && (
        <IntervalButton instrument={instrument} interval={interval} shown={interval} />
      )}
      <DropMenu
        label="More intervals"
        trigger="⋯"
        className={styles['more']}
        items={others.map((each) => ({
          label: intervalNames[each],
          keys: shortName(each),
          disabled: !offersInterval(instrument, each),
          run: () => actions.setInterval(each),
        }))}
      />
    </fieldset>
  )
}

export function ChartTitle({ instrument, interval }: IntervalProps) {
  const venue = useApp((state) => state.providers.find(({ id }) => id === instrument.provider)?.name)
  const phase = useSessionText(instrument.session)
  const replayed = useApp(
    (state) => state.replay?.active === true && state.replay.instrument === instrument.id,
  )
  return (
    <>
      <h2 className={styles['symbol']} title={`${instrument.name}, ${venue ?? instrument.provider}`}>
        {instrument.symbol}
      </h2>
      <span className={styles['venue']}>
        <Tag>{venue ?? instrument.provider}</Tag>
      </span>
      {replayed ? (
        <Tag tone="warn" title="Recorded prices, played back: its clock is in the past">
          Replay
        </Tag>
      ) : (
        instrument.simulated && <SimulatedTag />
      )}
      <SessionBadge text={phase} />
      <Intervals instrument={instrument} interval={interval} />
    </>
  )
}
