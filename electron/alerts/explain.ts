/** Why a rule did or did not fire, in one or two sentences that name the numbers. */
import { formatPrice } from '../../shared/format/price.ts'
import { formatDateTime } from '../../shared/format/time.ts'
import type { Firing, Rule, RuleMemory } from '../../shared/model/alert.ts'
import type { Candle, Gap } from '../../shared/model/candle.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { roundToTick, toTicks } from '../../shared/model/numbers.ts'
import { coolingUntil } from './evaluate.ts'
import { holds, operatorTable } from './operators.ts'

export type Case = {
  readonly rule: Rule
  readonly memory: RuleMemory
  readonly instrument: Pick<Instrument, 'symbol' | 'tickSize'>
  /** Firings of this rule, newest first. */
  readonly firings: readonly Firing[]
  /** One-minute candles: those since arming, or those of the minute that is asked about. */
  readonly candles: readonly Candle[]
  readonly gaps: readonly Gap[]
  /** Why the instrument can't be watched now, or null. */
  readonly unwatched: string | null
  readonly now: number
  /** IANA name; the machine's own where absent. */
  readonly timeZone?: string
}

export type Explanation = { readonly sentence: string; readonly fired: boolean }

const minuteMs = 60_000

/** The price the rule waits for: the level, or one tick beyond it. */
function thresholdOf({ rule, instrument }: Case): number {
  const { up, down } = operatorTable[rule.operator]
  return roundToTick(rule.level + (up ?? down ?? 0) * instrument.tickSize, instrument.tickSize)
}

/** How far a candle stayed from `threshold`: the nearest of its prices. */
function nearestOf({ high, low }: Candle, threshold: number): number {
  if (high < threshold) return high
  return low > threshold ? low : threshold
}

function nearest(candles: readonly Candle[], threshold: number): { price: number; at: number } | null {
  let found: { price: number; at: number } | null = null
  for (const candle of candles) {
    const price = nearestOf(candle, threshold)
    if (found === null || Math.abs(price - threshold) < Math.abs(found.price - threshold)) {
      found = { price, at: candle.openAt }
    }
  }
  return found
}

/** Which way the price has to go now, where it can't fire without leaving first. */
function rearming({ rule, memory, instrument }: Case): string | null {
  if (memory.lastTick === null) return null
  const spec = operatorTable[rule.operator]
  const now = toTicks(memory.lastTick.price, instrument.tickSize)
  const level = toTicks(rule.level, instrument.tickSize)
  const price = formatPrice(memory.lastTick.price, instrument.tickSize)
  const levelPrice = formatPrice(rule.level, instrument.tickSize)
  if (spec.kind === 'level') {
    return holds(spec, level, now) && memory.met === true
      ? `${instrument.symbol} is at ${price}, for which it has been judged already; it must come back to ${levelPrice} first.`
      : null
  }
  if (spec.down === null && now >= level) {
    return `${instrument.symbol} is at ${price} and must fall below ${levelPrice} before it can cross up.`
  }
  if (spec.up === null && now <= level) {
    return `${instrument.symbol} is at ${price} and must rise above ${levelPrice} before it can cross down.`
  }
  return null
}

/** The rule as it stands at this moment. */
export function explainNow(known: Case): Explanation {
  const { rule, memory, instrument, firings, unwatched, now } = known
  const time = (at: number) => formatDateTime(at, known.timeZone)
  const price = (value: number) => formatPrice(value, instrument.tickSize)
  const last = firings[0]
  const fired = last !== undefined && last.firedAt >= rule.armedAt
  const firedText = fired ? `It fired at ${time(last.firedAt)} on ${price(last.evidence.at.price)}.` : null
  const say = (...parts: (string | null)[]): Explanation => ({
    sentence: parts.filter((part) => part !== null).join(' '),
    fired,
  })

  if (rule.state === 'paused') return say('It is paused.', firedText)
  if (rule.state === 'expired') return say(`It expired at ${time(rule.expiresAt ?? now)}.`, firedText)
  if (rule.state === 'fired') return say(firedText ?? 'It has fired.', 'It was to fire once and is done.')
  if (unwatched !== null) return say(`It is not being watched now: ${unwatched}.`, firedText)
  const until = coolingUntil(rule, memory, now)
  if (until !== null) return say(firedText, `It is cooling down until ${time(until)}.`)
  if (memory.lastTick === null) {
    return say(
      firedText,
      `It is armed since ${time(rule.armedAt)} and waits for a first price since then or since the last gap.`,
    )
  }
  const threshold = thresholdOf(known)
  const closest = nearest(known.candles, threshold)
  const armed = `It is armed since ${time(rule.armedAt)}.`
  const blind = known.gaps.length > 0 ? 'Some of that time is not known.' : null
  if (fired || closest === null) return say(firedText, armed, rearming(known), blind)
  const missing = Math.abs(closest.price - threshold)
  return say(
    armed,
    missing === 0
      ? `${price(threshold)} was traded in the minute of ${time(closest.at)}, but not reached from the side that it asks for while it was watched.`
      : `The price never reached ${price(threshold)}: nearest was ${price(closest.price)} at ${time(closest.at)}, ${price(missing)} short.`,
    rearming(known),
    blind,
  )
}

/** The rule at a moment in the past; `candles` are those around it. */
export function explainAt(known: Case, at: number): Explanation {
  const { rule, instrument, firings } = known
  const time = (moment: number) => formatDateTime(moment, known.timeZone)
  const price = (value: number) => formatPrice(value, instrument.tickSize)
  const no = (sentence: string): Explanation => ({ sentence, fired: false })
  const openAt = Math.floor(at / minuteMs) * minuteMs
  const firing = firings.find(({ firedAt }) => firedAt >= openAt && firedAt < openAt + minuteMs)
  if (firing !== undefined) {
    const { before, at: tick } = firing.evidence
    const from = before === null ? '' : `, after ${price(before.price)}`
    return { sentence: `It fired at ${time(firing.firedAt)} on ${price(tick.price)}${from}.`, fired: true }
  }
  if (at > known.now) return no(`${time(at)} has not come yet.`)
  if (at < rule.createdAt)
    return no(`It did not exist at ${time(at)}: it was made at ${time(rule.createdAt)}.`)
  if (at < rule.armedAt) return no(`It was last armed at ${time(rule.armedAt)}, after ${time(at)}.`)
  if (rule.expiresAt !== null && at >= rule.expiresAt) return no(`It had expired at ${time(rule.expiresAt)}.`)
  const earlier = firings.find(({ firedAt }) => firedAt < openAt && firedAt >= rule.armedAt)
  if (earlier !== undefined && rule.frequency.kind === 'once') {
    return no(`It had fired before, at ${time(earlier.firedAt)}, and was to fire once.`)
  }
  if (known.gaps.some((gap) => gap.fromAt < openAt + minuteMs && gap.toAt > openAt)) {
    return no(
      `Nothing is known of ${time(at)}: no data arrived then, and a rule is never judged on what was not seen.`,
    )
  }
  const candle = known.candles.find((one) => one.openAt === openAt)
  if (candle === undefined)
    return no(`No trade of ${instrument.symbol} is on record for the minute of ${time(at)}.`)
  const range = `${instrument.symbol} traded from ${price(candle.low)} to ${price(candle.high)} in the minute of ${time(at)}`
  const threshold = thresholdOf(known)
  const missing = Math.abs(nearestOf(candle, threshold) - threshold)
  const spec = operatorTable[rule.operator]
  const level = toTicks(rule.level, instrument.tickSize)
  const within = [candle.low, candle.high].some((edge) =>
    holds(spec, level, toTicks(edge, instrument.tickSize)),
  )
  if (missing > 0 && !(spec.kind === 'level' && within)) {
    return no(`${range}; ${price(threshold)} was ${price(missing)} away.`)
  }
  const cooling =
    earlier === undefined
      ? null
      : coolingUntil(rule, { lastTick: null, lastFiredAt: earlier.firedAt, firedCount: 1 }, openAt)
  if (cooling !== null) return no(`${range}, but it was cooling down until ${time(cooling)}.`)
  return no(
    spec.kind === 'level'
      ? `${range}: the condition held, but did not become true then; it fires when it becomes true.`
      : `${range}, which includes ${price(threshold)}, but it was not reached from the side that it asks for while it was watched.`,
  )
}
