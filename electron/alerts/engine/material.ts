/** Whether a memory changed in something that the instrument's last price does not tell. */
import type { AlertMemory } from '../../../shared/alerts/memory.ts'

type Plain = Readonly<Record<string, unknown>>

/** Compared by identity: the evaluator hands on what it does not change. */
function differs(before: Plain, after: Plain, except: readonly string[]): boolean {
  return Object.keys(after).some((key) => !except.includes(key) && before[key] !== after[key])
}

const whole = ['conditions']
const fromLast = ['last', 'position']

/** `onLastOnly`: the rule is judged on one instrument's last price, so that where that price lay need not be kept with it. */
export function isMaterial(before: AlertMemory, after: AlertMemory, onLastOnly: boolean): boolean {
  if (before === after) return false
  if (differs(before, after, whole)) return true
  if (!onLastOnly) return before.conditions !== after.conditions
  return after.conditions.some((condition, place) => {
    const was = before.conditions[place]
    return was === undefined || differs(was, condition, fromLast)
  })
}
