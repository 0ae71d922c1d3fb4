/** The history of `tickerdeck.db`: steps are only ever added at the end. */
import type { Migration } from '../database.ts'
import { createDeliveries } from '../deliveries.ts'
import { createFirings } from '../firings.ts'
import { createHookSources } from '../hook-sources.ts'
import { createInbox } from '../inbox.ts'
import { addHistoryFrom, createProviders } from '../providers.ts'
import { createRules } from '../rules.ts'
import { createSettings } from '../settings.ts'
import { createWatchlists } from '../watchlists.ts'

export const tickerdeckMigrations: readonly Migration[] = [
  createSettings,
  createProviders,
  createWatchlists,
  createRules,
  createFirings,
  createDeliveries,
  createHookSources,
  createInbox,
  addHistoryFrom,
]
