/** When a rule is on duty: start, expiry, snooze, and days and hours in a time zone. */
import { z } from 'zod'
import { activeHoursSchema } from '../model/hours.ts'

export const scheduleSchema = z.object({
  /** UTC epoch ms; before it the rule sees nothing. Null: from arming on. */
  startsAt: z.number().nullable(),
  /** UTC epoch ms; null never expires. */
  expiresAt: z.number().nullable(),
  /** UTC epoch ms; until then it does not fire. */
  snoozeUntil: z.number().nullable(),
  /** Null: always. */
  active: activeHoursSchema.nullable(),
})
export type Schedule = z.infer<typeof scheduleSchema>
