/** The one table of the five price operators: what each waits for, in whole ticks, and its words. */
import type { Operator } from '../../shared/model/alert.ts'

export type OperatorSpec = {
  /** `crossing` needs a tick on the other side first; `level` is also true of the first price that is seen. */
  readonly kind: 'crossing' | 'level'
  /** What stands between "last" and the level in a sentence. */
  readonly words: string
  /** Ticks from the level at which it is reached from below; null where rising never fires it. */
  readonly up: number | null
  /** Ticks from the level at which it is reached from above; null where falling never fires it. */
  readonly down: number | null
}

/**
 * An exact touch counts as reached, so crossing waits at the level itself; greater and less want one tick beyond it.
 * Everything else (gap through, lying on the level, re-arming) follows from comparing the tick before with the tick now.
 */
export const operatorTable: Readonly<Record<Operator, OperatorSpec>> = {
  crossing: { kind: 'crossing', words: 'crosses', up: 0, down: 0 },
  'crossing-up': { kind: 'crossing', words: 'crosses up', up: 0, down: null },
  'crossing-down': { kind: 'crossing', words: 'crosses down', up: null, down: 0 },
  'greater-than': { kind: 'level', words: 'is greater than', up: 1, down: null },
  'less-than': { kind: 'level', words: 'is less than', up: null, down: -1 },
}

/** Whether getting from `before` to `now` reaches the operator's threshold; all in ticks. */
export function reaches(spec: OperatorSpec, level: number, before: number, now: number): boolean {
  return (
    (spec.up !== null && before < level + spec.up && now >= level + spec.up) ||
    (spec.down !== null && before > level + spec.down && now <= level + spec.down)
  )
}

/** Whether `now` lies beyond the level by itself, whatever was before; all in ticks. */
export function holds(spec: OperatorSpec, level: number, now: number): boolean {
  return (spec.up !== null && now >= level + spec.up) || (spec.down !== null && now <= level + spec.down)
}
