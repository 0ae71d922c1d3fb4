/** A time that was not seen, as the inputs that its one-minute bars stand for: pure, and the same for live catch-up and for later. */
import type { Sight } from '../../../shared/alerts/sight.ts'
import type { Candle, Gap } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { timeOf, type EventInput, type Input, type WebhookInput } from '../language/input.ts'
import { minuteMs, unseenOf, type SeenAfter } from './unseen.ts'

/** An input of a time that was missed; `begins`, `ends`: the bar whose first or last input it is. */
export type MissedStep = {
  readonly input: Exclude<Input, EventInput | WebhookInput>
  readonly instrument: InstrumentId
  readonly begins: Candle | null
  readonly ends: Candle | null
}

/** The time between what was last seen (or `fromAt`, where nothing was) and what was seen next. */
export type Missed = {
  readonly instrument: InstrumentId
  readonly before: Sight | null
  readonly fromAt: number
  readonly after: SeenAfter
}

export function minuteOf(at: number): number {
  return Math.floor(at / minuteMs) * minuteMs
}

/** The one-minute bars that are needed: all that have a part in it, the last of which may still be open. */
export function neededMinutes({ before, fromAt, after }: Missed): { fromAt: number; toAt: number } {
  return { fromAt: minuteOf(before?.at ?? fromAt), toAt: minuteOf(after.at) + minuteMs }
}

/** Whether there are bars, or the certainty that nothing was traded, for all of it but the bar that is still open. */
export function isWhole(missed: Missed, gaps: readonly Gap[], knownTo: number): boolean {
  const { fromAt } = neededMinutes(missed)
  const toAt = minuteOf(missed.after.at)
  return knownTo >= toAt && !gaps.some((gap) => gap.fromAt < toAt && gap.toAt > fromAt)
}

/**
 * Ascending; where bars are missing, a gap says so. The venue's clock dates them all. The last is what was seen first, where its
 * bar is known: what it shows happened in the part that was not seen, at an unknown moment, and is inferred from that bar too.
 */
export function stepsOfMissed(
  missed: Missed,
  candles: readonly Candle[],
  gaps: readonly Gap[],
): { readonly steps: MissedStep[]; readonly hasFirst: boolean } {
  const { instrument, before, after } = missed
  const needed = neededMinutes(missed)
  const lastOpenAt = minuteOf(after.at)
  const steps: MissedStep[] = []
  const holes = gaps.filter((gap) => gap.fromAt < lastOpenAt && gap.toAt > needed.fromAt)
  let hole = 0
  const noteHoles = (upTo: number): void => {
    let isGap = false
    while ((holes[hole]?.fromAt ?? Infinity) < upTo) {
      isGap = true
      hole += 1
    }
    if (isGap)
      steps.push({
        input: { kind: 'gap', instruments: [instrument], cause: 'feed' },
        ...{ instrument, begins: null, ends: null },
      })
  }
  for (const candle of candles) {
    const { openAt } = candle
    if (openAt < needed.fromAt || openAt > lastOpenAt) continue
    noteHoles(openAt)
    const seenBefore =
      before !== null && before.minute.openAt === openAt ? { at: before.at, ...before.minute } : null
    const isStraddled = before !== null && before.at >= openAt
    const inputs = unseenOf(
      instrument,
      candle,
      // Seen up to a moment in this bar, but not from its beginning on: then only what comes after is certain.
      seenBefore ?? (isStraddled ? { at: before.at, low: -Infinity, high: Infinity } : null),
      openAt === lastOpenAt ? after : null,
    )
    inputs.forEach((input, place) =>
      steps.push({
        ...{ input, instrument },
        begins: place === 0 ? candle : null,
        ends: input.kind === 'clock' ? candle : null,
      }),
    )
  }
  noteHoles(lastOpenAt)
  const seam = candles.findLast(({ openAt }) => openAt === lastOpenAt)
  const hasFirst = seam !== undefined && Number.isFinite(after.first)
  if (hasFirst) {
    const { low, high } = seam
    const inferred = { openAt: lastOpenAt, closeAt: lastOpenAt + minuteMs, low, high }
    const { at, first } = after
    steps.push({
      input: { kind: 'tick', instrument, exchangeAt: at, receivedAt: at, last: first, inferred },
      ...{ instrument, begins: null, ends: null },
    })
  }
  return { steps, hasFirst }
}

/** Several instruments' steps in the order of their times. */
export function mergeSteps(lists: readonly (readonly MissedStep[])[]): MissedStep[] {
  const [only, ...others] = lists
  if (only !== undefined && others.length === 0) return [...only]
  // Gaps have no time of their own: they stay right before what follows them.
  const timed = lists.flatMap((list) => {
    let at = Infinity
    return list
      .toReversed()
      .map((step) => {
        if (step.input.kind !== 'gap') at = timeOf(step.input)
        return { at, step }
      })
      .toReversed()
  })
  return timed.toSorted((a, b) => a.at - b.at).map(({ step }) => step)
}
