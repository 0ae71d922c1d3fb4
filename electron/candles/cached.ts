/** What is known already, answered while REST takes its time: a chart paints from it and looks again when the rest is there. */
import type { Candle } from '../../shared/model/candle.ts'
import { openAtOf } from '../../shared/model/interval.ts'
import type { Clock } from '../lib/clock.ts'
import { missingIn } from './gaps.ts'
import type { Answer } from './read-back.ts'
import type { Series } from './series.ts'

/** A REST answer that takes longer than this is not waited for. */
const paintAfterMs = 200
const repaintAfterMs = 10_000

/** The newest candles of the book; the time since them, by our clock, is a gap. Null where there are none. */
function cachedAnswer({ book, interval }: Series, limit: number, now: number): Answer | null {
  const knownTo = book.covered().at(-1)?.toAt
  if (knownTo === undefined) return null
  let candles: Candle[] = []
  for (const span of [...book.covered()].toReversed()) {
    if (candles.length >= limit) break
    candles = [...book.readLast(span.fromAt, span.toAt, limit - candles.length), ...candles]
  }
  const fromAt = candles[0]?.openAt
  if (fromAt === undefined) return null
  const gaps = missingIn(book.covered(), { fromAt, toAt: Math.max(knownTo, openAtOf(interval, now)) })
  return { candles, gaps, more: true, end: null }
}

function isSame(a: Answer, b: Answer): boolean {
  const sketch = ({ candles, gaps }: Answer) => [candles.map((candle) => Object.values(candle)), gaps]
  return JSON.stringify(sketch(a)) === JSON.stringify(sketch(b))
}

export type Painter = {
  /**
   * `whole`, or what is in the book where that is there sooner. `told` is called when the whole answer is another than the painted one:
   * who painted looks again. A second look soon after waits for the whole answer, so that a slow venue is not asked for ever.
   */
  soonest(
    series: Series,
    whole: Promise<Answer>,
    options: { readonly limit: number; readonly told: () => void },
  ): Promise<Answer>
}

export function createPainter(clock: Clock): Painter {
  const paintedAtMs = new WeakMap<Series, number>()
  return {
    soonest(series, whole, { limit, told }) {
      if (clock.monotonicMs() - (paintedAtMs.get(series) ?? -Infinity) < repaintAfterMs) return whole
      return new Promise((resolve, reject) => {
        let painted: Answer | null = null
        const cancel = clock.after(paintAfterMs, () => {
          painted = cachedAnswer(series, limit, clock.now())
          if (painted === null) return
          paintedAtMs.set(series, clock.monotonicMs())
          resolve(painted)
        })
        whole.then(
          (answer) => {
            cancel()
            resolve(answer)
            if (painted === null || isSame(answer, painted)) return
            paintedAtMs.set(series, clock.monotonicMs())
            told()
          },
          (error: unknown) => {
            cancel()
            reject(error)
          },
        )
      })
    },
  }
}
