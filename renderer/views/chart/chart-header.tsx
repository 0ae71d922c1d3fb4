/** The chart's header: what is shown, whether it is real, the interval, and the way to a new alert. */
import type { Instrument } from '../../../shared/model/instrument.ts'
import { intervals, type Interval } from '../../../shared/model/interval.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { SimulatedTag, Tag } from '../../ui/tag.tsx'
import styles from './chart.module.css'

const intervalNames: Record<Interval, string> = {
  '1m': '1 minute',
  '5m': '5 minutes',
  '15m': '15 minutes',
  '1h': '1 hour',
  '4h': '4 hours',
  '1d': '1 day',
  '1w': '1 week',
}

export function ChartTitle({
  instrument,
  interval,
}: {
  readonly instrument: Instrument
  readonly interval: Interval
}) {
  const venue = useApp((state) => state.providers.find(({ id }) => id === instrument.provider)?.name)
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
      <fieldset className={styles['intervals']} aria-label="Interval">
        {intervals.map((each) => {
          const offered = instrument.intervals.includes(each)
          return (
            <Button
              key={each}
              pressed={each === interval}
              disabled={!offered}
              title={
                offered ? intervalNames[each] : `${intervalNames[each]}: this venue has no history for it`
              }
              onClick={() => actions.setInterval(each)}
            >
              {each === '1d' || each === '1w' ? each.toUpperCase() : each}
            </Button>
          )
        })}
      </fieldset>
    </>
  )
}
