/** Faults that a test can ask the exchange for, and the pure decisions that follow from them. */
import { codedError } from '../../shared/errors.ts'
import type { MarketTrade } from './market.ts'

export type RestFault =
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  /** 500 to 599. */
  | { readonly kind: 'status'; readonly status: number }
  /** An HTML page with status 200, as a proxy or a captive portal gives. */
  | { readonly kind: 'html' }
  | { readonly kind: 'slow'; readonly delayMs: number }

export type FaultPlan = {
  /** Connections are destroyed before they are answered, REST's too. */
  readonly refuseConnections: boolean
  /** Sockets open and are ended at once. */
  readonly acceptThenDrop: boolean
  /** No data, while heartbeats and pongs go on. */
  readonly freezeData: boolean
  /** Half-open: nothing is sent, no ping answered, no request answered. */
  readonly freezeEverything: boolean
  readonly duplicateTrades: boolean
  /** Every second frame of trades comes after the next one, its trades in reverse. */
  readonly outOfOrderTrades: boolean
  readonly refusedSymbols: readonly string[]
  readonly rest: RestFault | null
  /** Added to the exchange's clock. */
  readonly clockOffsetMs: number
}

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

type Fields = Readonly<Record<string, unknown>>

const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isWithin = (value: unknown, low: number, high: number): boolean =>
  typeof value === 'number' && value >= low && value <= high

function isRestFault(value: unknown): boolean {
  if (!isFields(value)) return value === null
  const numbers = Object.keys(value).filter((name) => name !== 'kind')
  switch (value['kind']) {
    case 'rate-limited':
      return numbers.join() === 'retryAfterSeconds' && isWithin(value['retryAfterSeconds'], 0, 86_400)
    case 'status':
      return (
        numbers.join() === 'status' &&
        isWithin(value['status'], 500, 599) &&
        Number.isInteger(value['status'])
      )
    case 'slow':
      return numbers.join() === 'delayMs' && isWithin(value['delayMs'], 0, 600_000)
    case 'html':
      return numbers.length === 0
    default:
      return false
  }
}

const checks: Readonly<Record<keyof FaultPlan, (value: unknown) => boolean>> = {
  refuseConnections: isBoolean,
  acceptThenDrop: isBoolean,
  freezeData: isBoolean,
  freezeEverything: isBoolean,
  duplicateTrades: isBoolean,
  outOfOrderTrades: isBoolean,
  refusedSymbols: (value) => Array.isArray(value) && value.every((symbol) => typeof symbol === 'string'),
  rest: isRestFault,
  clockOffsetMs: Number.isSafeInteger,
}
const isFaultName = (name: string): name is keyof FaultPlan => Object.hasOwn(checks, name)

/** Some faults of another process or an untyped test. Throws `bad-request` naming what is none. */
export function readFaults(value: unknown): Partial<FaultPlan> {
  if (!isFields(value)) throw codedError('bad-request', 'faults are an object')
  for (const [name, setting] of Object.entries(value)) {
    if (!isFaultName(name)) throw codedError('bad-request', `no such fault: ${name.slice(0, 40)}`)
    if (!checks[name](setting))
      throw codedError('bad-request', `${name} cannot be ${JSON.stringify(setting)?.slice(0, 100)}`)
  }
  return value
}

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
      return change({ ...plan, ...readFaults(patch) })
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
