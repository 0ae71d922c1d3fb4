/** The user's settings on disk: one row a field, so that one bad value costs only itself. */
import { defaultSettings, settingsSchema, type Settings } from '../../shared/model/settings.ts'
import type { Database, Migration } from './database.ts'
import { createSkips, fromJson, type Skips } from './rows.ts'

export const createSettings: Migration = (database) => {
  database.exec('CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT')
}

export type SettingsTable = {
  /** All settings: what was saved, and the default where nothing (or nothing valid) was. */
  get(): Settings
  /** Writes the given fields; answers all settings. */
  save(fields: { readonly [Name in keyof Settings]?: Settings[Name] | undefined }): Settings
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A group that was saved before it had all of today's members takes the default for the new ones. */
function completed(saved: unknown, fallback: unknown): unknown {
  return isRecord(saved) && isRecord(fallback) ? { ...fallback, ...saved } : saved
}

export function createSettingsTable(database: Database, skips: Skips = createSkips()): SettingsTable {
  const names = Object.keys(defaultSettings) as (keyof Settings)[]

  const get = (): Settings => {
    const saved = new Map(
      database.all('SELECT name, value FROM settings').map((row) => [row['name'], row['value']]),
    )
    const settings: Record<string, unknown> = { ...defaultSettings }
    for (const name of names) {
      if (!saved.has(name)) continue
      const value = completed(fromJson(saved.get(name)), defaultSettings[name])
      const result = settingsSchema.shape[name].safeParse(value)
      if (result.success) settings[name] = result.data
      else skips.note('settings', name, result.error.issues[0]?.message ?? 'not readable')
    }
    // Each field has just passed its own schema or is the default.
    return settings as Settings
  }

  return {
    get,
    save: (fields) =>
      database.transaction(() => {
        for (const name of names) {
          if (fields[name] === undefined) continue
          database.run(
            'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
            name,
            JSON.stringify(fields[name]),
          )
        }
        return get()
      }),
  }
}
