/** Every operator written a second time, from its definition and over the whole history instead of a memory. */
import type { Input } from '../../../../../electron/alerts/language/input.ts'
import type { Condition } from '../../../../../shared/alerts/condition.ts'
import type { Rearm } from '../../../../../shared/alerts/rule.ts'

/** A value that counts, with its place in the tape. */
export type Value = { place: number; cents: number; at: number; exchangeAt: number | null }

/** The values since the last hole, for each stretch between holes. */
export function stretchesOf(tape: readonly Input[]): Value[][] {
  const stretches: Value[][] = [[]]
  tape.forEach((input, place) => {
    if (input.kind === 'gap') stretches.push([])
    if (input.kind !== 'tick') return
    const { last, exchangeAt, receivedAt } = input
    const stretch = stretches.at(-1) as Value[]
    const newest = stretch.at(-1)?.exchangeAt ?? null
    if (typeof last !== 'number' || !Number.isFinite(last)) return
    if (newest !== null && exchangeAt !== null && exchangeAt < newest) return
    stretch.push({ place, cents: Math.round(last * 100), at: exchangeAt ?? receivedAt, exchangeAt })
  })
  return stretches
}

/** How far it has come from the best starting point within the time, in cents or percent. */
function moveAt(condition: Condition, stretch: readonly Value[], index: number): number {
  const up = condition.operator.startsWith('moving-up')
  const percent = condition.operator.endsWith('percent')
  const within = condition.within ?? { count: 1, unit: 'bars' }
  const pieceMs = within.unit === 'bars' ? 60_000 : within.count * 1000
  const reach = within.unit === 'bars' ? within.count : 60
  const pieceOf = (upTo: number) =>
    Math.max(...stretch.slice(0, upTo + 1).map(({ at }) => Math.floor(at / pieceMs)))
  const now = stretch[index]?.cents ?? NaN
  const moves = stretch.slice(0, index + 1).flatMap(({ cents }, start) => {
    if (pieceOf(index) - pieceOf(start) >= reach) return []
    const by = up ? now - cents : cents - now
    return [percent ? (by * 100) / cents : by]
  })
  return Math.max(...moves)
}

/** A value that was judged: whether it hit, whether the value has left by the band, and (states) whether it is true. */
export type Judgement = { place: number; hit: boolean; left: boolean; holds: boolean }

/** How far a value of so many cents must go back, in cents. */
function bandAt(rearm: Rearm | null, cents: number): number {
  if (rearm === null) return 0
  const width = rearm.unit === 'value' ? Math.round(rearm.amount * 100) : Math.abs(cents * rearm.amount) / 100
  return Math.max(1, Math.ceil(width - 1e-9))
}

/** How much of a move must be gone; in cents, or in percent where the move is. */
function moveLeft(rearm: Rearm | null, amount: number, isPercent: boolean): number {
  if (rearm === null) return amount
  if (rearm.unit === 'value') return amount - (isPercent ? rearm.amount : rearm.amount * 100)
  const left = amount * (1 - rearm.amount / 100)
  return isPercent ? left : Math.round(left)
}

export function trace(condition: Condition, tape: readonly Input[], rearm: Rearm | null): Judgement[] {
  const { operator, operands } = condition
  const [lower, upper] = operands.map((operand) => Math.round(Number(operand) * 100)) as [number, number]
  const inside = (cents: number) => cents >= lower && cents <= upper
  const amount = operator.endsWith('percent') ? Number(operands[0]) : lower
  const found: Judgement[] = []
  // States: what was last said, over holes.
  let said: 'nothing' | 'yes' | 'no' = 'nothing'
  for (const stretch of stretchesOf(tape)) {
    stretch.forEach(({ place, cents }, index) => {
      const before = stretch[index - 1]?.cents
      const passed =
        before !== undefined && ((before < lower && cents > upper) || (before > upper && cents < lower))
      const up = before !== undefined && before < lower && cents >= lower
      const down = before !== undefined && before > lower && cents <= lower
      const state = (holds: boolean): boolean => {
        if (holds && said === 'no' && index === 0) return false
        const hit = holds && said !== 'yes'
        said = holds ? 'yes' : 'no'
        return hit
      }
      const move = operator.startsWith('moving') ? moveAt(condition, stretch, index) : 0
      const [under, over] = [bandAt(rearm, lower), bandAt(rearm, upper)]
      const isDown = cents <= lower - under
      const isUp = cents >= lower + under
      const far = cents <= lower - under || cents >= upper + over
      const half = Math.floor((upper - lower) / 2)
      const deep = cents >= lower + Math.min(under, half) && cents <= upper - Math.min(over, half)
      const cases: Record<string, () => [boolean, boolean]> = {
        crossing: () => [up || down, isDown || isUp],
        'crossing-up': () => [up, isDown],
        'crossing-down': () => [down, isUp],
        'greater-than': () => [state(cents > lower), isDown],
        'less-than': () => [state(cents < lower), isUp],
        'entering-channel': () => [before !== undefined && !inside(before) && (inside(cents) || passed), far],
        'exiting-channel': () => [
          before !== undefined && ((inside(before) && !inside(cents)) || passed),
          deep,
        ],
        'inside-channel': () => [state(inside(cents)), far],
        'outside-channel': () => [state(!inside(cents)), deep],
        moving: () => [
          state(move >= amount - 1e-9),
          move <= Math.max(0, moveLeft(rearm, amount, operator.endsWith('percent')) + 1e-9),
        ],
      }
      const [hit, left] = (
        cases[operator.startsWith('moving') ? 'moving' : operator] as () => [boolean, boolean]
      )()
      found.push({ place, hit, left, holds: said === 'yes' })
    })
  }
  return found
}

/** The places that fire. */
export function byDefinition(condition: Condition, tape: readonly Input[], rearm: Rearm | null): number[] {
  const history = trace(condition, tape, rearm)
  const fired: number[] = []
  history.forEach(({ place, hit }, index) => {
    if (!hit) return
    const last = fired.at(-1)
    const since = history.slice(0, index).filter((entry) => last !== undefined && entry.place > last)
    if (rearm !== null && last !== undefined && !since.some(({ left }) => left)) return
    fired.push(place)
  })
  return fired
}
