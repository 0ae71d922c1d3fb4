/** Calls about the app itself: what it is, its settings, and one file with all that a user made. */
import { z } from 'zod'
import { fileRuleSchema } from '../alerts/rule-file.ts'
import { simpleDraftSchema } from '../alerts/simple.ts'
import { settingsSchema } from '../model/settings.ts'
import { watchlistSchema } from '../model/watchlist.ts'
import { done, id, method, nothing, write } from './spec.ts'

export const capabilitySchema = z.enum(['notify', 'badge', 'open-external', 'secrets', 'open-at-login'])
export type Capability = z.infer<typeof capabilitySchema>

const noticeSchema = z.object({
  id: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  text: z.string(),
  at: z.number(),
})
export type Notice = z.infer<typeof noticeSchema>

// How venues are reached is this machine's own matter: it is set by `proxy.save` and never part of a backup.
const sharedSettingsSchema = settingsSchema.omit({ proxy: true })

export const backupSchema = z.object({
  format: z.literal('tickerdeck-backup'),
  version: z.literal(1),
  exportedAt: z.number(),
  /** What the version that wrote it did not have yet stays as it is. */
  settings: sharedSettingsSchema.partial(),
  watchlists: z.array(watchlistSchema).max(200),
  /** In full, or the short form that the first version wrote. */
  alerts: z.array(z.union([fileRuleSchema, simpleDraftSchema.extend({ paused: z.boolean() })])).max(10_000),
})
export type Backup = z.infer<typeof backupSchema>

export const systemMethods = {
  'system.info': method(
    'Version, shell, what the shell can do, and standing notices to the user.',
    nothing,
    z.object({
      name: z.literal('Tickerdeck'),
      version: z.string(),
      shell: z.enum(['web', 'desktop', 'test']),
      platform: z.string(),
      capabilities: z.array(capabilitySchema),
      startedAt: z.number(),
      dataDir: z.string(),
      notices: z.array(noticeSchema),
    }),
  ),
  'system.dismissNotice': write('Take a notice away.', z.object({ id }).strict(), done),
  'settings.get': method('All settings.', nothing, settingsSchema),
  'settings.save': write(
    'Change some settings; answers all of them.',
    sharedSettingsSchema.partial().strict(),
    settingsSchema,
  ),
  'backup.export': method(
    'Lists, alerts and settings as one value, without any secret.',
    nothing,
    backupSchema,
  ),
  'backup.import': write(
    'Add the lists and alerts of a backup and take over its settings; nothing is deleted.',
    z.object({ backup: backupSchema }).strict(),
    z.object({ watchlists: z.number().int(), alerts: z.number().int() }),
  ),
}
