/** What a file of rules would change beside the rules that are there: said row by row, before anything is done. */
import {
  fileRuleSchema,
  ruleFileFormat,
  ruleFileVersion,
  type FileRule,
  type ImportRow,
} from '../../../shared/alerts/rule-file.ts'
import type { AlertDraft, AlertRule } from '../../../shared/alerts/rule.ts'
import { ruleSentence, type Names } from '../../../shared/alerts/sentence.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { changesBetween } from './changes.ts'
import { instrumentMistakes } from './instruments.ts'
import { issueText, jsonPathOf, pathText } from './issue-text.ts'
import { placesIn, walkJson, type JsonPath } from './json-places.ts'
import { contentKey, fileRuleOf } from './write.ts'

export type ImportContext = {
  readonly rules: readonly AlertRule[]
  readonly instrument: (id: InstrumentId) => Instrument | undefined
  readonly names: Names
}

export type ImportPlan = {
  readonly rows: ImportRow[]
  /** What is to be saved for the rows that are added or changed, in the file's order. */
  readonly drafts: readonly { readonly draft: AlertDraft; readonly paused: boolean }[]
}

const mostRules = 10_000
/** Of one rule: what is wrong beyond these is found once they are mended. */
const mostMistakes = 12

type Mistake = { readonly path: JsonPath; readonly text: string }

function refusedFile(message: string): ImportPlan {
  const row: ImportRow = {
    place: 0,
    kind: 'invalid',
    id: null,
    before: null,
    after: null,
    details: [message],
  }
  return { rows: [row], drafts: [] }
}

/** The rules of the file, or what is wrong with it as a whole. */
function rulesIn(file: unknown): readonly unknown[] | string {
  const wanted = `a file of rules begins with { "format": "${ruleFileFormat}", "version": ${ruleFileVersion}, "rules": [`
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return wanted
  const { $schema: _schema, format, version, rules, ...others } = file as Readonly<Record<string, unknown>>
  if (format !== ruleFileFormat)
    return format === undefined ? `format is missing: ${wanted}` : `this is another kind of file: ${wanted}`
  if (version !== ruleFileVersion) {
    return typeof version === 'number' && version > ruleFileVersion
      ? `version ${version} was written by a newer Tickerdeck; this one reads version ${ruleFileVersion}: update it first`
      : `version must be ${ruleFileVersion}`
  }
  if (!Array.isArray(rules)) return 'rules must be a list [ ] of rules'
  if (rules.length > mostRules)
    return `${rules.length.toLocaleString('en-US')} rules are too many: at most ${mostRules.toLocaleString('en-US')} in one file`
  const [other] = Object.keys(others)
  return other === undefined ? rules : `"${other}" is no field of the file: take it out`
}

type Refused = { readonly row: ImportRow; readonly mistakes: readonly Mistake[] }

/** Says what is wrong, each with its line; of a field that is not there, that of what should hold it. */
function tellMistakes(text: string, refused: readonly Refused[]): void {
  if (refused.length === 0) return
  const places = new Set(refused.map(({ row }) => row.place))
  const startsAt = new Map<string, number>()
  walkJson(text, (path, at) => {
    if (typeof path[1] === 'number' && places.has(path[1])) startsAt.set(JSON.stringify(path), at)
  })
  const lineOf = placesIn(text)
  for (const { row, mistakes } of refused) {
    for (const { path, text: said } of mistakes.slice(0, mostMistakes)) {
      const whole = ['rules', row.place, ...path]
      while (whole.length > 0 && !startsAt.has(JSON.stringify(whole))) whole.pop()
      row.details.push(`line ${lineOf(startsAt.get(JSON.stringify(whole)) ?? 0).line}: ${said}`)
    }
  }
}

function idOf(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null
  return typeof id === 'string' && id !== '' && id.length <= 64 ? id : null
}

/** The rules that are there, to be found by id, or by all but the id: then each once. */
function index(rules: readonly AlertRule[], named: ReadonlySet<string>) {
  const known = new Map(rules.map((rule) => [rule.id, rule]))
  const alike = new Map<string, AlertRule[]>()
  for (const rule of rules) {
    if (named.has(rule.id)) continue
    const key = contentKey(fileRuleOf(rule))
    alike.set(key, [...(alike.get(key) ?? []), rule])
  }
  return {
    known,
    find: (fromFile: FileRule) =>
      fromFile.id === undefined ? alike.get(contentKey(fromFile))?.shift() : known.get(fromFile.id),
  }
}

/** Reads the file; changes nothing. What is wrong with the file as a whole is one invalid row. */
export function planImport(source: string, context: ImportContext): ImportPlan {
  const text = source.replace(/^\uFEFF/, '')
  const mistake = walkJson(text)
  if (mistake !== null) {
    const { line, column } = placesIn(text)(mistake.at)
    return refusedFile(`line ${line}, column ${column}: ${mistake.message}`)
  }
  const given = rulesIn(JSON.parse(text))
  if (typeof given === 'string') return refusedFile(given)

  const { names } = context
  const sentence = (rule: FileRule | AlertRule) => ruleSentence(rule, names, { withExpiry: true })
  const firstPlace = new Map<string, number>()
  given.forEach((value, place) => {
    const id = idOf(value)
    if (id !== null && !firstPlace.has(id)) firstPlace.set(id, place)
  })
  const { known, find } = index(context.rules, new Set(firstPlace.keys()))

  const rows: ImportRow[] = []
  const refused: Refused[] = []
  const drafts: { draft: AlertDraft; paused: boolean }[] = []
  given.forEach((value, place) => {
    const id = idOf(value)
    const before = id === null ? undefined : known.get(id)
    const refuse = (mistakes: readonly Mistake[]) => {
      const was = before === undefined ? null : sentence(before)
      const row: ImportRow = { place, kind: 'invalid', id, before: was, after: null, details: [] }
      refused.push({ row, mistakes })
      return rows.push(row)
    }

    const first = id === null ? place : (firstPlace.get(id) ?? place)
    if (first !== place) {
      const said = `id: "${id}" is that of rules[${first}] too: give one of them another id, or take the id out for a new rule`
      return refuse([{ path: ['id'], text: said }])
    }
    const parsed = fileRuleSchema.safeParse(value)
    if (!parsed.success) {
      return refuse(
        parsed.error.issues.map((issue) => ({ path: jsonPathOf(issue), text: issueText(issue, value) })),
      )
    }
    const rule = parsed.data
    const existing = find(rule)
    if (existing !== undefined && contentKey(fileRuleOf(existing)) === contentKey(rule)) {
      const said = sentence(existing)
      return rows.push({ place, kind: 'same', id: existing.id, before: said, after: said, details: [] })
    }
    const missing = instrumentMistakes(rule, context.instrument)
    if (missing.length > 0)
      return refuse(missing.map(({ path, message }) => ({ path, text: `${pathText(path)}: ${message}` })))
    const { paused, ...draft } = rule
    drafts.push({ draft, paused })
    const { id: _id, ...fields } = rule
    return rows.push({
      ...{ place, id: rule.id ?? null, after: sentence(rule) },
      kind: existing === undefined ? 'added' : 'changed',
      before: existing === undefined ? null : sentence(existing),
      details:
        existing === undefined
          ? []
          : changesBetween({ ...fileRuleOf(existing), id: undefined }, fields, names.timeZone),
    })
  })
  tellMistakes(text, refused)
  return { rows, drafts }
}
