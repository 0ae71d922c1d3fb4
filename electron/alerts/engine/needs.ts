/** What the armed rules need of the market: instruments, which of them with their book, and series of bars. */
import type { Source } from '../../../shared/alerts/sources.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Series } from '../language/input.ts'
import { heardBy, type Entry } from './entry.ts'

export type Needs = {
  add(entry: Entry): void
  remove(entry: Entry): void
  instruments(): InstrumentId[]
  series(): Series[]
  needsBook(id: InstrumentId): boolean
}

/** Things by name, each for as long as someone needs it. */
function createCounted<T>() {
  const found = new Map<string, { readonly thing: T; count: number }>()
  return {
    found,
    count(name: string, thing: T, by: 1 | -1) {
      const entry = found.get(name) ?? { thing, count: 0 }
      entry.count += by
      if (entry.count > 0) found.set(name, entry)
      else found.delete(name)
    },
    things: () => [...found.values()].map(({ thing }) => thing),
  }
}

/** The same text for the same source, in whatever order its inputs were written. */
function nameOf(source: Source): string {
  if (source.kind !== 'indicator') return source.kind
  const inputs = Object.entries(source.inputs).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([source.name, inputs, source.output])
}

export function createNeeds(): Needs {
  const instruments = createCounted<InstrumentId>()
  const books = createCounted<InstrumentId>()
  const series = createCounted<Series>()

  const count = ({ watch, subject }: Entry, by: 1 | -1) => {
    for (const id of heardBy(watch)) instruments.count(id, id, by)
    if (subject !== null) instruments.count(subject, subject, by)
    for (const { kind, instrument, interval, source } of watch.conditions.flatMap(({ parts }) => parts)) {
      if (instrument === null) continue
      if (kind === 'bid' || kind === 'ask' || kind === 'change') books.count(instrument, instrument, by)
      if (kind === 'derived' && interval !== null)
        series.count(`${interval} ${nameOf(source)} ${instrument}`, { instrument, interval, source }, by)
    }
  }
  return {
    add: (entry) => count(entry, 1),
    remove: (entry) => count(entry, -1),
    instruments: instruments.things,
    series: series.things,
    needsBook: (id) => books.found.has(id),
  }
}
