/** Checks a rule that a user gives against what there is, and makes the armed rule of it. */
import { codedError } from '../../shared/errors.ts'
import { isPrice, type Source } from '../../shared/alerts/sources.ts'
import type { AlertDraft, AlertRule } from '../../shared/alerts/rule.ts'
import { operatorSpec } from '../../shared/alerts/operators.ts'
import { formatPrice } from '../../shared/format/price.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import { offersInterval, type Instrument } from '../../shared/model/instrument.ts'
import { roundToTick } from '../../shared/model/numbers.ts'

export type Known = {
  instrument(id: InstrumentId): Instrument | undefined
  hasWatchlist(id: string): boolean
  hasHook(id: string): boolean
  hasTarget(id: string): boolean
  hasSound(id: string): boolean
}

function refuse(place: string, message: string): never {
  throw codedError('bad-request', `${place}: ${message}`)
}

function known(place: string, id: InstrumentId, { instrument }: Known): Instrument {
  const found = instrument(id)
  if (found === undefined) throw codedError('not-found', `${place}: no venue that is switched on knows ${id}`)
  return found
}

/** The level without binary dust. A level off the grid is refused, naming the nearest two: moving it silently would arm another rule than the one that was read. */
function onGrid(place: string, level: number, { tickSize, symbol }: Instrument): number {
  const rounded = roundToTick(level, tickSize)
  if (Math.abs(rounded - level) <= tickSize * 1e-6) return rounded
  const below = roundToTick(Math.floor(level / tickSize) * tickSize, tickSize)
  const above = roundToTick(below + tickSize, tickSize)
  return refuse(
    place,
    `prices of ${symbol} move in steps of ${formatPrice(tickSize, tickSize)}; instead of ${level} use ${formatPrice(below, tickSize)} or ${formatPrice(above, tickSize)}`,
  )
}

function checkSource(place: string, source: Source, on: readonly Instrument[], facts: Known): void {
  if (source.kind === 'ratio' || source.kind === 'difference') known(`${place}.to`, source.to, facts)
  if (source.kind === 'webhook' && !facts.hasHook(source.hook))
    refuse(`${place}.hook`, `there is no webhook source ${source.hook}`)
  if (source.kind === 'change-percent')
    for (const { symbol, kind } of on)
      if ((source.basis === 'previous-close') !== (kind === 'stock' || kind === 'index'))
        refuse(
          `${place}.basis`,
          `${symbol} has no change since ${source.basis === 'previous-close' ? 'the previous close' : `the ${source.basis} before`}`,
        )
}

type Conditions = AlertDraft['conditions']

/** The conditions with their levels on the grid; those of several instruments stay as they are, since grids differ. */
function checkConditions(conditions: Conditions, own: readonly Instrument[], facts: Known): Conditions {
  return conditions.map((condition, index) => {
    const place = `conditions[${index}]`
    const { source, operands, interval, instrument, operator } = condition
    const on = instrument === null ? own : [known(`${place}.instrument`, instrument, facts)]
    for (const each of on)
      if (interval !== null && !offersInterval(each, interval))
        refuse(`${place}.interval`, `there are no ${interval} candles of ${each.symbol}`)
    checkSource(`${place}.source`, source, on, facts)
    const [only, ...others] = on
    const isLevel = isPrice(source) && source.kind !== 'spread' && operatorSpec(operator).shape !== 'move'
    return {
      ...condition,
      operands: operands.map((operand, at) => {
        if (typeof operand !== 'number') {
          checkSource(`${place}.operands[${at}]`, operand, on, facts)
          return operand
        }
        if (!isLevel) return operand
        if (!(operand > 0)) return refuse(`${place}.operands[${at}]`, 'a price is above 0')
        return only === undefined || others.length > 0
          ? operand
          : onGrid(`${place}.operands[${at}]`, operand, only)
      }),
    }
  })
}

/**
 * The rule armed at `now`: a new one, or the next version of `before`. Throws `bad-request` naming the place and what to do, and
 * `not-found` for an instrument that no venue knows.
 */
export function armedRule(
  draft: AlertDraft,
  before: AlertRule | null,
  id: string,
  now: number,
  facts: Known,
): AlertRule {
  const { scope, schedule, confirm, actions } = draft
  const own =
    scope.kind === 'instruments'
      ? scope.instruments.map((each, at) => known(`scope.instruments[${at}]`, each, facts))
      : []
  if (scope.kind === 'watchlist' && !facts.hasWatchlist(scope.watchlist))
    refuse('scope.watchlist', `there is no watchlist ${scope.watchlist}`)
  if (confirm.kind === 'second-venue') known('confirm.instrument', confirm.instrument, facts)
  if (schedule.expiresAt !== null && schedule.expiresAt <= now)
    refuse('schedule.expiresAt', `${new Date(schedule.expiresAt).toISOString()} is not in the future`)
  if (schedule.expiresAt !== null && (schedule.startsAt ?? 0) >= schedule.expiresAt)
    refuse('schedule.startsAt', 'it would expire before it starts')
  for (const target of [...actions.targets, ...(actions.escalation?.targets ?? [])])
    if (!facts.hasTarget(target)) refuse('actions', `there is no target ${target}`)
  const sound = actions.sound?.name
  if (sound?.startsWith('own:') === true && !facts.hasSound(sound.slice('own:'.length)))
    refuse('actions.sound.name', `there is no sound file ${sound}`)
  return {
    ...draft,
    language: 2,
    id,
    scope: scope.kind === 'instruments' ? { ...scope, instruments: [...new Set(scope.instruments)] } : scope,
    conditions: checkConditions(draft.conditions, own, facts),
    state: 'armed',
    createdAt: before?.createdAt ?? now,
    armedAt: now,
    version: (before?.version ?? 0) + 1,
  }
}

/** What a user would give to make the rule again. */
export function draftOf(rule: AlertRule): AlertDraft {
  const { id, name, note, message, scope, combine, conditions, frequency, rearm, confirm } = rule
  const { schedule, actions } = rule
  return {
    ...{ id, name, note, message, scope, combine, conditions, frequency, rearm, confirm },
    ...{ schedule, actions },
  }
}
