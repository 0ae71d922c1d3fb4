/** What is wrong with the fields, each with its field and words that say what to do. */
import type { alertDraftSchema } from '../../../shared/alerts/rule.ts'
import { sourceSchema } from '../../../shared/alerts/sources.ts'

export type Problem = {
  /** The field: its path in the rule, `conditions.0.operands.1`. */
  readonly at: string
  readonly text: string
  /** Something is not filled in yet: said only once it was tried to save. */
  readonly missing: boolean
  /** The value that was probably meant, where there is one. */
  readonly nearest?: number
}

type Result = ReturnType<typeof alertDraftSchema.safeParse>
type Issue = NonNullable<Result['error']>['issues'][number]

const choose = (what: string) => ({ text: `Choose ${what}.`, missing: true })
const say = (text: string) => ({ text, missing: false })

/** Fields for which the schema's own words (of ids and list lengths) would say nothing to a trader. */
const byField: readonly (readonly [RegExp, { text: string; missing: boolean }])[] = [
  [/^scope\.watchlist$/, choose('a watchlist')],
  [/^scope\.instruments$/, choose('at least one instrument')],
  [/\.(source|operands\.\d)\.to$/, choose('the other instrument')],
  [/\.(source|operands\.\d)\.hook$/, choose('a webhook source')],
  [/^confirm\.instrument$/, choose('the instrument of the other venue')],
  [/^schedule\.active\.windows$/, say('Add the hours in which it may fire, or choose always.')],
  [/^schedule\.active\.windows\.\d+\.days$/, say('Choose at least one day.')],
  [/^schedule\.active\.windows\.\d+\.(from|to)Minute$/, say('Enter a time of day.')],
  [/^schedule\.(startsAt|expiresAt|snoozeUntil)$/, say('Enter a date and a time.')],
  [/^actions\.escalation\.targets$/, choose('whom to tell next')],
  [/\.inputs\.\w+$/, say('Enter a number above 0, at most 5000.')],
  [/^rearm\.amount$/, say('Enter how far it must go back, above 0.')],
  [/\.within\.count$/, say('Enter a whole number from 1 to 1440.')],
  [/^confirm\.count$/, say('Enter a whole number of ticks from 2 to 1000.')],
  [/^confirm\.withinMs$/, say('Enter a time from 1 second to 1 hour.')],
  [/^confirm\.tolerancePercent$/, say('Enter a percentage from 0 to 10.')],
  [/^frequency\.coolDownMs$/, say('Enter how long to wait: 0 or more, at most 7 days.')],
  [/^actions\.escalation\.afterMinutes$/, say('Enter whole minutes from 1 to 1440.')],
  [/^(name|note|message)$/, say('This is too long.')],
]

function sentenceOf(message: string): string {
  const text = message.trim().replace(/\.$/, '')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('?') ? '' : '.'}`
}

function own(issue: Issue, at: string): { text: string; missing: boolean } {
  const known = byField.find(([pattern]) => pattern.test(at))?.[1]
  // Most checks of ours name the thing; the library's only count and type it, and an id that is empty was not chosen.
  const isTold = issue.code === 'custom' && known?.missing !== true
  return isTold || known === undefined ? say(sentenceOf(issue.message)) : known
}

/** Which member of a union was meant is known here, so that its own complaint can be told. */
function inside(issue: Issue, candidate: unknown): readonly Issue[] {
  const { path } = issue
  if (issue.code !== 'invalid_union' || path[0] !== 'conditions' || path[2] !== 'operands') return [issue]
  let value: unknown = candidate
  for (const key of path) value = (value as Record<PropertyKey, unknown>)[key]
  if (typeof value === 'number') return [issue]
  const result = sourceSchema.safeParse(value)
  const found = result.success ? [] : result.error.issues
  return found.map((each) => ({ ...each, path: [...path, ...each.path] }))
}

export function problemsOf(issues: readonly Issue[], candidate: unknown): Problem[] {
  return issues
    .flatMap((issue) => inside(issue, candidate))
    .map((issue) => {
      const at = issue.path.map(String).join('.')
      return { at, ...own(issue, at) }
    })
}

/** Those of a field and of what is inside it. */
export function problemsAt(problems: readonly Problem[], at: string): readonly Problem[] {
  return problems.filter((problem) => problem.at === at || problem.at.startsWith(`${at}.`))
}
