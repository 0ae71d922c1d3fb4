/** The outbox: every sending of a firing to a target, from the transaction that made it to its end. */
import { z } from 'zod'
import { deliverySchema, type Delivery } from '../../shared/model/delivery.ts'
import type { Database, Migration, Row, SqlValue } from './database.ts'
import { createRowReader, createSkips, present, type Skips } from './rows.ts'

export const createDeliveries: Migration = (database) => {
  database.exec(`
    CREATE TABLE deliveries (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      firing TEXT NOT NULL,
      target TEXT NOT NULL,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      sent_at INTEGER,
      last_error TEXT
    ) STRICT;
    CREATE INDEX deliveries_by_firing ON deliveries (firing, sequence);
    CREATE INDEX deliveries_pending ON deliveries (sequence) WHERE state = 'pending';
  `)
}

/** Rows get their reason, their time and their words; one about several firings names none. Rows from before have no words. */
export const addDeliveryPlans: Migration = (database) => {
  database.exec(`
    CREATE TABLE planned_deliveries (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      firing TEXT,
      target TEXT NOT NULL,
      reason TEXT NOT NULL,
      state TEXT NOT NULL,
      due_at INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      sent_at INTEGER,
      last_error TEXT,
      answer TEXT,
      title TEXT NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    INSERT INTO planned_deliveries
      SELECT sequence, id, firing, target, 'alert', state, created_at, attempts, created_at, sent_at, last_error,
             NULL, '', ''
      FROM deliveries;
    DROP TABLE deliveries;
    ALTER TABLE planned_deliveries RENAME TO deliveries;
    CREATE INDEX deliveries_by_firing ON deliveries (firing, sequence);
    CREATE INDEX deliveries_open ON deliveries (sequence) WHERE state IN ('waiting', 'pending');
    CREATE INDEX deliveries_failed ON deliveries (sequence) WHERE state = 'failed';
  `)
}

const openSchema = deliverySchema
  .pick({ id: true, target: true, reason: true, state: true, dueAt: true, attempts: true, createdAt: true })
  .extend({ sequence: z.number().int() })
/** What is not done yet, without its words: small enough that all of them fit into memory. */
export type OpenDelivery = z.infer<typeof openSchema>

export type DeliveryTable = {
  /** False where a delivery with this id exists already: nothing is written then. */
  insert(delivery: Delivery): boolean
  get(id: string): Delivery | null
  /** What is to be sent and waits for nothing but its turn or its next attempt, oldest first. */
  pending(): Delivery[]
  /** Waiting and pending ones with a sequence after this one, oldest first; 0 for all. */
  open(after: number): OpenDelivery[]
  /** Of a firing: what is not due yet, and every escalation that was not sent. */
  recallable(firing: string): Delivery[]
  /** What a target is told in one digest, oldest first. */
  held(target: string): Delivery[]
  /** Oldest first. */
  failed(): Delivery[]
  /** Writes state, `dueAt`, attempts, `sentAt`, `lastError` and `answer`; the rest never changes. */
  update(delivery: Delivery): void
  /** Newest first. */
  list(query: { readonly limit: number; readonly firing?: string | undefined }): Delivery[]
}

const selected = `SELECT id, firing, target, reason, state, due_at, attempts, created_at, sent_at, last_error, answer,
  title, body FROM deliveries`

const named = ({
  due_at: dueAt,
  created_at: createdAt,
  sent_at: sentAt,
  last_error: lastError,
  ...row
}: Row) => ({
  ...row,
  dueAt,
  createdAt,
  sentAt,
  lastError,
})

export function createDeliveryTable(database: Database, skips: Skips = createSkips()): DeliveryTable {
  const check = createRowReader('deliveries', deliverySchema, skips)
  const checkOpen = createRowReader('deliveries', openSchema, skips)
  const read = (row: Row) => check(row['id'], named(row))
  const all = (sql: string, ...values: SqlValue[]) =>
    present(database.all(`${selected} ${sql}`, ...values).map(read))
  const whole = (at: number | null) => (at === null ? null : Math.trunc(at))
  return {
    insert: (delivery) =>
      database.run(
        `INSERT INTO deliveries (id, firing, target, reason, state, due_at, attempts, created_at, sent_at, last_error,
           answer, title, body)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
        delivery.id,
        delivery.firing,
        delivery.target,
        delivery.reason,
        delivery.state,
        Math.trunc(delivery.dueAt),
        delivery.attempts,
        Math.trunc(delivery.createdAt),
        whole(delivery.sentAt),
        delivery.lastError,
        delivery.answer,
        delivery.title,
        delivery.body,
      ).changes > 0,
    get(id) {
      const row = database.get(`${selected} WHERE id = ?`, id)
      return row === undefined ? null : read(row)
    },
    pending: () => all("WHERE state = 'pending' ORDER BY sequence"),
    open(after) {
      const rows = database.all(
        `SELECT sequence, id, target, reason, state, due_at, attempts, created_at FROM deliveries
         WHERE state IN ('waiting', 'pending') AND sequence > ? ORDER BY sequence`,
        after,
      )
      return present(
        rows.map(({ due_at: dueAt, created_at: createdAt, ...row }) =>
          checkOpen(row['id'], { ...row, dueAt, createdAt }),
        ),
      )
    },
    recallable: (firing) =>
      all(
        `WHERE firing = ? AND (state = 'waiting' OR (state = 'pending' AND reason = 'escalation')) ORDER BY sequence`,
        firing,
      ),
    held: (target) =>
      all("WHERE state = 'waiting' AND reason = 'digest' AND target = ? ORDER BY sequence", target),
    failed: () => all("WHERE state = 'failed' ORDER BY sequence"),
    update({ id, state, dueAt, attempts, sentAt, lastError, answer }) {
      database.run(
        `UPDATE deliveries SET state = ?, due_at = ?, attempts = ?, sent_at = ?, last_error = ?, answer = ? WHERE id = ?`,
        state,
        Math.trunc(dueAt),
        attempts,
        whole(sentAt),
        lastError,
        answer,
        id,
      )
    },
    list: ({ limit, firing }) =>
      firing === undefined
        ? all('ORDER BY sequence DESC LIMIT ?', limit)
        : all('WHERE firing = ? ORDER BY sequence DESC LIMIT ?', firing, limit),
  }
}
