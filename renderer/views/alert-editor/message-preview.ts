/** What a message would say if the rule fired now, and where its template is wrong. */
import { indicatorInfo } from '../../../shared/alerts/indicator-names.ts'
import type { Sayable } from '../../../shared/alerts/sentence.ts'
import {
  parseTemplate,
  renderTemplate,
  templateProblems,
  type TemplateProblem,
  type TemplateValues,
} from '../../../shared/alerts/template.ts'
import type { Candle } from '../../../shared/model/candle.ts'
import { providerOf } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { intervalMs, openAtOf, type Interval } from '../../../shared/model/interval.ts'

/** What is known now; null where it is not. */
export type MessageNow = {
  readonly rule: Pick<Sayable, 'conditions'>
  readonly name: string
  readonly sentence: string
  readonly instrument: Instrument | null
  readonly last: number | null
  readonly changePercent: number | null
  /** The open bar of `interval`. */
  readonly bar: Candle | null
  readonly interval: Interval
  /** UTC epoch ms. */
  readonly nowAt: number
}

export type MessageForm = 'text' | 'json'

/** A template that begins as JSON does is meant as JSON. */
export function formOfMessage(text: string): MessageForm {
  return /^\s*(\{(?!\{)|\[\s*[\]{["\d])/u.test(text) ? 'json' : 'text'
}

const isoSeconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

/** As TradingView writes it: `1`, `240`, `1D`. */
function intervalText(interval: Interval): string {
  const letter = interval.at(-1) ?? ''
  return letter === 'm' || letter === 'h'
    ? String(intervalMs(interval) / 60_000)
    : `${interval.slice(0, -1)}${letter.toUpperCase()}`
}

function baseCurrency({ kind, symbol, currency }: Instrument): string | null {
  if ((kind !== 'crypto' && kind !== 'fx') || !symbol.endsWith(currency)) return null
  const base = symbol.slice(0, -currency.length).replace(/[^A-Za-z0-9]+$/, '')
  return base === '' ? null : base
}

function valuesNow(now: MessageNow): TemplateValues {
  const { rule, name, sentence, instrument, last, bar, interval, nowAt } = now
  const [level] = rule.conditions[0]?.operands ?? []
  return {
    named: {
      ticker: instrument?.symbol ?? null,
      exchange: instrument === null ? null : providerOf(instrument.id).toUpperCase(),
      open: bar?.open ?? null,
      high: bar?.high ?? null,
      low: bar?.low ?? null,
      close: bar?.close ?? last,
      volume: bar?.volume ?? null,
      time: isoSeconds(bar?.openAt ?? openAtOf(interval, nowAt)),
      timenow: isoSeconds(nowAt),
      interval: intervalText(interval),
      'syminfo.currency': instrument?.currency ?? null,
      'syminfo.basecurrency': instrument === null ? null : baseCurrency(instrument),
      price: last,
      level: typeof level === 'number' ? level : null,
      change: now.changePercent,
      rule: name === '' ? sentence : name,
    },
    // Of the values of conditions only prices are known before the rule is armed.
    plots: rule.conditions.map(({ source }) => ({
      names: source.kind === 'indicator' ? [indicatorInfo(source.name).words, source.output] : [source.kind],
      value: source.kind === 'last' ? last : null,
    })),
  }
}

export type MessagePreview = {
  /** Null while the template is wrong. */
  readonly text: string | null
  readonly form: MessageForm
  /** Placeholders that are none: the rule can't be saved. */
  readonly problems: readonly TemplateProblem[]
  /** It begins as JSON and is none: it is sent all the same. */
  readonly warning: string | null
}

export function messagePreview(text: string, now: MessageNow): MessagePreview {
  const form = formOfMessage(text)
  const template = parseTemplate(text)
  if (template.problems.length > 0) return { text: null, form, problems: template.problems, warning: null }
  const [notJson] = form === 'json' ? templateProblems(text, 'json') : []
  return {
    text: renderTemplate(template, valuesNow(now), notJson === undefined ? form : 'text'),
    form,
    problems: [],
    warning: notJson?.message ?? null,
  }
}

export type Excerpt = { readonly before: string; readonly wrong: string; readonly after: string }

const around = 18

/** The wrong part with a little of what stands around it, on one line. */
export function excerptOf(text: string, { from, to }: TemplateProblem): Excerpt {
  const line = (part: string) => part.replaceAll(/\s+/gu, ' ')
  const start = Math.max(0, from - around)
  const end = Math.min(text.length, to + around)
  return {
    before: `${start > 0 ? '\u2026' : ''}${line(text.slice(start, from))}`,
    wrong: line(text.slice(from, Math.min(to, from + 80))),
    after: `${line(text.slice(to, end))}${end < text.length ? '\u2026' : ''}`,
  }
}
