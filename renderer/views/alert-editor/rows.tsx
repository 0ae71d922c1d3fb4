/** The rows for more conditions, what it is armed on, repeating, and how sure it has to be. */
import { Plus, X } from 'lucide-react'
import { symbolOf } from '../../../shared/model/ids.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Check } from '../../ui/check.tsx'
import { Select } from '../../ui/field.tsx'
import { ConditionBlock } from './condition-block.tsx'
import styles from './editor.module.css'
import { withAnotherInstrument, withNewCondition, withoutInstrument, withScopeKind } from './editor-state.ts'
import { mostConditions, type EditorFields } from './fields.ts'
import { Complaint, CountInput, DurationInput, InstrumentField, Line } from './parts.tsx'
import { useEditor, useProblem } from './use-editor.ts'
import { combineOptions, confirmOptions, intervalOptions, rearmOptions, scopeOptions } from './words.ts'

export function ConditionsRow() {
  const { fields, edit } = useEditor()
  const { conditions, combine } = fields
  return (
    <>
      {conditions.length > 1 && (
        <Line word="if">
          <Select
            aria-label="How the conditions are combined"
            value={combine}
            options={combineOptions}
            onChoose={(chosen) => edit((before) => ({ ...before, combine: chosen }))}
          />
        </Line>
      )}
      {conditions.slice(1).map((condition, index) => (
        <ConditionBlock
          key={condition.key}
          condition={condition}
          place={index + 1}
          word={combine === 'all' ? 'and' : 'or'}
        />
      ))}
      <Line>
        <Button
          variant="outline"
          disabled={conditions.length >= mostConditions}
          onClick={() => edit(withNewCondition)}
        >
          <Plus size={12} aria-hidden="true" /> Add a condition
        </Button>
        <span className={styles['hint']}>
          {conditions.length} of {mostConditions}
        </span>
      </Line>
    </>
  )
}

function SeveralInstruments() {
  const { fields, edit, names } = useEditor()
  const problem = useProblem('scope.instruments')
  return (
    <>
      <Line>
        {fields.scope.instruments.length > 0 && (
          <div className={styles['chips']}>
            {fields.scope.instruments.map((id) => (
              <span key={id} className={styles['chip']} title={id}>
                <span>{names.symbol(id)}</span>
                <Button
                  square
                  aria-label={`Remove ${symbolOf(id)}`}
                  onClick={() => edit((before) => withoutInstrument(before, id))}
                >
                  <X size={11} aria-hidden="true" />
                </Button>
              </span>
            ))}
          </div>
        )}
        <InstrumentField
          key={fields.scope.instruments.length}
          label="Add an instrument"
          placeholder="Add a symbol or name"
          value={null}
          invalid={problem !== null}
          onChoose={(id) => id !== null && edit((before) => withAnotherInstrument(before, id))}
        />
      </Line>
      <Complaint text={problem} />
    </>
  )
}

export function ScopeRow() {
  const { fields, edit } = useEditor()
  const watchlists = useApp((state) => state.watchlists)
  const problem = useProblem('scope.watchlist')
  const { kind, watchlist } = fields.scope
  const isKnown = watchlists.some(({ id }) => id === watchlist)
  return (
    <>
      <Line word="on">
        <Select
          aria-label="Armed on"
          value={kind}
          options={scopeOptions}
          onChoose={(chosen) => edit((before) => withScopeKind(before, chosen))}
        />
        {kind === 'watchlist' && (
          <Select
            aria-label="Watchlist"
            className={styles['grow']}
            value={watchlist}
            aria-invalid={problem !== null}
            options={[
              ...(isKnown ? [] : [{ value: watchlist, label: watchlist || 'Choose \u2026' }]),
              ...watchlists.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChoose={(chosen) =>
              edit((before) => ({ ...before, scope: { ...before.scope, watchlist: chosen } }))
            }
          />
        )}
      </Line>
      {kind === 'several' && <SeveralInstruments />}
      {kind === 'watchlist' && (
        <Line>
          <span className={styles['hint']}>Each instrument on the list at the time, each on its own.</span>
        </Line>
      )}
      {kind === 'app' && (
        <Line>
          <span className={styles['hint']}>
            For events, webhooks, and conditions that name an instrument of their own.
          </span>
        </Line>
      )}
      <Complaint text={problem} />
    </>
  )
}

export function RepeatsRow() {
  const { fields, edit } = useEditor()
  const { frequency, rearm } = fields
  const coolDownProblem = useProblem('frequency.coolDownMs')
  const rearmProblem = useProblem('rearm')
  const setRearm = (change: Partial<EditorFields['rearm']>): void =>
    edit((before) => ({ ...before, rearm: { ...before.rearm, ...change } }))
  return (
    <>
      {frequency.kind === 'once' ? (
        <Line>
          <span className={styles['hint']}>
            It fires once and is done. Choose another frequency above to be told again.
          </span>
        </Line>
      ) : (
        <Line word="at most">
          <span>once in</span>
          <DurationInput
            label="Cool-down"
            value={frequency.coolDown}
            invalid={coolDownProblem !== null}
            onChange={(coolDown) =>
              edit((before) => ({ ...before, frequency: { ...before.frequency, coolDown } }))
            }
          />
        </Line>
      )}
      <Complaint text={coolDownProblem} />
      <Line word="again">
        <Check checked={rearm.on} onChange={(on) => setRearm({ on })}>
          only after going back by
        </Check>
        {rearm.on && (
          <>
            <CountInput
              label="Re-arm band"
              value={rearm.amount}
              invalid={rearmProblem !== null}
              onText={(amount) => setRearm({ amount })}
            />
            <Select
              aria-label="Unit of the re-arm band"
              className={styles['unit']}
              value={rearm.unit}
              options={rearmOptions}
              onChoose={(unit) => setRearm({ unit })}
            />
          </>
        )}
      </Line>
      <Complaint text={rearmProblem} />
    </>
  )
}

export function ConfirmRow() {
  const { fields, edit } = useEditor()
  const { confirm } = fields
  const problem = useProblem('confirm')
  const set = (change: Partial<EditorFields['confirm']>): void =>
    edit((before) => ({ ...before, confirm: { ...before.confirm, ...change } }))
  return (
    <>
      <Line word="believe it">
        <Select
          aria-label="Confirmation"
          value={confirm.kind}
          options={confirmOptions}
          onChoose={(kind) => set({ kind })}
        />
        {confirm.kind === 'ticks' && (
          <CountInput
            label="Ticks in a row"
            value={confirm.count}
            invalid={problem !== null}
            onText={(count) => set({ count })}
          />
        )}
        {confirm.kind === 'bar-close' && (
          <Select
            aria-label="Bars of the confirmation"
            value={confirm.interval}
            options={intervalOptions}
            onChoose={(interval) => set({ interval })}
          />
        )}
      </Line>
      {confirm.kind === 'second-venue' && (
        <>
          <Line word="that of">
            <InstrumentField
              label="Instrument of the second venue"
              value={confirm.instrument}
              invalid={problem !== null && confirm.instrument === null}
              onChoose={(instrument) => set({ instrument })}
            />
          </Line>
          <Line word="within">
            <DurationInput
              label="Time to agree"
              value={confirm.within}
              invalid={problem !== null && confirm.instrument !== null}
              onChange={(within) => set({ within })}
            />
          </Line>
          <Line word="give or take">
            <CountInput
              label="Tolerance in percent"
              value={confirm.tolerance}
              invalid={problem !== null && confirm.instrument !== null}
              onText={(tolerance) => set({ tolerance })}
            />
            <span>% of the price</span>
          </Line>
        </>
      )}
      <Complaint text={problem} />
    </>
  )
}
