/** ALL, ANY and frequency written a second time, over the whole history; for rules that judge every tick. */
import type { Input } from '../../../../../electron/alerts/language/input.ts'
import { operatorSpec } from '../../../../../shared/alerts/operators.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import type { InstrumentId } from '../../../../../shared/model/ids.ts'
import { trace } from './by-definition.ts'
import { bitcoin } from './tapes.ts'

const minuteMs = 60_000
const timeOf = (input: Input | undefined): number =>
  input?.kind === 'tick' ? (input.exchangeAt ?? input.receivedAt) : NaN
const nowOf = (input: Input | undefined): number => (input?.kind === 'tick' ? input.receivedAt : NaN)

/** The tape as one instrument sees it, with every place kept. */
const seenBy = (instrument: InstrumentId, tape: readonly Input[]): Input[] =>
  tape.map((input) =>
    input.kind === 'tick' && input.instrument !== instrument ? { kind: 'clock', at: 0 } : input,
  )

/** The places in the tape that fire. */
export function byRule(rule: AlertRule, tape: readonly Input[]): number[] {
  const { frequency, schedule } = rule
  const repeats = frequency.kind !== 'once' && frequency.kind !== 'every-time'
  const conditions = rule.conditions.map((condition) => {
    const isState = operatorSpec(condition.operator).kind === 'state'
    const judged = trace(condition, seenBy(condition.instrument ?? bitcoin, tape), null).map((entry) => ({
      ...entry,
      hit: isState && repeats ? entry.holds : entry.hit,
    }))
    const isHit = (place: number) => judged.some((entry) => entry.place === place && entry.hit)
    const isTrue = (place: number): boolean => {
      if (isHit(place)) return true
      if (!isState) {
        if (condition.interval === null) return false
        return judged.some(
          (entry) =>
            entry.hit &&
            entry.place <= place &&
            timeOf(tape[place]) < Math.floor(timeOf(tape[entry.place]) / minuteMs) * minuteMs + minuteMs &&
            // Only the last one counts: it says until when.
            !judged.some((later) => later.hit && later.place > entry.place && later.place <= place),
        )
      }
      const last = judged.findLast((entry) => entry.place <= place)
      if (last === undefined) return false
      return last.holds && !tape.slice(last.place, place).some(({ kind }) => kind === 'gap')
    }
    return { isHit, isTrue }
  })
  const fired: number[] = []
  tape.forEach((input, place) => {
    if (input.kind !== 'tick' || !conditions.some(({ isHit }) => isHit(place))) return
    if (rule.combine === 'all' && !conditions.every(({ isTrue }) => isTrue(place))) return
    const now = nowOf(input)
    if (schedule.expiresAt !== null && now >= schedule.expiresAt) return
    const last = tape[fired.at(-1) ?? -1]
    if (last !== undefined) {
      if (frequency.kind === 'once') return
      const pause = frequency.kind === 'once-per-minute' ? minuteMs : 0
      if (now - nowOf(last) < Math.max(pause, frequency.coolDownMs)) return
      const sameBar = Math.floor(timeOf(last) / minuteMs) === Math.floor(timeOf(input) / minuteMs)
      if (frequency.kind === 'once-per-bar' && sameBar) return
    }
    fired.push(place)
  })
  return fired
}
