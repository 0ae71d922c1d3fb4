/** A trade from the future neither stops a series nor spoils what is kept of it. */
import { expect, it } from 'vitest'
import { marketRig } from './market-rig.ts'
import { numbersOf } from './market-venue.ts'

const minuteMs = 60_000
const at = Date.UTC(2026, 2, 4, 18, 0, 29)

it.each([
  ['an hour', 60 * minuteMs],
  ['sixty years', 60 * 365 * 1440 * minuteMs],
])('%s ahead: the chart goes on, and what closes is true', async (_name, aheadMs) => {
  const rig = marketRig({ kind: 'crypto', seed: 4, at, native: ['1m'], maxRows: 300 })
  rig.service.subscribe(rig.instrument, '1m')
  await rig.get('1m', 30)
  for (let step = 0; step < 80; step += 1) {
    const before = rig.at()
    await rig.advance(15_000)
    for (const [index, trade] of rig.oracle.trades(before, rig.at()).entries()) {
      const isBroken = index === 0 && step % 9 === 4
      rig.service.onTrades([isBroken ? { ...trade, exchangeAt: trade.exchangeAt + aheadMs } : trade])
    }
    const { candles } = await rig.get('1m', 3)
    expect(candles.at(-1)?.openAt ?? 0).toBeGreaterThan(rig.at() - 2 * minuteMs)
    expect(candles.at(-1)?.openAt ?? Infinity).toBeLessThanOrEqual(rig.at())
  }
  await rig.advance(10_000)
  const { candles, gaps } = await rig.get('1m', 40)
  const truth = rig.oracle.candles('1m', { fromAt: null, toAt: null, limit: 40 }, rig.at())
  expect(gaps).toEqual([])
  expect(candles.map(numbersOf)).toEqual(truth.map(numbersOf))
  await rig.service.stop()
  // A lost trade costs a look at REST, not more.
  expect(rig.asked.length).toBeLessThan(60)
})
