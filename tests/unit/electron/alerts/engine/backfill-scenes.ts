/** Times that were not seen, with what came before and after them: for a rule book and for every rule by itself. */
import { createRuleBook, type RuleBook } from '../../../../../electron/alerts/engine/rule-book.ts'
import { evaluate } from '../../../../../electron/alerts/language/evaluate.ts'
import {
  receivedAtOf,
  type GapInput,
  type MarketState,
  type Step,
  type TickInput,
} from '../../../../../electron/alerts/language/input.ts'
import { memoryFor, watch, type Watch } from '../../../../../electron/alerts/language/watch.ts'
import { missedBy } from '../../../../../electron/alerts/missed/gate.ts'
import {
  mergeSteps,
  stepsOfMissed,
  type MissedStep,
} from '../../../../../electron/alerts/missed/missed-inputs.ts'
import type { AlertMemory } from '../../../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import type { Sight } from '../../../../../shared/alerts/sight.ts'
import type { InstrumentId } from '../../../../../shared/model/ids.ts'
import { barsOf, type TapeTick } from '../../../../support/tape.ts'
import { bitcoin, ether, startAt, tickSize } from '../language/tapes.ts'
import type { Dice } from './rules.ts'

const minuteMs = 60_000
const minuteOf = (at: number) => Math.floor(at / minuteMs) * minuteMs

/** Trades of one instrument; the feed breaks after the first `seen` of them and brings them from `again` on. */
type Tape = {
  readonly instrument: InstrumentId
  readonly ticks: readonly TapeTick[]
  readonly seen: number
  readonly again: number
}

export type Scene = {
  readonly rules: readonly AlertRule[]
  readonly before: readonly TickInput[]
  /** From then on something is missed. */
  readonly holeAt: number
  /** Live ticks of instruments whose feed did not break. */
  readonly meanwhile: readonly TickInput[]
  readonly presentAt: number
  readonly batch: ReadonlySet<InstrumentId>
  readonly steps: readonly MissedStep[]
  readonly after: readonly TickInput[]
}

function tapeOf(dice: Dice, instrument: InstrumentId): Tape {
  let at = startAt
  const length = 12 + dice.below(24)
  const ticks = Array.from({ length }, (): TapeTick => {
    at += dice.oneIn(12) ? 60_000 + dice.below(120_000) : dice.oneIn(5) ? 0 : 1 + dice.below(12_000)
    const price = dice.oneIn(30) ? dice.oneOf(97.5, 104, 99.9951) : (9995 + dice.below(11)) / 100
    return { at, price }
  })
  const seen = dice.oneIn(8) ? 0 : 1 + dice.below(length - 4)
  const again = Math.min(length - 1, seen + 1 + dice.below(length - seen))
  return { instrument, ticks, seen, again }
}

const tickOf = (instrument: InstrumentId, { at, price }: TapeTick): TickInput => ({
  kind: 'tick',
  instrument,
  last: price,
  exchangeAt: at,
  receivedAt: at,
})

function sightOf(ticks: readonly TapeTick[]): Sight | null {
  const last = ticks.at(-1)
  if (last === undefined) return null
  const { at, price } = last
  const openAt = minuteOf(at)
  const prices = ticks.filter((tick) => tick.at >= openAt).map((tick) => tick.price)
  return {
    at,
    tick: { price, exchangeAt: at, receivedAt: at },
    tickSize,
    minute: { openAt, low: Math.min(...prices), high: Math.max(...prices) },
  }
}

/** What catching up judges, and the ticks that are judged live after it. */
function missedOf(dice: Dice, { instrument, ticks, seen, again }: Tape, presentAt: number) {
  const held = ticks.slice(again).map((tick) => tickOf(instrument, tick))
  const known = held.filter(({ receivedAt }) => receivedAt <= presentAt)
  const missed = missedBy(
    instrument,
    {
      state: 'held',
      before: sightOf(ticks.slice(0, seen)),
      fromAt: startAt,
      ticks: known,
      isDownAgain: false,
    },
    presentAt,
  )
  const { candles } = barsOf(ticks, 0, Infinity, presentAt)
  // Bars of the hole that the venue does not have.
  const gone = candles.filter(({ closed }) => closed && dice.oneIn(8))
  const { steps, hasFirst } = stepsOfMissed(
    missed,
    candles.filter((candle) => !gone.includes(candle)),
    gone.map(({ openAt }) => ({ fromAt: openAt, toAt: openAt + minuteMs })),
  )
  const rest = hasFirst ? held.slice(1) : held
  return {
    steps,
    rest: rest.map((tick) => (tick.receivedAt <= presentAt ? { ...tick, held: true as const } : tick)),
  }
}

const byTime = (ticks: readonly TickInput[]) => ticks.toSorted((a, b) => a.receivedAt - b.receivedAt)

/** `rules`: the last of them are armed in the midst of the hole. */
export function sceneOf(dice: Dice, rules: readonly AlertRule[], wide: boolean): Scene {
  const tapes = (wide ? [bitcoin, ether] : [bitcoin]).map((id) => tapeOf(dice, id))
  // Of two instruments one may have been seen all the time.
  const broken = tapes.filter((_tape, place) => place === 0 || !dice.oneIn(4))
  const heldFrom = Math.max(...broken.map(({ ticks, again }) => ticks[again]?.at ?? 0))
  const presentAt = heldFrom + dice.below(4000)
  const holeAt = Math.min(...broken.map(({ ticks, seen }) => ticks[seen - 1]?.at ?? startAt))
  const lists = broken.map((tape) => missedOf(dice, tape, presentAt))
  const unbroken = tapes.filter((tape) => !broken.includes(tape))
  const live = unbroken.flatMap(({ instrument, ticks }) => ticks.map((tick) => tickOf(instrument, tick)))
  const armed = rules.map((rule, place) => {
    // Some while ticks come, some in the midst of the hole.
    const until = dice.oneOf(startAt, startAt, holeAt, heldFrom)
    const armedAt = startAt + dice.below(until - startAt + 1)
    return { ...rule, id: `r${place}`, armedAt }
  })
  return {
    rules: armed.toSorted((a, b) => a.armedAt - b.armedAt),
    holeAt,
    before: byTime([
      ...broken.flatMap(({ instrument, ticks, seen }) =>
        ticks.slice(0, seen).map((tick) => tickOf(instrument, tick)),
      ),
      ...live.filter(({ receivedAt }) => receivedAt <= holeAt),
    ]),
    meanwhile: live.filter(({ receivedAt }) => receivedAt > holeAt && receivedAt <= presentAt),
    presentAt,
    batch: new Set(broken.map(({ instrument }) => instrument)),
    steps: mergeSteps(lists.map(({ steps }) => steps)),
    after: byTime([
      ...lists.flatMap(({ rest }) => rest),
      ...live.filter(({ receivedAt }) => receivedAt > presentAt),
    ]),
  }
}

/** What a rule did, without the rule's own page, which says the same. */
export type Did = Pick<ReturnType<RuleBook['input']>[number], 'subject' | 'memory' | 'events'> & {
  readonly rule: string
}

type Watched = { readonly watch: Watch; memory: AlertMemory }

/** Instruments that a rule is judged on, read off the rule. */
function heardOf({ watch: { rule, subject } }: Watched): (InstrumentId | null)[] {
  const sources = rule.conditions.flatMap(({ source, operands, instrument }) =>
    [source, ...operands].flatMap((each) => {
      if (typeof each === 'number') return []
      return 'to' in each ? [instrument ?? subject, each.to] : [instrument ?? subject]
    }),
  )
  return rule.confirm.kind === 'second-venue' ? [...sources, rule.confirm.instrument] : sources
}

export type See = (given: unknown, expected: readonly Did[], part: 'live' | 'missed' | 'memory') => void

/** A market that is stale where the feed is down; its series follow from the tick alone. */
function marketOf(stale: ReadonlySet<InstrumentId>): MarketState {
  return {
    stale: (id) => stale.has(id),
    derived: (_series, { last, receivedAt }) =>
      receivedAt % 7 === 0 ? null : (last ?? 0) + ((receivedAt / 1000) % 3) / 100,
  }
}

/** Plays a scene to a book and to every rule by itself. */
export function playScene(scene: Scene, see: See): void {
  const stale = new Set<InstrumentId>()
  const market = marketOf(stale)
  const book = createRuleBook({
    tickSize: () => tickSize,
    market,
    subjectsOf: ({ scope }) =>
      scope.kind === 'app' ? [null] : scope.kind === 'watchlist' ? [bitcoin, ether] : scope.instruments,
  })
  const naive: Watched[] = []

  let next = 0
  /** Arms the rules whose time has come. */
  const put = (at: number) => {
    for (; (scene.rules[next]?.armedAt ?? Infinity) <= at; next += 1) {
      const rule = scene.rules[next]
      if (rule === undefined) return
      book.put(rule, new Map())
      for (const subject of book.get(rule.id)?.armed.keys() ?? []) {
        const prepared = watch(rule, subject, () => tickSize)
        naive.push({ watch: prepared, memory: memoryFor(prepared) })
      }
    }
  }
  const take = (input: Step | GapInput, hears: (each: Watched) => boolean = () => true): Did[] =>
    naive.filter(hears).flatMap((each) => {
      const { memory, events } = evaluate(each.watch, each.memory, input, market)
      each.memory = memory
      const { rule, subject } = each.watch
      return events.length === 0 ? [] : [{ rule: rule.id, subject, memory, events }]
    })
  const said = (outcomes: ReturnType<RuleBook['input']>): Did[] =>
    outcomes.map(({ rule, subject, memory, events }) => ({ rule: rule.id, subject, memory, events }))
  const live = (input: Step) => {
    put(receivedAtOf(input))
    see(said(book.input(input)), take(input), 'live')
  }
  const compare = () =>
    see(
      book
        .list()
        .flatMap(({ rule, armed }) =>
          [...armed].map(([subject, memory]) => ({ rule: rule.id, subject, memory, events: [] })),
        ),
      naive.map(({ watch: { rule, subject }, memory }) => ({ rule: rule.id, subject, memory, events: [] })),
      'memory',
    )
  const isWithin = (each: Watched) => heardOf(each).every((id) => id === null || scene.batch.has(id))

  scene.before.forEach(live)
  for (const id of scene.batch) stale.add(id)
  scene.meanwhile.forEach(live)
  live({ kind: 'clock', at: scene.presentAt })
  stale.clear()
  for (const { input, instrument } of scene.steps) {
    const hears = (each: Watched) => heardOf(each).includes(instrument)
    if (input.kind === 'gap') {
      book.onGap([instrument], 'feed')
      take(input, hears)
    } else
      see(
        said(book.backfill(input, instrument, scene.batch)),
        take(input, (each) => hears(each) && isWithin(each)),
        'missed',
      )
  }
  book.onSplit(scene.batch)
  for (const id of scene.batch)
    take(
      { kind: 'gap', instruments: [id], cause: 'feed' },
      (each) => heardOf(each).includes(id) && !isWithin(each),
    )
  compare()
  scene.after.forEach(live)
  compare()
}
