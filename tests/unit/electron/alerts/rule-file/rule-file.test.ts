/** Rules written to a file and read again, with every kind of mistake that a hand can make in one. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planImport } from '../../../../../electron/alerts/rule-file/plan.ts'
import { writeRuleFile } from '../../../../../electron/alerts/rule-file/write.ts'
import { defaultActions } from '../../../../../shared/alerts/actions.ts'
import { alertRuleSchema, type AlertRule } from '../../../../../shared/alerts/rule.ts'
import { ruleFileSchema } from '../../../../../shared/alerts/rule-file.ts'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import { bitcoin, condition, ether, rule } from '../../../shared/alerts/samples.ts'
import { context, randomRules } from './rules.ts'

type Loose = Record<string, unknown>

/** A file of the rules as data; `change` may spoil them. */
function fileOf(rules: readonly AlertRule[], change: (rules: Loose[]) => unknown = (same) => same): string {
  const file = JSON.parse(writeRuleFile(rules)) as Loose & { rules: Loose[] }
  return JSON.stringify({ ...file, rules: change(file.rules) }, null, 2)
}

const rowsOf = (text: string, there: readonly AlertRule[] = []) => planImport(text, context(there)).rows
const detailsOf = (text: string, there: readonly AlertRule[] = []) =>
  rowsOf(text, there).flatMap(({ details }) => details)

/** Details of one rule that was written as JSON by hand. */
const wrongIn = (changes: Loose) => detailsOf(fileOf([rule()], ([first]) => [{ ...first, ...changes }]))

describe('a rule file', () => {
  it('keeps every rule: read beside the rules that it was written from, it changes nothing', () => {
    fc.assert(
      fc.property(randomRules, (rules) => {
        for (const each of rules) expect(alertRuleSchema.safeParse(each).error).toBeUndefined()
        const text = writeRuleFile(rules)
        expect(ruleFileSchema.safeParse(JSON.parse(text)).error).toBeUndefined()
        const { rows, drafts } = planImport(text, context(rules))
        expect(rows.map(({ kind, id }) => [kind, id])).toEqual(rules.map(({ id }) => ['same', id]))
        expect(drafts).toEqual([])
      }),
    )
  })

  it('is the same text for the same rules, in whatever order their fields came', () => {
    fc.assert(
      fc.property(randomRules, (rules) => {
        const turned = JSON.parse(JSON.stringify(rules), (_key, value: unknown) =>
          typeof value === 'object' && value !== null && !Array.isArray(value)
            ? Object.fromEntries(Object.entries(value).toReversed())
            : value,
        ) as AlertRule[]
        expect(writeRuleFile(turned)).toBe(writeRuleFile(rules))
      }),
    )
  })

  it('reads well: two spaces, what it is first, a newline at its end', () => {
    const text = writeRuleFile([rule({ name: 'Breakout' })])
    expect(text.split('\n').slice(0, 8)).toEqual([
      '{',
      '  "$schema": "./alert-rules.schema.json",',
      '  "format": "tickerdeck-alerts",',
      '  "version": 1,',
      '  "rules": [',
      '    {',
      '      "id": "r1",',
      '      "name": "Breakout",',
    ])
    expect(text.endsWith('}\n')).toBe(true)
    expect(text).not.toContain('createdAt')
  })
})

describe('planImport', () => {
  it('says what a changed rule was, will be, and each field that differs', () => {
    const before = rule({ frequency: { kind: 'every-time', coolDownMs: 60_000 } })
    const after = {
      ...before,
      conditions: [condition({ operands: [65_000] })],
      actions: { ...defaultActions, targets: ['t1', 't2'] },
      schedule: { ...before.schedule, expiresAt: Date.UTC(2026, 11, 1) },
      state: 'paused' as const,
    }
    const { rows, drafts } = planImport(writeRuleFile([after]), context([before]))
    expect(rows[0]).toMatchObject({ kind: 'changed', id: 'r1' })
    expect(rows[0]?.before).toBe('BTCUSDT last crosses up 64,200, every time, at most once in 1 min')
    expect(rows[0]?.after).toContain('65,000')
    expect(rows[0]?.details).toEqual([
      'conditions[0].operands[0]: 64,200 → 65,000',
      'schedule.expiresAt: none → 2026-12-01 00:00:00',
      'actions.targets: added t1, t2',
      'paused: false → true',
    ])
    expect(drafts).toHaveLength(1)
    expect(drafts[0]).toMatchObject({ paused: true, draft: { id: 'r1' } })
    expect(drafts[0]?.draft).not.toHaveProperty('paused')
  })

  it('writes numbers in full: tiny ones, conditions that came, others that went', () => {
    const spread = (operands: number[]) =>
      condition({ source: { kind: 'change-percent', basis: '24h' }, operands })
    const before = rule({ conditions: [spread([1.23e-9]), spread([2])] })
    const after = rule({ conditions: [spread([1.24e-9])], note: 'line\n"two"' })
    const details = detailsOf(writeRuleFile([after]), [before])
    expect(details).toContain('conditions[0].operands[0]: 0.00000000123 → 0.00000000124')
    expect(details).toContain('note: "" → "line\\n\\"two\\""')
    expect(details.find((text) => text.startsWith('conditions[1]'))).toMatch(/^conditions\[1\]: \{.* → none$/)
  })

  it('names what came and went in a list, not each place that moved', () => {
    const many = Array.from({ length: 7 }, (_, place) => instrumentId('simulated', `S${place}`))
    const before = rule({ scope: { kind: 'instruments', instruments: [bitcoin, ...many] } })
    const after = { ...before, scope: { kind: 'instruments' as const, instruments: [ether, bitcoin] } }
    expect(detailsOf(writeRuleFile([after]), [before])).toEqual([
      'scope.instruments: added simulated:ETHUSDT, removed simulated:S0, simulated:S1, simulated:S2, simulated:S3, simulated:S4 and 2 more',
    ])
    const turned = { ...before, scope: { kind: 'instruments' as const, instruments: [ether, bitcoin] } }
    const turnedBack = { ...turned, scope: { ...turned.scope, instruments: [bitcoin, ether] } }
    expect(detailsOf(writeRuleFile([turnedBack]), [turned])).toEqual(['scope.instruments: in another order'])
  })

  it('adds what is new, with the usual values for what is left out', () => {
    const text = fileOf([rule()], ([first]) => [
      { scope: first?.['scope'], conditions: first?.['conditions'], frequency: first?.['frequency'] },
    ])
    const { rows, drafts } = planImport(text, context([]))
    expect(rows).toEqual([
      {
        place: 0,
        kind: 'added',
        id: null,
        before: null,
        after: 'BTCUSDT last crosses up 64,200, once',
        details: [],
      },
    ])
    expect(drafts[0]?.draft).toMatchObject({ combine: 'all', actions: defaultActions })
  })

  it('knows a rule without an id by all the rest, each of them once', () => {
    const text = fileOf([rule(), rule({ id: 'r2' })], (rules) =>
      rules.map(({ id: _id, ...others }) => others),
    )
    expect(rowsOf(text, [rule({ id: 'there' })]).map(({ kind, id }) => [kind, id])).toEqual([
      ['same', 'there'],
      ['added', null],
    ])
    // What the file names by its id is that rule and no other.
    const both = fileOf([rule({ id: 'r1' }), rule({ id: 'r2' })], ([first, second]) => {
      delete first?.['id']
      return [first, second]
    })
    expect(rowsOf(both, [rule({ id: 'r2' })]).map(({ kind }) => kind)).toEqual(['added', 'same'])
  })

  it('leaves a rule that has fired as it is', () => {
    const fired = rule({ state: 'fired' })
    expect(rowsOf(writeRuleFile([fired]), [fired])[0]?.kind).toBe('same')
  })

  it('refuses an id that is there twice, naming the first', () => {
    const rows = rowsOf(fileOf([rule(), rule({ note: 'again' })]))
    expect(rows.map(({ kind }) => kind)).toEqual(['added', 'invalid'])
    expect(rows[1]?.details[0]).toMatch(/^line \d+: id: "r1" is that of rules\[0\] too: /)
  })

  it('says where the JSON is wrong, by line and column', () => {
    const good = writeRuleFile([rule()])
    expect(detailsOf(good.replace('"version": 1,', '"version": 1'))).toEqual([
      'line 5, column 3: expected , or }, found a string',
    ])
    expect(detailsOf(good.slice(0, 40))[0]).toMatch(/^line 2, column \d+: /)
    expect(detailsOf('')).toEqual(['line 1, column 1: expected a value, found the end of the file'])
    expect(detailsOf('{ "format": nope }')).toEqual([
      'line 1, column 13: nope is not a JSON value: text stands in double quotes',
    ])
    expect(detailsOf(good.replace('"version": 1,', '"version": 1,\n  "version": 1,'))[0]).toMatch(
      /^line 5, column 3: "version" stands here twice/,
    )
    expect(rowsOf(`\uFEFF${good}`)[0]?.kind).toBe('added')
  })

  it('says what a file is that is none of rules, or of a later version', () => {
    expect(detailsOf('[]')[0]).toMatch(/^a file of rules begins with/)
    expect(detailsOf('{}')[0]).toMatch(/^format is missing/)
    expect(detailsOf('{"format":"x"}')[0]).toMatch(/^this is another kind of file/)
    expect(detailsOf('{"format":"tickerdeck-alerts","version":2,"rules":[]}')[0]).toMatch(/newer Tickerdeck/)
    expect(detailsOf('{"format":"tickerdeck-alerts","version":"1"}')[0]).toBe('version must be 1')
    expect(detailsOf('{"format":"tickerdeck-alerts","version":1}')[0]).toMatch(/^rules must be a list/)
    expect(detailsOf('{"format":"tickerdeck-alerts","version":1,"rules":[],"x":1}')[0]).toMatch(
      /^"x" is no field/,
    )
    const many = `{"format":"tickerdeck-alerts","version":1,"rules":[${'0,'.repeat(10_000)}0]}`
    expect(detailsOf(many)).toEqual(['10,001 rules are too many: at most 10,000 in one file'])
  })

  it.each<[Loose, RegExp]>([
    [
      { conditions: [{ ...condition(), operator: 'rises' }] },
      /: conditions\[0\]\.operator: "rises" is not known here: use one of crossing, /,
    ],
    [
      { conditions: [{ ...condition(), operator: undefined }] },
      /: conditions\[0\]\.operator: is missing: use one of crossing/,
    ],
    [
      { conditions: [{ ...condition(), operands: ['64200'] }] },
      /operands\[0\]: must be a number, or a source to compare with, not "64200"$/,
    ],
    [{ conditions: [] }, /: conditions: must not be empty$/],
    [
      { scope: { kind: 'all' } },
      /scope\.kind: "all" is not known here: use one of instruments, watchlist, app$/,
    ],
    [{ scope: 7 }, /scope: must be an object \{ \}, not 7$/],
    [{ frequency: { kind: 'every-time', coolDownMs: 1.5 } }, /coolDownMs: must be a whole number, not 1\.5$/],
    [{ frequency: { kind: 'every-time', coolDownMs: -1 } }, /coolDownMs: must be at least 0$/],
    [{ rearm: { unit: 'value', amount: 0 } }, /rearm\.amount: must be more than 0$/],
    [
      { message: '{{prise}}' },
      /message: character 1: \{\{prise\}\} is not a placeholder; did you mean \{\{price\}\}\?$/,
    ],
    [{ levle: 3 }, /: "levle" is no field here: take it out/],
    [{ paused: 'yes' }, /paused: must be true or false, not "yes"$/],
    [{ conditions: [condition({ operands: [1, 2] })] }, /operands: needs 1 of them, has 2$/],
    [
      { conditions: [condition({ operands: [64_200.005] })] },
      /operands\[0\]: prices of BTCUSDT move in steps of 0\.01: use 64,200\.00 or 64,200\.01$/,
    ],
    [
      { conditions: [condition({ instrument: instrumentId('kraken', 'XBT') })] },
      /conditions\[0\]\.instrument: no enabled venue knows kraken:XBT: enable kraken/,
    ],
    [
      { conditions: [condition({ source: { kind: 'ratio', to: instrumentId('x', 'Y') } })] },
      /source\.to: no enabled venue knows x:Y/,
    ],
  ])('names the field and what to do: %j', (changes, wanted) => {
    expect(wrongIn(changes).join('\n')).toMatch(wanted)
  })

  it('names the line of what is wrong, and of what should hold what is missing', () => {
    const text = fileOf([rule(), rule({ id: 'r2' })], ([first, second]) => [
      first,
      { ...second, levle: 1, conditions: [{ ...condition(), operator: 'rises', within: undefined }] },
    ])
    const lines = text.split('\n')
    const lineOf = (part: string) => lines.findLastIndex((line) => line.includes(part)) + 1
    const found = detailsOf(text).map((detail) => Number(/^line (\d+): /.exec(detail)?.[1]))
    expect(found).toEqual([lineOf('"operator"'), lineOf('"conditions"') + 1, lineOf('"levle"')])
  })

  it('says what is no rule at all, and goes on with the next', () => {
    const rows = rowsOf(fileOf([rule()], (rules) => [7, null, ...rules]))
    expect(rows.map(({ kind, place }) => [kind, place])).toEqual([
      ['invalid', 0],
      ['invalid', 1],
      ['added', 2],
    ])
    expect(rows[0]?.details).toEqual(['line 6: the rule must be an object { }, not 7'])
  })

  it('takes ten thousand wrong rules in a moment', () => {
    const text = fileOf([], () => Array.from({ length: 10_000 }, () => ({ conditions: 'none' })))
    const startedAt = performance.now()
    const rows = rowsOf(text)
    expect(rows).toHaveLength(10_000)
    expect(rows.at(-1)?.details[0]).toMatch(/^line \d+: /)
    // Far from what looking through the text once a rule would take.
    expect(performance.now() - startedAt).toBeLessThan(5000)
  })
})
