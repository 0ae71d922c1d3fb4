/** Whether a rule is on duty: days and hours by the wall clock of a time zone, and snooze. */
import type { Schedule } from '../../../shared/alerts/schedule.ts'
import { isWithinHours } from '../../../shared/model/hours.ts'

/** Null: on duty. */
export function offDuty(schedule: Schedule, now: number): 'snoozed' | 'off-hours' | null {
  if (schedule.snoozeUntil !== null && now < schedule.snoozeUntil) return 'snoozed'
  return schedule.active === null || isWithinHours(schedule.active, now) ? null : 'off-hours'
}
