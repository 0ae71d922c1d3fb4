/** The figures of the day: at subscribe, then at the venue's pace, never past its limits. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createFigures, gatherMs, type Figures } from '../../../../electron/feeds/figures.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import type { Provider } from '../../../../electron/providers/provider.ts'
import { codedError } from '../../../../shared/errors.ts'
import type { Instrument } from '../../../../shared/model/instrument.ts'
import { createTestProvider, testInstrument } from '../../../support/feed-provider.ts'
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts'

const [a, b, c] = ['A', 'B', 'C'].map((symbol) => testInstrument(symbol)) as [
  Instrument,
  Instrument,
  Instrument,
]
const refreshMs = 60_000

let clock: ManualClock
let held: Instrument[]
let asked: string[]
let told: string[]
let failure: Error | null

beforeEach(() => {
  clock = createManualClock()
  held = []
  asked = []
  told = []
  failure = null
})

function build(ticker: Partial<Provider['ticker']> = {}, limits: Partial<Provider['limits']> = {}): Figures {
  const base = createTestProvider()
  const provider: Provider = {
    ...base,
    limits: { ...base.limits, ...limits },
    ticker: { ...base.ticker, maxInstruments: 2, refreshMs, ...ticker },
  }
  return createFigures({
    provider,
    clock,
    log: silentLog,
    rest: {
      async get({ query }) {
        const symbols = query['symbols'] ?? ''
        asked.push(symbols)
        if (failure !== null) throw failure
        const body = JSON.stringify(symbols.split(',').map((symbol) => ({ symbol, last: 1 })))
        return { body, latencyMs: 1, sentAt: 0, receivedAt: 1 }
      },
    },
    instruments: () => held,
    figures: (updates) => told.push(...updates.map(({ instrument }) => instrument)),
  })
}

describe('figures of the day', () => {
  it('are asked for soon after subscribing, as many at once as the venue takes', async () => {
    const figures = build()
    held = [a]
    figures.changed()
    held = [a, b, c]
    figures.changed()
    expect(asked).toEqual([])
    await clock.advanceAsync(gatherMs)
    expect(asked).toEqual(['A,B'])
    await clock.advanceAsync(gatherMs)
    expect(asked).toEqual(['A,B', 'C'])
    expect(told).toEqual(['test:A', 'test:B', 'test:C'])
  })

  it('come again at the pace of the venue, and for what is new at once', async () => {
    const figures = build()
    held = [a]
    figures.changed()
    await clock.advanceAsync(refreshMs - 1)
    expect(asked).toEqual(['A'])
    held = [a, b]
    figures.changed()
    await clock.advanceAsync(gatherMs)
    expect(asked).toEqual(['A', 'B'])
    await clock.advanceAsync(1_000)
    expect(asked).toEqual(['A', 'B', 'A'])
  })

  it('take no more than a share of the limits', async () => {
    const figures = build({ maxInstruments: 1 }, { rest: [{ max: 8, windowMs: 60_000 }] })
    held = [a, b, c]
    figures.changed()
    await clock.advanceAsync(59_000)
    expect(asked).toEqual(['A', 'B'])
    await clock.advanceAsync(2_000)
    expect(asked).toEqual(['A', 'B', 'C'])
  })

  it('are asked for again after a failure, not before the venue allows', async () => {
    const figures = build()
    failure = codedError('rate-limited', 'slow down', { afterMs: 45_000 })
    held = [a]
    figures.changed()
    await clock.advanceAsync(gatherMs)
    failure = null
    await clock.advanceAsync(44_000)
    expect(asked).toEqual(['A'])
    await clock.advanceAsync(2_000)
    expect(asked).toEqual(['A', 'A'])
    expect(told).toEqual(['test:A'])
  })

  it('are not asked for after the end, nor where the stream carries them', async () => {
    const figures = build()
    held = [a]
    figures.changed()
    figures.stop()
    await clock.advanceAsync(refreshMs * 3)
    const base = createTestProvider()
    const carried = createFigures({
      provider: base,
      clock,
      log: silentLog,
      rest: { get: () => Promise.reject(codedError('internal', 'was asked')) },
      instruments: () => held,
      figures: () => told.push('figures'),
    })
    carried.changed()
    await clock.advanceAsync(refreshMs * 3)
    expect(asked).toEqual([])
    expect(told).toEqual([])
    expect(clock.pendingTimers()).toBe(0)
  })
})
