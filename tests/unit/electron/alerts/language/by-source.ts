/** Every source written a second time: its values over the whole history, as a tape of plain prices that the definitions can judge. */
import type { Input, TickInput } from '../../../../../electron/alerts/language/input.ts'
import type { Source } from '../../../../../shared/alerts/sources.ts'
import type { InstrumentId } from '../../../../../shared/model/ids.ts'
import { bitcoin } from './tapes.ts'

/** From here on these instruments are stale. */
export type Staleness = { readonly kind: 'stale'; readonly instruments: readonly InstrumentId[] }
export type Happening = Input | Staleness

/** What the series of the tests are at a tick. */
export function seriesAt({ last, receivedAt }: TickInput): number | null {
  if (receivedAt % 7000 === 0) return null
  return Math.round(((last ?? 0) + (((receivedAt / 1000) % 3) - 1) / 100) * 100) / 100
}

/** One thing that an input may tell of: a number, that there is none (null), or nothing of it. */
type Part = {
  readonly instrument: InstrumentId | null
  readonly said: (input: Input) => number | null | undefined
}

const ofTick =
  (instrument: InstrumentId, read: (tick: TickInput) => number | null | undefined): Part['said'] =>
  (input) =>
    input.kind === 'tick' && input.instrument === instrument ? read(input) : undefined

function partsOf(source: Source): Part[] {
  const field = (name: 'last' | 'bid' | 'ask', instrument = bitcoin): Part => ({
    instrument,
    said: ofTick(instrument, (tick) => tick[name]),
  })
  switch (source.kind) {
    case 'mid':
    case 'spread':
      return [field('ask'), field('bid')]
    case 'ratio':
    case 'difference':
      return [field('last'), field('last', source.to)]
    case 'change-percent': {
      const { basis } = source
      return [
        {
          instrument: bitcoin,
          said: ofTick(bitcoin, ({ change }) => (change?.basis === basis ? change.percent : undefined)),
        },
      ]
    }
    case 'volume':
    case 'indicator':
      return [
        {
          instrument: bitcoin,
          said: ofTick(bitcoin, (tick) => (typeof tick.last === 'number' ? seriesAt(tick) : undefined)),
        },
      ]
    case 'webhook':
      return [
        {
          instrument: null,
          said: (input) =>
            input.kind === 'webhook' && input.hook === source.hook
              ? Number((input.body as { p?: unknown }).p ?? NaN)
              : undefined,
        },
      ]
    case 'last':
    case 'bid':
    case 'ask':
      return [field(source.kind)]
    case 'age':
    case 'event':
      throw new Error(`${source.kind} has no parts`)
  }
}

function made({ kind }: Source, first: number, second: number): number {
  if (kind === 'mid') return (first + second) / 2
  if (kind === 'ratio') return first / second
  return kind === 'spread' || kind === 'difference' ? first - second : first
}

const timeOf = (input: Input): number =>
  input.kind === 'tick' ? (input.exchangeAt ?? input.receivedAt) : 'at' in input ? input.at : NaN
/** A place at which there is nothing to judge. */
const nothing: Input = { kind: 'clock', at: 0 }
const gap: Input = { kind: 'gap', instruments: 'all', cause: 'feed' }
/** A value in steps of the source's own, as so many cents. */
const cents = (steps: number, at: number): Input => ({
  kind: 'tick',
  instrument: bitcoin,
  last: steps / 100,
  exchangeAt: null,
  receivedAt: at,
})

/** Seconds since the instrument last said anything; only a restart makes it begin anew. */
function agesOf(tape: readonly Happening[], grid: number): Input[] {
  let since: number | null = null
  return tape.map((input) => {
    if (input.kind === 'gap' && input.cause === 'restart') {
      since = null
      return gap
    }
    if (input.kind === 'tick' && input.instrument === bitcoin) {
      since = input.receivedAt
      return cents(0, timeOf(input))
    }
    if (input.kind !== 'clock') return nothing
    since ??= input.at
    return cents(Math.round((input.at - since) / 1000 / grid), input.at)
  })
}

/**
 * The source's values, less those of `against` where there is one, at every place of the tape; holes where a part of it has one. What
 * is dated before the last of its part counts for nothing, and what is stale is not judged.
 */
export function valuesOf(
  source: Source,
  against: Source | null,
  tape: readonly Happening[],
  grid: number,
): Input[] {
  if (source.kind === 'age') return agesOf(tape, grid)
  const left = partsOf(source)
  const parts = against === null ? left : [...left, ...partsOf(against)]
  const isOne = parts.length === 1
  let stale: readonly InstrumentId[] = []
  const known = parts.map((): { value: number; exchangeAt: number | null } | null => null)
  return tape.map((input) => {
    if (input.kind === 'stale') {
      stale = input.instruments
      return nothing
    }
    if (input.kind === 'gap') {
      const hit = parts.map(
        ({ instrument }) =>
          input.cause === 'restart' ||
          (instrument !== null && (input.instruments === 'all' || input.instruments.includes(instrument))),
      )
      hit.forEach((isHit, place) => {
        if (isHit) known[place] = null
      })
      return hit.includes(true) ? gap : nothing
    }
    const exchangeAt = input.kind === 'tick' ? input.exchangeAt : null
    let isTold = false
    parts.forEach(({ instrument, said }, place) => {
      const value = said(input)
      const before = known[place]?.exchangeAt ?? null
      if (value === undefined || (exchangeAt !== null && before !== null && exchangeAt < before)) return
      if (instrument !== null && stale.includes(instrument)) return
      const isNumber = value !== null && Number.isFinite(value)
      // Of one part the last number is what counts; of several one that is gone makes all of it unknown.
      if (isNumber) known[place] = { value, exchangeAt }
      else if (!isOne) known[place] = null
      isTold ||= isNumber || !isOne
    })
    const isStale = parts.some(({ instrument }) => instrument !== null && stale.includes(instrument))
    if (!isTold || isStale || known.includes(null)) return nothing
    const numbers = known.map((each) => each?.value ?? NaN)
    const value = made(source, numbers[0] ?? NaN, numbers[1] ?? NaN)
    const other =
      against === null ? 0 : made(against, numbers[left.length] ?? NaN, numbers[left.length + 1] ?? NaN)
    if (!Number.isFinite(value) || !Number.isFinite(other)) return nothing
    return cents(Math.round(value / grid) - Math.round(other / grid), timeOf(input))
  })
}
