/** The rows behind the first lines: each named, closed at first, and opened where something in it has to be mended. */
import { Disclosure } from '../../ui/disclosure.tsx'
import { ActionsRow } from './actions-row.tsx'
import { MessageRow, NameRow } from './message-row.tsx'
import { problemsAt, type Problem } from './problems.ts'
import { conditionWords } from './read-back.ts'
import { ConditionsRow, ConfirmRow, RepeatsRow, ScopeRow } from './rows.tsx'
import { ScheduleRow } from './schedule-row.tsx'
import {
  actionsSummary,
  conditionsSummary,
  confirmSummary,
  messageSummary,
  nameSummary,
  repeatsSummary,
  scheduleSummary,
  scopeSummary,
} from './summaries.ts'
import { useEditor, type SectionId } from './use-editor.ts'
import type { ReactNode } from 'react'

/** Where the problems of a section stand in the rule. */
function isIn(section: SectionId, { at }: Problem, isOne: boolean): boolean {
  switch (section) {
    case 'conditions':
      return /^conditions\.[1-9]/.test(at) || at === 'conditions'
    // One instrument is chosen in the first line.
    case 'scope':
      return problemsAt([{ at, text: '', missing: false }], 'scope').length > 0 && !isOne
    case 'repeats':
      return at === 'frequency.coolDownMs' || at.startsWith('rearm')
    case 'name':
      return at === 'name' || at === 'note'
    case 'confirm':
    case 'schedule':
    case 'message':
    case 'actions':
      return at === section || at.startsWith(`${section}.`)
  }
}

const sections = [
  'conditions',
  'scope',
  'repeats',
  'confirm',
  'schedule',
  'message',
  'actions',
  'name',
] as const satisfies readonly SectionId[]

/** The sections that have to be open for `problems` to be seen. */
export function sectionsOf(problems: readonly Problem[], isOne: boolean): readonly SectionId[] {
  return sections.filter((section) => problems.some((problem) => isIn(section, problem, isOne)))
}

type Props = {
  readonly open: ReadonlySet<SectionId>
  readonly onOpen: (section: SectionId, open: boolean) => void
  readonly onSave: () => void
}

export function Sections({ open, onOpen, onSave }: Props) {
  const { fields, names, problems, rule } = useEditor()
  const wrong = sectionsOf(problems, fields.scope.kind === 'one')
  const others = rule.conditions.slice(1).map((condition) => conditionWords(condition, names))
  const rows = {
    conditions: ['Conditions', conditionsSummary(fields, others), <ConditionsRow key="row" />],
    scope: ['Armed on', scopeSummary(fields, names), <ScopeRow key="row" />],
    repeats: ['Repeats', repeatsSummary(fields), <RepeatsRow key="row" />],
    confirm: ['Confirmed', confirmSummary(fields, names), <ConfirmRow key="row" />],
    schedule: ['Schedule', scheduleSummary(fields), <ScheduleRow key="row" />],
    message: ['Message', messageSummary(fields), <MessageRow key="row" onSave={onSave} />],
    actions: ['Actions', actionsSummary(fields, names), <ActionsRow key="row" />],
    name: ['Name, note', nameSummary(fields), <NameRow key="row" onSave={onSave} />],
  } as const satisfies Record<SectionId, readonly [string, { text: string; isUsual: boolean }, ReactNode]>
  return sections.map((id) => {
    const [label, summary, content] = rows[id]
    return (
      <Disclosure
        key={id}
        label={label}
        summary={summary.text}
        quiet={summary.isUsual}
        invalid={wrong.includes(id) && !open.has(id)}
        open={open.has(id)}
        onOpen={(isOpen) => onOpen(id, isOpen)}
      >
        {content}
      </Disclosure>
    )
  })
}
