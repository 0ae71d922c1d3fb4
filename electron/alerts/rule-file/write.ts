/** Rules as the text of a file: what a rule is made of, in an order in which it reads and compares well. */
import {
  ruleFileFormat,
  ruleFileVersion,
  type FileRule,
  type RuleFile,
} from '../../../shared/alerts/rule-file.ts'
import type { AlertRule } from '../../../shared/alerts/rule.ts'

/** Beside the file, so that an editor that finds it there helps while it is changed. */
const schemaName = './alert-rules.schema.json'

/** Fields in the order in which they are written; what has no place here follows by name. */
const order = [
  ...['$schema', 'format', 'version', 'rules'],
  ...['id', 'name', 'note', 'message', 'paused', 'scope', 'combine', 'conditions', 'frequency', 'rearm'],
  ...['confirm', 'schedule', 'actions'],
  ...[
    'kind',
    'instruments',
    'watchlist',
    'source',
    'basis',
    'to',
    'inputs',
    'output',
    'event',
    'hook',
    'path',
  ],
  ...['operator', 'operands', 'within', 'count', 'interval', 'instrument', 'coolDownMs', 'unit', 'amount'],
  ...[
    'withinMs',
    'tolerancePercent',
    'startsAt',
    'expiresAt',
    'snoozeUntil',
    'active',
    'timeZone',
    'windows',
  ],
  ...['days', 'fromMinute', 'toMinute', 'toast', 'notification', 'badge', 'sound', 'volume'],
  ...['untilAcknowledged', 'targets', 'escalation', 'afterMinutes', 'urgent'],
]
const places = new Map(order.map((name, place) => [name, place]))

function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const place = (name: string) => places.get(name) ?? order.length
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0)),
  )
}

/** What of a rule is the user's: all but how it stands and how it came about. */
export function fileRuleOf(rule: AlertRule): FileRule & { readonly id: string } {
  const { id, name, note, message, scope, combine, conditions, frequency, rearm } = rule
  const { confirm, schedule, actions, state } = rule
  return {
    ...{ id, name, note, message, scope, combine, conditions, frequency, rearm, confirm, schedule, actions },
    paused: state === 'paused',
  }
}

/** The same text for rules that are the same in all but their id. */
export function contentKey(rule: FileRule): string {
  return JSON.stringify({ ...rule, id: undefined }, inOrder)
}

/** The file: two spaces, a newline at its end, the same rules always the same text. Nothing in it is secret. */
export function writeRuleFile(rules: readonly AlertRule[]): string {
  const file: RuleFile = {
    $schema: schemaName,
    format: ruleFileFormat,
    version: ruleFileVersion,
    rules: rules.map(fileRuleOf),
  }
  return `${JSON.stringify(file, inOrder, 2)}\n`
}
