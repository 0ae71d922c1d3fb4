/** When a rule is on duty: start, expiry, snooze, and days and hours in a time zone. */
import { z } from 'zod'

const minutesOfDay = 24 * 60

const timeZoneSchema = z.string().superRefine((timeZone, context) => {
  try {
    Intl.DateTimeFormat('en-US', { timeZone })
  } catch {
    context.addIssue({
      code: 'custom',
      message: `${timeZone} is not a time zone; one looks like Europe/Berlin`,
    })
  }
})

/** Minutes after local midnight. `toMinute` at or below `fromMinute` is on the next day; equal is a whole day. */
export const activeWindowSchema = z.object({
  /** Days on which the window opens; 0 is Sunday. */
  days: z.array(z.number().int().min(0).max(6)).min(1).max(7),
  fromMinute: z
    .number()
    .int()
    .min(0)
    .max(minutesOfDay - 1),
  toMinute: z
    .number()
    .int()
    .min(0)
    .max(minutesOfDay - 1),
})
export type ActiveWindow = z.infer<typeof activeWindowSchema>

export const scheduleSchema = z.object({
  /** UTC epoch ms; before it the rule sees nothing. Null: from arming on. */
  startsAt: z.number().nullable(),
  /** UTC epoch ms; null never expires. */
  expiresAt: z.number().nullable(),
  /** UTC epoch ms; until then it does not fire. */
  snoozeUntil: z.number().nullable(),
  /** Null: always. */
  active: z
    .object({ timeZone: timeZoneSchema, windows: z.array(activeWindowSchema).min(1).max(14) })
    .nullable(),
})
export type Schedule = z.infer<typeof scheduleSchema>
