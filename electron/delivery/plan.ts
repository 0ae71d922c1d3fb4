/** Decides who is told what and when: the outbox rows of a firing, and those of several firings told as one. */
import type { Actions } from '../../shared/alerts/actions.ts'
import type { Firing } from '../../shared/alerts/firing.ts'
import type { Delivery, Summary, Target } from '../../shared/model/delivery.ts'
import { hoursEndAt, isWithinHours } from '../../shared/model/hours.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { desktopText } from './channels/desktop.ts'
import { firingWords, summaryWords } from './channels/text.ts'
import { alertBody, summaryBody } from './channels/webhook-body.ts'
import { summaryText } from './summary.ts'

/** This computer; follows the setting for notifications. */
export const desktopTarget = 'desktop'

/** The windows themselves: of a firing of quiet hours that goes nowhere else, so that its digest is not forgotten. */
export const windowsTarget = 'windows'

export type PlanSettings = Pick<Settings, 'notifications' | 'quietHours'> &
  Partial<Pick<Settings, 'timeZone'>>

export type PlanContext = {
  /** Outbound ones; whether the desktop is in it does not matter. */
  readonly targets: readonly Target[]
  readonly settings: PlanSettings
  /** UTC epoch ms. */
  readonly now: number
  newId(): string
}

const minuteMs = 60_000
const dayMs = 86_400_000

/** When the quiet hours that hold `at` end; null where it is not quiet. Hours that never end are told once a day. */
function quietEndAt({ quietHours }: PlanSettings, at: number): number | null {
  if (quietHours === null || !isWithinHours(quietHours, at)) return null
  return hoursEndAt(quietHours, at) ?? at + dayMs
}

/** Why nothing can be sent to it; null where it can. */
export function whyNotTo(target: string, known: Target | null): string | null {
  if (known === null) return `there is no target ${target}`
  if (known.enabled) return null
  if (known.kind === 'desktop') return 'notifications are switched off in the settings'
  return `${known.name} is switched off${known.disabledReason === null ? '' : `: ${known.disabledReason}`}`
}

/** The built-in target as it is now. */
export function desktopAsTarget({ notifications }: Pick<Settings, 'notifications'>): Target {
  return {
    id: desktopTarget,
    kind: 'desktop',
    name: 'This computer',
    enabled: notifications,
    url: null,
    hasSecret: false,
    allowPrivate: false,
    disabledReason: null,
  }
}

function knownAs(target: string, { targets, settings }: PlanContext): Target | null {
  if (target === desktopTarget) return desktopAsTarget(settings)
  return targets.find(({ id }) => id === target) ?? null
}

function whyNot(target: string, context: PlanContext): string | null {
  return whyNotTo(target, knownAs(target, context))
}

/** Whether it is told in words for people: what is not known is told as webhooks are, which hold everything. */
function isText(known: Target | null): known is Target {
  return known !== null && known.kind !== 'webhook' && known.kind !== 'desktop'
}

const zoneOf = ({ timeZone }: PlanSettings) => (timeZone === 'local' ? undefined : timeZone)

type Row = Pick<Delivery, 'firing' | 'target' | 'reason' | 'title' | 'body'> & Partial<Delivery>

function rowOf(context: PlanContext, row: Row): Delivery {
  return {
    id: context.newId(),
    state: 'pending',
    dueAt: context.now,
    attempts: 0,
    createdAt: context.now,
    sentAt: null,
    lastError: null,
    answer: null,
    ...row,
  }
}

/** Nothing is left out in silence: a row that can't be sent says why. */
function failedRow(context: PlanContext, row: Row, why: string): Delivery {
  return rowOf(context, { ...row, state: 'failed', lastError: why })
}

/** The words of a firing for one target, made once: a retry sends the same bytes. `known`: the target, where it is one. */
export function wordsFor(
  firing: Firing,
  target: string,
  reason: Delivery['reason'],
  settings: PlanSettings,
  known: Target | null,
): Pick<Delivery, 'title' | 'body'> {
  if (isText(known)) return firingWords(firing, zoneOf(settings), known.options?.template)
  const { title, body } = desktopText(firing, zoneOf(settings))
  return target === desktopTarget || target === windowsTarget
    ? { title, body }
    : { title, body: alertBody(firing, reason) }
}

/**
 * The rows of one firing, to be written in its own transaction, and until when it is held for the digest.
 *
 * - In quiet hours everything but what is urgent is held: `waiting` with reason `digest`.
 * - A folded firing has no rows of its own, and a late one none for this computer: a summary tells them. Held ones have all:
 *   the digest is their summary.
 * - Escalation counts from the firing, or from the end of the quiet hours that held it; a step that would fall into quiet
 *   hours waits for their end.
 */
export function planFiring(
  firing: Firing,
  actions: Actions,
  context: PlanContext,
): { deliveries: Delivery[]; quietUntil: number | null } {
  const { settings } = context
  const quietUntil = actions.urgent ? null : quietEndAt(settings, context.now)
  if (firing.folded && quietUntil === null) return { deliveries: [], quietUntil }
  const rowFor = (target: string, reason: Delivery['reason']): Row => ({
    firing: firing.id,
    target,
    reason,
    ...wordsFor(firing, target, reason, settings, knownAs(target, context)),
  })
  const held = { state: 'waiting', dueAt: quietUntil ?? 0 } as const

  const targets = new Set(actions.targets)
  if (actions.notification && settings.notifications && (quietUntil !== null || !firing.late))
    targets.add(desktopTarget)
  const deliveries = [...targets].map((target) => {
    const why = whyNot(target, context)
    if (why !== null) return failedRow(context, rowFor(target, 'alert'), why)
    return quietUntil === null
      ? rowOf(context, rowFor(target, 'alert'))
      : rowOf(context, { ...rowFor(target, 'digest'), ...held })
  })
  if (quietUntil !== null && actions.toast && !deliveries.some(({ state }) => state === 'waiting'))
    deliveries.push(rowOf(context, { ...rowFor(windowsTarget, 'digest'), ...held }))

  const { escalation } = actions
  if (escalation !== null && !firing.folded) {
    const fromAt = quietUntil ?? firing.firedAt
    escalation.targets.forEach((target, place) => {
      const stepAt = fromAt + (place + 1) * escalation.afterMinutes * minuteMs
      const dueAt = actions.urgent ? stepAt : (quietEndAt(settings, stepAt) ?? stepAt)
      deliveries.push(rowOf(context, { ...rowFor(target, 'escalation'), state: 'waiting', dueAt }))
    })
  }
  return { deliveries, quietUntil }
}

/** Whom a summary of firings past the storm budget, or found afterwards, is for. Targets get each late firing by itself. */
export function toldBySummary(
  kind: 'folded' | 'catch-up',
  { notification, targets }: Pick<Actions, 'notification' | 'targets'>,
): string[] {
  return [...new Set([...(notification ? [desktopTarget] : []), ...(kind === 'folded' ? targets : [])])]
}

export type SummaryContext = PlanContext & {
  /** Ids of targets. This computer is left out where notifications are off. */
  readonly to: readonly string[]
  /** Goes through quiet hours at once. */
  readonly urgent?: boolean
}

/**
 * Several firings as one: the word to the windows, and the rows. Firings that were held in quiet hours are left to the digest;
 * null where none are left. A summary that is due in quiet hours waits for their end; a digest never does.
 */
export function planSummary(
  kind: Summary['reason'],
  firings: readonly Firing[],
  context: SummaryContext,
): { summary: Summary; deliveries: Delivery[] } | null {
  const { settings, now } = context
  const told = kind === 'digest' ? firings : firings.filter(({ quietUntil }) => quietUntil === null)
  if (told.length === 0) return null
  const { title, body, rules } = summaryText(kind, told, zoneOf(settings))
  const summary: Summary = {
    ...{ id: context.newId(), reason: kind, title, body, at: now },
    firings: told.map(({ id }) => id),
  }
  const json = summaryBody(summary, told, rules)
  const untilAt = kind === 'digest' || context.urgent === true ? null : quietEndAt(settings, now)
  const deliveries = context.to
    .filter((target) => kind === 'digest' || target !== desktopTarget || settings.notifications)
    .map((target) => {
      const known = knownAs(target, context)
      const words = isText(known)
        ? summaryWords({ title, body }, known.options?.template)
        : { title, body: target === desktopTarget ? body : json }
      const row = { firing: null, target, reason: kind, ...words }
      const why = whyNot(target, context)
      if (why !== null) return failedRow(context, row, why)
      return rowOf(context, untilAt === null ? row : { ...row, state: 'waiting', dueAt: untilAt })
    })
  return { summary, deliveries }
}
