/** What is wrong with a field of a rule, in words that say what to do. */
import type { fileRuleSchema } from '../../../shared/alerts/rule-file.ts'
import type { JsonPath } from './json-places.ts'

type Issue = NonNullable<ReturnType<typeof fileRuleSchema.safeParse>['error']>['issues'][number]

/** `conditions[0].operands[1]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
}

/** The value at `path`; undefined where there is none. */
function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Readonly<Record<PropertyKey, unknown>>)[part]
  }
  return value
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}\u2026` : text
}

const kinds: Readonly<Record<string, string>> = {
  object: 'an object { }',
  array: 'a list [ ]',
  string: 'text in quotes',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  record: 'an object { }',
}

const countable: Readonly<Record<string, string>> = { array: 'entries', string: 'characters' }

function boundText(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const [bound, words] =
    issue.code === 'too_small'
      ? [issue.minimum, issue.inclusive === false ? 'more than' : 'at least']
      : [issue.maximum, issue.inclusive === false ? 'less than' : 'at most']
  const unit = countable[issue.origin]
  if (unit !== undefined && issue.code === 'too_small' && bound === 1) return 'must not be empty'
  return `must ${unit === undefined ? 'be' : 'have'} ${words} ${bound.toLocaleString('en-US')}${unit === undefined ? '' : ` ${unit}`}`
}

/** What the field that tells the kinds of an object apart may be; the library's type leaves it out. */
function optionsOf(issue: Issue): string | null {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String).join(', ') : null
}

function wrongText(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => `"${key}"`).join(', ')} ${issue.keys.length === 1 ? 'is no field' : 'are no fields'} here: take ${issue.keys.length === 1 ? 'it' : 'them'} out, or look at the spelling`
    case 'invalid_value':
      return `${shown(value)} is not known here: use ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'invalid_union': {
      const options = optionsOf(issue)
      // Without a field that tells which is meant, the schema has its own words for what it wants.
      return options === null
        ? `must be ${issue.message}, not ${shown(value)}`
        : `${shown(value)} is not known here: use one of ${options}`
    }
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}, not ${shown(value)}`
    case 'too_small':
    case 'too_big':
      return boundText(issue)
    case 'custom':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
      return issue.message
  }
}

function wanted(issue: Issue): string {
  if (issue.code === 'invalid_type') return `: it must be ${kinds[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value') return `: use one of ${issue.values.map(String).join(', ')}`
  const options = optionsOf(issue)
  return options === null ? '' : `: use one of ${options}`
}

/** `conditions[0].operator: "rises" is not known here: use one of crossing, ...`. `root` is what was checked. */
export function issueText(issue: Issue, root: unknown): string {
  const value = valueAt(root, issue.path)
  const text = value === undefined ? `is missing${wanted(issue)}` : wrongText(issue, value)
  const path = pathText(issue.path)
  return path === '' ? `the rule ${text}`.replace(/^the rule "/, '"') : `${path}: ${text}`
}

/** Where in the JSON it is: a field that should not be there is itself the place. */
export function jsonPathOf(issue: Issue): JsonPath {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
  return issue.code === 'unrecognized_keys' ? [...path, ...issue.keys.slice(0, 1)] : path
}
