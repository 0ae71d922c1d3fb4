/** Polls stand in for a stream that is down, within the limits, and stop the moment it is back. */
import { describe, expect, it } from 'vitest'
import { createPoller, firstPollAfterMs, pollEveryMs } from '../../../../electron/feeds/poller.ts'
import type { RestClient } from '../../../../electron/feeds/rest-client.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { codedError } from '../../../../shared/errors.ts'
import type { RateRule } from '../../../../electron/providers/provider.ts'
import type { QuoteUpdate } from '../../../../shared/model/quote.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { createRestProvider, restInstrument } from '../../../support/rest-provider.ts'

const generous: RateRule[] = [{ max: 6_000, windowMs: 60_000 }]

function setUp(
  answer: (symbols: string[]) => string,
  rest: readonly RateRule[] = generous,
  maxInstruments = 100,
) {
  const clock = createManualClock()
  const asked: string[][] = []
  const polled: QuoteUpdate[] = []
  const client: RestClient = {
    async get(request) {
      const symbols = (request.query['symbols'] ?? '').split(',')
      asked.push(symbols)
      await Promise.resolve()
      return { body: answer(symbols), latencyMs: 1, sentAt: 0, receivedAt: 0 }
    },
    health: () => {
      throw new Error('not asked here')
    },
    stop: () => undefined,
  }
  const instruments = Array.from({ length: 60 }, (_, index) => restInstrument(`S${index}`))
  const provider = createRestProvider({ limits: { rest } })
  const poller = createPoller({
    provider: { ...provider, ticker: { ...provider.ticker, maxInstruments } },
    rest: client,
    clock,
    log: silentLog,
    instruments: () => instruments,
    quotes: (updates) => void polled.push(...updates),
  })
  return { clock, asked, polled, poller }
}
const quoteAll = (symbols: string[]) => JSON.stringify(symbols.map(() => 1))

describe('poller', () => {
  it('leaves a stream that is soon back alone', async () => {
    const { clock, asked, poller } = setUp(quoteAll)
    poller.setNeeded(true)
    await clock.advanceAsync(firstPollAfterMs - 1)
    poller.setNeeded(false)
    await clock.advanceAsync(60_000)
    expect(asked).toEqual([])
    expect(clock.pendingTimers()).toBe(0)
  })

  it('comes to every instrument, also where one poll is not enough for all', async () => {
    const { clock, asked, polled, poller } = setUp(quoteAll)
    poller.setNeeded(true)
    await clock.advanceAsync(firstPollAfterMs + pollEveryMs)
    expect(asked).toHaveLength(2)
    expect(new Set(polled.map(({ instrument }) => instrument)).size).toBe(60)
    poller.setNeeded(false)
  })

  it('turns to those that a venue left out', async () => {
    const { clock, polled, poller } = setUp((symbols) => quoteAll(symbols.slice(0, 1)))
    poller.setNeeded(true)
    await clock.advanceAsync(firstPollAfterMs + 59 * pollEveryMs)
    expect(new Set(polled.map(({ instrument }) => instrument)).size).toBe(60)
    poller.setNeeded(false)
  })

  it('takes at most a quarter of what the venue allows', async () => {
    const { clock, asked, poller } = setUp(quoteAll, [
      { max: 8, windowMs: 60_000 },
      { max: 80_000, windowMs: 86_400_000 },
    ])
    poller.setNeeded(true)
    await clock.advanceAsync(10 * 60_000)
    expect(asked.length).toBeGreaterThan(15)
    expect(asked.length).toBeLessThanOrEqual(21)
    poller.setNeeded(false)
  })

  it('takes at most a quarter of the narrowest of its limits', async () => {
    const { clock, asked, poller } = setUp(quoteAll, [...generous, { max: 800, windowMs: 86_400_000 }])
    poller.setNeeded(true)
    await clock.advanceAsync(86_400_000)
    expect(asked.length).toBeGreaterThan(190)
    expect(asked.length).toBeLessThanOrEqual(201)
    poller.setNeeded(false)
  })

  it('asks no more of one request than the venue takes, and comes to all as often', async () => {
    const { clock, asked, polled, poller } = setUp(quoteAll, [{ max: 60_000, windowMs: 60_000 }], 5)
    poller.setNeeded(true)
    await clock.advanceAsync(firstPollAfterMs + pollEveryMs - 1)
    expect(asked.map((symbols) => symbols.length)).toEqual(Array.from({ length: 12 }, () => 5))
    expect(new Set(polled.map(({ instrument }) => instrument)).size).toBe(60)
    poller.setNeeded(false)
  })

  it('waits as long as the venue asks, and goes on after other failures', async () => {
    let failure: 'limited' | 'broken' | null = 'limited'
    const { clock, asked, polled, poller } = setUp((symbols) => {
      if (failure === 'limited') throw codedError('rate-limited', 'slow down', { afterMs: 60_000 })
      return failure === 'broken' ? 'broken' : quoteAll(symbols)
    })
    poller.setNeeded(true)
    await clock.advanceAsync(firstPollAfterMs)
    failure = 'broken'
    await clock.advanceAsync(59_000)
    expect(asked).toHaveLength(1)
    await clock.advanceAsync(1_000)
    expect(asked).toHaveLength(2)
    failure = null
    await clock.advanceAsync(pollEveryMs)
    expect(polled.length).toBe(50)
    poller.setNeeded(false)
  })

  it('drops an answer that comes after the stream', async () => {
    const { clock, asked, polled, poller } = setUp(quoteAll)
    poller.setNeeded(true)
    clock.advance(firstPollAfterMs)
    expect(asked).toHaveLength(1)
    poller.setNeeded(false)
    await clock.advanceAsync(pollEveryMs)
    expect(polled).toEqual([])
  })
})
