/** Judges what a receiver of webhooks answered: taken, to be tried again, or refused for good. */
import { retryAfterMs } from '../schedule.ts'
import { refusedForGood, type Sending } from '../sending.ts'
import { masked } from './masking.ts'

export type Answer = {
  readonly status: number
  readonly latencyMs: number
  /** Its beginning; '' where there was none. */
  readonly body: string
  readonly retryAfter: string | null
  readonly date: string | null
  /** Pushover: when the quota begins anew, in seconds. */
  readonly limitReset?: string | null
}

const longestKept = 1024

/** As one line of text that a log can show: control characters could move its cursor. What is secret is masked. */
export function answerText({ status, latencyMs, body }: Answer, secrets: readonly string[]): string {
  const shown = masked(body, secrets)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, longestKept)
    .toWellFormed()
  return `${status} in ${Math.round(latencyMs)} ms${shown === '' ? '' : `: ${shown}`}`
}

const passing = [408, 425, 429]

/** Only 2xx is success. `now`: UTC epoch ms. */
export function judgeAnswer(answer: Answer, now: number, secrets: readonly string[]): Sending {
  const { status } = answer
  const text = answerText(answer, secrets)
  if (status >= 200 && status < 300) return { outcome: 'taken', answer: text }
  if (status === 410) {
    const reason = 'the receiver says that it is gone (410)'
    return { outcome: 'refused', reason, answer: text, again: null, gone: true }
  }
  if (status >= 300 && status < 400)
    return refusedForGood(`the receiver answered ${status}: redirects are not followed`, text)
  const reason = `the receiver answered ${status}`
  if (!passing.includes(status) && (status < 500 || status > 599)) return refusedForGood(reason, text)
  const afterMs = retryAfterMs(answer.retryAfter, now, answer.date)
  const again = { afterMs, holds: status === 429 || afterMs !== null }
  return { outcome: 'refused', reason, answer: text, again, gone: false }
}
