/** The first lines of the sentence, which are all that most rules need: when, and how often to tell. */
import type { RefObject } from 'react'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { actions } from '../../state/actions.ts'
import { ConditionBlock } from './condition-block.tsx'
import styles from './editor.module.css'
import { withFrequency, withInstrument } from './editor-state.ts'
import { Complaint, InstrumentField, Line } from './parts.tsx'
import { scopeSummary } from './summaries.ts'
import { useEditor, useProblem } from './use-editor.ts'
import { frequencyOptions, intervalOptions } from './words.ts'

function LeadInstrument() {
  const { fields, edit, names, openSection } = useEditor()
  const missing = useProblem('scope.instruments')
  if (fields.scope.kind !== 'one') {
    return (
      <Button
        variant="outline"
        className={styles['grow']}
        title="Change what it is armed on"
        onClick={() => openSection('scope')}
      >
        {scopeSummary(fields, names).text}
      </Button>
    )
  }
  return (
    <InstrumentField
      label="Instrument"
      value={fields.scope.instruments[0] ?? null}
      invalid={missing !== null}
      onChoose={(id) => {
        if (id === null) return
        edit((before) => withInstrument(before, id))
        // Its level is read and dragged on its own chart.
        actions.selectInstrument(id)
      }}
    />
  )
}

export function Lead({ levelRef }: { readonly levelRef: RefObject<HTMLInputElement | null> }) {
  const { fields, edit } = useEditor()
  const [condition] = fields.conditions
  const { frequency, scope } = fields
  const missing = useProblem('scope.instruments')
  return (
    <div className={styles['lead']}>
      {condition !== undefined && (
        <ConditionBlock
          condition={condition}
          place={0}
          word="When"
          lead={<LeadInstrument />}
          levelRef={levelRef}
        />
      )}
      {scope.kind === 'one' && <Complaint text={missing} />}
      <Line word="tell me">
        <Select
          aria-label="How often"
          value={frequency.kind}
          options={frequencyOptions}
          onChoose={(kind) => edit((before) => withFrequency(before, kind))}
        />
        {frequency.kind.startsWith('once-per-bar') && (
          <span className={styles['input']}>
            of
            <Select
              aria-label="Bars of how often"
              value={frequency.interval}
              options={intervalOptions}
              onChoose={(interval) =>
                edit((before) => ({ ...before, frequency: { ...before.frequency, interval } }))
              }
            />
          </span>
        )}
      </Line>
    </div>
  )
}
