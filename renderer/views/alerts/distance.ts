/** How far the price is from a rule's level: in percent, and in average true ranges where that is known. */
import { operatorSpec } from '../../../shared/alerts/operators.ts'
import type { Condition } from '../../../shared/alerts/condition.ts'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { formatSigned } from '../../../shared/format/price.ts'
import { symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'
import type { QuoteView } from '../../state/quotes.ts'

export type Distance = {
  /** `0.11 % away`, `met now`, `no price`; '' where a rule has no level to be near. */
  readonly text: string
  /** The same in average true ranges; null where that is not known. */
  readonly atrText: string | null
  /** How near, 0 to 1, for the bar: half at 1 % away. */
  readonly nearness: number
  /** For sorting; null where it is not known. */
  readonly percent: number | null
  readonly stale: boolean
}

type One = { readonly percent: number; readonly size: number; readonly met: boolean }

type Prices = Pick<QuoteView, 'last' | 'bid' | 'ask' | 'changePercent' | 'basis' | 'state'>

/** What the condition watches now, as far as a quote tells. */
function valueOf({ source }: Condition, quote: Prices): number | null {
  if (source.kind === 'last' || source.kind === 'bid' || source.kind === 'ask') return quote[source.kind]
  if (source.kind !== 'mid' || quote.bid === null || quote.ask === null) return null
  return (quote.bid + quote.ask) / 2
}

const priced = ['last', 'bid', 'ask', 'mid']

function levelsOf({ source, operator, operands }: Condition): readonly number[] {
  const { shape } = operatorSpec(operator)
  if (!priced.includes(source.kind) || (shape !== 'level' && shape !== 'channel')) return []
  const levels = operands.filter((operand) => typeof operand === 'number')
  return levels.length === operands.length ? levels : []
}

function isMet({ operator }: Condition, value: number, levels: readonly number[]): boolean {
  const [low = NaN, high = low] = levels
  const place = value < low ? -1 : value > high ? 1 : 0
  const spec = operatorSpec(operator)
  return spec.kind === 'state' && spec.upheld(place, place)
}

function toCondition(condition: Condition, quote: Prices): One | null {
  const levels = levelsOf(condition)
  const value = valueOf(condition, quote)
  if (levels.length === 0 || value === null || !(value > 0)) return null
  const size = Math.min(...levels.map((level) => Math.abs(level - value)))
  return { size, percent: (size / value) * 100, met: isMet(condition, value, levels) }
}

const effective = ({ met, percent }: One): number => (met ? 0 : percent)

const away = (percent: number): string => `${percent.toFixed(percent < 10 ? 2 : 1)} %`

const unknown = (text: string): Distance => ({
  text,
  atrText: null,
  nearness: 0,
  percent: null,
  stale: false,
})

/** A change by basis is told as it is: `−0.40 % now`. */
function changeDistance({ source, operands }: Condition, quote: Prices): Distance | null {
  if (source.kind !== 'change-percent' || quote.basis !== source.basis || quote.changePercent === null)
    return null
  const [level] = operands
  const apart = typeof level === 'number' ? Math.abs(level - quote.changePercent) : null
  return {
    text: `${formatSigned(quote.changePercent, 2)} % now`,
    atrText: null,
    nearness: apart === null ? 0 : 1 / (1 + apart),
    percent: apart,
    stale: quote.state === 'stale',
  }
}

/** Instruments whose prices say how near the rule is. */
export function instrumentsOf(rule: Pick<AlertView, 'standings' | 'conditions'>): readonly InstrumentId[] {
  const measured = rule.conditions.filter(
    (condition) => levelsOf(condition).length > 0 || condition.source.kind === 'change-percent',
  )
  const own = measured.some(({ instrument }) => instrument === null)
  const standing = rule.standings.flatMap(({ instrument, state }) =>
    instrument !== null && own && state === 'armed' ? [instrument] : [],
  )
  const named = measured.flatMap(({ instrument }) => (instrument === null ? [] : [instrument]))
  return [...new Set([...standing, ...named])]
}

type Look = {
  readonly quote: (id: InstrumentId) => Prices | undefined
  /** Average true range of the instrument's bars, as far as it is known. */
  readonly atr: (id: InstrumentId) => number | null
}

/** Of one instrument: all conditions must come true, or the nearest one. */
function onInstrument(rule: AlertView, own: InstrumentId | null, look: Look): Distance | null {
  const found = rule.conditions.flatMap((condition) => {
    const id = condition.instrument ?? own
    const quote = id === null ? undefined : look.quote(id)
    if (id === null || quote === undefined) return []
    const one = toCondition(condition, quote)
    const change = changeDistance(condition, quote)
    return one === null && change === null ? [] : [{ id, one, change, stale: quote.state === 'stale' }]
  })
  const sorted = found.toSorted(
    (a, b) =>
      (a.one === null ? (a.change?.percent ?? 0) : effective(a.one)) -
      (b.one === null ? (b.change?.percent ?? 0) : effective(b.one)),
  )
  const chosen = rule.combine === 'all' ? sorted.at(-1) : sorted[0]
  if (chosen === undefined) return null
  const { one, change, id, stale } = chosen
  if (one === null) return change
  if (one.met) return { text: 'met now', atrText: null, nearness: 1, percent: 0, stale }
  const atr = look.atr(id)
  return {
    text: `${away(one.percent)} away`,
    atrText: atr !== null && atr > 0 ? `${(one.size / atr).toFixed(1)} ATR` : null,
    nearness: 1 / (1 + one.percent),
    percent: one.percent,
    stale,
  }
}

/** The nearest of a rule's instruments. */
export function distanceOf(rule: AlertView, look: Look): Distance {
  const measured = instrumentsOf(rule)
  if (measured.length === 0) return unknown('')
  const owns: readonly (InstrumentId | null)[] =
    rule.standings.length === 0 ? [null] : rule.standings.map(({ instrument }) => instrument)
  let nearest: { own: InstrumentId | null; distance: Distance } | null = null
  for (const own of owns) {
    const distance = onInstrument(rule, own, look)
    if (distance === null) continue
    if (nearest === null || (distance.percent ?? Infinity) < (nearest.distance.percent ?? Infinity))
      nearest = { own, distance }
  }
  if (nearest === null) return unknown('no price')
  const { own, distance } = nearest
  if (owns.length < 2 || own === null) return distance
  return { ...distance, text: `${symbolOf(own)} ${distance.text}` }
}
