/** Message templates: TradingView's placeholders and ours, checked while they are written, and safe inside JSON. */

/** Where something is wrong: from this character up to and without that one, counted from 0. */
export type TemplateProblem = { readonly from: number; readonly to: number; readonly message: string }

/** Placeholders besides `plot_0` to `plot_19` and `plot("Name")`, each with what it stands for. */
export const placeholders = {
  ticker: 'symbol',
  exchange: 'venue',
  open: 'open of the bar',
  high: 'high of the bar',
  low: 'low of the bar',
  close: 'close of the bar, or the price',
  volume: 'volume of the bar',
  time: 'opening of the bar, UTC',
  timenow: 'moment of the firing, UTC',
  interval: "the bar's interval, 1 for prices",
  'syminfo.currency': 'currency of the price',
  'syminfo.basecurrency': 'what is priced, na where it is no pair',
  price: 'value that made it fire',
  level: 'level that it was compared with',
  change: 'change in percent',
  rule: 'name of the rule, or its sentence',
} as const

export type PlaceholderName = keyof typeof placeholders

/** What the placeholders stand for at a firing; null where it is not known. */
export type TemplateValues = {
  readonly named: Readonly<Record<PlaceholderName, string | number | null>>
  /** In order: `plot_0` is the first. */
  readonly plots: readonly { readonly names: readonly string[]; readonly value: number | null }[]
}

type Slot =
  | { readonly kind: 'named'; readonly name: PlaceholderName }
  | { readonly kind: 'plot'; readonly plot: number | string }
type Piece = string | { readonly slot: Slot; readonly inText: boolean }

export type Template = { readonly pieces: readonly Piece[]; readonly problems: readonly TemplateProblem[] }

/** TradingView's cap on a message and on the body of a webhook, in UTF-16 units. */
export const longestMessage = 40_960

const plotNumber = /^plot_(\d|1\d)$/
const plotName = /^plot\("([^"]{1,100})"\)$/

function isName(name: string): name is PlaceholderName {
  return Object.hasOwn(placeholders, name)
}

function slotOf(inner: string): Slot | null {
  if (isName(inner)) return { kind: 'named', name: inner }
  const number = plotNumber.exec(inner)?.[1]
  if (number !== undefined) return { kind: 'plot', plot: Number(number) }
  const name = plotName.exec(inner)?.[1]
  return name === undefined ? null : { kind: 'plot', plot: name }
}

/** Edits between two short words: how far a typing mistake is from a known name. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, place) => place)
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

function unknownText(inner: string): string {
  if (inner.startsWith('strategy.'))
    return `{{${inner}}} is known to TradingView's strategies only; there is no strategy here`
  const [nearest] = Object.keys(placeholders)
    .map((name) => [name, distance(inner.slice(0, 40).toLowerCase(), name)] as const)
    .sort((a, b) => a[1] - b[1])
  const hint = nearest !== undefined && nearest[1] <= 2 ? `; did you mean {{${nearest[0]}}}?` : ''
  return `{{${inner}}} is not a placeholder${hint}`
}

/** Whether the text after `literal` lies inside a JSON string, where it did (or not) before. */
function inTextAfter(literal: string, inText: boolean): boolean {
  let inside = inText
  for (let at = 0; at < literal.length; at += 1) {
    if (literal[at] === '"') inside = !inside
    else if (literal[at] === '\\' && inside) at += 1
  }
  return inside
}

/** Takes a template apart. It can be rendered only where there are no problems. */
export function parseTemplate(text: string): Template {
  const pieces: Piece[] = []
  const problems: TemplateProblem[] = []
  let inText = false
  let at = 0
  const take = (literal: string) => {
    if (literal === '') return
    pieces.push(literal)
    inText = inTextAfter(literal, inText)
  }
  while (at < text.length) {
    const from = text.indexOf('{{', at)
    if (from === -1) break
    const end = text.indexOf('}}', from + 2)
    if (end === -1) {
      problems.push({ from, to: text.length, message: 'a placeholder begins here and is not closed by }}' })
      break
    }
    const inner = text.slice(from + 2, end).trim()
    const slot = slotOf(inner)
    take(text.slice(at, from))
    if (slot === null) {
      const shown = inner.length > 60 ? `${inner.slice(0, 60)}\u2026` : inner
      problems.push({ from, to: end + 2, message: unknownText(shown) })
    } else pieces.push({ slot, inText })
    at = end + 2
  }
  take(text.slice(at))
  return { pieces, problems }
}

/** A number as TradingView writes it: fixed-point, dot for the decimals, never an exponent. */
function fixedPoint(value: number): string {
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value))
  if (found === null) return String(value)
  const [, sign = '', first = '', rest = '', exponent = '0'] = found
  const digits = first + rest
  const point = 1 + Number(exponent)
  return point > 0 ? `${sign}${digits.padEnd(point, '0')}` : `${sign}0.${'0'.repeat(-point)}${digits}`
}

function valueOf(slot: Slot, values: TemplateValues): string | number | null {
  const { plots } = values
  const value =
    slot.kind === 'named'
      ? values.named[slot.name]
      : (plots.find(({ names }, place) => place === slot.plot || names.some((name) => name === slot.plot))
          ?.value ?? null)
  return typeof value === 'number' && !Number.isFinite(value) ? null : value
}

function jsonText(value: string | number | null, inText: boolean): string {
  const plain = typeof value === 'number' ? fixedPoint(value) : value
  if (inText) return JSON.stringify(plain ?? 'na').slice(1, -1)
  if (plain === null) return 'null'
  return typeof value === 'number' ? plain : JSON.stringify(plain)
}

/** Cut to so many UTF-16 units, never through the middle of a character. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const end = /[\uD800-\uDBFF]/.test(text[length - 1] ?? '') ? length - 1 : length
  return text.slice(0, Math.max(0, end))
}

/**
 * The message. As JSON, what is filled in is escaped inside strings, and is a whole JSON value outside of them (`null` for what is
 * not known), so that a template whose skeleton is JSON stays JSON whatever the values hold. As text, what is not known is `na`.
 * Never longer than TradingView's cap: text is cut at its end, in JSON the long values are.
 * Throws where the template has problems: it should not have been saved.
 */
export function renderTemplate(template: Template, values: TemplateValues, as: 'text' | 'json'): string {
  const [problem] = template.problems
  if (problem !== undefined)
    throw new RangeError(`message template, character ${problem.from + 1}: ${problem.message}`)
  const slots = template.pieces.filter((piece) => typeof piece !== 'string')
  const render = (longestValue: number) =>
    template.pieces
      .map((piece) => {
        if (typeof piece === 'string') return piece
        const value = valueOf(piece.slot, values)
        const short = typeof value === 'string' ? cut(value, longestValue) : value
        if (as === 'json') return jsonText(short, piece.inText)
        return typeof short === 'number' ? fixedPoint(short) : (short ?? 'na')
      })
      .join('')
  const whole = render(Infinity)
  if (whole.length <= longestMessage) return whole
  if (as === 'text') return cut(whole, longestMessage)
  const skeleton = template.pieces.reduce(
    (sum, piece) => sum + (typeof piece === 'string' ? piece.length : 0),
    0,
  )
  // One character takes up to six in JSON (\u001f), and a value up to two quotes.
  return render(Math.max(0, Math.floor(((longestMessage - skeleton) / slots.length - 2) / 6)))
}

const sample: TemplateValues = {
  named: Object.fromEntries(Object.keys(placeholders).map((name) => [name, 1])) as Record<
    PlaceholderName,
    number
  >,
  plots: [],
}

/** Everything that is wrong with a template; for a JSON target also that it would not be JSON. */
export function templateProblems(text: string, as: 'text' | 'json'): readonly TemplateProblem[] {
  const template = parseTemplate(text)
  if (template.problems.length > 0 || as === 'text') return template.problems
  try {
    JSON.parse(renderTemplate(template, sample, 'json'))
    return []
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [
      { from: 0, to: text.length, message: `with its placeholders filled in this is not JSON: ${reason}` },
    ]
  }
}
