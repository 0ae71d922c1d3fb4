/** The history of `tickerdeck.db`: steps are only ever added at the end. */
import type { Migration } from '../database.ts'
import { addDeliveryPlans, createDeliveries } from '../deliveries.ts'
import { createFiringReports } from '../firing-reports.ts'
import { addFiringRule, createFirings } from '../firings.ts'
import { createHookSeen } from '../hook-seen.ts'
import { addHookVerification, createHookSources } from '../hook-sources.ts'
import { addHookVerdicts, createInbox } from '../inbox.ts'
import { addHistoryFrom, createProviders } from '../providers.ts'
import { createPresets } from '../presets.ts'
import { createAlertRules, createRules } from '../rules.ts'
import { createSettings } from '../settings.ts'
import { createSights } from '../sights.ts'
import { createSounds } from '../sounds.ts'
import { addTargetKinds, createTargets } from '../targets.ts'
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
  createAlertRules,
  addFiringRule,
  createSights,
  createPresets,
  addDeliveryPlans,
  createTargets,
  createSounds,
  createFiringReports,
  addTargetKinds,
  addHookVerification,
  addHookVerdicts,
  createHookSeen,
]
