/** The candle service by example: what it asks REST for, and what it answers. */
import { describe, expect, it } from 'vitest'
import type { Instrument } from '../../../../shared/model/instrument.ts'
import { testInstrument, truth } from './fake-venue.ts'
import { at, minutesOf, setUp, steady } from './service-rig.ts'

describe('get', () => {
  it('pages back to the limit and ends in the open candle', async () => {
    const { venue, get, service } = setUp()
    venue.at = at(500, 40)
    const { candles, gaps, more } = await get(250)
    expect([minutesOf(candles)[0], minutesOf(candles).at(-1), candles.length]).toEqual([251, 500, 250])
    expect([candles.at(-1)?.closed, candles.at(-2)?.closed, gaps, more]).toEqual([false, true, [], true])
    expect(venue.asked.length).toBe(3)
    await service.stop()
  })

  it('asks only for what is missing the next time, also after a restart', async () => {
    const first = setUp()
    first.venue.at = at(300, 40)
    await first.get(200)
    await first.service.stop()
    const again = setUp({ table: first.table })
    again.venue.at = at(350, 40)
    const { candles, gaps } = await again.get(250)
    expect([candles.length, gaps]).toEqual([250, []])
    // The newest page reaches the known time; nothing else is asked.
    expect(again.venue.asked.map(({ fromAt, toAt }) => [fromAt, toAt])).toEqual([[null, null]])
    await again.service.stop()
  })

  it('answers pages without a seam, without doubles, until the venue has no more', async () => {
    const { venue, get, service } = setUp()
    venue.at = at(333, 40)
    const seen: number[] = []
    let before: number | undefined
    for (let page = 0; page < 20; page += 1) {
      const { candles, more } = await get(70, before)
      seen.unshift(...minutesOf(candles))
      before = candles[0]?.openAt ?? before
      if (!more) break
    }
    expect(seen).toEqual(Array.from({ length: 334 }, (_, minute) => minute))
    await service.stop()
  })

  it('shares one request among equal questions, and aborts it when all have gone', async () => {
    const { venue, service } = setUp()
    venue.at = at(50, 40)
    const query = { instrument: testInstrument, interval: '1m' as const, limit: 10 }
    const gone = new AbortController()
    const answers = [service.get(query), service.get(query), service.get(query, gone.signal)]
    gone.abort()
    await expect(answers[2]).rejects.toMatchObject({ code: 'cancelled' })
    expect(await answers[0]).toEqual(await answers[1])
    expect(venue.asked.length).toBe(1)
    await service.stop()
  })

  it('answers the cache and the hole while REST is down', async () => {
    const { venue, get, service } = setUp()
    venue.at = at(100, 40)
    await get(20)
    venue.at = at(200, 40)
    await get(20)
    venue.isDown = true
    const { candles, gaps, more } = await get(40)
    expect(minutesOf(candles)).toEqual(
      [80, 180].flatMap((from) => Array.from({ length: 20 }, (_, index) => from + index)),
    )
    expect(gaps).toEqual([{ fromAt: at(100), toAt: at(180) }])
    expect(more).toBe(true)
    await service.stop()
  })

  it('throws what the venue said where there is nothing to answer', async () => {
    const { venue, get, service } = setUp()
    venue.isDown = true
    await expect(get(40)).rejects.toMatchObject({ code: 'network', retry: 'later' })
    await service.stop()
  })

  it('is empty for an instrument without history', async () => {
    const { get, service } = setUp({ trades: [] })
    expect(await get(40)).toEqual({ candles: [], gaps: [], more: false, note: null })
    await service.stop()
  })

  it('makes the intervals that the venue does not have', async () => {
    const trades = steady(1000)
    const { venue, get, service } = setUp({ trades })
    const instrument: Instrument = { ...testInstrument, intervals: ['1m', '1h'] }
    venue.at = at(990, 40)
    const { candles, more, gaps } = await get(10, undefined, '4h', instrument)
    const expected = truth(trades, '4h', venue.at)
    expect(candles.map(({ openAt, volume, close, closed }) => ({ openAt, volume, close, closed }))).toEqual(
      expected.map(({ openAt, volume, close, closed }) => ({ openAt, volume, close, closed })),
    )
    expect([more, gaps]).toEqual([false, []])
    const page = await get(2, candles[3]?.openAt, '4h', instrument)
    expect(page.candles.map(({ openAt }) => openAt)).toEqual(expected.slice(1, 3).map(({ openAt }) => openAt))
    await service.stop()
  })

  it('says so where the venue has no candles at all', async () => {
    const { get, service } = setUp()
    await expect(get(10, undefined, '1h', { ...testInstrument, intervals: [] })).rejects.toMatchObject({
      code: 'unsupported',
      retry: 'no',
    })
    await service.stop()
  })
})

describe('range', () => {
  it('fetches closed candles of a span once, in pages', async () => {
    const { venue, service } = setUp()
    venue.at = at(500, 40)
    const first = await service.range(testInstrument, '1m', at(100, 1), at(399, 59))
    expect([minutesOf(first.candles)[0], first.candles.length, first.gaps]).toEqual([101, 298, []])
    const asked = venue.asked.length
    await service.range(testInstrument, '1m', at(150), at(300))
    expect(venue.asked.length).toBe(asked)
    await service.stop()
  })

  it('ends at the present without calling the future a gap', async () => {
    const { venue, service } = setUp()
    venue.at = at(200, 40)
    const { candles, gaps } = await service.range(testInstrument, '1m', at(150), at(260))
    expect([minutesOf(candles).at(-1), candles.every(({ closed }) => closed), gaps]).toEqual([199, true, []])
    await service.stop()
  })

  it('names what could not be fetched, and throws where nothing could', async () => {
    const { venue, service, get } = setUp()
    venue.at = at(200, 40)
    await get(20)
    venue.isDown = true
    const { candles, gaps } = await service.range(testInstrument, '1m', at(170), at(195))
    expect([minutesOf(candles)[0], gaps]).toEqual([180, [{ fromAt: at(170), toAt: at(180) }]])
    await expect(service.range(testInstrument, '1m', at(10), at(20))).rejects.toMatchObject({
      code: 'network',
    })
    await service.stop()
  })
})
