/** The user's own rules to start from, on disk. */
import { presetSchema, type Preset } from '../../shared/contract/alert-methods.ts'
import type { Database, Migration } from './database.ts'
import { createRowReader, createSkips, fromJson, present, type Skips } from './rows.ts'

export const createPresets: Migration = (database) => {
  database.exec(
    'CREATE TABLE alert_presets (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, preset TEXT NOT NULL) STRICT',
  )
}

export type PresetTable = {
  /** In the order they were made. */
  list(): Preset[]
  /** Makes or replaces. */
  save(preset: Preset): void
  /** Answers whether there was one. */
  delete(id: string): boolean
}

export function createPresetTable(database: Database, skips: Skips = createSkips()): PresetTable {
  const check = createRowReader('presets', presetSchema, skips)
  return {
    list: () =>
      present(
        database
          .all('SELECT id, preset FROM alert_presets ORDER BY sequence')
          .map((row) => check(row['id'], fromJson(row['preset']))),
      ),
    save(preset) {
      database.run(
        `INSERT INTO alert_presets (id, preset) VALUES (?, ?)
         ON CONFLICT (id) DO UPDATE SET preset = excluded.preset`,
        preset.id,
        JSON.stringify(preset),
      )
    },
    delete: (id) => database.run('DELETE FROM alert_presets WHERE id = ?', id).changes > 0,
  }
}
