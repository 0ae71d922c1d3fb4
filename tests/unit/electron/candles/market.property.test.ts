/** A thousand lives of the candle service, with the simulated exchange's own market as the judge of what it keeps and answers. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createCandleService,
  type Answer,
  type CandleService,
} from '../../../../electron/candles/candle-service.ts'
import { missingIn } from '../../../../electron/candles/gaps.ts'
import { createMemoryTable } from '../../../../electron/candles/memory-table.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { createRandom } from '../../../../electron/simulator/noise.ts'
import type { Candle } from '../../../../shared/model/candle.ts'
import { nextOpenAt, openAtOf, type Interval } from '../../../../shared/model/interval.ts'
import type { Trade } from '../../../../shared/model/quote.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { settled } from './market-rig.ts'
import { hourMs, minuteMs, scenarioArbitrary, type Scenario } from './market-scenario.ts'
import {
  createMarketHistory,
  createOracle,
  marketInstrument,
  marketListing,
  numbersOf,
  type MarketOracle,
} from './market-venue.ts'

// Made once each: what a market has computed it remembers.
const oracles = new Map<string, MarketOracle>()
function oracleOf(seed: number, kind: 'crypto' | 'stock'): MarketOracle {
  const key = `${seed} ${kind}`
  const known = oracles.get(key) ?? createOracle(seed, marketListing(kind))
  oracles.set(key, known)
  return known
}

type Delivery = { readonly dueAt: number; readonly trade: Trade }

async function live(scenario: Scenario): Promise<void> {
  const { kind, start, from, native, wanted, maxRows, minutes } = scenario
  const random = createRandom(scenario.dice, 1, 0)
  const chance = (percent: number) => random() * 100 < percent
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const oracle = oracleOf(scenario.seed, kind)
  const instrument = marketInstrument(marketListing(kind), native)
  const endAt = start + minutes * minuteMs
  const clock = createManualClock(start + scenario.skewMs)
  let venueAt = start
  let isHealthy = false
  const table = createMemoryTable()
  const history = createMarketHistory(oracle, {
    at: () => venueAt,
    maxRows,
    marksClosed: scenario.restMarks,
    windowed: scenario.windowed,
    wait: () => clock.sleep(isHealthy ? 0 : chance(10) ? between(0, 4000) : between(0, 150)),
    fault: () => (isHealthy || !chance(scenario.restFaults) ? 'none' : chance(50) ? 'fail' : 'truncate'),
    ageMs: () => (isHealthy ? 0 : between(0, 6000)),
  })

  const begin = (): CandleService => {
    const service = createCandleService({
      clock,
      log: silentLog,
      table,
      random,
      history,
      maxRows: () => maxRows,
      streams: () => from === 'candles',
      cacheable: () => true,
      subscribe: () => () => {},
      changed: () => {},
    })
    for (const interval of wanted) service.subscribe(instrument, interval)
    return service
  }
  let service = begin()

  /**
   * Every answer, at any time: true candles in order, and what lacks among them is in a gap. A sum of trades may lack one that is still on
   * its way, so until all have come it is judged by its time alone.
   */
  const judge = (interval: Interval, { candles, gaps }: Answer, isEnd: boolean) => {
    const closed = candles.filter((each) => each.closed)
    const first = closed[0]
    const last = closed.at(-1)
    if (first === undefined || last === undefined) return
    const inGap = (at: number) => gaps.some((gap) => gap.fromAt <= at && at < gap.toAt)
    const truth = oracle.closed(interval, first.openAt, nextOpenAt(interval, last.openAt))
    const isSum = new Set(
      closed.filter(({ source }) => !isEnd && source === 'trades').map(({ openAt }) => openAt),
    )
    const judged = (each: Candle) => (isSum.has(each.openAt) ? [each.openAt] : numbersOf(each))
    expect(closed.map(judged)).toEqual(truth.filter(({ openAt }) => !inGap(openAt)).map(judged))
  }
  const problems: unknown[] = []
  const pending = new Set<Promise<void>>()
  const read = (interval: Interval): void => {
    const work = service
      .get({ instrument, interval, limit: between(5, 40) })
      .then((answer) => judge(interval, answer, false))
      .catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'CodedError') problems.push(error)
      })
      .finally(() => pending.delete(work))
    pending.add(work)
  }

  // What happens when, by the venue's clock.
  const moments = (count: number) => Array.from({ length: count }, () => between(start, endAt))
  const outages = moments(scenario.outages).map((at) => ({
    fromAt: at,
    toAt: at + between(1000, 5 * minuteMs),
  }))
  const jumps = moments(scenario.jumps)
  const restarts = moments(scenario.restarts)
  const reads = moments(scenario.reads)
  const due = (list: number[]): boolean => {
    const index = list.findIndex((at) => at <= venueAt)
    if (index >= 0) list.splice(index, 1)
    return index >= 0
  }

  let queue: Delivery[] = []
  let brokenInARow = 0
  const enqueue = (trade: Trade): void => {
    const latencyMs = !isHealthy && chance(scenario.lateTrades) ? between(0, 20_000) : between(0, 250)
    queue.push({ dueAt: trade.exchangeAt + latencyMs, trade })
    if (chance(scenario.duplicates))
      queue.push({ dueAt: trade.exchangeAt + latencyMs + between(0, 3000), trade })
  }
  const spoilt = (trade: Trade): Trade => {
    // Three that agree are a clock that was set: no more than two in a row are merely broken.
    const isBroken = !isHealthy && brokenInARow < 2 && chance(scenario.brokenTimes)
    brokenInARow = isBroken ? brokenInARow + 1 : 0
    const aheadMs = chance(50) ? between(6 * minuteMs, 3 * hourMs) : between(1, 4000) * 24 * hourMs
    return isBroken ? { ...trade, exchangeAt: trade.exchangeAt + aheadMs } : trade
  }
  const base = new Map<Interval, number>()
  const streamed = native.filter((interval) => interval !== '1h')
  const sendCandles = (): void => {
    for (const interval of streamed) {
      const rows = oracle.candles(interval, { fromAt: null, toAt: null, limit: 2 }, venueAt, 'stream')
      const lastAt = base.get(interval) ?? rows.at(-1)?.openAt ?? 0
      for (const candle of rows.filter(({ openAt }) => openAt >= lastAt)) {
        const closed = scenario.streamMarks && candle.closed
        if (!isHealthy && chance(scenario.brokenTimes)) {
          const openAt = openAtOf(interval, candle.openAt + between(1, 1000) * hourMs)
          service.onCandles([
            { instrument: instrument.id, interval, candle: { ...candle, openAt, closed: false } },
          ])
        }
        service.onCandles([{ instrument: instrument.id, interval, candle: { ...candle, closed } }])
      }
      base.set(interval, rows.at(-1)?.openAt ?? lastAt)
    }
  }

  let isDown = false
  let downSince = 0
  let owed = null as { readonly dueAt: number; readonly fromAt: number } | null
  const step = async (ms: number): Promise<void> => {
    const before = venueAt
    await clock.advanceAsync(ms)
    venueAt += ms
    const happened = oracle.trades(before, venueAt)
    for (const trade of happened) enqueue(trade)
    const wasDown = isDown
    isDown = !isHealthy && outages.some(({ fromAt, toAt }) => fromAt <= venueAt && venueAt < toAt)
    if (isDown && !wasDown) {
      downSince = clock.now()
      service.onDown({ provider: 'market' })
    }
    if (!isDown && wasDown) {
      owed = { dueAt: venueAt + between(0, 20_000), fromAt: owed?.fromAt ?? downSince }
      base.clear()
    }
    if (due(jumps)) clock.jumpWall(between(-hourMs, hourMs))
    if (owed !== null && !isDown && venueAt >= owed.dueAt) {
      service.onResumed({ provider: 'market', fromAt: owed.fromAt, toAt: clock.now() })
      owed = null
    }
    const ready = queue.filter(({ dueAt }) => dueAt <= venueAt).toSorted((a, b) => a.dueAt - b.dueAt)
    queue = queue.filter(({ dueAt }) => dueAt > venueAt)
    if (!isDown) {
      if (from === 'trades') for (const { trade } of ready) service.onTrades([spoilt(trade)])
      else if (happened.length > 0) sendCandles()
    }
    if (due(reads)) read(wanted[between(0, wanted.length - 1)] ?? '1m')
    if (due(restarts)) {
      await service.stop()
      service = begin()
      base.clear()
      owed = null
    }
  }

  for (let restMs = endAt - start; restMs > 0;) {
    const ms = between(1, 30) * 500
    restMs -= ms
    await step(ms)
  }
  isHealthy = true
  if (isDown || owed !== null) {
    isDown = false
    base.clear()
    service.onResumed({ provider: 'market', fromAt: owed?.fromAt ?? downSince, toAt: clock.now() })
    owed = null
  }
  for (let turn = 0; turn < 16; turn += 1) await step(15_000)

  for (const interval of wanted) {
    const span = { fromAt: openAtOf(interval, start), toAt: openAtOf(interval, venueAt) }
    const limit = minutes + 12
    for (let turn = 0; ; turn += 1) {
      const got = await settled(clock, service.get({ instrument, interval, limit }))
      judge(interval, got, true)
      const lastClosed = oracle.closed(interval, span.fromAt, span.toAt)
      const seen = got.candles.filter(({ openAt }) => openAt >= span.fromAt && openAt < span.toAt)
      // After the market's last trade of a day nothing tells yet that its candle is closed.
      const isOpen = ({ openAt, closed }: Candle) => !closed && openAt !== got.candles.at(-1)?.openAt
      const isWhole = JSON.stringify(seen.map(numbersOf)) === JSON.stringify(lastClosed.map(numbersOf))
      if (turn < 20 && (got.gaps.length > 0 || !isWhole)) {
        await step(4000)
        continue
      }
      expect(got.gaps).toEqual([])
      expect(seen.filter(isOpen)).toEqual([])
      expect(seen.map(numbersOf)).toEqual(lastClosed.map(numbersOf))
      break
    }
  }
  for (let wait = 0; wait < 100 && pending.size > 0; wait += 1) await clock.advanceAsync(1000)
  expect(problems).toEqual([])
  await service.stop()

  for (const interval of native) {
    const covered = table.spans(instrument.id, interval, 'covered')
    const stored = table.read(instrument.id, interval, -Infinity, Infinity)
    expect(new Set(stored.map(({ openAt }) => openAt)).size).toBe(stored.length)
    for (const { fromAt, toAt } of covered) {
      expect(toAt).toBeLessThanOrEqual(venueAt)
      const inside = stored.filter(({ openAt }) => openAt >= fromAt && openAt < toAt)
      expect(inside.every(({ closed }) => closed)).toBe(true)
      expect(inside.map(numbersOf)).toEqual(oracle.closed(interval, fromAt, toAt).map(numbersOf))
    }
    // What is noted as missing is missing, and all of this life that is missing was noted, and filled.
    for (const gap of table.spans(instrument.id, interval, 'gap')) {
      expect(missingIn(covered, gap)).toEqual([gap])
    }
  }
}

describe('candle service, against the simulated exchange', () => {
  it('keeps and answers exactly what the venue would, whatever happened', { timeout: 240_000 }, async () => {
    await fc.assert(fc.asyncProperty(scenarioArbitrary, live), { numRuns: 1000, seed: 20_260_105 })
  })
})
