/** Checks rows that were read from disk: one that does not pass is left out and noted, never thrown. */
import type { z } from 'zod'
import type { SqlValue } from './database.ts'

export type SkippedRow = { readonly table: string; readonly key: string; readonly reason: string }

/** The rows that could not be read since the store was opened; each is kept once. */
export type Skips = {
  note(table: string, key: SqlValue | undefined, reason: string): void
  list(): SkippedRow[]
}

// A file that is wrong all over must not fill the memory with its complaints.
const mostNotes = 1000

export function createSkips(): Skips {
  const rows = new Map<string, SkippedRow>()
  return {
    note(table, key, reason) {
      const name = typeof key === 'object' ? '(bytes)' : String(key)
      if (rows.size < mostNotes) rows.set(`${table}\u0000${name}`, { table, key: name, reason })
    },
    list: () => [...rows.values()],
  }
}

/** The value of a JSON column; undefined where it is not JSON. */
export function fromJson(column: SqlValue | undefined): unknown {
  if (typeof column !== 'string') return undefined
  try {
    return JSON.parse(column) as unknown
  } catch {
    return undefined
  }
}

export type RowReader<T> = (key: SqlValue | undefined, value: unknown) => T | null

/** A reader of one table's values: the checked value, or null after noting the row's key and what was wrong. */
export function createRowReader<T>(table: string, schema: z.ZodType<T>, skips: Skips): RowReader<T> {
  return (key, value) => {
    const result = schema.safeParse(value)
    if (result.success) return result.data
    const issue = result.error.issues[0]
    skips.note(table, key, issue === undefined ? 'not readable' : `${issue.path.join('.')}: ${issue.message}`)
    return null
  }
}

/** Drops the rows that did not pass. */
export function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null)
}
