/** The candle service on a real database: what one run learned, the next does not ask for, and a kill costs a second at most. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createCandleService } from '../../electron/candles/candle-service.ts'
import { silentLog } from '../../electron/lib/log.ts'
import { openStore } from '../../electron/store/store.ts'
import { createManualClock } from '../support/manual-clock.ts'
import {
  createFakeVenue,
  minuteMs,
  testInstrument,
  trade,
  truth,
} from '../unit/electron/candles/fake-venue.ts'

const root = mkdtempSync(join(tmpdir(), 'tickerdeck-candles-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const startAt = Date.UTC(2021, 2, 1)
const at = (minute: number, second = 0) => startAt + minute * minuteMs + second * 1000
// Five days of minutes, some of them without a trade.
const trades = Array.from({ length: 7200 }, (_, minute) => minute)
  .filter((minute) => minute % 7 !== 3)
  .map((minute) => trade(at(minute, 20), 100 + (minute % 90), (minute % 50) / 8, minute + 1))

function open(dataDir: string, maxRows = 500) {
  const { store } = openStore({ dataDir, now: 0 })
  const clock = createManualClock()
  const venue = createFakeVenue(trades, { maxRows })
  const service = createCandleService({
    clock,
    log: silentLog,
    table: store.candles,
    random: () => 0.5,
    history: venue.history,
    maxRows: () => maxRows,
    streams: () => false,
    cacheable: () => true,
    subscribe: () => () => {},
    changed: () => {},
  })
  return { store, clock, venue, service }
}

const numbers = (candles: readonly { openAt: number; close: number; volume: number }[]) =>
  candles.map(({ openAt, close, volume }) => [openAt, close, volume])

describe('candles on disk', () => {
  it('are asked for once, over days and over restarts', async () => {
    const dataDir = join(root, 'once')
    const first = open(dataDir)
    first.venue.at = at(7000, 40)
    const { candles } = await first.service.get({ instrument: testInstrument, interval: '1m', limit: 4000 })
    const expected = truth(trades, '1m', at(7000, 40))
    expect(numbers(candles)).toEqual(numbers(expected.slice(-4000)))
    await first.service.stop()
    first.store.close()

    const second = open(dataDir)
    second.venue.at = at(7000, 40)
    const again = await second.service.get({ instrument: testInstrument, interval: '1m', limit: 4000 })
    expect(numbers(again.candles)).toEqual(numbers(candles))
    expect(second.venue.asked.length).toBe(1)
    await second.service.range(testInstrument, '1m', at(4000), at(6900))
    expect(second.venue.asked.length).toBe(1)
    await second.service.stop()
    second.store.close()
  })

  it('that were live when the app was killed are whole after the next start', async () => {
    const dataDir = join(root, 'killed')
    const first = open(dataDir)
    first.venue.at = at(100, 40)
    first.service.subscribe(testInstrument, '1m')
    await first.clock.advanceAsync(0)
    for (const each of trades.filter(({ exchangeAt }) => exchangeAt > at(100, 40) && exchangeAt < at(160))) {
      first.venue.at = each.exchangeAt
      first.service.onTrades([each])
      await first.clock.advanceAsync(300)
    }
    // Killed: neither stopped nor flushed.
    first.store.close()

    const second = open(dataDir)
    second.venue.at = at(400, 40)
    const { candles, gaps, more } = await second.service.get({
      instrument: testInstrument,
      interval: '1m',
      limit: 5000,
    })
    expect(numbers(candles)).toEqual(numbers(truth(trades, '1m', at(400, 40))))
    expect([gaps, more]).toEqual([[], false])
    await second.service.stop()
    second.store.close()
  })

  it('that are missing stay a gap over a restart, until they are filled', async () => {
    const dataDir = join(root, 'gap')
    const first = open(dataDir)
    first.venue.at = at(100, 40)
    first.service.subscribe(testInstrument, '1m')
    await first.clock.advanceAsync(0)
    const moveTo = async (moment: number) => {
      await first.clock.advanceAsync(moment - first.venue.at)
      first.venue.at = moment
    }
    const send = async (from: number, to: number) => {
      for (const each of trades.filter(({ exchangeAt }) => exchangeAt >= at(from) && exchangeAt < at(to))) {
        await moveTo(each.exchangeAt)
        first.service.onTrades([each])
      }
    }
    await send(101, 120)
    await moveTo(at(120))
    const downAt = first.clock.now()
    await moveTo(at(180))
    first.venue.isDown = true
    first.service.onResumed({ provider: 'fake', fromAt: downAt, toAt: first.clock.now() })
    await send(180, 190)
    await first.clock.advanceAsync(3000)
    await first.service.stop()
    expect(first.store.candles.spans(testInstrument.id, '1m', 'gap')).toHaveLength(1)
    first.store.close()

    const second = open(dataDir)
    second.venue.at = at(190, 40)
    second.service.subscribe(testInstrument, '1m')
    await second.clock.advanceAsync(5000)
    await second.service.stop()
    expect(second.store.candles.spans(testInstrument.id, '1m', 'gap')).toEqual([])
    const stored = second.store.candles.read(testInstrument.id, '1m', at(100), at(190))
    expect(numbers(stored)).toEqual(
      numbers(truth(trades, '1m', at(190)).filter(({ openAt }) => openAt >= at(100))),
    )
    second.store.close()
  })
})
