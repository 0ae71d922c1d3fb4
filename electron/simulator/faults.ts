/** Faults that a test can ask the exchange for, and the pure decisions that follow from them. */
import { z } from 'zod'
import { codedError } from '../../shared/errors.ts'
import type { MarketTrade } from './market.ts'

const restFaultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rate-limited'), retryAfterSeconds: z.number().int().min(0) }).strict(),
  z.object({ kind: z.literal('status'), status: z.number().int().min(500).max(599) }).strict(),
  /** An HTML page with status 200, as a proxy or a captive portal gives. */
  z.object({ kind: z.literal('html') }).strict(),
  z.object({ kind: z.literal('slow'), delayMs: z.number().min(0).max(600_000) }).strict(),
])

const faultPlanSchema = z
  .object({
    /** Connections are destroyed before they are answered, REST's too. */
    refuseConnections: z.boolean(),
    /** Sockets open and are ended at once. */
    acceptThenDrop: z.boolean(),
    /** No data, while heartbeats and pongs go on. */
    freezeData: z.boolean(),
    /** Half-open: nothing is sent, no ping answered, no request answered. */
    freezeEverything: z.boolean(),
    duplicateTrades: z.boolean(),
    /** Every second frame of trades comes after the next one, its trades in reverse. */
    outOfOrderTrades: z.boolean(),
    refusedSymbols: z.array(z.string()),
    rest: restFaultSchema.nullable(),
    /** Added to the exchange's clock. */
    clockOffsetMs: z.number(),
  })
  .strict()

export type RestFault = z.infer<typeof restFaultSchema>
export type FaultPlan = z.infer<typeof faultPlanSchema>

export const noFaults: FaultPlan = Object.freeze({
  refuseConnections: false,
  acceptThenDrop: false,
  freezeData: false,
  freezeEverything: false,
  duplicateTrades: false,
  outOfOrderTrades: false,
  refusedSymbols: [],
  rest: null,
  clockOffsetMs: 0,
})

export type Faults = {
  plan(): FaultPlan
  /** Changes some faults and leaves the others. Throws `bad-request` for what is not a fault. */
  set(patch: Partial<FaultPlan>): FaultPlan
  clear(): void
  /** Ends every open socket without a closing handshake; answers how many. */
  dropConnections(): number
}

export function createFaults(dropConnections: () => number, onChange: (plan: FaultPlan) => void): Faults {
  let plan = noFaults
  const change = (next: FaultPlan): FaultPlan => {
    plan = next
    onChange(plan)
    return plan
  }
  return {
    plan: () => plan,
    set(patch) {
      const checked = faultPlanSchema.safeParse({ ...plan, ...patch })
      if (!checked.success) throw codedError('bad-request', `not a fault: ${z.prettifyError(checked.error)}`)
      return change(checked.data)
    },
    clear: () => void change(noFaults),
    dropConnections,
  }
}

/** What a REST request meets: `serve` it as usual, `ignore` it, `destroy` its connection, or answer as the fault says. */
export function restOutcome(plan: FaultPlan): 'serve' | 'ignore' | 'destroy' | RestFault {
  if (plan.refuseConnections) return 'destroy'
  if (plan.freezeEverything) return 'ignore'
  return plan.rest ?? 'serve'
}

/** Whether a frame of this kind leaves the exchange. */
export function mayLeave(plan: FaultPlan, kind: 'data' | 'control'): boolean {
  return !plan.freezeEverything && (kind === 'control' || !plan.freezeData)
}

/**
 * The batches of trades to send for one batch that happened, and what to hold back until the next.
 * Out of order: every second batch waits for the one after it.
 */
export function disturb(
  plan: FaultPlan,
  held: readonly MarketTrade[],
  batch: readonly MarketTrade[],
): { send: (readonly MarketTrade[])[]; held: readonly MarketTrade[] } {
  if (plan.outOfOrderTrades && held.length === 0) return { send: [], held: batch }
  const ordered = plan.outOfOrderTrades ? [batch.toReversed(), held.toReversed()] : [held, batch]
  const present = ordered.filter((trades) => trades.length > 0)
  return { send: plan.duplicateTrades ? present.flatMap((trades) => [trades, trades]) : present, held: [] }
}
