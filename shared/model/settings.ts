/** The user's settings, with the value each has on a first run. */
import { z } from 'zod'
import { instrumentIdSchema } from './ids.ts'
import { intervalSchema } from './interval.ts'
import { activeHoursSchema } from './hours.ts'

export const layoutSchema = z.object({
  leftWidth: z.number().int().min(240).max(900),
  rightWidth: z.number().int().min(220).max(800),
  bottomHeight: z.number().int().min(0).max(600),
  rightSplit: z.number().min(0.1).max(0.9),
})

export const settingsSchema = z.object({
  theme: z.enum(['system', 'dark', 'light']),
  flash: z.boolean(),
  notifications: z.boolean(),
  sound: z.boolean(),
  /** Of all sounds, 0 to 1. */
  soundVolume: z.number().min(0).max(1),
  /** Everything is paused; each rule keeps its own state. Saved by `alerts.pauseAll`. */
  alertsPaused: z.boolean(),
  /** Firings in these hours are logged at once and told in one digest at their end; null for none. */
  quietHours: activeHoursSchema.nullable(),
  /** IANA name, or `local`. */
  timeZone: z.string().min(1).max(64),
  hooksEnabled: z.boolean(),
  hooksPort: z.number().int().min(0).max(65_535),
  openAtLogin: z.boolean(),
  watchlist: z.string().nullable(),
  sort: z.object({ column: z.string().max(32), descending: z.boolean() }).nullable(),
  chart: z.object({ instrument: instrumentIdSchema.nullable(), interval: intervalSchema }),
  layout: layoutSchema,
  /** How venues are reached; `url` null: directly. Saved by `proxy.save`. */
  proxy: z.object({ url: z.string().max(300).nullable(), username: z.string().max(200).nullable() }),
})

export type Settings = z.infer<typeof settingsSchema>

export const defaultSettings: Settings = {
  theme: 'system',
  flash: true,
  notifications: true,
  sound: true,
  soundVolume: 0.7,
  alertsPaused: false,
  quietHours: null,
  timeZone: 'local',
  hooksEnabled: true,
  hooksPort: 8788,
  openAtLogin: false,
  watchlist: null,
  sort: null,
  chart: { instrument: null, interval: '15m' },
  layout: { leftWidth: 470, rightWidth: 322, bottomHeight: 176, rightSplit: 0.5 },
  proxy: { url: null, username: null },
}
