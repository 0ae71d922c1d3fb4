/** One condition: what is watched, how, and against what; its bars and an instrument of its own where they matter. */
import { Ellipsis, X } from 'lucide-react'
import { useId, useState, type ReactNode, type RefObject } from 'react'
import { operandCount, operatorSpec } from '../../../shared/alerts/operators.ts'
import { Button } from '../../ui/button.tsx'
import { Toggle } from '../../ui/check.tsx'
import { Select } from '../../ui/field.tsx'
import styles from './editor.module.css'
import {
  isHappening,
  operatorsFor,
  withCondition,
  withOperand,
  withoutCondition,
  withSource,
} from './editor-state.ts'
import type { ConditionFields, SourceFields } from './fields.ts'
import { LevelField, LevelWords } from './level-field.tsx'
import { CountInput, InstrumentField, Line } from './parts.tsx'
import { problemsAt } from './problems.ts'
import { hasInputs, SourceInputs, SourceSelect } from './source-fields.tsx'
import { useEditor } from './use-editor.ts'
import { noIntervalOptions, operatorNames, withinOptions } from './words.ts'

type Props = {
  readonly condition: ConditionFields
  readonly place: number
  /** What the sentence begins with there: `When`, `and`. */
  readonly word: string
  /** Before the source: the instrument of the first condition. */
  readonly lead?: ReactNode
  readonly levelRef?: RefObject<HTMLInputElement | null>
}

/** The bars that it counts on, and whose they are. */
function Details({ condition, place, of }: Omit<Props, 'word'> & { readonly of: string }) {
  const { edit, interval, problems } = useEditor()
  const set = (change: Partial<ConditionFields>): void =>
    edit((before) => withCondition(before, place, change, interval))
  const at = `conditions.${place}`
  return (
    <Line word="on bars of">
      <Select
        aria-label={`Bars${of}`}
        value={condition.interval ?? ''}
        aria-invalid={problemsAt(problems, `${at}.interval`).length > 0}
        options={noIntervalOptions}
        onChoose={(chosen) => set({ interval: chosen === '' ? null : chosen })}
      />
      <InstrumentField
        label={`Instrument of its own${of}`}
        placeholder="the rule's instrument"
        value={condition.instrument}
        invalid={problemsAt(problems, `${at}.instrument`).length > 0}
        onChoose={(instrument) => set({ instrument })}
      />
    </Line>
  )
}

function Operands({
  condition,
  place,
  of,
  describedBy,
  levelRef,
}: Omit<Props, 'word'> & {
  readonly of: string
  readonly describedBy: string
}) {
  const { edit, interval } = useEditor()
  const { operator, source } = condition
  const count = operandCount(operator)
  const shared = { condition, place, of, describedBy }
  const compared = condition.operands
    .slice(0, count)
    .flatMap((operand, index) =>
      operand.compare === 'source' && hasInputs(operand.source) ? [{ operand, index }] : [],
    )
  return (
    <>
      <Line>
        <Select
          aria-label={`Condition${of}`}
          className={styles['operator']}
          value={operator}
          options={operatorsFor(source).map((value) => ({ value, label: operatorNames[value] }))}
          onChoose={(chosen) =>
            edit((before) => withCondition(before, place, { operator: chosen }, interval))
          }
        />
        {count > 0 && (
          <LevelField {...shared} index={0} {...(levelRef === undefined ? {} : { inputRef: levelRef })} />
        )}
      </Line>
      {count === 2 && (
        <Line word="to">
          <LevelField {...shared} index={1} />
        </Line>
      )}
      {compared.map(({ operand, index }) => (
        <Line key={index} word={index === 0 ? 'with' : 'and'}>
          <SourceInputs
            compared
            value={operand.source}
            of={`${of}, compared`}
            at={`conditions.${place}.operands.${index}`}
            onChange={(next) =>
              edit((before) => withOperand(before, place, index, { source: next }, interval))
            }
          />
        </Line>
      ))}
    </>
  )
}

export function ConditionBlock({ condition, place, word, lead, levelRef }: Props) {
  const { fields, edit, interval, problems } = useEditor()
  const [isMore, setMore] = useState(false)
  const wordsId = useId()
  const of = place === 0 ? '' : ` of condition ${place + 1}`
  const { source, operator, within } = condition
  const isMove = operatorSpec(operator).shape === 'move'
  // What is set or wrong in them is always seen.
  const isForced =
    condition.interval !== null ||
    condition.instrument !== null ||
    ['interval', 'instrument'].some(
      (field) => problemsAt(problems, `conditions.${place}.${field}`).length > 0,
    )
  const setSource = (next: SourceFields): void => edit((before) => withSource(before, place, next, interval))
  const at = `conditions.${place}.source`
  return (
    <div className={styles['group']} role="group" aria-label={`Condition ${place + 1}`}>
      <Line word={word}>
        {lead}
        <SourceSelect value={source} of={of} at={at} onChange={setSource} />
        {place > 0 && <span className={styles['space']} />}
        {!isForced && (
          <Toggle
            label={`Bars and instrument of condition ${place + 1}`}
            pressed={isMore}
            onPress={() => setMore(!isMore)}
          >
            <Ellipsis size={13} aria-hidden="true" />
          </Toggle>
        )}
        {fields.conditions.length > 1 && place > 0 && (
          <Button
            square
            aria-label={`Remove condition ${place + 1}`}
            onClick={() => edit((before) => withoutCondition(before, place))}
          >
            <X size={13} aria-hidden="true" />
          </Button>
        )}
      </Line>
      {hasInputs(source) && (
        <Line word={source.kind === 'indicator' ? 'with' : ''}>
          <SourceInputs value={source} of={of} at={at} onChange={setSource} />
        </Line>
      )}
      {!isHappening(source) && (
        <Operands
          condition={condition}
          place={place}
          of={of}
          describedBy={wordsId}
          {...(levelRef === undefined ? {} : { levelRef })}
        />
      )}
      {isMove && (
        <Line word="within">
          <CountInput
            label={`Time of the move${of}`}
            value={within.count}
            invalid={problemsAt(problems, `conditions.${place}.within`).length > 0}
            onText={(count) =>
              edit((before) => withCondition(before, place, { within: { ...within, count } }, interval))
            }
          />
          <Select
            aria-label={`Unit of: time of the move${of}`}
            value={within.unit}
            options={withinOptions}
            onChoose={(unit) =>
              edit((before) => withCondition(before, place, { within: { ...within, unit } }, interval))
            }
          />
        </Line>
      )}
      {(isMore || isForced) && <Details condition={condition} place={place} of={of} />}
      <LevelWords condition={condition} place={place} id={wordsId} />
    </div>
  )
}
