/** Everything that is remembered: two files, opened together, and one object a table. */
import { join } from 'node:path'
import { createCandleTable, type CandleTable } from './candles.ts'
import { openDatabase, type Opened } from './database.ts'
import { createDeliveryTable, type DeliveryTable } from './deliveries.ts'
import { createFiringReportTable, type FiringReportTable } from './firing-reports.ts'
import { createFiringTable, type FiringTable } from './firings.ts'
import { createHookSeenTable, type HookSeenTable } from './hook-seen.ts'
import { createHookSourceTable, type HookSourceTable } from './hook-sources.ts'
import { createInboxTable, type InboxTable } from './inbox.ts'
import { createInstrumentTable, type InstrumentTable } from './instruments.ts'
import { candleMigrations } from './migrations/candles.ts'
import { tickerdeckMigrations } from './migrations/tickerdeck.ts'
import { createPresetTable, type PresetTable } from './presets.ts'
import { createProviderTable, type ProviderTable } from './providers.ts'
import { createSkips, type SkippedRow } from './rows.ts'
import { createRuleTable, type RuleTable } from './rules.ts'
import { createSettingsTable, type SettingsTable } from './settings.ts'
import { createSightTable, type SightTable } from './sights.ts'
import { createSoundTable, type SoundTable } from './sounds.ts'
import { createTargetTable, type TargetTable } from './targets.ts'
import { createWatchlistTable, type WatchlistTable } from './watchlists.ts'

export type Store = {
  readonly settings: SettingsTable
  readonly watchlists: WatchlistTable
  readonly rules: RuleTable
  readonly sights: SightTable
  readonly presets: PresetTable
  readonly firings: FiringTable
  readonly firingReports: FiringReportTable
  readonly deliveries: DeliveryTable
  readonly targets: TargetTable
  readonly sounds: SoundTable
  readonly hookSources: HookSourceTable
  readonly hookSeen: HookSeenTable
  readonly inbox: InboxTable
  readonly candles: CandleTable
  readonly instruments: InstrumentTable
  readonly providers: ProviderTable
  /** All or nothing, durable on return, over every table but `candles` and `instruments` (which are another file). Synchronous work only. */
  transaction<T>(work: () => T): T
  /** Moves the journals into the files; call when idle. */
  checkpoint(): void
  /** Rows that could not be read and were left out, each once. */
  skippedRows(): SkippedRow[]
  close(): void
}

export type OpenedStore = {
  readonly store: Store
  /** Where unreadable files were moved to; empty when all is well. */
  readonly setAside: string[]
}

function openCandles(dataDir: string, now: number, onFailure: () => void): Opened {
  try {
    return openDatabase({
      path: join(dataDir, 'candles.db'),
      durability: 'normal',
      migrations: candleMigrations,
      now,
    })
  } catch (error) {
    onFailure()
    throw error
  }
}

/** Opens `tickerdeck.db` (what a user would miss) and `candles.db` (what can be fetched again) in `dataDir`. */
export function openStore({ dataDir, now }: { readonly dataDir: string; readonly now: number }): OpenedStore {
  const main = openDatabase({
    path: join(dataDir, 'tickerdeck.db'),
    durability: 'full',
    migrations: tickerdeckMigrations,
    now,
  })
  const fetched = openCandles(dataDir, now, () => main.database.close())
  const { database } = main
  const skips = createSkips()
  const store: Store = {
    settings: createSettingsTable(database, skips),
    watchlists: createWatchlistTable(database, skips),
    rules: createRuleTable(database, skips),
    sights: createSightTable(database, skips),
    presets: createPresetTable(database, skips),
    firings: createFiringTable(database, skips),
    firingReports: createFiringReportTable(database, skips),
    deliveries: createDeliveryTable(database, skips),
    targets: createTargetTable(database, skips),
    sounds: createSoundTable(database, skips),
    hookSources: createHookSourceTable(database, skips),
    hookSeen: createHookSeenTable(database),
    inbox: createInboxTable(database, skips),
    candles: createCandleTable(fetched.database, skips),
    instruments: createInstrumentTable(fetched.database, skips),
    providers: createProviderTable(database, skips),
    transaction: (work) => database.transaction(work),
    checkpoint() {
      for (const opened of [main, fetched]) opened.database.exec('PRAGMA wal_checkpoint(PASSIVE)')
    },
    skippedRows: () => skips.list(),
    close() {
      for (const opened of [main, fetched]) opened.database.close()
    },
  }
  return { store, setAside: [main.setAside, fetched.setAside].filter((path) => path !== null) }
}
