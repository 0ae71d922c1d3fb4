/** Whatever stands in names, notes, symbols and bars: the body that a webhook carries stays JSON, and says what was filled in. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordOf, type RecordFacts } from '../../../../electron/alerts/record-of.ts'
import type { AlertEvent } from '../../../../electron/alerts/language/fire.ts'
import { planFiring, planSummary } from '../../../../electron/delivery/plan.ts'
import { firingSchema } from '../../../../shared/alerts/firing.ts'
import { alertRuleSchema } from '../../../../shared/alerts/rule.ts'
import { longestMessage, placeholders, templateProblems } from '../../../../shared/alerts/template.ts'
import { symbolOf } from '../../../../shared/model/ids.ts'
import { peerTarget } from '../../../support/alert-rig.ts'
import { condition, play, rule, ticks } from './language/tapes.ts'
import { instrument, startAt } from './samples.ts'

const actions = { ...rule().actions, targets: [peerTarget.id] }
const [event] = play(rule(), ticks(99, 101.25)).events
if (event?.kind !== 'fired') throw new Error('nothing fired')
const fired: Extract<AlertEvent, { kind: 'fired' }> = event

type Given = {
  message: string | null
  name?: string
  note?: string
  symbol?: string
  currency?: string
  /** Of the bar, the change and the value that made it fire. */
  number?: number
}

const context = () => ({
  targets: [peerTarget],
  settings: { notifications: true, quietHours: null, timeZone: 'UTC' },
  now: startAt,
  newId: () => 'row',
})

/** From the record of a firing to the body of its row in the outbox. */
function send({
  message,
  name = '',
  note = '',
  symbol = 'BTCUSDT',
  currency = 'USDT',
  number = 101.25,
}: Given) {
  const one = { ...rule({ message, name, note, conditions: [condition()] }), actions }
  const prices = { open: number, high: number, low: number, close: number, volume: number }
  const facts: RecordFacts = {
    names: {
      symbol: () => symbol,
      tickSize: () => instrument.tickSize,
      watchlist: (id) => id,
      hook: (id) => id,
      timeZone: 'UTC',
    },
    decidedAt: startAt,
    late: false,
    instrument: { ...instrument, symbol, currency },
    bar: { openAt: startAt, ...prices, closed: false, source: 'trades' },
    changePercent: number,
    feed: { quote: 'simulated', stream: 'live' },
  }
  const conditions = fired.conditions.map((each) => ({
    ...each,
    at: each.at === null ? null : { ...each.at, value: number },
    bounds: [number],
  }))
  const firing = recordOf(one, { ...fired, conditions }, facts)
  const { deliveries } = planFiring(firing, actions, context())
  const body = deliveries.find(({ target }) => target === peerTarget.id)?.body ?? ''
  const summary = planSummary('folded', [firing], { ...context(), to: [peerTarget.id] })
  return { firing, body, summary: summary?.deliveries[0]?.body ?? '' }
}

type Envelope = { type: string; data: Record<string, unknown> }
const envelope = (given: Given) => JSON.parse(send(given).body) as Envelope
const object = (given: Given) => JSON.parse(send(given).body) as Record<string, unknown>

const nasty = [
  'a "quoted" name',
  "it's",
  'two\nlines\r\n\ttabbed',
  '\u0000\u0001\u001f\u007f\u0085\u2028\u2029',
  '\\',
  '\\"',
  '\\u0022',
  '\uD800',
  'x\uDC00y',
  '</script><script>alert(1)</script>',
  '<!--',
  '{{close}}',
  '{{rule}} {{ticker}}',
  '{{',
  '}}',
  '"}, {"type": "alert.fired", "x": "',
  '", "price": 1, "y": "',
  '{"type":"other"}',
  '[1,2]',
  'null',
  'NaN',
  '__proto__',
  '',
  ' ',
]
const numbers = [NaN, Infinity, -Infinity, -0, 0, 1e-9, 5e-324, 1e21, 1e300, -2.5e-7]

describe('a JSON template', () => {
  it.each(nasty.map((name, place) => [name, place] as const))(
    'gives back %j as it was, in a string, as one, and in a key',
    (name, place) => {
      const shown = name === '' ? 'BTCUSDT last crosses up 100, every time' : name
      const list = '[{{price}}, "{{price}}", {{change}}]'
      const message = `{"in": "<{{rule}}>", "out": {{rule}}, "${place} {{rule}}": {{ close }}, "list": ${list}}`
      expect(object({ message, name })).toEqual({
        in: `<${shown}>`,
        out: shown,
        [`${place} ${shown}`]: 101.25,
        list: [101.25, '101.25', 101.25],
      })
    },
  )

  it.each(nasty.filter((text) => text.trim() !== ''))(
    'is safe from a symbol and a currency of %j',
    (text) => {
      const message = '{"a": {{ticker}}, "b": "{{ticker}}", "c": "{{syminfo.currency}}"}'
      expect(object({ message, symbol: text, currency: text })).toEqual({ a: text, b: text, c: text })
    },
  )

  it.each(numbers)('writes %s as a number or null, and never as what is neither', (number) => {
    const message = '{"a": {{volume}}, "b": "{{volume}}", "c": [{{change}},{{open}},{{plot_0}}]}'
    const { a, b, c } = object({ message, number }) as { a: number | null; b: string; c: (number | null)[] }
    const isKnown = Number.isFinite(number)
    expect(a).toBe(isKnown ? number + 0 : null)
    expect(b).toMatch(isKnown ? /^-?\d+(\.\d+)?$/ : /^na$/)
    for (const value of c) expect(value === null || Number.isFinite(value)).toBe(true)
  })

  it('holds 40,960 characters and not one more, whole values only', () => {
    for (const fill of ['x', '"', '\n', '\u0001', '\u{1F600}', '\uD800', '</script>']) {
      const name = fill.repeat(longestMessage)
      const { body, firing } = send({ message: '{"a": "{{rule}}", "b": {{rule}}}', name })
      expect(body.length).toBeLessThanOrEqual(longestMessage)
      expect(firing.message).toBe(body)
      const { a, b } = JSON.parse(body) as { a: string; b: string }
      expect(a.length).toBeGreaterThan(1000)
      expect(name.startsWith(a) && a === b).toBe(true)
      if (fill !== '\uD800') expect(a.isWellFormed()).toBe(true)
    }
  })
})

describe('a template of words', () => {
  it.each(nasty)('goes into a field of its own with %j in it', (name) => {
    const { type, data } = envelope({ message: '{{rule}} at {{price}}', name, note: name })
    expect(type).toBe('alert.fired')
    const shown = name === '' ? data['sentence'] : name
    expect(data).toMatchObject({ message: `${String(shown)} at 101.25`, name, note: name, price: 101.25 })
  })

  it('is words though it begins with a bracket or a brace', () => {
    const name = 'a "name"'
    for (const [message, expected] of [
      ['[BTC] {{rule}} at {{price}}, {{change}} %', `[BTC] ${name} at 101.25, 101.25 %`],
      ['{hot} {{rule}}', `{hot} ${name}`],
      ['{"a": {{rule}}', `{"a": ${name}`],
      ['{{rule}}: {{price}}', `${name}: 101.25`],
    ] as const)
      expect(envelope({ message, name }).data['message']).toBe(expected)
  })

  it.each(numbers)('says na for %s, and the body null', (number) => {
    const { data } = envelope({ message: '{{price}} {{volume}}', number })
    if (!Number.isFinite(number)) expect(data).toMatchObject({ message: 'na na', price: null })
    else expect(String(data['message'])).toMatch(/^-?[\d.]+ -?[\d.]+$/)
  })

  it('is cut at 40,960 characters, through no character', () => {
    for (const fill of ['x', '"', 'x\n', '\u{1F600}'])
      for (const before of ['', 'x']) {
        const { firing, body } = send({ message: `${before}{{rule}}`, name: fill.repeat(longestMessage) })
        expect(firing.message.length).toBeGreaterThan(longestMessage - 2)
        expect(firing.message.length).toBeLessThanOrEqual(longestMessage)
        expect(firing.message.isWellFormed()).toBe(true)
        expect((JSON.parse(body) as Envelope).data['message']).toBe(firing.message)
      }
  })
})

const text = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...nasty, ...'{}[]",:\\'), { maxLength: 8 }).map((pieces) => pieces.join('')),
)
const number = fc.oneof(fc.constantFrom(...numbers), fc.double())
const slot = fc.constantFrom(...Object.keys(placeholders), 'plot_0', 'plot_19', 'plot("last")')
/** JSON with placeholders in and outside of strings, and as keys. */
const skeleton = fc.letrec<{ value: string; text: string }>((tie) => ({
  text: fc
    .tuple(fc.constantFrom('', 'x ', '\\"', '\\n', '\\\\', '}', '</script>'), slot, fc.boolean())
    .map(([before, name, isTwice]) => `"${before}{{${name}}}${isTwice ? `{{ ${name} }}` : ''}"`),
  value: fc.oneof(
    { maxDepth: 3 },
    slot.map((name) => `{{${name}}}`),
    tie('text'),
    fc.constantFrom('1', 'true', 'null', '"x"'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(fc.tuple(tie('text'), tie('value')), { maxLength: 3 })
      // Two braces in a row would be a placeholder.
      .map((fields) => `{ ${fields.map(([key, value]) => `${key}: ${value}`).join(',')} }`),
  ),
}))
const message = fc.oneof(
  fc.tuple(skeleton.text, skeleton.value).map(([key, value]) => `{ ${key}: ${value} }`),
  skeleton.value,
  fc
    .array(
      fc.oneof(
        slot.map((name) => `{{${name}}}`),
        fc.constantFrom('{ ', '[', '"', ', ', 'up ', '\n'),
      ),
    )
    .map((pieces) => pieces.join('')),
)

/** How it is built, whatever the values: a number or a text is one leaf like another. */
function shapeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '.'
  if (Array.isArray(value)) return `[${value.map(shapeOf).join('')}]`
  return `{${Object.values(value).map(shapeOf).toSorted().join('')}}`
}

describe('a body', () => {
  it('is JSON whatever the template and the values are, and a JSON object is the rule’s own', () => {
    const counts = { own: 0, alike: 0, enveloped: 0 }
    fc.assert(
      fc.property(
        message,
        fc.record({ name: text, note: text, symbol: text, currency: text, number }),
        (template, values) => {
          const { body, firing, summary } = send({ message: template, ...values })
          const parsed = JSON.parse(body) as Record<string, unknown>
          expect(JSON.parse(summary)).toMatchObject({ type: 'alerts.summary' })
          const isObject = template.startsWith('{ ') && templateProblems(template, 'json').length === 0
          if (isObject) {
            counts.own += 1
            expect(body).toBe(firing.message)
            let count = 0
            const skeleton = template.replaceAll(/\{\{.*?\}\}/g, () => `${(count += 1)}.5`)
            const [before, after] = [JSON.parse(skeleton) as unknown, parsed].map(shapeOf)
            // Keys may have become the same by what was filled in; nothing else may.
            if (after?.length === before?.length) expect(after).toBe(before)
            else expect(after?.length).toBeLessThan(before?.length ?? 0)
            counts.alike += after === before ? 1 : 0
          } else if (!firing.message.trimStart().startsWith('{')) {
            counts.enveloped += 1
            expect(parsed).toMatchObject({ type: 'alert.fired', data: { note: values.note } })
          }
          // What the log keeps can be read again.
          if (Number.isFinite(values.number))
            expect(firingSchema.safeParse(JSON.parse(JSON.stringify(firing))).error).toBeUndefined()
        },
      ),
      { numRuns: 5000 },
    )
    expect(counts.own).toBeGreaterThan(1000)
    expect(counts.alike).toBeGreaterThan(0.8 * counts.own)
    expect(counts.enveloped).toBeGreaterThan(1000)
  }, 60_000)

  it('comes of templates that the language allows', () => {
    for (const one of fc.sample(message, { numRuns: 200, seed: 3 }))
      if (one.length <= 4000)
        expect(alertRuleSchema.safeParse({ ...rule({ message: one }), actions }).error).toBeUndefined()
    expect(symbolOf(instrument.id)).toBe('BTCUSDT')
  })
})
