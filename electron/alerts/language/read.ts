/** The number that an input gives a condition, and the numbers that it is compared with. */
import type { ConditionMemory, Sample } from '../../../shared/alerts/memory.ts'
import { numberAt } from '../../../shared/alerts/json-path.ts'
import { toTicks } from '../../../shared/model/numbers.ts'
import { receivedAtOf, type MarketState, type Step } from './input.ts'
import type { ConditionWatch, Expression, Part } from './watch.ts'

/** A value to be judged; `ticks` are its bounds in whole steps. */
export type Reading = {
  readonly sample: Sample
  readonly bounds: readonly number[]
  readonly ticks: readonly number[]
}

/** `reading` is null where the input has nothing to be judged; `parts` are what is to be remembered of it all the same. */
export type Read = { readonly reading: Reading | null; readonly parts: (Sample | null)[] }

/** Whether the venue says that it happened before `last`; what has no venue's time is taken as it comes. */
function isOlder(exchangeAt: number | null, last: Sample | null): boolean {
  return last !== null && exchangeAt !== null && last.exchangeAt !== null && exchangeAt < last.exchangeAt
}

/** Undefined: the input says nothing of the part. Null or not finite: it says that there is no value. */
function valueOf(part: Part, input: Step, market: MarketState): number | null | undefined {
  if (input.kind === 'tick') {
    if (input.instrument !== part.instrument) return undefined
    switch (part.kind) {
      case 'last':
        return input.last
      case 'bid':
        return input.bid
      case 'ask':
        return input.ask
      case 'change':
        return part.source.kind === 'change-percent' && input.change?.basis === part.source.basis
          ? input.change.percent
          : undefined
      case 'derived':
        if (typeof input.last !== 'number' || part.interval === null) return undefined
        return market.derived(
          { instrument: part.instrument, interval: part.interval, source: part.source },
          input,
        )
      case 'age':
      case 'webhook':
      case 'moment':
        return undefined
    }
  }
  const { source } = part
  if (input.kind === 'webhook' && source.kind === 'webhook' && source.hook === input.hook)
    return part.kind === 'moment' ? 1 : numberAt(input.body, part.path)
  if (input.kind === 'event' && source.kind === 'event' && source.event === input.event) {
    const { instruments } = input
    const any = instruments === 'all' || part.instrument === null
    return any || instruments.includes(part.instrument) ? 1 : undefined
  }
  return undefined
}

/** How old the last data is, in seconds; the sample keeps when that data came. */
function ageOf(part: Part, before: Sample | null, input: Step): Sample | undefined {
  if (input.kind === 'tick' && input.instrument === part.instrument)
    return { value: 0, exchangeAt: null, receivedAt: input.receivedAt }
  if (input.kind !== 'clock') return undefined
  const since = before?.receivedAt ?? input.at
  return { value: Math.max(0, input.at - since) / 1000, exchangeAt: null, receivedAt: since }
}

function compute({ form }: Expression, first: number, second: number): number {
  switch (form) {
    case 'one':
      return first
    case 'mid':
      return (first + second) / 2
    case 'spread':
    case 'difference':
      return first - second
    case 'ratio':
      return first / second
  }
}

/** One part and fixed bounds, the usual case: nothing is kept but the last value. */
function readPlain(
  watched: ConditionWatch,
  memory: ConditionMemory,
  input: Step,
  market: MarketState,
): Reading | null {
  const part = watched.parts[0]
  const value = part === undefined ? undefined : valueOf(part, input, market)
  if (typeof value !== 'number' || !Number.isFinite(value) || watched.fixed === null) return null
  const exchangeAt = input.kind === 'tick' ? input.exchangeAt : null
  if (isOlder(exchangeAt, memory.bar === null ? memory.last : memory.bar.sample)) return null
  const { bounds, ticks } = watched.fixed
  return { sample: { value, exchangeAt, receivedAt: receivedAtOf(input) }, bounds, ticks }
}

/** Takes in the parts that the input tells of; null where it tells of none. */
function partsAfter(watched: ConditionWatch, memory: ConditionMemory, input: Step, market: MarketState) {
  const exchangeAt = input.kind === 'tick' ? input.exchangeAt : null
  let touched = false
  const parts = watched.parts.map((part, place) => {
    const before = memory.parts[place] ?? null
    if (part.kind === 'age') {
      const age = ageOf(part, before, input)
      touched ||= age !== undefined
      return age ?? before
    }
    const value = valueOf(part, input, market)
    if (value === undefined || isOlder(exchangeAt, before)) return before
    if (part.instrument !== null && market.stale(part.instrument)) return before
    touched = true
    return value !== null && Number.isFinite(value)
      ? { value, exchangeAt, receivedAt: receivedAtOf(input) }
      : null
  })
  return touched ? parts : null
}

/** Null: the input does not concern the condition. */
export function read(
  watched: ConditionWatch,
  memory: ConditionMemory,
  input: Step,
  market: MarketState,
): Read | null {
  if (watched.plain) {
    const reading = readPlain(watched, memory, input, market)
    if (reading === null || watched.instruments.some((id) => market.stale(id))) return null
    return { reading, parts: memory.parts }
  }
  const parts = partsAfter(watched, memory, input, market)
  if (parts === null) return null
  if (parts.includes(null) || watched.instruments.some((id) => market.stale(id)))
    return { reading: null, parts }
  let place = 0
  const next = (expression: Expression): number => {
    const [first, second] = [parts[place]?.value ?? NaN, parts[place + 1]?.value ?? NaN]
    place += expression.parts.length
    return compute(expression, first, second)
  }
  const value = next(watched.left)
  const bounds = watched.operands.map((operand) => (typeof operand === 'number' ? operand : next(operand)))
  if (!Number.isFinite(value) || !bounds.every(Number.isFinite)) return { reading: null, parts }
  const sample = {
    value,
    exchangeAt: input.kind === 'tick' ? input.exchangeAt : null,
    receivedAt: receivedAtOf(input),
  }
  return { reading: { sample, bounds, ticks: bounds.map((bound) => toTicks(bound, watched.grid)) }, parts }
}
