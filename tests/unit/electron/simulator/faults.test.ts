/** Faults: what each makes of a request, a frame and a batch of trades. */
import { describe, expect, it } from 'vitest'
import {
  createFaults,
  disturb,
  mayLeave,
  noFaults,
  restOutcome,
  type FaultPlan,
} from '../../../../electron/simulator/faults.ts'
import type { MarketTrade } from '../../../../electron/simulator/market.ts'

const trade = (id: number): MarketTrade => ({ id, at: id, price: 1, size: 1, side: 'buy' })
const idsOf = (batches: readonly (readonly MarketTrade[])[]) =>
  batches.map((batch) => batch.map(({ id }) => id))

function play(plan: FaultPlan, batches: MarketTrade[][]): number[][] {
  let held: readonly MarketTrade[] = []
  return batches.flatMap((batch) => {
    const outcome = disturb(plan, held, batch)
    held = outcome.held
    return idsOf(outcome.send)
  })
}

describe('faults', () => {
  it('are set one by one, cleared together, and checked', () => {
    const seen: FaultPlan[] = []
    const faults = createFaults(
      () => 3,
      (plan) => seen.push(plan),
    )
    faults.set({ freezeData: true })
    faults.set({ rest: { kind: 'status', status: 503 } })
    expect(faults.plan()).toEqual({ ...noFaults, freezeData: true, rest: { kind: 'status', status: 503 } })
    expect(() => faults.set({ freezeDate: true } as unknown as Partial<FaultPlan>)).toThrow(
      'no such fault: freezeDate',
    )
    expect(() => faults.set({ rest: { kind: 'status', status: 200 } })).toThrow('rest cannot be')
    faults.clear()
    expect(faults.plan()).toEqual(noFaults)
    expect(seen.length).toBe(3)
    expect(faults.dropConnections()).toBe(3)
  })

  it('decide what a request meets', () => {
    expect(restOutcome(noFaults)).toBe('serve')
    expect(restOutcome({ ...noFaults, freezeEverything: true })).toBe('ignore')
    expect(restOutcome({ ...noFaults, refuseConnections: true, freezeEverything: true })).toBe('destroy')
    expect(restOutcome({ ...noFaults, rest: { kind: 'html' } })).toEqual({ kind: 'html' })
  })

  it('decide which frames leave', () => {
    expect([mayLeave(noFaults, 'data'), mayLeave(noFaults, 'control')]).toEqual([true, true])
    const frozen = { ...noFaults, freezeData: true }
    expect([mayLeave(frozen, 'data'), mayLeave(frozen, 'control')]).toEqual([false, true])
    const dead = { ...noFaults, freezeEverything: true }
    expect([mayLeave(dead, 'data'), mayLeave(dead, 'control')]).toEqual([false, false])
  })

  it('double trades or send them out of order, and lose none', () => {
    const batches = [[trade(1), trade(2)], [trade(3)], [trade(4)], [trade(5), trade(6)]]
    expect(play(noFaults, batches)).toEqual([[1, 2], [3], [4], [5, 6]])
    expect(play({ ...noFaults, duplicateTrades: true }, batches.slice(0, 2))).toEqual([
      [1, 2],
      [1, 2],
      [3],
      [3],
    ])
    expect(play({ ...noFaults, outOfOrderTrades: true }, batches)).toEqual([[3], [2, 1], [6, 5], [4]])
  })

  it('let go of what was held back once order is restored', () => {
    const { held } = disturb({ ...noFaults, outOfOrderTrades: true }, [], [trade(1)])
    expect(idsOf(disturb(noFaults, held, [trade(2)]).send)).toEqual([[1], [2]])
  })
})
