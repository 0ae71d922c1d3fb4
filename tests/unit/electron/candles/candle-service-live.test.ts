/** The candle service while the market runs: what it tells, and what it keeps. */
import { describe, expect, it } from 'vitest'
import { createMemoryTable } from '../../../../electron/candles/memory-table.ts'
import type { Instrument } from '../../../../shared/model/instrument.ts'
import { testInstrument, trade, truth } from './fake-venue.ts'
import { at, minutesOf, setUp, steady } from './service-rig.ts'

describe('live', () => {
  it('asks the feed once for any number of subscribers, and releases with the last', async () => {
    const { subscribed, service } = setUp()
    const releases = [service.subscribe(testInstrument, '1m'), service.subscribe(testInstrument, '1m')]
    expect(subscribed).toEqual(['+fake:BTCUSDT quotes'])
    releases[0]?.()
    releases[0]?.()
    expect(subscribed.length).toBe(1)
    releases[1]?.()
    expect(subscribed).toEqual(['+fake:BTCUSDT quotes', '-fake:BTCUSDT quotes'])
    await service.stop()
  })

  it('goes on from REST, counts each trade once, and closes on exchange time', async () => {
    const trades = [...steady(100), trade(at(99, 45), 500, 3, 900), trade(at(99, 50), 1, 2, 901)]
    const { clock, venue, events, service } = setUp({ trades: trades.slice(0, 100) })
    venue.at = at(99, 31)
    service.subscribe(testInstrument, '1m')
    await clock.advanceAsync(0)
    expect(events.at(-1)?.candle).toMatchObject({ openAt: at(99), volume: 1, closed: false })
    service.onTrades([...trades.slice(100), ...trades.slice(100)])
    service.onTrades([{ ...trade(at(99, 55), 9999, 50, 902), snapshot: true }])
    expect(events.at(-1)?.candle).toMatchObject({ openAt: at(99), high: 500, low: 1, close: 1, volume: 6 })
    // A day of our clock closes nothing.
    await clock.advanceAsync(86_400_000)
    expect(events.at(-1)?.candle?.closed).toBe(false)
    await service.stop()
  })

  it('has no hole below the open candle on the first look, while the stream has only begun', async () => {
    const { venue, service, get } = setUp({ trades: steady(200), streams: true })
    venue.at = at(99, 31)
    service.subscribe(testInstrument, '1m')
    service.onCandles([
      {
        instrument: testInstrument.id,
        interval: '1m',
        candle: {
          openAt: at(99),
          open: 199,
          high: 199,
          low: 199,
          close: 199,
          volume: 1,
          closed: false,
          source: 'stream',
        },
      },
    ])
    const { candles, gaps } = await get(20)
    expect(gaps).toEqual([])
    expect(minutesOf(candles)).toEqual(Array.from({ length: 20 }, (_, index) => 80 + index))
    await service.stop()
  })

  it('freezes over an outage, fills the hole by REST and asks for a fresh look', async () => {
    const trades = steady(200)
    const { clock, venue, events, service, get } = setUp({ trades })
    const live = (from: number, to: number) => {
      for (let minute = from; minute < to; minute += 1) {
        venue.at = at(minute, 31)
        service.onTrades(trades.slice(minute, minute + 1))
      }
    }
    venue.at = at(99, 31)
    service.subscribe(testInstrument, '1m')
    await get(50)
    live(100, 110)
    await clock.advanceAsync(10_000)
    const downAt = clock.now()
    await clock.advanceAsync(60_000)
    // Back: data flows before the feed says that it is live.
    live(150, 152)
    events.length = 0
    service.onResumed({ provider: 'other', fromAt: downAt, toAt: clock.now() })
    expect(events).toEqual([])
    service.onResumed({ provider: 'fake', fromAt: downAt, toAt: clock.now() })
    await clock.advanceAsync(10_000)
    expect(events.some(({ reset }) => reset)).toBe(true)
    expect(events.at(-1)?.candle).toMatchObject({ openAt: at(151), volume: 1 })
    const { candles, gaps } = await get(100)
    expect([minutesOf(candles).slice(-60), gaps]).toEqual([
      Array.from({ length: 60 }, (_, index) => 92 + index),
      [],
    ])
    expect(candles.every(({ volume }) => volume === 1)).toBe(true)
    await service.stop()
  })

  it('makes longer live candles of shorter ones', async () => {
    const trades = steady(200)
    const instrument: Instrument = { ...testInstrument, intervals: ['1m'] }
    const { clock, venue, events, service, subscribed } = setUp({ trades, streams: true })
    venue.at = at(130, 40)
    await service.get({ instrument, interval: '1h', limit: 2 })
    service.subscribe(instrument, '1h')
    expect(subscribed).toEqual(['+fake:BTCUSDT candles:1m'])
    const [open] = truth(trades, '1m', venue.at).slice(-1)
    if (open !== undefined) {
      service.onCandles([
        { instrument: instrument.id, interval: '1m', candle: { ...open, source: 'stream', volume: 5 } },
      ])
    }
    await clock.advanceAsync(0)
    // Ten whole minutes of one each, and the open one.
    expect(events.at(-1)).toMatchObject({
      interval: '1h',
      candle: { openAt: at(120), open: 220, close: 230, volume: 15 },
    })
    await service.stop()
  })
})

describe('keeping', () => {
  it('writes once a second, not more', async () => {
    const table = createMemoryTable()
    const { clock, venue, get, service } = setUp({ table })
    venue.at = at(50, 40)
    const query = get(1)
    await clock.advanceAsync(0)
    await query
    const stored = () => table.read(testInstrument.id, '1m', -Infinity, Infinity).length
    expect(stored()).toBe(0)
    await clock.advanceAsync(1000)
    expect(stored()).toBeGreaterThan(0)
    await service.stop()
  })

  it('keeps nothing of what may not be cached, and forgets it on demand', async () => {
    const table = createMemoryTable()
    const { venue, get, service } = setUp({ table, cacheable: false })
    venue.at = at(50, 40)
    await get(20)
    service.flush()
    expect(table.read(testInstrument.id, '1m', -Infinity, Infinity)).toEqual([])
    const asked = venue.asked.length
    service.forget(testInstrument.id)
    await get(20)
    expect(venue.asked.length).toBeGreaterThan(asked)
    await service.stop()
  })

  it('begins anew when the time of a replay goes back', async () => {
    const trades = steady(200)
    const { clock, venue, events, get, service } = setUp({ trades, cacheable: false })
    venue.at = at(150, 40)
    service.subscribe(testInstrument, '1m')
    await get(100)
    service.onTrades(trades.slice(151, 153))
    venue.at = at(20, 40)
    service.forget(testInstrument.id)
    await clock.advanceAsync(0)
    const { candles } = await get(100)
    expect(minutesOf(candles).at(-1)).toBe(20)
    service.onTrades(trades.slice(21, 22))
    expect(events.at(-1)?.candle?.openAt).toBe(at(21))
    await service.stop()
  })

  it('notices by itself that it went back', async () => {
    const { clock, venue, get, service } = setUp({ cacheable: false })
    venue.at = at(150, 40)
    await get(100)
    venue.at = at(20, 40)
    await clock.advanceAsync(10_000)
    expect(minutesOf((await get(100)).candles)).toEqual(Array.from({ length: 21 }, (_, minute) => minute))
    await service.stop()
  })
})
