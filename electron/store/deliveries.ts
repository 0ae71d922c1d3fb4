/** The outbox: every sending of a firing to a target, from the transaction that made it to its end. */
import { deliverySchema, type Delivery } from '../../shared/model/delivery.ts'
import type { Database, Migration, Row } from './database.ts'
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

export type DeliveryTable = {
  /** False where a delivery with this id exists already: nothing is written then. */
  insert(delivery: Delivery): boolean
  get(id: string): Delivery | null
  /** What still has to be sent, oldest first. */
  pending(): Delivery[]
  /** Writes state, attempts, `sentAt` and `lastError`; the rest never changes. */
  update(delivery: Delivery): void
  /** Newest first. */
  list(query: { readonly limit: number; readonly firing?: string | undefined }): Delivery[]
}

const selected = 'SELECT id, firing, target, state, attempts, created_at, sent_at, last_error FROM deliveries'

export function createDeliveryTable(database: Database, skips: Skips = createSkips()): DeliveryTable {
  const check = createRowReader('deliveries', deliverySchema, skips)
  const read = ({ created_at: createdAt, sent_at: sentAt, last_error: lastError, ...row }: Row) =>
    check(row['id'], { ...row, createdAt, sentAt, lastError })
  const whole = (at: number | null) => (at === null ? null : Math.trunc(at))
  return {
    insert: ({ id, firing, target, state, attempts, createdAt, sentAt, lastError }) =>
      database.run(
        `INSERT INTO deliveries (id, firing, target, state, attempts, created_at, sent_at, last_error)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
        id,
        firing,
        target,
        state,
        attempts,
        Math.trunc(createdAt),
        whole(sentAt),
        lastError,
      ).changes > 0,
    get(id) {
      const row = database.get(`${selected} WHERE id = ?`, id)
      return row === undefined ? null : read(row)
    },
    pending: () => present(database.all(`${selected} WHERE state = 'pending' ORDER BY sequence`).map(read)),
    update({ id, state, attempts, sentAt, lastError }) {
      database.run(
        'UPDATE deliveries SET state = ?, attempts = ?, sent_at = ?, last_error = ? WHERE id = ?',
        state,
        attempts,
        whole(sentAt),
        lastError,
        id,
      )
    },
    list({ limit, firing }) {
      const rows =
        firing === undefined
          ? database.all(`${selected} ORDER BY sequence DESC LIMIT ?`, limit)
          : database.all(`${selected} WHERE firing = ? ORDER BY sequence DESC LIMIT ?`, firing, limit)
      return present(rows.map(read))
    },
  }
}
