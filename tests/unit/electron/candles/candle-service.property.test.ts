/** The candle service against a venue that fails, delays, repeats and drops: what it calls closed must be the truth. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCandleService } from '../../../../electron/candles/candle-service.ts'
import { createMemoryTable } from '../../../../electron/candles/memory-table.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import type { Candle } from '../../../../shared/model/candle.ts'
import { nextOpenAt, openAtOf } from '../../../../shared/model/interval.ts'
import type { Trade } from '../../../../shared/model/quote.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { createFakeVenue, minuteMs, testInstrument, trade, truth } from './fake-venue.ts'
import { settled } from './market-rig.ts'

// Years before our clock, as a replay's time is.
const startAt = Date.UTC(2019, 5, 3, 9)

const numbersOf = ({ openAt, open, high, low, close, volume }: Candle) => ({
  openAt,
  open,
  high,
  low,
  close,
  volume,
})

const tradesArbitrary = fc
  .array(
    fc.record({
      afterMs: fc.oneof(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 30_000, max: 400_000 })),
      price: fc.integer({ min: 9000, max: 11_000 }),
      size: fc.integer({ min: 1, max: 10 ** 10 }),
    }),
    { minLength: 20, maxLength: 160 },
  )
  .map((steps) => {
    let at = startAt
    return steps.map(({ afterMs, price, size }, index) => {
      at += afterMs
      return trade(at, price / 100, size / 1e8, 99_990 + index)
    })
  })

type Delivery = { at: number; trade: Trade }

/** A share of the whole, in percent steps. */
const share = (max: number) => fc.integer({ min: 0, max }).map((percent) => percent / 100)

const scenarioArbitrary = fc.record({
  trades: tradesArbitrary,
  from: fc.constantFrom('trades' as const, 'candles' as const),
  /** Whether stream candles say when they are closed. */
  flags: fc.boolean(),
  marksClosed: fc.boolean(),
  maxRows: fc.integer({ min: 3, max: 40 }),
  latencies: fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 20_000 })), {
    minLength: 7,
    maxLength: 40,
  }),
  repeats: fc.array(fc.boolean(), { minLength: 3, maxLength: 11 }),
  /** In shares of the run: when the stream is gone, when REST fails, when the chart asks. */
  outages: fc.array(fc.tuple(share(90), share(20)), { maxLength: 3 }),
  restFailures: fc.array(fc.tuple(share(90), share(30)), { maxLength: 2 }),
  reads: fc.array(share(100), { maxLength: 6 }),
  answerMs: fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 9 }),
  resumedLateMs: fc.integer({ min: 0, max: 90_000 }),
})

describe('candle service, property', () => {
  it(
    'stores only true closed candles, and ends without a gap, whatever the stream and REST do',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(scenarioArbitrary, async (scenario) => {
          const { trades, from, latencies, repeats } = scenario
          const endAt = (trades.at(-1)?.exchangeAt ?? startAt) + 1
          const lengthMs = endAt - startAt
          const inside = (windows: readonly (readonly [number, number])[], at: number) =>
            windows.some(
              ([begin, share]) =>
                at >= startAt + begin * lengthMs && at < startAt + (begin + share) * lengthMs,
            )

          const clock = createManualClock()
          // Two last trades in later minutes, so that REST has something to prove the last candle with.
          const closing = [1, 2].map((count) =>
            trade(openAtOf('1m', endAt) + count * minuteMs + 5, 100, 1, 200_000 + count),
          )
          const all = [...trades, ...closing]
          let asked = 0
          const venue = createFakeVenue(all, {
            maxRows: scenario.maxRows,
            marksClosed: scenario.marksClosed,
            answer: async () => {
              asked += 1
              await clock.sleep(scenario.answerMs[asked % scenario.answerMs.length] ?? 0)
            },
          })
          venue.at = startAt
          const table = createMemoryTable()
          const service = createCandleService({
            clock,
            log: silentLog,
            table,
            random: () => 0.5,
            history: venue.history,
            maxRows: () => scenario.maxRows,
            streams: () => from === 'candles',
            cacheable: () => true,
            subscribe: () => () => {},
            changed: () => {},
          })
          service.subscribe(testInstrument, '1m')

          const deliveries: Delivery[] = all.flatMap((each, index) => {
            const at = each.exchangeAt + (latencies[index % latencies.length] ?? 0)
            const again = repeats[index % repeats.length] === true ? [{ at: at + 1500, trade: each }] : []
            return [{ at, trade: each }, ...again]
          })
          // A socket keeps its order; the trades of a venue's stream may still come late.
          deliveries.sort((a, b) => a.at - b.at)

          let lastCandleAt = -Infinity
          const deliverCandles = (at: number) => {
            const made = truth(all, '1m', at)
            for (const each of made.filter(({ openAt }) => openAt >= lastCandleAt).slice(-3)) {
              const closed = scenario.flags && each.closed
              if (each.openAt === lastCandleAt || each.openAt > lastCandleAt) {
                service.onCandles([
                  {
                    instrument: testInstrument.id,
                    interval: '1m',
                    candle: { ...each, closed, source: 'stream' },
                  },
                ])
              }
            }
            lastCandleAt = made.at(-1)?.openAt ?? lastCandleAt
          }

          let wasDown = false
          let downSince = 0
          let owedResume = null as { dueAt: number; fromAt: number } | null
          const moveTo = async (at: number) => {
            if (at > venue.at) {
              await clock.advanceAsync(at - venue.at)
              venue.at = at
            }
            venue.isDown = inside(scenario.restFailures, at)
          }
          const reads = scenario.reads.map((share) => startAt + share * lengthMs)
          for (const delivery of deliveries) {
            while (reads.length > 0 && Math.min(...reads) <= delivery.at) {
              reads.splice(reads.indexOf(Math.min(...reads)), 1)
              service.get({ instrument: testInstrument, interval: '1m', limit: 30 }).catch(() => {})
            }
            await moveTo(delivery.at)
            const isDown = inside(scenario.outages, delivery.at)
            if (isDown && !wasDown) downSince = clock.now()
            // Data flows before the feed calls itself live again.
            if (!isDown && wasDown) {
              owedResume = {
                dueAt: delivery.at + scenario.resumedLateMs,
                fromAt: Math.min(downSince, owedResume?.fromAt ?? downSince),
              }
              lastCandleAt = truth(all, '1m', venue.at).at(-1)?.openAt ?? lastCandleAt
            }
            wasDown = isDown
            if (owedResume !== null && !isDown && delivery.at >= owedResume.dueAt) {
              service.onResumed({ provider: 'fake', fromAt: owedResume.fromAt, toAt: clock.now() })
              owedResume = null
            }
            if (isDown) continue
            if (from === 'trades') service.onTrades([delivery.trade])
            else deliverCandles(delivery.at)
          }
          if (wasDown || owedResume !== null) {
            service.onResumed({
              provider: 'fake',
              fromAt: owedResume?.fromAt ?? downSince,
              toAt: clock.now(),
            })
          }
          venue.isDown = false
          for (let minute = 0; minute < 10; minute += 1) await clock.advanceAsync(minuteMs)
          venue.at += 10 * minuteMs

          // A venue that answers little at a time is asked on, and what was painted from the cache is looked at again.
          const ask = () =>
            settled(clock, service.get({ instrument: testInstrument, interval: '1m', limit: 5000 }))
          let answer = await ask()
          for (let times = 0; (answer.more || answer.gaps.length > 0) && times < 30; times += 1)
            answer = await ask()
          await service.stop()

          const expected = truth(all, '1m', venue.at)
          const byOpenAt = new Map(expected.map((each) => [each.openAt, each]))
          const covered = table.spans(testInstrument.id, '1m', 'covered')
          const isCovered = (at: number) => covered.some((span) => span.fromAt <= at && at < span.toAt)
          const stored = table
            .read(testInstrument.id, '1m', -Infinity, Infinity)
            .filter(({ openAt }) => isCovered(openAt))
          for (const each of stored) {
            expect(each.closed).toBe(true)
            expect(nextOpenAt('1m', each.openAt)).toBeLessThanOrEqual(venue.at)
          }
          expect(stored.map(numbersOf)).toEqual(
            stored.map(({ openAt }) => numbersOf(byOpenAt.get(openAt) ?? ({} as Candle))),
          )
          // Nothing that is called whole lacks a candle.
          expect(stored.map(({ openAt }) => openAt)).toEqual(
            expected.map(({ openAt }) => openAt).filter(isCovered),
          )
          expect(answer.gaps).toEqual([])
          const lastClosed = expected.slice(0, -1)
          expect(
            answer.candles
              .filter(({ closed }) => closed)
              .slice(0, lastClosed.length)
              .map(numbersOf),
          ).toEqual(lastClosed.map(numbersOf))
          expect(answer.more).toBe(false)
        }),
        { numRuns: 250 },
      )
    },
  )
})
