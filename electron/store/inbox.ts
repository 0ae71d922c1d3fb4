/** The inbox of webhooks: raw bytes first, in one row that is committed before the sender is answered; what they mean is added after. */
import { z } from 'zod'
import {
  hookVerdictsSchema,
  inboxEntrySchema,
  tokenVerdicts,
  type HookVerdicts,
  type InboxEntry,
} from '../../shared/model/webhook.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Database, Migration, Row, SqlValue } from './database.ts'
import { createRowReader, createSkips, fromJson, present, type Skips } from './rows.ts'

export const createInbox: Migration = (database) => {
  database.exec(`
    CREATE TABLE inbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      source TEXT NOT NULL,
      source_name TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      headers TEXT NOT NULL,
      body BLOB NOT NULL,
      instrument TEXT,
      reading TEXT,
      processed_at INTEGER
    ) STRICT;
    CREATE INDEX inbox_by_instrument ON inbox (instrument, id);
    CREATE INDEX inbox_unprocessed ON inbox (id) WHERE processed_at IS NULL;
  `)
}

/** Entries from before came once, and had to know no more than the address. */
export const addHookVerdicts: Migration = (database) => {
  database.exec(`
    ALTER TABLE inbox ADD COLUMN verdicts TEXT;
    ALTER TABLE inbox ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE inbox ADD COLUMN repeated_at INTEGER;
  `)
}

export type RawHook = {
  readonly source: string
  readonly sourceName: string
  readonly receivedAt: number
  /** As sent: order, spelling and repeats kept. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array
  /** What was found about it; without, that it knew the address. */
  readonly verdicts?: HookVerdicts
  /** The sender's name for it, by which a repeat is known. */
  readonly messageId?: string | null
}

/** What was read out of the bytes. */
export type HookReading = Pick<
  InboxEntry,
  'format' | 'jsonError' | 'summary' | 'symbol' | 'price' | 'message' | 'instrument' | 'placeholders'
>

export type StoredHook = RawHook & { readonly id: number }

export type InboxTable = {
  /** Answers the row's id; ids count up and are never used again. */
  insert(raw: RawHook): number
  saveReading(id: number, reading: HookReading, processedAt: number): void
  /** Rows that were accepted but not read yet (the app stopped in between), oldest first. */
  unprocessed(): StoredHook[]
  /** The entry's message came again. */
  repeated(id: number, at: number): void
  /** One entry as listed. */
  entry(id: number): InboxEntry | null
  /** One entry as listed, and its raw parts. */
  get(id: number): { readonly entry: InboxEntry; readonly raw: StoredHook } | null
  /** Newest first; `before` is the id to go on from. */
  list(query: {
    readonly limit: number
    readonly before?: number | undefined
    readonly instrument?: InstrumentId | undefined
  }): InboxEntry[]
  count(): number
  /** Deletes the oldest rows past either limit (bytes: headers and bodies), unprocessed ones excepted; answers how many. */
  retention(maxRows: number, maxBytes: number): number
}

const rawSchema = z.object({
  id: z.number().int(),
  source: z.string(),
  sourceName: z.string(),
  receivedAt: z.number(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.instanceof(Uint8Array),
})

// An unread row is listed too: it was accepted. Its `processedAt` of null says that nothing here was looked at.
const unread: HookReading = {
  format: 'binary',
  jsonError: null,
  summary: 'not read yet',
  symbol: null,
  price: null,
  message: null,
  instrument: null,
  placeholders: [],
}

const entryColumns =
  'id, source, source_name, received_at, reading, processed_at, length(body) AS size_bytes, verdicts, times, repeated_at'
const rawColumns = 'id, source, source_name, received_at, headers, body'

function verdictsOf(row: Row): HookVerdicts | null {
  const kept =
    row['verdicts'] === null ? tokenVerdicts : hookVerdictsSchema.safeParse(fromJson(row['verdicts'])).data
  if (kept === undefined) return null
  const { times, repeated_at: repeatedAt } = row
  const afterMs = repeatedAt === null ? null : Number(repeatedAt) - Number(row['received_at'])
  return { ...kept, duplicate: { ...kept.duplicate, times: Number(times), afterMs } }
}

export function createInboxTable(database: Database, skips: Skips = createSkips()): InboxTable {
  const checkEntry = createRowReader('inbox', inboxEntrySchema, skips)
  const checkRaw = createRowReader('inbox', rawSchema, skips)
  const readEntry = (row: Row) => {
    const reading = row['reading'] === null ? unread : fromJson(row['reading'])
    return checkEntry(row['id'], {
      ...(typeof reading === 'object' ? reading : {}),
      id: row['id'],
      source: row['source'],
      sourceName: row['source_name'],
      receivedAt: row['received_at'],
      sizeBytes: row['size_bytes'],
      // Only messages with a known token are stored at all.
      verdict: 'token-ok',
      verdicts: verdictsOf(row),
      processedAt: row['processed_at'],
    })
  }
  const readRaw = (row: Row): StoredHook | null =>
    checkRaw(row['id'], {
      id: row['id'],
      source: row['source'],
      sourceName: row['source_name'],
      receivedAt: row['received_at'],
      headers: fromJson(row['headers']),
      body: row['body'],
    })
  return {
    insert: ({ source, sourceName, receivedAt, headers, body, verdicts }) =>
      database.run(
        'INSERT INTO inbox (source, source_name, received_at, headers, body, verdicts) VALUES (?, ?, ?, ?, ?, ?)',
        source,
        sourceName,
        Math.trunc(receivedAt),
        JSON.stringify(headers),
        body,
        verdicts === undefined ? null : JSON.stringify(verdicts),
      ).lastInsertRowid,
    saveReading(id, reading, processedAt) {
      const { format, jsonError, summary, symbol, price, message, instrument, placeholders } = reading
      database.run(
        'UPDATE inbox SET reading = ?, instrument = ?, processed_at = ? WHERE id = ?',
        JSON.stringify({ format, jsonError, summary, symbol, price, message, instrument, placeholders }),
        instrument,
        Math.trunc(processedAt),
        id,
      )
    },
    repeated(id, at) {
      database.run('UPDATE inbox SET times = times + 1, repeated_at = ? WHERE id = ?', Math.trunc(at), id)
    },
    entry(id) {
      const row = database.get(`SELECT ${entryColumns} FROM inbox WHERE id = ?`, id)
      return row === undefined ? null : readEntry(row)
    },
    unprocessed: () =>
      present(
        database.all(`SELECT ${rawColumns} FROM inbox WHERE processed_at IS NULL ORDER BY id`).map(readRaw),
      ),
    get(id) {
      const entryRow = database.get(`SELECT ${entryColumns} FROM inbox WHERE id = ?`, id)
      const rawRow = database.get(`SELECT ${rawColumns} FROM inbox WHERE id = ?`, id)
      if (entryRow === undefined || rawRow === undefined) return null
      const entry = readEntry(entryRow)
      const raw = readRaw(rawRow)
      return entry === null || raw === null ? null : { entry, raw }
    },
    list({ limit, before, instrument }) {
      const conditions: string[] = []
      const values: SqlValue[] = []
      if (before !== undefined) {
        conditions.push('id < ?')
        values.push(before)
      }
      if (instrument !== undefined) {
        conditions.push('instrument = ?')
        values.push(instrument)
      }
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
      const rows = database.all(
        `SELECT ${entryColumns} FROM inbox ${where} ORDER BY id DESC LIMIT ?`,
        ...values,
        limit,
      )
      return present(rows.map(readEntry))
    },
    count: () => Number(database.get('SELECT count(*) AS count FROM inbox')?.['count'] ?? 0),
    retention: (maxRows, maxBytes) =>
      database.run(
        `DELETE FROM inbox WHERE processed_at IS NOT NULL AND id IN (
           SELECT id FROM (
             SELECT id, row_number() OVER newest AS place, sum(length(body) + length(headers)) OVER newest AS bytes
             FROM inbox WINDOW newest AS (ORDER BY id DESC)
           ) WHERE place > ? OR bytes > ?
         )`,
        maxRows,
        maxBytes,
      ).changes,
  }
}
