/** Holding, fetching and letting through: nothing of a hole is judged twice, and no tick is kept back for long. */
import { describe, expect, it } from 'vitest'
import { createCatchUp, type Bars } from '../../../../../electron/alerts/missed/catch-up.ts'
import type { Missed } from '../../../../../electron/alerts/missed/missed-inputs.ts'
import { silentLog } from '../../../../../electron/lib/log.ts'
import type { TickInput } from '../../../../../electron/alerts/language/input.ts'
import type { Sight } from '../../../../../shared/alerts/sight.ts'
import { codedError } from '../../../../../shared/errors.ts'
import { instrumentId, type InstrumentId } from '../../../../../shared/model/ids.ts'
import { createManualClock } from '../../../../support/manual-clock.ts'
import { barsOf, type TapeTick } from '../../../../support/tape.ts'

const btc = instrumentId('simulated', 'BTCUSDT')
const eth = instrumentId('simulated', 'ETHUSDT')
const startAt = Date.UTC(2026, 0, 5, 12)

function setUp(
  options: { bars?: (instrument: InstrumentId) => Promise<Bars>; companions?: InstrumentId[] } = {},
) {
  const clock = createManualClock(startAt)
  const tape: TapeTick[] = []
  const told: string[] = []
  const sights = new Map<InstrumentId, Sight>()
  const service = createCatchUp({
    clock,
    log: silentLog,
    sight: (id) => sights.get(id) ?? null,
    companions: () => options.companions ?? [],
    bars: async (instrument, fromAt, toAt) =>
      options.bars === undefined ? barsOf(tape, fromAt, toAt, clock.now()) : options.bars(instrument),
    async judge(steps) {
      for (const { input } of steps) {
        if (input.kind === 'tick') told.push(`missed ${input.last}`)
        if (input.kind === 'gap') told.push('missing bars')
      }
      return 0
    },
    live: (tick: TickInput) => void told.push(`live ${tick.last}`),
    seen: () => {},
    gap: () => void told.push('gap'),
    defer: (missed: Missed) => void told.push(`later ${missed.fromAt - startAt}`),
    changed: () => {},
  })
  const trade = (price: number, isHeard: boolean, instrument = btc) => {
    const at = clock.now()
    tape.push({ at, price })
    if (!isHeard) return
    service.tick({ kind: 'tick', instrument, last: price, exchangeAt: at, receivedAt: at })
    const openAt = Math.floor(at / 60_000) * 60_000
    const known = sights.get(instrument)
    const isSame = known?.minute.openAt === openAt
    sights.set(instrument, {
      at,
      tick: { price, exchangeAt: at, receivedAt: at },
      tickSize: 1,
      minute: {
        openAt,
        low: isSame ? Math.min(known.minute.low, price) : price,
        high: isSame ? Math.max(known.minute.high, price) : price,
      },
    })
  }
  return { clock, service, trade, told, sights }
}

describe('catching up', () => {
  it('lets ticks through at once while nothing is missed', () => {
    const { service, trade, told } = setUp()
    service.watch(btc, true)
    trade(10, true)
    expect(told).toEqual(['live 10'])
  })

  it('judges the bars of a hole first, the first price after it with them, then what was held', async () => {
    const { clock, service, trade, told } = setUp()
    service.watch(btc, true)
    trade(10, true)
    service.down(btc)
    await clock.advanceAsync(30_000)
    trade(15, false)
    await clock.advanceAsync(60_000)
    trade(8, false)
    trade(9, false)
    await clock.advanceAsync(60_000)
    trade(11, true)
    trade(12, true)
    expect(told).toEqual(['live 10'])
    await clock.advanceAsync(2_000)
    trade(13, true)
    expect(told).toEqual([
      'live 10',
      // 12:00, seen up to 10: beyond that 15, and its close.
      'missed 15',
      'missed 15',
      // 12:01, whole: it rose.
      'missed 8',
      'missed 8',
      'missed 9',
      'missed 9',
      // 12:02: it began at 11.
      'missed 11',
      'missed 11',
      'live 12',
      'live 13',
    ])
    expect(service.list().map(({ state }) => state)).toEqual(['done'])
  })

  it('goes on as after a gap where the bars do not come, and asks for the hole to be kept', async () => {
    const { clock, service, trade, told } = setUp({
      bars: () => Promise.reject(codedError('unavailable', 'no REST', 'later')),
    })
    service.watch(btc, true)
    trade(10, true)
    service.down(btc)
    await clock.advanceAsync(120_000)
    trade(20, true)
    await clock.advanceAsync(9_000)
    expect(told).toEqual(['live 10', 'later 0', 'gap', 'live 20'])
    expect(service.list()[0]).toMatchObject({ state: 'failed', reason: 'no REST' })
  })

  it('keeps no tick back for more than ten seconds', async () => {
    const { clock, service, trade, told } = setUp({ bars: () => new Promise(() => {}) })
    service.watch(btc, true)
    trade(10, true)
    service.down(btc)
    await clock.advanceAsync(5_000)
    trade(11, true)
    await clock.advanceAsync(9_900)
    expect(told).toEqual(['live 10'])
    await clock.advanceAsync(200)
    expect(told).toEqual(['live 10', 'later 0', 'gap', 'live 11'])
  })

  it('takes a feed that has just been subscribed for no hole', () => {
    const { service, trade, told } = setUp()
    service.watch(btc, false)
    trade(10, true)
    expect(told).toEqual(['gap', 'live 10'])
  })

  it('makes up for a time with nothing after it, once the feed is back and silent', async () => {
    const { clock, service, trade, told } = setUp()
    service.watch(btc, true)
    trade(10, true)
    service.down(btc)
    await clock.advanceAsync(10_000)
    trade(14, false)
    await clock.advanceAsync(170_000)
    service.back(btc)
    await clock.advanceAsync(8_000)
    expect(told).toEqual(['live 10', 'missed 14', 'missed 14'])
    trade(15, true)
    expect(told.at(-1)).toBe('live 15')
  })

  it('sees the second hole of a feed that breaks again while the first is made up for', async () => {
    const { clock, service, trade, told } = setUp()
    service.watch(btc, true)
    trade(10, true)
    service.down(btc)
    await clock.advanceAsync(60_000)
    trade(11, true)
    service.down(btc)
    await clock.advanceAsync(60_000)
    trade(30, false)
    await clock.advanceAsync(60_000)
    trade(12, true)
    await clock.advanceAsync(5_000)
    expect(told).toContain('missed 30')
    expect(told.filter((each) => each === 'live 12')).toEqual([])
  })

  it('makes up for instruments of one rule together', async () => {
    const { clock, service, trade, told } = setUp({ companions: [eth] })
    for (const id of [btc, eth]) {
      service.watch(id, true)
      trade(10, true, id)
    }
    for (const id of [btc, eth]) service.down(id)
    await clock.advanceAsync(61_000)
    trade(11, true, btc)
    await clock.advanceAsync(4_000)
    expect(told.filter((each) => each.startsWith('missed')).length).toBeGreaterThan(0)
    expect(service.list().map(({ instrument, state }) => [instrument, state])).toEqual([
      [btc, 'done'],
      [eth, 'done'],
    ])
  })
})
