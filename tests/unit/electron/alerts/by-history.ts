/** The alert semantics written a second time, to be compared with. */
import type { Rule } from '../../../../shared/model/alert.ts'
import type { Tick } from '../../../../shared/model/quote.ts'
import type { Step } from './samples.ts'

/** A price in whole ticks of 0.01. */
export const cents = (price: number) => Math.round(price * 100)

/**
 * The same semantics written a second time, over the whole history instead of a memory: a tick fires if the admitted ticks
 * since the last gap, and what the rule said before it, make it fire.
 */
export function byHistory(watched: Rule, list: readonly Step[]): Tick[] {
  const level = cents(watched.level)
  const beyond = (price: number) =>
    watched.operator === 'greater-than' ? cents(price) > level : cents(price) < level
  const isLevel = watched.operator === 'greater-than' || watched.operator === 'less-than'
  const fired: Tick[] = []
  let stretch: Tick[] = []
  // Level rules: what was last said, over gaps. 'none' right after arming.
  let said: 'none' | 'yes' | 'no' = 'none'
  for (const step of list) {
    if (step.kind === 'gap') {
      stretch = []
      continue
    }
    const { tick } = step
    const last = stretch.at(-1)
    if (!Number.isFinite(tick.price)) continue
    if (
      last !== undefined &&
      last.exchangeAt !== null &&
      tick.exchangeAt !== null &&
      tick.exchangeAt < last.exchangeAt
    )
      continue
    if (watched.frequency.kind === 'once' && fired.length > 0) break
    if (watched.expiresAt !== null && tick.receivedAt >= watched.expiresAt) break
    let hit = false
    if (isLevel) {
      const now = beyond(tick.price)
      const wait = now && said === 'no' && stretch.length === 0
      hit = now && said !== 'yes' && !wait
      if (!wait) said = now ? 'yes' : 'no'
    } else if (last !== undefined) {
      const from = cents(last.price)
      const to = cents(tick.price)
      const up = from < level && level <= to
      const down = from > level && level >= to
      hit = (up && watched.operator !== 'crossing-down') || (down && watched.operator !== 'crossing-up')
    }
    stretch.push(tick)
    const lastFired = fired.at(-1)
    const coolDownMs = watched.frequency.kind === 'once' ? 0 : watched.frequency.coolDownMs
    if (hit && (lastFired === undefined || tick.receivedAt - lastFired.receivedAt >= coolDownMs))
      fired.push(tick)
  }
  return fired
}
