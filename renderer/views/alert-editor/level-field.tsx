/** What a condition compares with: a number that steps by the grid, or another source. */
import { ArrowLeftRight } from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import { operatorSpec } from '../../../shared/alerts/operators.ts'
import { formatPrice } from '../../../shared/format/price.ts'
import { Button } from '../../ui/button.tsx'
import { Toggle } from '../../ui/check.tsx'
import { TextInput } from '../../ui/field.tsx'
import { useLastPrice } from '../alerts/use-quote.ts'
import styles from './editor.module.css'
import { comparesSources, withOperand } from './editor-state.ts'
import { levelText, nearestOnGrid, parseNumber, stepLevel } from './field-text.ts'
import type { ConditionFields } from './fields.ts'
import { problemsAt } from './problems.ts'
import { offsetText } from './read-back.ts'
import { SourceSelect } from './source-fields.tsx'
import { subjectOf } from './to-draft.ts'
import { useEditor } from './use-editor.ts'

const stepped = ['last', 'bid', 'ask', 'spread']
const priced = ['last', 'bid', 'ask', 'mid']

type Props = {
  readonly condition: ConditionFields
  readonly place: number
  readonly index: number
  readonly of: string
  readonly describedBy: string
  readonly inputRef?: RefObject<HTMLInputElement | null>
}

function nameOf({ operator, source }: ConditionFields, index: number): string {
  const { shape } = operatorSpec(operator)
  if (shape === 'move') return 'Amount'
  if (shape === 'channel') return index === 0 ? 'Lower bound' : 'Upper bound'
  return priced.includes(source.kind) ? 'Price' : 'Value'
}

/** The grid that the arrow keys step on; for numbers without one, the last digit that is written. */
function stepOf(text: string, tickSize: number | null): number {
  if (tickSize !== null) return tickSize
  const decimals = /\.(\d*)$/.exec(text.trim())?.[1]?.length ?? 0
  return Number(`1e-${Math.min(12, decimals)}`)
}

export function LevelField({ condition, place, index, of, describedBy, inputRef }: Props) {
  const { fields, edit, interval, context, problems } = useEditor()
  const operand = condition.operands[index === 0 ? 0 : 1]
  const at = `conditions.${place}.operands.${index}`
  const subject = subjectOf(fields, condition)
  const isStepped = stepped.includes(condition.source.kind) && !condition.operator.endsWith('percent')
  const tickSize = isStepped && subject !== null ? context.tickSizeOf(subject) : null
  const name = `${nameOf(condition, index)}${of}`
  const set = (change: Partial<typeof operand>): void =>
    edit((before) => withOperand(before, place, index, change, interval))
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (direction === 0) return
    event.preventDefault()
    const steps = direction * (event.shiftKey ? 10 : 1)
    set({ text: stepLevel(operand.text, stepOf(operand.text, tickSize), steps) })
  }
  return (
    <>
      {operand.compare === 'number' ? (
        <TextInput
          ref={inputRef}
          aria-label={name}
          className={styles['level']}
          inputMode="decimal"
          autoComplete="off"
          title="\u2191 and \u2193 step, with Shift ten at once"
          value={operand.text}
          aria-invalid={problemsAt(problems, at).length > 0}
          aria-describedby={describedBy}
          onChange={(event) => set({ text: event.target.value })}
          onKeyDown={onKeyDown}
        />
      ) : (
        <SourceSelect
          compared
          value={operand.source}
          of={index === 0 ? of : `${of}, upper bound`}
          at={at}
          onChange={(source) => set({ source })}
        />
      )}
      {comparesSources(condition.operator) && (
        <Toggle
          label={`Compare ${name} with another source`}
          pressed={operand.compare === 'source'}
          onPress={() => set({ compare: operand.compare === 'number' ? 'source' : 'number' })}
        >
          <ArrowLeftRight size={12} aria-hidden="true" />
        </Toggle>
      )}
    </>
  )
}

/** How far the level is from the price now, or what is wrong with the condition and how to mend it. */
export function LevelWords({
  condition,
  place,
  id,
}: {
  readonly condition: ConditionFields
  readonly place: number
  readonly id: string
}) {
  const { fields, edit, interval, context, problems } = useEditor()
  const subject = subjectOf(fields, condition)
  const last = useLastPrice(subject)
  const tickSize = subject === null ? null : context.tickSizeOf(subject)
  const wrong = problemsAt(problems, `conditions.${place}`)
  const off = wrong.find(({ nearest }) => nearest !== undefined)
  if (wrong.length > 0) {
    return (
      <div id={id} className={styles['error']} role="alert">
        {[...new Set(wrong.map(({ text }) => text))].join(' ')}
        {off?.nearest !== undefined && (
          <Button
            variant="outline"
            onClick={() => {
              const text = levelText(off.nearest ?? 0, tickSize)
              edit((before) => withOperand(before, place, Number(off.at.at(-1)), { text }, interval))
            }}
          >
            Use {formatPrice(off.nearest, tickSize ?? 1e-8)}
          </Button>
        )}
      </div>
    )
  }
  const [operand] = condition.operands
  const level = operand.compare === 'number' ? parseNumber(operand.text) : NaN
  const isPrice = priced.includes(condition.source.kind) && operatorSpec(condition.operator).shape === 'level'
  const isWhole =
    tickSize !== null &&
    (condition.source.kind === 'mid' || Number.isNaN(level) || nearestOnGrid(level, tickSize) === null)
  return (
    <div id={id} className={styles['under']}>
      {isPrice && isWhole && offsetText(level, last, tickSize)}
    </div>
  )
}
