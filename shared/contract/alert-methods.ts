/** Calls about alert rules, the log of firings, targets and deliveries. */
import { z } from 'zod'
import { firingSchema, rehearsedFiringSchema, ruleDraftSchema, ruleViewSchema } from '../model/alert.ts'
import { gapSchema } from '../model/candle.ts'
import { deliverySchema, targetSchema } from '../model/delivery.ts'
import { instrumentIdSchema } from '../model/ids.ts'
import { done, id, limit, method, nothing, write } from './spec.ts'

export const alertMethods = {
  'alerts.list': method('All rules.', nothing, z.array(ruleViewSchema)),
  'alerts.save': write(
    'Make a rule, or change one (by id), and arm it.',
    ruleDraftSchema.strict(),
    ruleViewSchema,
  ),
  'alerts.delete': write(
    'Delete rules; answers what they were.',
    z.object({ ids: z.array(id).max(10_000) }).strict(),
    z.array(ruleDraftSchema),
  ),
  'alerts.pause': write(
    'Pause rules.',
    z.object({ ids: z.array(id).max(10_000) }).strict(),
    z.array(ruleViewSchema),
  ),
  'alerts.resume': write(
    'Arm paused or fired rules again.',
    z.object({ ids: z.array(id).max(10_000) }).strict(),
    z.array(ruleViewSchema),
  ),
  'alerts.rehearse': method(
    'Run a rule over the one-minute candles of the past `days` without arming it.',
    z.object({ rule: ruleDraftSchema, days: z.number().int().min(1).max(30) }).strict(),
    z.object({ firings: z.array(rehearsedFiringSchema), bars: z.number().int(), gaps: z.array(gapSchema) }),
  ),
  'alerts.explain': method(
    'Why a rule did or did not fire, now or at a time.',
    z.object({ id, at: z.number().optional() }).strict(),
    z.object({ sentence: z.string(), fired: z.boolean() }),
  ),
  'firings.list': method(
    'The permanent log, newest first; `before` is a firing id to page on from.',
    z
      .object({ limit, before: z.string().max(64).optional(), instrument: instrumentIdSchema.optional() })
      .strict(),
    z.array(firingSchema),
  ),
  'firings.acknowledge': write(
    'Mark firings as seen.',
    z.object({ ids: z.array(id).max(1000) }).strict(),
    done,
  ),
  'targets.list': method('Where firings are sent.', nothing, z.array(targetSchema)),
  'targets.save': write('Switch a target on or off.', targetSchema.strict(), targetSchema),
  'targets.delete': write(
    'Delete a target; the built-in desktop target stays.',
    z.object({ id }).strict(),
    done,
  ),
  'targets.test': write(
    'Send a test message to a target.',
    z.object({ id }).strict(),
    z.object({ delivered: z.boolean(), detail: z.string() }),
  ),
  'deliveries.list': method(
    'Sendings of firings to targets, newest first.',
    z.object({ limit, firing: id.optional() }).strict(),
    z.array(deliverySchema),
  ),
  'deliveries.retry': write('Send a failed delivery again.', z.object({ id }).strict(), deliverySchema),
}
