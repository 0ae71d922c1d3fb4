/** What a rehearsal of a rule needs: the rule as if armed then, whose bars it is judged on, and which series of them. */
import type { AlertDraft, AlertRule } from '../../../shared/alerts/rule.ts'
import { conditionText, type Names } from '../../../shared/alerts/sentence.ts'
import { isInBars, isMoment, type Source } from '../../../shared/alerts/sources.ts'
import type { Condition } from '../../../shared/alerts/condition.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Series } from '../language/input.ts'
import type { Watch } from '../language/watch.ts'

function sourcesOf({ source, operands }: Condition): Source[] {
  return [source, ...operands.filter((operand) => typeof operand !== 'number')]
}

/** The source of a condition that bars do not tell; undefined where they tell all. */
function untoldSource(condition: Condition): Source | undefined {
  return sourcesOf(condition).find((source) => !isInBars(source))
}

const sourceWords: Partial<Record<Source['kind'], string>> = {
  age: 'how old data was',
  'change-percent': 'the change in percent',
}

function untoldText(source: Source): string {
  if (isMoment(source) || source.kind === 'webhook')
    return source.kind === 'event' ? 'events of the app' : 'webhooks'
  return sourceWords[source.kind] ?? `the ${source.kind}`
}

/** The conditions that bars tell, and a sentence for each that they do not. `subject`: null for none, or for several. */
export function toldBy(
  draft: Pick<AlertDraft, 'conditions'>,
  subject: InstrumentId | null,
  names: Names,
): { readonly conditions: AlertDraft['conditions']; readonly untold: readonly string[] } {
  const untold = draft.conditions.flatMap((condition, place) => {
    const source = untoldSource(condition)
    if (source === undefined) return []
    const who = condition.instrument ?? subject
    const tickSize = who === null ? 1e-8 : names.tickSize(who)
    const text = conditionText(condition, who === null ? '' : names.symbol(who), tickSize, names)
    const which =
      draft.conditions.length === 1 ? '' : `condition ${place + 1} of ${draft.conditions.length}, `
    return [`Bars do not tell ${untoldText(source)}: ${which}\u201c${text}\u201d, was not judged.`]
  })
  return { conditions: draft.conditions.filter((each) => untoldSource(each) === undefined), untold }
}

/** The rule as if it had been armed at `armedAt`, for ever: only its days and hours are kept of when it is on duty. */
export function rehearsedRule(
  draft: AlertDraft,
  conditions: AlertDraft['conditions'],
  armedAt: number,
): AlertRule {
  return {
    ...draft,
    id: draft.id ?? 'rehearsed',
    language: 2,
    conditions,
    schedule: { startsAt: null, expiresAt: null, snoozeUntil: null, active: draft.schedule.active },
    state: 'armed',
    createdAt: armedAt,
    armedAt,
    version: 1,
  }
}

/** Whose bars it is judged on: first the instrument that it is armed on (or, armed on none, the first that it names). */
export function instrumentsOf({ rule, subject, conditions }: Watch): InstrumentId[] {
  const { confirm } = rule
  const all = [
    subject,
    ...conditions.flatMap(({ parts }) => parts.map(({ instrument }) => instrument)),
    confirm.kind === 'second-venue' ? confirm.instrument : null,
  ]
  return [...new Set(all.filter((id) => id !== null))]
}

/** The series that it is judged on, each once. */
export function seriesOf({ conditions }: Watch): Series[] {
  const found = new Map<string, Series>()
  for (const { kind, instrument, interval, source } of conditions.flatMap(({ parts }) => parts)) {
    if (kind !== 'derived' || instrument === null || interval === null) continue
    found.set(JSON.stringify([instrument, interval, source]), { instrument, interval, source })
  }
  return [...found.values()]
}
