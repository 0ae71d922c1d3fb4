/**
 * Tells a broken timestamp from the venue's clock, so that a trade "from the future" neither closes candles nor stops a series.
 *
 * A venue's clock may differ from ours by anything, so its times are compared among themselves: each time that is believed
 * says how far the venue's clock is ahead of our monotonic one. A message that is further ahead than that, by more than a
 * minute, is held back. Three in a row that agree with each other move the venue's clock (it was set, or our machine slept) and
 * are handed on; a trade of the ordinary time in between proves them broken, and they are dropped. Until three trades
 * have agreed, our own wall clock counts as a time that the venue may well have reached, so that nothing is held at the start.
 * What is minutes in the past is merely late, unless only such comes for a while: then the venue's clock was set back, or what
 * moved it ahead was broken after all.
 */
import type { Clock } from '../lib/clock.ts'

export type VenueMessage = {
  /** The venue's time, UTC epoch ms. */
  readonly at: number
  /** Until when it can have been sent: `at` itself for a trade, the end of a candle that is open, Infinity for a closed one. */
  readonly untilAt: number
  /** Held messages are dropped when one of the same source, or any trade, is in order. */
  readonly source: string
  /** Called at most once: at once, or when others have agreed. `isSure`: enough others agree that the time may be relied on. */
  accept(isSure: boolean): void
  /** Called instead of `accept` when it proved broken; it was heard when the venue's clock was about at `heardAt`. */
  refuse(heardAt: number): void
}

export type VenueTime = {
  hear(message: VenueMessage): void
  /** The stream broke off: what is held will not be agreed with any more. */
  interrupt(): void
}

export const aheadMs = 60_000
const behindMs = 300_000
/** How long only late trades must come before the clock counts as set back: a jam after a pause is over sooner. */
const backForMs = 2000
const agreeing = 3
const mostHeld = 100

/** A trade, or an open candle of a minute. */
const tellsTime = ({ at, untilAt }: VenueMessage): boolean => untilAt - at <= aheadMs

type Held = { readonly message: VenueMessage; readonly leadMs: number }

/** `wentBack`: what was learned from `at` on came from a clock that ran ahead. */
export function createVenueTime(clock: Clock, wentBack: (at: number) => void): VenueTime {
  /** How far the venue's clock is ahead of our monotonic one, at least. */
  let leadMs: number | null = null
  let supporters = 0
  /** Where the venue's clock was when it was moved ahead by more than what is merely late; what followed may be void. */
  let raisedFromAt: number | null = null
  let held: Held[] = []
  let late: { readonly leadMs: number; readonly heardMs: number }[] = []

  const refuse = ({ message, leadMs: claimedMs }: Held): void =>
    message.refuse(message.at - claimedMs + (leadMs ?? claimedMs))

  const refuseHeld = (isRefused: (each: Held) => boolean): void => {
    if (held.length === 0) return
    const refused = held.filter(isRefused)
    held = held.filter((each) => !isRefused(each))
    for (const each of refused) refuse(each)
  }

  const raise = (lead: number): void => {
    if (leadMs !== null && lead > leadMs + behindMs) raisedFromAt ??= leadMs + clock.monotonicMs()
    leadMs = Math.max(leadMs ?? lead, lead)
  }

  const believe = (message: VenueMessage, lead: number): void => {
    const isSupport = tellsTime(message) && Math.abs(lead - (leadMs ?? lead)) <= aheadMs
    if (isSupport && supporters < agreeing) supporters += 1
    raise(lead)
    message.accept(supporters >= agreeing)
  }

  const hold = (message: VenueMessage, lead: number): void => {
    held.push({ message, leadMs: lead })
    const leads = held.slice(-agreeing).map((each) => each.leadMs)
    const agree = leads.length === agreeing && Math.max(...leads) - Math.min(...leads) <= aheadMs
    if (!agree) {
      const oldest = held.length > mostHeld ? held.shift() : undefined
      if (oldest !== undefined) refuse(oldest)
      return
    }
    const waiting = held
    held = []
    const agreedMs = Math.max(...leads)
    raise(agreedMs)
    supporters = 0
    for (const each of waiting) {
      if (each.leadMs <= agreedMs + aheadMs) believe(each.message, each.leadMs)
      else refuse(each)
    }
  }

  /** Whether the venue's clock turns out to be set back. */
  const isSetBack = (lead: number, nowMs: number): boolean => {
    late = late.filter((each) => Math.abs(each.leadMs - lead) <= aheadMs)
    late.push({ leadMs: lead, heardMs: nowMs })
    if (late.length > mostHeld) late.splice(1, 1)
    return late.length >= agreeing && nowMs - (late[0]?.heardMs ?? nowMs) >= backForMs
  }

  return {
    interrupt() {
      refuseHeld(() => true)
      late = []
    },
    hear(message) {
      const nowMs = clock.monotonicMs()
      const lead = message.at - nowMs
      const isSure = supporters >= agreeing
      const wallLead = isSure ? -Infinity : clock.now() - nowMs
      if (lead > Math.max(leadMs ?? -Infinity, wallLead) + aheadMs) {
        hold(message, lead)
        return
      }
      const latestMs = message.untilAt - nowMs
      if (leadMs !== null && latestMs < leadMs - behindMs) {
        if (isSetBack(latestMs, nowMs)) {
          const voidFromAt = Math.min(message.at, raisedFromAt ?? message.at)
          leadMs = lead
          supporters = 0
          raisedFromAt = null
          late = []
          wentBack(voidFromAt)
        }
      } else if (latestMs - lead < behindMs) {
        // It tells when it was sent, to the minute: the clock is where it was thought to be.
        late = []
        refuseHeld((each) => message.untilAt === message.at || each.message.source === message.source)
      } else {
        refuseHeld((each) => each.message.source === message.source)
      }
      believe(message, lead)
    },
  }
}
