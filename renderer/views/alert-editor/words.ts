/** The choices of the editor by the names that traders know from TradingView. */
import type { IndicatorName } from '../../../shared/alerts/indicator-names.ts'
import { indicatorNames, indicatorTable } from '../../../shared/alerts/indicator-names.ts'
import type { ConditionOperator } from '../../../shared/alerts/operators.ts'
import type { Confirm, Frequency } from '../../../shared/alerts/rule.ts'
import type { SystemEvent } from '../../../shared/alerts/sources.ts'
import type { BuiltInSound } from '../../../shared/alerts/actions.ts'
import { intervals, type Interval } from '../../../shared/model/interval.ts'
import type { ChangeBasis } from '../../../shared/model/quote.ts'
import type { ScopeFields, SourceFields, SourceKind } from './fields.ts'

export type Option<T extends string> = { readonly value: T; readonly label: string }

function options<T extends string>(names: Readonly<Record<T, string>>): readonly Option<T>[] {
  return (Object.entries(names) as [T, string][]).map(([value, label]) => ({ value, label }))
}

export const operatorNames: Readonly<Record<ConditionOperator, string>> = {
  crossing: 'Crossing',
  'crossing-up': 'Crossing Up',
  'crossing-down': 'Crossing Down',
  'greater-than': 'Greater Than',
  'less-than': 'Less Than',
  'entering-channel': 'Entering Channel',
  'exiting-channel': 'Exiting Channel',
  'inside-channel': 'Inside Channel',
  'outside-channel': 'Outside Channel',
  'moving-up': 'Moving Up',
  'moving-down': 'Moving Down',
  'moving-up-percent': 'Moving Up %',
  'moving-down-percent': 'Moving Down %',
  happens: 'Happens',
}

/** What a list of sources answers: a kind, or an indicator by name. */
export type SourceChoice = Exclude<SourceKind, 'indicator'> | `indicator:${IndicatorName}`

export const choiceOf = ({ kind, indicator }: SourceFields): SourceChoice =>
  kind === 'indicator' ? `indicator:${indicator}` : kind

const indicatorOptions = indicatorNames.map((name) => ({
  value: `indicator:${name}` as const,
  label: indicatorTable[name].words,
}))

export const sourceGroups: readonly {
  readonly label: string
  readonly options: readonly Option<SourceChoice>[]
}[] = [
  {
    label: 'Price',
    options: options({ last: 'Last', bid: 'Bid', ask: 'Ask', mid: 'Mid', spread: 'Spread' }),
  },
  { label: 'Market', options: options({ volume: 'Volume', 'change-percent': 'Change %', age: 'Data age' }) },
  { label: 'Indicators', options: indicatorOptions },
  { label: 'Two instruments', options: options({ ratio: 'Ratio to', difference: 'Difference to' }) },
  { label: 'Something happens', options: options({ event: 'Event', webhook: 'Webhook' }) },
]

/** What can be compared with: a value. */
export const operandGroups = sourceGroups.map(({ label, options: all }) => ({
  label,
  options: all.filter(({ value }) => value !== 'event'),
}))

export const basisOptions = options<ChangeBasis>({
  '24h': 'over 24 hours',
  'utc-day': 'since 00:00 UTC',
  'previous-close': 'since the previous close',
})

export const eventOptions = options<SystemEvent>({
  'feed-down': 'Feed goes down',
  'feed-back': 'Feed is back',
  'delivery-given-up': 'Delivery is given up',
  'listener-refused': 'Webhook listener is refused its port',
  'listener-stopped': 'Webhook listener stops',
  started: 'App starts',
  woken: 'Computer wakes',
})

export const readsOptions = options<SourceFields['reads']>({ arrival: 'arrives', number: 'number at' })

export const intervalOptions: readonly Option<Interval>[] = intervals.map((value) => ({
  value,
  label: value,
}))

export const noIntervalOptions: readonly Option<Interval | ''>[] = [
  { value: '', label: 'any tick' },
  ...intervalOptions,
]

export const frequencyOptions = options<Frequency['kind']>({
  once: 'Only Once',
  'once-per-bar': 'Once Per Bar',
  'once-per-bar-close': 'Once Per Bar Close',
  'once-per-minute': 'Once Per Minute',
  'every-time': 'Every Time',
})

export const confirmOptions = options<Confirm['kind']>({
  'last-tick': 'at the first tick',
  ticks: 'by ticks in a row',
  'bar-close': 'at the bar close',
  'second-venue': 'by a second venue',
})

export const scopeOptions = options<ScopeFields['kind']>({
  one: 'one instrument',
  several: 'several instruments',
  watchlist: 'a watchlist',
  app: 'the app itself',
})

export const combineOptions = options<'all' | 'any'>({
  all: 'ALL of them hold',
  any: 'ANY of them holds',
})

export const durationOptions = options({
  seconds: 'seconds',
  minutes: 'minutes',
  hours: 'hours',
  days: 'days',
})

export const rearmOptions = options({ percent: '%', value: 'in price' })

export const withinOptions = options({ minutes: 'minutes', bars: 'bars' })

export const soundOptions = options<BuiltInSound>({
  bell: 'Bell',
  chime: 'Chime',
  ping: 'Ping',
  knock: 'Knock',
  siren: 'Siren',
  gong: 'Gong',
})

/** The week begins on Monday here; `day` counts from Sunday as schedules do. */
export const weekDays = [
  { day: 1, short: 'Mo', name: 'Monday' },
  { day: 2, short: 'Tu', name: 'Tuesday' },
  { day: 3, short: 'We', name: 'Wednesday' },
  { day: 4, short: 'Th', name: 'Thursday' },
  { day: 5, short: 'Fr', name: 'Friday' },
  { day: 6, short: 'Sa', name: 'Saturday' },
  { day: 0, short: 'Su', name: 'Sunday' },
] as const
