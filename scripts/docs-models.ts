/** The types that `docs/bridge.md` calls by their names. */
import type { z } from 'zod'
import { actionsSchema, soundSchema } from '../shared/alerts/actions.ts'
import { conditionSchema, operandSchema, withinSchema } from '../shared/alerts/condition.ts'
import { firingFilterSchema, firingReportSchema, firingSchema } from '../shared/alerts/firing.ts'
import { conditionEvidenceSchema, inferredSchema, sampleSchema } from '../shared/alerts/memory.ts'
import { rehearsalPartSchema, rehearsalSchema, rehearsedFiringSchema } from '../shared/alerts/rehearsal.ts'
import {
  alertDraftSchema,
  alertRuleSchema,
  confirmSchema,
  frequencySchema,
  rearmSchema,
  scopeSchema,
} from '../shared/alerts/rule.ts'
import { fileRuleSchema, importRowSchema } from '../shared/alerts/rule-file.ts'
import { scheduleSchema } from '../shared/alerts/schedule.ts'
import { simpleDraftSchema } from '../shared/alerts/simple.ts'
import { sourceSchema } from '../shared/alerts/sources.ts'
import { alertViewSchema, standingSchema } from '../shared/alerts/view.ts'
import { catchUpSchema, presetSchema } from '../shared/contract/alert-methods.ts'
import { ownSoundSchema } from '../shared/contract/firing-methods.ts'
import { methods } from '../shared/contract/methods.ts'
import { candleSchema, gapSchema } from '../shared/model/candle.ts'
import { deliverySchema, summarySchema, targetDraftSchema, targetSchema } from '../shared/model/delivery.ts'
import {
  connectionsHealthSchema,
  feedStatusSchema,
  listenerHealthSchema,
  restHealthSchema,
} from '../shared/model/feed-status.ts'
import { activeHoursSchema } from '../shared/model/hours.ts'
import { instrumentIdSchema, providerIdSchema } from '../shared/model/ids.ts'
import { instrumentSchema } from '../shared/model/instrument.ts'
import { intervalSchema } from '../shared/model/interval.ts'
import { quoteSchema, tickSchema } from '../shared/model/quote.ts'
import { sessionSchema } from '../shared/model/session.ts'
import { settingsSchema } from '../shared/model/settings.ts'
import { watchlistItemSchema, watchlistSchema } from '../shared/model/watchlist.ts'
import {
  hookSourceViewSchema,
  hookVerdictsSchema,
  hookVerificationSchema,
  inboxDetailSchema,
  inboxEntrySchema,
} from '../shared/model/webhook.ts'

export const models: Record<string, z.ZodType> = {
  InstrumentId: instrumentIdSchema,
  ProviderId: providerIdSchema,
  Interval: intervalSchema,
  Session: sessionSchema,
  Instrument: instrumentSchema,
  Quote: quoteSchema,
  Tick: tickSchema,
  Candle: candleSchema,
  Gap: gapSchema,
  WatchlistItem: watchlistItemSchema,
  Watchlist: watchlistSchema,
  AlertDraft: alertDraftSchema,
  SimpleDraft: simpleDraftSchema,
  Scope: scopeSchema,
  Condition: conditionSchema,
  Operator: conditionSchema.shape.operator,
  Source: sourceSchema,
  Operand: operandSchema,
  Within: withinSchema,
  Frequency: frequencySchema,
  Rearm: rearmSchema,
  Confirm: confirmSchema,
  Schedule: scheduleSchema,
  ActiveHours: activeHoursSchema,
  Actions: actionsSchema,
  Sound: soundSchema,
  AlertRule: alertRuleSchema,
  Standing: standingSchema,
  AlertView: alertViewSchema,
  CatchUp: catchUpSchema,
  Preset: presetSchema,
  ImportRow: importRowSchema,
  Rehearsal: rehearsalSchema,
  RehearsalPart: rehearsalPartSchema,
  RehearsedFiring: rehearsedFiringSchema,
  Firing: firingSchema,
  FiringFilter: firingFilterSchema,
  ConditionEvidence: conditionEvidenceSchema,
  Sample: sampleSchema,
  Inferred: inferredSchema,
  FiringReport: firingReportSchema,
  OwnSound: ownSoundSchema,
  HookSource: hookSourceViewSchema,
  HookVerification: hookVerificationSchema,
  HookVerdicts: hookVerdictsSchema,
  InboxEntry: inboxEntrySchema,
  InboxDetail: inboxDetailSchema,
  Target: targetSchema,
  TargetDraft: targetDraftSchema,
  Delivery: deliverySchema,
  Summary: summarySchema,
  FeedStatus: feedStatusSchema,
  RestHealth: restHealthSchema,
  ListenerHealth: listenerHealthSchema,
  ConnectionsHealth: connectionsHealthSchema,
  Settings: settingsSchema,
  SystemInfo: methods['system.info'].output,
  ProviderView: methods['providers.configure'].output,
  ReplayStatus: methods['replay.status'].output,
  FileRule: fileRuleSchema,
  Backup: methods['backup.export'].output,
}

/** What users give: shown with what may be left out of it. The others are shown as they are answered. */
export const given: ReadonlySet<string> = new Set([
  'AlertDraft',
  'SimpleDraft',
  'TargetDraft',
  'FiringFilter',
  'FileRule',
])

/** A rule is told by its form: its schema is a function of both. */
export const choices = new Map<unknown, z.ZodType[]>([
  [methods['alerts.save'].input, [alertDraftSchema, simpleDraftSchema]],
])
