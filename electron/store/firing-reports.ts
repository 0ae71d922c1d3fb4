/** What windows did with each firing: shown, played, or why not. */
import { firingReportSchema, type FiringReport } from '../../shared/alerts/firing.ts'
import type { Database, Migration } from './database.ts'
import { createRowReader, createSkips, present, type Skips } from './rows.ts'

export const createFiringReports: Migration = (database) => {
  database.exec(`
    CREATE TABLE firing_reports (
      firing TEXT NOT NULL,
      channel TEXT NOT NULL,
      at INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      PRIMARY KEY (firing, at, channel)
    ) STRICT, WITHOUT ROWID;
  `)
}

export type FiringReportTable = {
  /** All or none. One row per firing, channel and millisecond: what was told twice is kept once. */
  insert(reports: readonly FiringReport[]): void
  /** Of one firing, oldest first. */
  list(firing: string): FiringReport[]
}

export function createFiringReportTable(database: Database, skips: Skips = createSkips()): FiringReportTable {
  const check = createRowReader('firing_reports', firingReportSchema, skips)
  return {
    insert(reports) {
      database.transaction(() => {
        for (const { firing, channel, at, outcome } of reports) {
          database.run(
            `INSERT INTO firing_reports (firing, channel, at, outcome) VALUES (?, ?, ?, ?)
             ON CONFLICT (firing, at, channel) DO NOTHING`,
            firing,
            channel,
            Math.trunc(at),
            outcome,
          )
        }
      })
    },
    list: (firing) =>
      present(
        database
          .all(
            'SELECT firing, channel, at, outcome FROM firing_reports WHERE firing = ? ORDER BY at, channel',
            firing,
          )
          .map((row) => check(row['firing'], row)),
      ),
  }
}
