/** The published schema of rule files, judged by another implementation of JSON Schema. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { planImport } from '../../../../../electron/alerts/rule-file/plan.ts'
import { writeRuleFile } from '../../../../../electron/alerts/rule-file/write.ts'
import { alertSchemaDocument } from '../../../../../scripts/alert-schema-text.ts'
import { builtInSounds } from '../../../../../shared/alerts/actions.ts'
import { indicatorNames } from '../../../../../shared/alerts/indicator-names.ts'
import { conditionOperators } from '../../../../../shared/alerts/operators.ts'
import { plainSources, systemEvents } from '../../../../../shared/alerts/sources.ts'
import { placeholders } from '../../../../../shared/alerts/template.ts'
import { ruleFileSchema } from '../../../../../shared/alerts/rule-file.ts'
import { condition, rule } from '../../../shared/alerts/samples.ts'
import { context, randomRules } from './rules.ts'

const accepts = new Ajv2020({ strict: true, allowUnionTypes: true, useDefaults: false }).compile<unknown>(
  JSON.parse(alertSchemaDocument()) as object,
)
type File = { format: string; version: unknown; rules: Record<string, unknown>[] }
const file = () => JSON.parse(writeRuleFile([rule()])) as File

describe('the schema of rule files', () => {
  it('accepts every file that is written', () => {
    fc.assert(
      fc.property(randomRules, (rules) => {
        const written: unknown = JSON.parse(writeRuleFile(rules))
        expect(accepts(written), JSON.stringify(accepts.errors)).toBe(true)
      }),
    )
  })

  it('accepts a rule with only what it must have', () => {
    const { format, version } = file()
    const { scope, frequency } = rule()
    expect(accepts({ format, version, rules: [{ scope, frequency, conditions: [condition()] }] })).toBe(true)
  })

  it.each<[string, (file: File) => unknown]>([
    ['another format', (whole) => ({ ...whole, format: 'x' })],
    ['another version', (whole) => ({ ...whole, version: 2 })],
    ['a field that is none', (whole) => ({ ...whole, extra: 1 })],
    [
      'a rule with a field that is none',
      ({ rules, ...whole }) => ({ ...whole, rules: [{ ...rules[0], levle: 1 }] }),
    ],
    ['no conditions', ({ rules, ...whole }) => ({ ...whole, rules: [{ ...rules[0], conditions: [] }] })],
    ['no scope', ({ rules, ...whole }) => ({ ...whole, rules: [{ ...rules[0], scope: undefined }] })],
    [
      'an operator that is none',
      ({ rules, ...whole }) => ({
        ...whole,
        rules: [{ ...rules[0], conditions: [{ ...condition(), operator: 'rises' }] }],
      }),
    ],
    [
      'a level as text',
      ({ rules, ...whole }) => ({
        ...whole,
        rules: [{ ...rules[0], conditions: [{ ...condition(), operands: ['64200'] }] }],
      }),
    ],
    [
      'a cool-down below 0',
      ({ rules, ...whole }) => ({
        ...whole,
        rules: [{ ...rules[0], frequency: { kind: 'every-time', coolDownMs: -1 } }],
      }),
    ],
    [
      'an interval that is none',
      ({ rules, ...whole }) => ({
        ...whole,
        rules: [{ ...rules[0], confirm: { kind: 'bar-close', interval: '7m' } }],
      }),
    ],
  ])('refuses %s, as the import does', (_what, change) => {
    const spoilt: unknown = JSON.parse(JSON.stringify(change(file())))
    expect(accepts(spoilt)).toBe(false)
    expect(ruleFileSchema.safeParse(spoilt).success).toBe(false)
  })

  it('accepts the example of the documentation, and so does the import', () => {
    const page = readFileSync(new URL('../../../../../docs/alert-rules.md', import.meta.url), 'utf8')
    const example = /```json\n([^]*?)```/.exec(page)?.[1] ?? ''
    expect(accepts(JSON.parse(example)), JSON.stringify(accepts.errors)).toBe(true)
    expect(planImport(example, context([])).rows.map(({ kind }) => kind)).toEqual(['added', 'added'])
    // What the page says of a rule is said of every field, source and operator that there is.
    const words = [
      ...Object.keys(file().rules[0] ?? {}),
      ...[...conditionOperators, ...plainSources, ...systemEvents, ...indicatorNames],
      ...[...Object.keys(placeholders), ...builtInSounds],
    ]
    expect(words.filter((word) => !page.includes(`\`${word}\``))).toEqual([])
  })

  it('is what is published', () => {
    const published: unknown = JSON.parse(
      readFileSync(new URL('../../../../../docs/alert-rules.schema.json', import.meta.url), 'utf8'),
    )
    expect(published).toEqual(JSON.parse(alertSchemaDocument()))
  })
})
