/** Replaying the candles of a CSV file through the simulated exchange. */
import { useState } from 'react'
import { formatDateTime } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { pickFile } from '../../ui/files.ts'
import styles from './settings.module.css'

const speeds = ['1', '10', '60', '300', '1000', '3600'] as const
type Speed = (typeof speeds)[number]

export function ReplaySection() {
  const replay = useApp((state) => state.replay)
  const [speed, setSpeed] = useState<Speed>('60')
  const active = replay?.active === true

  const start = (file: File): void => {
    void actions.startReplay(file, Number(speed)).then((started) => started && actions.closeDialog())
  }

  return (
    <Field
      label="CSV of candles"
      hint={
        active
          ? `${replay.name ?? 'A file'} at ${replay.speed}×, ${replay.ended ? 'ended' : 'running'}${
              replay.clockAt === null ? '' : `, now ${formatDateTime(replay.clockAt, 'UTC')} UTC`
            }`
          : 'A header line with time, open, high, low, close, volume in any order. Shown as simulated.'
      }
    >
      <div className={styles['line']}>
        <Select
          aria-label="Speed of the replay"
          className={styles['short']}
          value={speed}
          options={speeds.map((value) => ({ value, label: `${value}×` }))}
          onChoose={setSpeed}
        />
        <Button variant="outline" onClick={() => pickFile('.csv,text/csv', start)}>
          Choose a file
        </Button>
        {active && <Button onClick={() => void actions.stopReplay()}>Stop</Button>}
      </div>
    </Field>
  )
}
