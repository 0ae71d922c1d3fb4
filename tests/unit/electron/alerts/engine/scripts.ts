/** What can happen to a rule book: ticks, gaps, time, news, and rules that come and go; and a way to let it happen to two. */
import fc from 'fast-check'
import { evaluate } from '../../../../../electron/alerts/language/evaluate.ts'
import { createRuleBook, type RuleBook } from '../../../../../electron/alerts/engine/rule-book.ts'
import type { GapInput, MarketState, Step, TickInput } from '../../../../../electron/alerts/language/input.ts'
import { memoryFor, watch } from '../../../../../electron/alerts/language/watch.ts'
import type { AlertMemory } from '../../../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import type { InstrumentId } from '../../../../../shared/model/ids.ts'
import { openAtOf } from '../../../../../shared/model/interval.ts'
import { bitcoin, ether, startAt, tickSize } from '../language/tapes.ts'
import { createNaiveBook } from './naive.ts'
import { Dice } from './rules.ts'

export type Happening =
  | Step
  | GapInput
  | { readonly kind: 'put'; readonly rule: AlertRule; readonly tape: readonly Step[] }
  | { readonly kind: 'delete'; readonly id: string }
  | { readonly kind: 'list'; readonly instruments: readonly InstrumentId[] }
  | { readonly kind: 'stale'; readonly instruments: readonly InstrumentId[] }

/** `wide`: two instruments with their book, the clock, events and webhooks, and a local clock that is set back at times. */
type Options = { readonly length: number; readonly longestWaitMs: number; readonly wide: boolean }

const oddPrices = [NaN, Infinity, null, 97.5, 104, 100.004, 99.9951]

/** `receivedAt` is by the local clock, which `at`, the venue's, knows nothing of. */
function tickOf(dice: Dice, at: number, receivedAt: number, wide: boolean): TickInput {
  const price = () =>
    dice.oneIn(24) ? dice.oneOf<number | null>(100, ...oddPrices) : (9995 + dice.below(11)) / 100
  const exchangeAt = dice.oneIn(12) ? null : dice.oneIn(12) ? at - 5000 : at
  const head = { kind: 'tick', instrument: bitcoin, exchangeAt, receivedAt } as const
  const openAt = openAtOf('1m', at)
  const bar = dice.oneIn(20) ? { inferred: { openAt, closeAt: openAt + 60_000, low: 99, high: 101 } } : {}
  if (!wide) return { ...head, ...bar, last: price() }
  const instrument = dice.oneOf(bitcoin, ether)
  const book = dice.oneIn(3)
    ? { ...(dice.oneIn(4) ? {} : { bid: price() }), ...(dice.oneIn(4) ? {} : { ask: price() }) }
    : {}
  const change = dice.oneIn(8) ? { change: { basis: '24h' as const, percent: dice.below(9) - 4 } } : {}
  const last = dice.oneIn(4) ? {} : { last: price() }
  return { ...head, ...bar, instrument, ...last, ...book, ...change }
}

function newsOf(dice: Dice, at: number): Step {
  const instrument = dice.oneOf(null, bitcoin, ether)
  if (dice.oneIn(3))
    return {
      kind: 'event',
      event: dice.oneOf('feed-down', 'woken', 'started'),
      instruments: instrument === null ? 'all' : [instrument],
      at,
    }
  if (dice.oneIn(2))
    return { kind: 'webhook', hook: dice.oneOf('tv', 'tv', 'other'), body: { p: dice.below(5) }, at }
  return { kind: 'clock', at }
}

function scriptOf(
  seed: number,
  rules: readonly AlertRule[],
  { length, longestWaitMs, wide }: Options,
): Happening[] {
  const dice = new Dice(seed)
  let at = startAt
  let localAt = at
  let before: TickInput | null = null
  const put = (rule: AlertRule, place: number): Happening => {
    const id = `r${place}`
    // What was remembered of another run may be older or newer than what comes.
    const tape = dice.oneIn(3)
      ? Array.from({ length: dice.below(12) }, (_, second) => {
          const shiftMs = (second - dice.below(12)) * 1000
          return tickOf(dice, at + shiftMs, localAt + shiftMs, wide)
        })
      : []
    return { kind: 'put', rule: { ...rule, id }, tape }
  }
  const next = (): Happening => {
    const passed = dice.below(5) * Math.floor(longestWaitMs / 4)
    at += passed
    localAt += passed
    if (wide && dice.oneIn(30)) localAt -= dice.below(60_000)
    const kind = dice.below(64)
    const rule = rules[dice.below(rules.length)]
    if (kind === 0) return { kind: 'gap', instruments: 'all', cause: dice.oneOf('feed', 'restart') }
    if (kind === 1)
      return {
        kind: 'gap',
        instruments: [dice.oneOf(bitcoin, ether)],
        cause: dice.oneOf('feed', 'feed', 'restart'),
      }
    if (kind === 2)
      return { kind: 'stale', instruments: dice.oneOf<InstrumentId[]>([], [], [bitcoin], [ether]) }
    if (kind === 3 && rule !== undefined) return put(rule, dice.below(rules.length))
    if (kind === 4) return { kind: 'delete', id: `r${dice.below(rules.length)}` }
    if (kind === 5)
      return {
        kind: 'list',
        instruments: dice.oneOf<InstrumentId[]>([bitcoin], [ether], [bitcoin, ether], []),
      }
    if (kind < 9 && before !== null) return { ...before, receivedAt: localAt }
    if (wide && kind < 20) return newsOf(dice, localAt)
    before = tickOf(dice, at, localAt, wide)
    return before
  }
  return [...rules.map(put), ...Array.from({ length }, next)]
}

export function scripts(
  rule: fc.Arbitrary<AlertRule>,
  most: number,
  options: Options,
): fc.Arbitrary<Happening[]> {
  return fc
    .tuple(fc.array(rule, { minLength: 1, maxLength: most, size: 'max' }), fc.nat(0x7f_ff_ff_ff))
    .map(([rules, seed]) => scriptOf(seed, rules, options))
}

/** A market whose staleness the script sets, and whose series follow from the tick alone. */
function marketOf(stale: ReadonlySet<InstrumentId>): MarketState {
  return {
    stale: (id) => stale.has(id),
    derived: (_series, { last, receivedAt }) =>
      receivedAt % 7 === 0 ? null : (last ?? 0) + ((receivedAt / 1000) % 3) / 100,
  }
}

export type Books = {
  readonly book: RuleBook
  readonly naive: ReturnType<typeof createNaiveBook>
  /** What the book has given to be kept, by rule and subject. */
  readonly kept: Map<string, Map<InstrumentId | null, AlertMemory>>
}

/** Lets it happen to the book and to the naive one; `see` is given what both answered. */
export function happen(
  script: readonly Happening[],
  see: (given: unknown, expected: unknown, books: Books) => void,
): void {
  const stale = new Set<InstrumentId>()
  const market = marketOf(stale)
  let listed: readonly InstrumentId[] = [bitcoin]
  const subjectsOf = ({ scope }: AlertRule) =>
    scope.kind === 'app' ? [null] : scope.kind === 'watchlist' ? listed : scope.instruments
  const book = createRuleBook({ tickSize: () => tickSize, market, subjectsOf })
  const naive = createNaiveBook(market, subjectsOf, tickSize)
  const books: Books = { book, naive, kept: new Map() }
  const { kept } = books

  const put = (rule: AlertRule, tape: readonly Step[]) => {
    const memories = new Map<InstrumentId | null, AlertMemory>()
    if (tape.length > 0)
      for (const subject of subjectsOf(rule)) {
        const prepared = watch(rule, subject, () => tickSize)
        let memory = memoryFor(prepared)
        // Near its storm budget, so that folded firings are not rare.
        memory = { ...memory, storm: { ...memory.storm, singles: Array.from({ length: 14 }, () => startAt) } }
        for (const step of tape) memory = evaluate(prepared, memory, step, market).memory
        memories.set(subject, memory)
      }
    for (const each of [book, naive]) each.put(rule, memories)
    kept.set(rule.id, new Map(book.get(rule.id)?.armed))
  }
  const keep = () => {
    for (const { ruleId, subject, memory } of book.dirty()) kept.get(ruleId)?.set(subject, memory)
  }

  for (const happening of script) {
    switch (happening.kind) {
      case 'put':
        put(happening.rule, happening.tape)
        break
      case 'delete':
        for (const each of [book, naive]) each.delete(happening.id)
        kept.delete(happening.id)
        break
      case 'list':
        listed = happening.instruments
        for (const { rule } of naive.list()) {
          if (rule.scope.kind !== 'watchlist') continue
          naive.resubject(rule.id)
          for (const gone of book.resubject(rule.id)) kept.get(rule.id)?.delete(gone)
        }
        keep()
        see(book.list(), naive.list(), books)
        break
      case 'stale':
        stale.clear()
        for (const id of happening.instruments) stale.add(id)
        break
      case 'gap':
        for (const each of [book, naive]) each.onGap(happening.instruments, happening.cause)
        break
      case 'tick':
      case 'clock':
      case 'event':
      case 'webhook':
        see(book.input(happening), naive.input(happening), books)
    }
  }
  keep()
  see(book.list(), naive.list(), books)
}
