/** A rule as one English sentence, with the words of the table that evaluates it. */
import { formatDateTime } from '../format/time.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Condition, Operand } from './condition.ts'
import { indicatorInfo } from './indicator-names.ts'
import { operatorSpec } from './operators.ts'
import type { AlertRule, Confirm, Frequency, Rearm, Scope } from './rule.ts'
import type { Schedule } from './schedule.ts'
import { isPrice, type Source, type SystemEvent } from './sources.ts'
import { daysText, durationText, levelText, minuteText, numberText } from './words.ts'

/** How things are called. */
export type Names = {
  symbol(id: InstrumentId): string
  tickSize(id: InstrumentId): number
  watchlist(id: string): string
  hook(id: string): string
  /** IANA name for moments; the machine's own where absent. */
  readonly timeZone?: string | undefined
}

/** What a sentence is made of: a rule, or a draft of one. */
export type Sayable = Pick<
  AlertRule,
  'scope' | 'combine' | 'conditions' | 'frequency' | 'rearm' | 'confirm' | 'schedule'
>

const eventWords: Readonly<Record<SystemEvent, (of: string) => string>> = {
  'feed-down': (of) => `the feed${of} goes down`,
  'feed-back': (of) => `the feed${of} is back`,
  'delivery-given-up': () => 'a delivery is given up',
  'listener-refused': () => 'the webhook listener is refused its port',
  'listener-stopped': () => 'the webhook listener stops',
  started: () => 'the app starts',
  woken: () => 'the computer wakes',
}

function subjectOf(scope: Scope, names: Names): string {
  if (scope.kind === 'app') return ''
  if (scope.kind === 'watchlist') return `each of ${names.watchlist(scope.watchlist)}`
  const symbols = scope.instruments.map((id) => names.symbol(id))
  if (symbols.length === 1) return symbols[0] ?? ''
  return symbols.length > 5 ? `each of ${symbols.length} instruments` : `each of ${symbols.join(', ')}`
}

function onBars(interval: Condition['interval']): string {
  return interval === null ? '' : ` on ${interval}`
}

function sourceText(source: Source, subject: string, interval: Condition['interval'], names: Names): string {
  const of = (words: string) => (subject === '' ? words : `${subject} ${words}`)
  switch (source.kind) {
    case 'age':
      return of('data age')
    case 'volume':
      return of(`volume${onBars(interval)}`)
    case 'change-percent':
      return of(`${source.basis} change`)
    case 'ratio':
      return `${subject} / ${names.symbol(source.to)}`
    case 'difference':
      return `${subject} \u2212 ${names.symbol(source.to)}`
    case 'indicator': {
      const { words, inputs, outputs } = indicatorInfo(source.name)
      const given = Object.keys(inputs).map((input) => numberText(source.inputs[input] ?? NaN))
      const name = given.length === 0 ? words : `${words} ${given.join('/')}`
      return of(`${name}${outputs.length > 1 ? ` ${source.output}` : ''}${onBars(interval)}`)
    }
    case 'webhook':
      return `${names.hook(source.hook)} ${source.path ?? ''}`.trim()
    case 'event':
      return eventWords[source.event](subject === '' ? '' : ` of ${subject}`)
    case 'last':
    case 'bid':
    case 'ask':
    case 'mid':
    case 'spread':
      return of(source.kind)
  }
}

function operandText(operand: Operand, condition: Condition, tickSize: number, names: Names): string {
  const { source, interval, operator } = condition
  if (typeof operand !== 'number') return sourceText(operand, '', interval, names).trim()
  if (operatorSpec(operator).percent === true || source.kind === 'change-percent')
    return `${numberText(operand)} %`
  if (source.kind === 'age') return durationText(Math.round(operand * 1000))
  return isPrice(source) ? levelText(operand, tickSize) : numberText(operand)
}

/** `BTCUSDT last crosses up 64,200`. `subject` is what a condition without an instrument of its own is about. */
export function conditionText(condition: Condition, subject: string, tickSize: number, names: Names): string {
  const { source, operator, operands, within, interval, instrument } = condition
  const who = instrument === null ? subject : names.symbol(instrument)
  const spec = operatorSpec(operator)
  const step = instrument === null ? tickSize : names.tickSize(instrument)
  if (spec.shape === 'moment') {
    return source.kind === 'webhook'
      ? `a request to ${names.hook(source.hook)} arrives`
      : sourceText(source, who, interval, names)
  }
  const values = operands.map((operand) => operandText(operand, condition, step, names))
  const against = spec.shape === 'channel' ? `from ${values.join(' to ')}` : values.join()
  const bars = within?.unit === 'bars' ? (within.count === 1 ? 'bar' : 'bars') : ''
  const time =
    within === null
      ? ''
      : within.unit === 'bars'
        ? ` within ${within.count} ${bars} of ${interval ?? '?'}`
        : ` within ${within.count} min`
  // The bars that an edge counts in, where nothing else has named them yet.
  const text = `${sourceText(source, who, interval, names)} ${spec.words} ${against}${time}`
  return interval === null || text.includes(` ${interval}`) ? text : `${text} (${interval})`
}

function frequencyText(frequency: Frequency): string {
  if (frequency.kind === 'once') return 'once'
  const how = {
    'every-time': () => 'every time',
    'once-per-minute': () => 'once per minute',
    'once-per-bar': (bar: string) => `once per ${bar} bar`,
    'once-per-bar-close': (bar: string) => `once per ${bar} bar close`,
  }[frequency.kind]('interval' in frequency ? frequency.interval : '')
  return frequency.coolDownMs === 0 ? how : `${how}, at most once in ${durationText(frequency.coolDownMs)}`
}

function rearmText(rearm: Rearm | null): string | null {
  if (rearm === null) return null
  return `again only after going back by ${numberText(rearm.amount)}${rearm.unit === 'percent' ? ' %' : ''}`
}

function confirmText(confirm: Confirm, names: Names): string | null {
  switch (confirm.kind) {
    case 'last-tick':
      return null
    case 'ticks':
      return `confirmed by ${confirm.count} ticks in a row`
    case 'bar-close':
      return `if it still holds when the ${confirm.interval} bar closes`
    case 'second-venue': {
      const leeway =
        confirm.tolerancePercent === 0 ? '' : `, give or take ${numberText(confirm.tolerancePercent)} %`
      return `if ${names.symbol(confirm.instrument)} (${confirm.instrument}) agrees within ${durationText(confirm.withinMs)}${leeway}`
    }
  }
}

function scheduleTexts({ startsAt, expiresAt, snoozeUntil, active }: Schedule, names: Names): string[] {
  const time = (at: number) => formatDateTime(at, names.timeZone)
  const windows = (active?.windows ?? []).map(({ days, fromMinute, toMinute }) =>
    fromMinute === toMinute && fromMinute === 0
      ? daysText(days)
      : `${daysText(days)} ${minuteText(fromMinute)}\u2013${minuteText(toMinute)}`,
  )
  return [
    startsAt === null ? '' : `from ${time(startsAt)}`,
    expiresAt === null ? '' : `until ${time(expiresAt)}`,
    active === null ? '' : `${windows.join(' and ')} (${active.timeZone})`,
    snoozeUntil === null ? '' : `snoozed until ${time(snoozeUntil)}`,
  ].filter((text) => text !== '')
}

/**
 * `BTCUSDT last crosses up 64,200, once`. For one instrument of several, give it as `subject`: the sentence is then about it
 * alone. An expiry is said only where `withExpiry` asks for it, since lists show it by itself.
 */
export function ruleSentence(
  rule: Sayable,
  names: Names,
  options: { readonly subject?: InstrumentId; readonly withExpiry?: boolean } = {},
): string {
  const { scope, conditions, combine, frequency, rearm, confirm } = rule
  const only =
    scope.kind === 'instruments' && scope.instruments.length === 1 ? scope.instruments[0] : undefined
  const id = options.subject ?? only
  const subject = id === undefined ? subjectOf(scope, names) : names.symbol(id)
  // Several instruments have several grids: levels are then written as they are.
  const tickSize = id === undefined ? 1e-8 : names.tickSize(id)
  const texts = conditions.map((condition) => conditionText(condition, subject, tickSize, names))
  const schedule = options.withExpiry === true ? rule.schedule : { ...rule.schedule, expiresAt: null }
  return [
    texts.join(combine === 'all' ? ' and ' : ' or '),
    frequencyText(frequency),
    rearmText(rearm),
    confirmText(confirm, names),
    ...scheduleTexts(schedule, names),
  ]
    .filter((text) => text !== null)
    .join(', ')
}
