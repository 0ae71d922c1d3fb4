/** What is confirmed: fired, or held back by frequency, cool-down or duty. */
import type {
  AlertMemory,
  ConditionEvidence,
  HeldBackReason,
  Inferred,
} from '../../../shared/alerts/memory.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { openAtOf } from '../../../shared/model/interval.ts'
import type { Pending } from './confirm.ts'
import { offDuty } from './duty.ts'
import { admit } from './storm.ts'
import type { Watch } from './watch.ts'

export type AlertEvent =
  | {
      readonly kind: 'fired'
      readonly subject: InstrumentId | null
      /** Our clock at the input that decided it, UTC epoch ms. */
      readonly firedAt: number
      /** When it happened: by the venue's clock, or the close of the bar. */
      readonly at: number
      readonly conditions: readonly ConditionEvidence[]
      /** Seen in a bar, not tick by tick. */
      readonly inferred: Inferred | null
      /** Past the storm budget: to be logged like any, and reported with the next `folded`. */
      readonly folded: boolean
      /** The how manieth firing of this rule on this instrument. */
      readonly number: number
    }
  /** So many firings, each told before with `folded`, are now to be reported as one. */
  | { readonly kind: 'folded'; readonly fromAt: number; readonly toAt: number; readonly count: number }
  | { readonly kind: 'expired'; readonly at: number }

export type Draft = { -readonly [K in keyof AlertMemory]: AlertMemory[K] }
/** Conditions that, taken together, have just become true. */
export type Chance = Omit<Pending, 'receivedAt' | 'count'>

/** Until when it cools down from its last firing; null when it does not. A wall clock that was set back ends it. */
export function coolingUntil(
  { rule }: Watch,
  memory: Pick<AlertMemory, 'lastFiredAt'>,
  now: number,
): number | null {
  const { frequency } = rule
  const { lastFiredAt } = memory
  if (frequency.kind === 'once' || lastFiredAt === null || lastFiredAt < rule.armedAt) return null
  const coolDownMs =
    frequency.kind === 'once-per-minute' ? Math.max(60_000, frequency.coolDownMs) : frequency.coolDownMs
  return now >= lastFiredAt && now - lastFiredAt < coolDownMs ? lastFiredAt + coolDownMs : null
}

/** The bar that a firing counts for. A close belongs to the bar that it ends. */
function barOf({ rule }: Watch, at: number): number | null {
  const { frequency } = rule
  if (frequency.kind === 'once-per-bar') return openAtOf(frequency.interval, at)
  return frequency.kind === 'once-per-bar-close' ? openAtOf(frequency.interval, at - 1) : null
}

function heldBack(watched: Watch, memory: AlertMemory, at: number, now: number): HeldBackReason | null {
  const off = offDuty(watched.rule.schedule, now)
  if (off !== null) return off
  const bar = barOf(watched, at)
  if (bar !== null && bar === memory.firedInBar) return 'same-bar'
  return coolingUntil(watched, memory, now) === null ? null : 'cool-down'
}

/** What is confirmed fires, unless frequency, cool-down or duty hold it back. */
export function decide(
  watched: Watch,
  draft: Draft,
  chance: Chance,
  now: number,
  events: AlertEvent[],
): void {
  const reason = heldBack(watched, draft, chance.at, now)
  if (reason !== null) {
    draft.heldBack = { at: now, reason }
    if (reason !== 'off-hours' && reason !== 'snoozed') return
    // A state that begins off duty is reported when duty begins, if it lasts; an edge is over.
    draft.conditions = draft.conditions.map((condition, place) =>
      (chance.from[place] ?? null) !== null && watched.conditions[place]?.spec.kind === 'state'
        ? { ...condition, owed: true }
        : condition,
    )
    return
  }
  const { rule } = watched
  const { storm, folded } = admit(draft.storm, now)
  draft.storm = storm
  draft.lastFiredAt = now
  draft.firedCount += 1
  draft.firedInBar = barOf(watched, chance.at)
  if (rule.frequency.kind === 'once') draft.state = 'fired'
  if (rule.rearm !== null) {
    draft.conditions = draft.conditions.map((condition, place) =>
      (chance.from[place] ?? null) === null ? condition : { ...condition, disarmed: true },
    )
  }
  const { at, evidence, inferred } = chance
  const { subject } = watched
  events.push({
    kind: 'fired',
    subject,
    firedAt: now,
    at,
    conditions: evidence,
    inferred,
    folded,
    number: draft.firedCount,
  })
}
