import { describe, expect, it } from 'vitest'
import type { Candle, Gap } from '../../../../shared/model/candle.ts'
import { clock, draft, make } from './alert-bench.ts'
import { startAt } from './samples.ts'

describe('rehearsal and explanation', () => {
  const minuteMs = 60_000
  const candle = (minute: number, open: number, high: number, low: number, close: number): Candle => ({
    openAt: startAt + minute * minuteMs,
    open,
    high,
    low,
    close,
    volume: 1,
    closed: true,
    source: 'rest',
  })
  const withHistory = (candles: Candle[], gaps: Gap[] = []) =>
    make({
      history: (_which, fromAt, toAt) =>
        Promise.resolve({
          candles: candles.filter(({ openAt }) => openAt >= fromAt && openAt < toAt),
          gaps,
        }),
    })

  it('rehearses by the live evaluator and arms nothing', async () => {
    const bars = [
      candle(-3, 64_000, 64_100, 63_900, 64_050),
      candle(-2, 64_050, 64_300, 64_040, 64_100),
      candle(-1, 64_100, 64_250, 64_090, 64_240),
    ]
    const { service } = withHistory(bars)
    const { firings, bars: count } = await service.rehearse(draft, 1)
    expect(count).toBe(3)
    expect(firings.map(({ bar }) => bar)).toEqual([bars[1], bars[2]])
    expect(service.list()).toEqual([])
  })

  it('does not rehearse a crossing over a gap', async () => {
    const bars = [candle(-5, 64_000, 64_000, 64_000, 64_000), candle(-2, 64_300, 64_300, 64_300, 64_300)]
    const gaps = [{ fromAt: startAt - 4 * minuteMs, toAt: startAt - 2 * minuteMs }]
    expect((await withHistory(bars, gaps).service.rehearse(draft, 1)).firings).toEqual([])
    expect((await withHistory(bars).service.rehearse(draft, 1)).firings).toHaveLength(1)
  })

  it('names the nearest price when the level was never reached', async () => {
    const { service, tick } = withHistory([candle(0, 64_000, 64_180.5, 63_990, 64_010)])
    const { id } = service.save(draft)
    tick(64_010)
    clock.advance(2 * minuteMs)
    const { sentence, fired } = await service.explain(id)
    expect(fired).toBe(false)
    expect(sentence).toMatch(/never reached 64,200\.00: nearest was 64,180\.50 at .*, 19\.50 short/)
  })

  it('says that it fired, and on what', async () => {
    const { service, tick } = withHistory([])
    const { id } = service.save({ ...draft, frequency: { kind: 'once' } })
    tick(64_199, 64_201)
    expect(await service.explain(id)).toMatchObject({
      fired: true,
      sentence: expect.stringContaining('64,201.00'),
    })
    const at = await service.explain(id, clock.now())
    expect(at.fired).toBe(true)
    expect(at.sentence).toContain('after 64,199.00')
  })

  it.each([
    ['paused', /paused/],
    ['cooling', /cooling down until/],
    ['other side', /must fall below 64,200\.00/],
    ['unwatched', /not being watched now: feed down/],
  ] as const)('explains %s', async (which, expected) => {
    const { service, tick } = make(which === 'unwatched' ? { unwatched: () => 'feed down' } : {})
    const { id } = service.save({
      ...draft,
      frequency: { kind: 'every-time', coolDownMs: which === 'cooling' ? 60_000 : 0 },
    })
    if (which === 'cooling') tick(64_199, 64_201)
    if (which === 'other side') tick(64_300)
    if (which === 'paused') service.pause([id])
    expect((await service.explain(id)).sentence).toMatch(expected)
  })

  it('explains a moment before it was made, and one that is not known', async () => {
    const gaps = [{ fromAt: startAt, toAt: startAt + 10 * minuteMs }]
    const { service } = withHistory([], gaps)
    const { id } = service.save(draft)
    expect((await service.explain(id, startAt - 1)).sentence).toMatch(/did not exist/)
    clock.advance(20 * minuteMs)
    expect((await service.explain(id, startAt + 5 * minuteMs)).sentence).toMatch(/Nothing is known/)
  })
})
