/** What the placeholders of a message stand for at a firing. */
import { operatorSpec } from '../../../shared/alerts/operators.ts'
import { indicatorInfo } from '../../../shared/alerts/indicator-names.ts'
import type { AlertRule } from '../../../shared/alerts/rule.ts'
import { isPrice } from '../../../shared/alerts/sources.ts'
import { parseTemplate, renderTemplate, type TemplateValues } from '../../../shared/alerts/template.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import { providerOf } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { intervalMs, type Interval } from '../../../shared/model/interval.ts'
import { roundToTick } from '../../../shared/model/numbers.ts'
import type { AlertEvent } from './fire.ts'

export type Fired = Extract<AlertEvent, { kind: 'fired' }>

/** What is known besides the firing itself. */
export type MessageFacts = {
  readonly sentence: string
  /** Null for a rule that is armed on no instrument. */
  readonly instrument: Instrument | null
  /** The bar of `interval` that was open at the firing. */
  readonly bar: Candle | null
  readonly interval: Interval
  readonly changePercent: number | null
}

/** `2026-01-05T12:00:00Z`: whole seconds, as TradingView writes it. */
function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** `1`, `240`, `1D`, `1W`: minutes, or days and more by letter. */
function intervalText(interval: Interval): string {
  const letter = interval.at(-1) ?? ''
  return letter === 'm' || letter === 'h'
    ? String(intervalMs(interval) / 60_000)
    : `${interval.slice(0, -1)}${letter.toUpperCase()}`
}

/** What stands before the quote currency of a pair: `BTC` of `BTC/USDT` and of `BTCUSDT`. */
function baseCurrency({ kind, symbol, currency }: Instrument): string | null {
  if (kind !== 'crypto' && kind !== 'fx') return null
  const base = symbol.endsWith(currency)
    ? symbol.slice(0, -currency.length).replace(/[^A-Za-z0-9]+$/, '')
    : ''
  return base === '' ? null : base
}

/**
 * `price` and `level` are those of the first condition that made it fire. `plot_0` and on are the conditions' values in their
 * order; `plot("RSI")` and `plot("signal")` are indicators by name or by line.
 */
export function messageValues(rule: AlertRule, fired: Fired, facts: MessageFacts): TemplateValues {
  const { instrument, bar } = facts
  const price = (value: number | null | undefined): number | null =>
    typeof value === 'number' && instrument !== null
      ? roundToTick(value, instrument.tickSize)
      : (value ?? null)
  const place = fired.conditions.findIndex(({ hit }) => hit)
  const evidence = fired.conditions[place]
  const condition = rule.conditions[place]
  const isMoment = condition === undefined || operatorSpec(condition.operator).shape === 'moment'
  const own = condition !== undefined && isPrice(condition.source) && condition.instrument === null
  const inSteps = (number: number | null | undefined) => (own ? price(number) : (number ?? null))
  const value = isMoment ? null : inSteps(evidence?.at?.value)
  const plots = rule.conditions.map(({ source }, index) => ({
    names: source.kind === 'indicator' ? [indicatorInfo(source.name).words, source.output] : [source.kind],
    value: fired.conditions[index]?.at?.value ?? null,
  }))
  return {
    named: {
      ticker: instrument?.symbol ?? null,
      exchange: instrument === null ? null : providerOf(instrument.id).toUpperCase(),
      open: price(bar?.open),
      high: price(bar?.high),
      low: price(bar?.low),
      close: price(bar?.close) ?? value,
      volume: bar?.volume ?? null,
      time: isoSeconds(bar?.openAt ?? fired.at),
      timenow: isoSeconds(fired.firedAt),
      interval: intervalText(facts.interval),
      'syminfo.currency': instrument?.currency ?? null,
      'syminfo.basecurrency': instrument === null ? null : baseCurrency(instrument),
      price: value,
      level: isMoment ? null : inSteps(evidence?.bounds[0]),
      change: facts.changePercent,
      rule: rule.name === '' ? facts.sentence : rule.name,
    },
    plots,
  }
}

/** The message of a firing: the rule's template filled in, or its sentence where it has none. */
export function messageOf(rule: AlertRule, fired: Fired, facts: MessageFacts, as: 'text' | 'json'): string {
  if (rule.message === null) return as === 'json' ? JSON.stringify(facts.sentence) : facts.sentence
  return renderTemplate(parseTemplate(rule.message), messageValues(rule, fired, facts), as)
}
