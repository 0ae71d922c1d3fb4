/** Arithmetic on spans of time: what is known, what is missing. Lists of spans are ascending and apart from each other. */
import type { Gap } from '../../shared/model/candle.ts'

/** From `fromAt` up to and without `toAt`, UTC epoch ms. */
export type Span = Gap

/** The list with the span in it; spans that touch become one. */
export function addSpan(spans: readonly Span[], span: Span): Span[] {
  if (span.fromAt >= span.toAt) return [...spans]
  const before = spans.filter(({ toAt }) => toAt < span.fromAt)
  const after = spans.filter(({ fromAt }) => fromAt > span.toAt)
  const touching = spans.filter(({ fromAt, toAt }) => toAt >= span.fromAt && fromAt <= span.toAt)
  const joined = {
    fromAt: Math.min(span.fromAt, touching[0]?.fromAt ?? Infinity),
    toAt: Math.max(span.toAt, touching.at(-1)?.toAt ?? -Infinity),
  }
  return [...before, joined, ...after]
}

/** The list without the span's time. */
export function subtractSpan(spans: readonly Span[], { fromAt, toAt }: Span): Span[] {
  if (fromAt >= toAt) return [...spans]
  return spans
    .flatMap((span) => [
      { fromAt: span.fromAt, toAt: Math.min(span.toAt, fromAt) },
      { fromAt: Math.max(span.fromAt, toAt), toAt: span.toAt },
    ])
    .filter((span) => span.fromAt < span.toAt)
}

/** The parts of `range` that no span holds. */
export function missingIn(spans: readonly Span[], range: Span): Span[] {
  return spans.reduce(subtractSpan, range.fromAt < range.toAt ? [range] : [])
}

/** The span that holds the moment right before `at`. */
export function spanUpTo(spans: readonly Span[], at: number): Span | undefined {
  return spans.find(({ fromAt, toAt }) => fromAt < at && at <= toAt)
}

/** The last span that ends before `at`. */
export function spanBelow(spans: readonly Span[], at: number): Span | undefined {
  return spans.findLast(({ toAt }) => toAt < at)
}
