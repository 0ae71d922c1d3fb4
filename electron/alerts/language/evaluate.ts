/** The one evaluator of the full language: a rule, what it remembers and an input give what it remembers next, and what happened. */
import type { AlertMemory } from '../../../shared/alerts/memory.ts'
import { nextOpenAt, openAtOf } from '../../../shared/model/interval.ts'
import { combine } from './combine.ts'
import { agreeing, isTrue, isUpheld, type Pending } from './confirm.ts'
import { offDuty } from './duty.ts'
import { decide, type AlertEvent, type Chance, type Draft } from './fire.ts'
import { memoryAfterGap } from './gap.ts'
import { isKnown, receivedAtOf, timeOf, type Input, type MarketState, type Step } from './input.ts'
import { stepCondition, type Judged } from './judge.ts'
import { dueFold } from './storm.ts'
import type { Watch } from './watch.ts'

export type Evaluation = { readonly memory: AlertMemory; readonly events: readonly AlertEvent[] }

const none: readonly AlertEvent[] = Object.freeze([])
const nobody: readonly (Judged | null)[] = Object.freeze([])

/** A bar that has ended decides what waits for its close, by the last values before it. */
function closePending(
  watched: Watch,
  draft: Draft,
  input: Step,
  market: MarketState,
  events: AlertEvent[],
): void {
  const { confirm } = watched.rule
  const { pending } = draft
  if (confirm.kind !== 'bar-close' || pending === null) return
  const closeAt = nextOpenAt(confirm.interval, openAtOf(confirm.interval, pending.at))
  if (timeOf(input) < closeAt) return
  // Of what is stale the last values before the close may be still to come.
  if (!watched.conditions.every((each) => isKnown(each, market))) return
  draft.pending = null
  const now = receivedAtOf(input)
  if (isUpheld(watched, draft.conditions, pending, closeAt - 1, market))
    decide(watched, draft, pending, now, events)
  else draft.heldBack = { at: now, reason: 'not-confirmed' }
}

/** Judges each condition; undefined where the input concerns none. */
function step(
  watched: Watch,
  draft: Draft,
  input: Step,
  market: MarketState,
): readonly (Judged | null)[] | undefined {
  const options = { rearm: watched.rule.rearm, repeats: watched.repeats }
  const before = draft.conditions
  let judged: (Judged | null)[] | undefined
  watched.conditions.forEach((each, place) => {
    const memory = before[place]
    const stepped = memory === undefined ? null : stepCondition(each, memory, input, market, options)
    if (stepped === null) return
    if (draft.conditions === before) draft.conditions = [...before]
    draft.conditions[place] = stepped.memory
    if (stepped.judged === null) return
    judged ??= watched.conditions.map(() => null)
    judged[place] = stepped.judged
  })
  return judged
}

/** What became true off duty and is known to be so still: it counts as becoming true when duty begins. */
function collectOwed(
  watched: Watch,
  draft: Draft,
  input: Step,
  market: MarketState,
): readonly boolean[] | null {
  if (!draft.conditions.some(({ owed }) => owed)) return null
  if (offDuty(watched.rule.schedule, receivedAtOf(input)) !== null) return null
  const due = watched.conditions.map((each, place) => {
    const memory = draft.conditions[place]
    return memory?.owed === true && isTrue(each, memory, timeOf(input), market)
  })
  draft.conditions = draft.conditions.map((condition, place) =>
    due[place] === true ? { ...condition, owed: false } : condition,
  )
  return due
}

/** What waits for more values or for a second venue: dropped, counted, or decided. */
function advancePending(
  watched: Watch,
  draft: Draft,
  judged: readonly (Judged | null)[],
  input: Step,
  market: MarketState,
  events: AlertEvent[],
): void {
  const { confirm } = watched.rule
  const { pending } = draft
  if (pending === null || (confirm.kind !== 'ticks' && confirm.kind !== 'second-venue')) return
  const now = receivedAtOf(input)
  const tooLate = confirm.kind === 'second-venue' && now - pending.receivedAt > confirm.withinMs
  if (tooLate || !isUpheld(watched, draft.conditions, pending, timeOf(input), market)) {
    draft.pending = null
    draft.heldBack = { at: now, reason: 'not-confirmed' }
    return
  }
  if (confirm.kind === 'second-venue') {
    if (!agreeing(watched, draft, pending, confirm, now)) return
  } else {
    if (!judged.some((each) => each !== null && !each.duplicate)) return
    draft.pending = { ...pending, count: pending.count + 1 }
    if (pending.count + 1 < confirm.count) return
  }
  draft.pending = null
  decide(watched, draft, pending, now, events)
}

/** What has just become true: fires at once, or begins to wait for its confirmation. */
function begin(watched: Watch, draft: Draft, chance: Chance, now: number, events: AlertEvent[]): void {
  const { confirm } = watched.rule
  if (confirm.kind === 'last-tick') return decide(watched, draft, chance, now, events)
  const { pending } = draft
  // What waits already keeps waiting for itself: touching the level again is no new beginning.
  const from = chance.from.map((each, place) => pending?.from[place] ?? each)
  const waiting: Pending =
    pending === null ? { ...chance, from, receivedAt: now, count: 1 } : { ...pending, from }
  if (confirm.kind === 'second-venue' && agreeing(watched, draft, waiting, confirm, now)) {
    draft.pending = null
    return decide(watched, draft, waiting, now, events)
  }
  draft.pending = waiting
}

/** The second venue's last price, where the input is one. */
function hearSecond(watched: Watch, draft: Draft, input: Step, market: MarketState): boolean {
  const { confirm } = watched.rule
  if (confirm.kind !== 'second-venue' || input.kind !== 'tick' || input.instrument !== confirm.instrument)
    return false
  const { last, exchangeAt, receivedAt } = input
  if (typeof last !== 'number' || !Number.isFinite(last) || market.stale(confirm.instrument)) return false
  const before = draft.second?.exchangeAt ?? null
  if (exchangeAt !== null && before !== null && exchangeAt < before) return false
  draft.second = { value: last, exchangeAt, receivedAt }
  return true
}

/**
 * What a bar stands for may have happened before the rule was armed: of one that was under way then, only the close is certain
 * to come after. Nothing fires for a time before the arming.
 */
function isBeforeArming(armedAt: number, input: Step): boolean {
  if (input.kind === 'tick' && input.held === true) return input.receivedAt < armedAt
  if ((input.kind !== 'tick' && input.kind !== 'clock') || input.inferred === undefined) return false
  const { openAt, closeAt } = input.inferred
  return timeOf(input) < (openAt < armedAt ? Math.max(armedAt, closeAt - 1) : armedAt)
}

/**
 * Judges `input` for one rule on one instrument. Nothing but the arguments decides; the answer's memory is plain JSON. Inputs
 * come in order of arrival; what the venue dates before the last, is stale or is no number changes nothing.
 *
 * With ALL it fires when the last of the conditions becomes true; with ANY whenever one does.
 */
export function evaluate(watched: Watch, memory: AlertMemory, input: Input, market: MarketState): Evaluation {
  const { rule } = watched
  if (memory.state !== 'armed' || rule.state !== 'armed') return { memory, events: none }
  if (input.kind === 'gap') return { memory: memoryAfterGap(watched, memory, input), events: none }
  if (isBeforeArming(rule.armedAt, input)) return { memory, events: none }
  const now = receivedAtOf(input)
  const { startsAt, expiresAt } = rule.schedule
  if (expiresAt !== null && now >= expiresAt) {
    // What happened before its end and was not seen is still to be judged: it ends when that is known.
    const isSeen = watched.conditions.every((each) => isKnown(each, market))
    return isSeen ? expire(memory, now) : { memory, events: none }
  }
  if (startsAt !== null && now < startsAt) return { memory, events: none }
  if (memory.storm.folded === null && input.kind === 'clock' && !watched.clocked)
    return { memory, events: none }

  const draft: Draft = { ...memory }
  const events: AlertEvent[] = []
  const due = dueFold(draft.storm, now)
  if (due !== null) {
    events.push({ kind: 'folded', ...due })
    draft.storm = { ...draft.storm, folded: null }
  }
  closePending(watched, draft, input, market, events)
  // A rule that fires once may be done by now.
  if (draft.state !== 'armed') return { memory: draft, events }
  const heard = hearSecond(watched, draft, input, market)
  const judged = step(watched, draft, input, market) ?? nobody
  const owed = collectOwed(watched, draft, input, market)
  if (judged.some((each) => each?.inBand === true)) draft.heldBack = { at: now, reason: 're-arm-band' }
  if (judged.length > 0 || heard || input.kind === 'clock')
    advancePending(watched, draft, judged, input, market, events)
  const chance = draft.state === 'armed' && combine(watched, draft, judged, owed, input, market)
  if (chance) begin(watched, draft, chance, now, events)
  return { memory: draft, events }
}

function expire(memory: AlertMemory, now: number): Evaluation {
  const { folded } = memory.storm
  const events: AlertEvent[] = folded === null ? [] : [{ kind: 'folded', ...folded }]
  events.push({ kind: 'expired', at: now })
  return {
    memory: { ...memory, state: 'expired', pending: null, storm: { ...memory.storm, folded: null } },
    events,
  }
}
