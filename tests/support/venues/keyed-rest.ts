/** What the venues with a key share over HTTP: refusals thrown from deep inside, and quotas that start anew with the minute. */
import { alignedWindow, slidingWindow } from './venue-limits.ts'
import type { RestAnswer } from './venue-types.ts'

type Refusal = Error & { readonly answer: RestAnswer }

/** To be thrown; `answering` turns it into the answer. */
export const refusal = (answer: RestAnswer): Refusal => Object.assign(new Error('refused'), { answer })

const isRefusal = (error: unknown): error is Refusal => error instanceof Error && 'answer' in error

export function answering(run: () => RestAnswer): RestAnswer {
  try {
    return run()
  } catch (error) {
    if (isRefusal(error)) return error.answer
    throw error
  }
}

export type Quota = {
  readonly most: number
  /** False where the quota is used up, and then nothing is counted. */
  take(cost?: number): boolean
  used(): number
  left(): number
  /** Time until the quota starts anew. */
  resetInMs(): number
}

/** Starts anew whenever the clock is a multiple of `periodMs`. A client that never sends more than `most` in any period
 * is let through as well: its last requests of one period may arrive in the next. */
export function resettingQuota(most: number, periodMs: number, now: () => number): Quota {
  const sincePeriodBegan = alignedWindow(Infinity, periodMs, now)
  const lately = slidingWindow(Infinity, periodMs, now)
  const used = (): number => Math.min(most, sincePeriodBegan.used())
  return {
    most,
    used,
    left: () => most - used(),
    resetInMs: () => periodMs - (now() % periodMs),
    take(cost = 1) {
      if (sincePeriodBegan.used() + cost > most && lately.used() + cost > most) return false
      sincePeriodBegan.take(cost)
      lately.take(cost)
      return true
    },
  }
}

/** A whole number of a query in a range; `wrong` is thrown for anything else. */
export function wholeNumber(
  text: string | null,
  usual: number,
  [least, most]: readonly [number, number],
  wrong: () => Error,
): number {
  if (text === null || text === '') return usual
  const value = Number(text)
  if (!/^-?\d+$/.test(text) || value < least || value > most) throw wrong()
  return value
}
