/** What came of one attempt to send. */

export type Sending =
  | {
      readonly outcome: 'taken'
      /** What the receiver or the system said, for the log. */
      readonly answer: string
    }
  | {
      readonly outcome: 'refused'
      readonly reason: string
      /** Null where nobody answered. */
      readonly answer: string | null
      /** Null: the same will be refused again. */
      readonly again: {
        /** What the receiver asked to wait. */
        readonly afterMs: number | null
        /** It asked the whole sender to wait, not this message. */
        readonly holds: boolean
      } | null
      /** The receiver said that it does not exist any more. */
      readonly gone: boolean
    }

/** Refused for good. */
export function refusedForGood(reason: string, answer: string | null = null): Sending {
  return { outcome: 'refused', reason, answer, again: null, gone: false }
}

/** It may be taken another time. */
export function refusedForNow(reason: string, answer: string | null = null): Sending {
  return { outcome: 'refused', reason, answer, again: { afterMs: null, holds: false }, gone: false }
}
