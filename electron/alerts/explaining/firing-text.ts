/** A firing in the log, as the answer to why a rule fired. */
import type { Firing } from '../../../shared/alerts/firing.ts'
import type { Watch } from '../language/watch.ts'
import { valueText, type Moments } from './words.ts'

/** `It fired at 14:03:07 on 64,200.50, after 64,198.00.`, and how it was told where that was not at once. */
export function firingText(firing: Firing, watched: Watch, now: number, moments: Moments): string {
  const { evidence, firedAt, happenedAt, late, quietUntil, folded } = firing
  const hit = firing.conditions.findIndex((each) => each.hit)
  const each = watched.conditions[Math.max(0, hit)]
  const value = (number: number) => (each === undefined ? String(number) : valueText(each, number))
  const on = evidence.at === null ? '' : ` on ${value(evidence.at.price)}`
  const after =
    evidence.at === null || evidence.before === null ? '' : `, after ${value(evidence.before.price)}`
  const found = late ? ` It was not seen live: its bars told it at ${moments.second(firedAt)}.` : ''
  const quiet =
    quietUntil === null
      ? ''
      : now < quietUntil
        ? ` That was in quiet hours: it waits for the digest at ${moments.minute(quietUntil)}.`
        : ` That was in quiet hours: it was told in the digest at ${moments.minute(quietUntil)}.`
  const storm = folded ? ' It came in a storm of firings and was told together with others.' : ''
  const at = late ? (happenedAt ?? firedAt) : firedAt
  return `It fired at ${moments.second(at)}${on}${after}.${found}${quiet}${storm}`
}

/** The firing that belongs to [`fromAt`, `toAt`): by when it happened, or by when it was told. */
export function firingWithin(firings: readonly Firing[], fromAt: number, toAt: number): Firing | undefined {
  const isWithin = (at: number | null) => at !== null && at >= fromAt && at < toAt
  return (
    firings.findLast(({ happenedAt }) => isWithin(happenedAt)) ??
    firings.findLast(({ firedAt }) => isWithin(firedAt))
  )
}
