import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  longestMessage,
  parseTemplate,
  placeholders,
  renderTemplate,
  templateProblems,
  type TemplateValues,
} from '../../../../shared/alerts/template.ts'

type Named = TemplateValues['named']
const values = (named: Partial<Named> = {}, plots: TemplateValues['plots'] = []): TemplateValues => ({
  named: {
    ...(Object.fromEntries(Object.keys(placeholders).map((name) => [name, null])) as Named),
    ...named,
  },
  plots,
})
const render = (
  text: string,
  as: 'text' | 'json',
  named: Partial<Named> = {},
  plots: TemplateValues['plots'] = [],
) => renderTemplate(parseTemplate(text), values(named, plots), as)

describe('template', () => {
  it('fills in every placeholder, in numbers without an exponent', () => {
    for (const name of Object.keys(placeholders))
      expect(render(`<{{${name}}}>`, 'text', { [name]: 1.5 })).toBe('<1.5>')
    const close = (value: number) => render('{{close}}', 'text', { close: value })
    expect([1e-8, 1e21, 0.1, -2.5e-7, 12_345_678.9].map(close)).toEqual([
      '0.00000001',
      '1000000000000000000000',
      '0.1',
      '-0.00000025',
      '12345678.9',
    ])
    expect(render('{{close}}, {{ close }}', 'text', { close: NaN })).toBe('na, na')
  })

  it('knows plots by place and by name', () => {
    const plots = [
      { names: ['RSI', 'value'], value: 71 },
      { names: ['MACD', 'signal'], value: null },
    ]
    expect(
      render('{{plot_0}} {{plot("RSI")}} {{plot_1}} {{plot("signal")}} {{plot_19}}', 'text', {}, plots),
    ).toBe('71 71 na na na')
    expect(parseTemplate('{{plot_20}}').problems).toHaveLength(1)
  })

  it.each([
    ['price {{pirce}}!', 6, 15, /not a placeholder; did you mean \{\{price\}\}\?/],
    ['{{strategy.order.price}}', 0, 24, /strategies only/],
    ['{{}}', 0, 4, /not a placeholder$/],
    ['ok {{close', 3, 10, /not closed/],
    ['{{ticker}} {{Close}}', 11, 20, /did you mean \{\{close\}\}/],
  ])('says where %j is wrong', (text, from, to, message) => {
    const { problems } = parseTemplate(text)
    expect(problems).toEqual([{ from, to, message: expect.stringMatching(message) }])
    expect(() => render(text, 'text')).toThrow(`character ${from + 1}`)
  })

  it('says that a template for JSON is none', () => {
    expect(templateProblems('{"a": {{close}}, "b": "{{rule}}"}', 'json')).toEqual([])
    expect(templateProblems('{"a": {{close}},}', 'json')).toMatchObject([
      { message: expect.stringContaining('not JSON') },
    ])
    expect(templateProblems('{"a": {{close}},}', 'text')).toEqual([])
  })

  it('leaves braces of JSON alone', () => {
    expect(render('{"a":{"b":{{close}}}}', 'json', { close: 1 })).toBe('{"a":{"b":1}}')
  })

  it.each([
    'a "quote"',
    'two\nlines\r\n\t',
    '\\',
    '\\"',
    '\u0000\u001f',
    '\u2028',
    '\uD800',
    '{{close}}',
    '"},{"x":"',
  ])('can not be broken by %j', (rule) => {
    const text = render('{"inside": "<{{rule}}>", "outside": {{rule}}, "\\"{{rule}}": 1}', 'json', { rule })
    expect(JSON.parse(text)).toEqual({ inside: `<${rule}>`, outside: rule, [`"${rule}`]: 1 })
  })

  it.each([NaN, Infinity, -Infinity, null])('writes %s as null, or as na inside a string', (close) => {
    expect(JSON.parse(render('{"a": {{close}}, "b": "{{close}}"}', 'json', { close }))).toEqual({
      a: null,
      b: 'na',
    })
  })

  it('stays JSON with any values, and gives back what was filled in', () => {
    const any = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.double(), fc.constant(null))
    fc.assert(
      fc.property(any, any, (rule, close) => {
        const json = JSON.parse(
          render('[{{rule}}, "{{rule}}", {"x": {{close}}}]', 'json', { rule, close }),
        ) as unknown[]
        const plain = (value: string | number | null) =>
          typeof value === 'number' && !Number.isFinite(value) ? null : value === 0 ? 0 : value
        expect(json[0]).toEqual(plain(rule))
        expect(json[2]).toEqual({ x: plain(close) })
        if (typeof rule === 'string') expect(json[1]).toBe(rule)
      }),
      { numRuns: 10_000 },
    )
  })

  it('never gets longer than 40,960 characters, and stays JSON', () => {
    const rule = '"\u001f\u{1F600}'.repeat(longestMessage)
    const json = render('{"a": "{{rule}}", "b": {{rule}}, "c": {{close}}}', 'json', { rule, close: 1 })
    expect(json.length).toBeLessThanOrEqual(longestMessage)
    expect(json.length).toBeGreaterThan(10_000)
    const parsed = JSON.parse(json) as { a: string; b: string; c: number }
    expect(rule.startsWith(parsed.a) && parsed.a === parsed.b && parsed.c === 1).toBe(true)
    expect(parsed.a.isWellFormed()).toBe(true)
    const text = render('{{rule}}', 'text', { rule })
    expect(text.length).toBeGreaterThan(longestMessage - 2)
    expect(text.length).toBeLessThanOrEqual(longestMessage)
    expect(text.isWellFormed()).toBe(true)
    const exact = 'x'.repeat(longestMessage - 2)
    expect(render('"{{rule}}"', 'json', { rule: exact })).toHaveLength(longestMessage)
  })
})
