/** Keeps exactly those series computed that armed rules ask for. */
import type { Series } from './language/input.ts'

export type SeriesWants = {
  reconcile(wanted: readonly Series[]): void
}

const keyOf = ({ instrument, interval, source }: Series) => JSON.stringify([instrument, interval, source])

export function createSeriesWants(book: { want(series: Series): () => void }): SeriesWants {
  const held = new Map<string, () => void>()
  return {
    reconcile(wanted) {
      const keep = new Map(wanted.map((series) => [keyOf(series), series]))
      for (const [key, release] of held) {
        if (keep.has(key)) continue
        held.delete(key)
        release()
      }
      for (const [key, series] of keep) if (!held.has(key)) held.set(key, book.want(series))
    },
  }
}
