/** The venue's clock against ours, from answers and trades, with clocks that jump. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createClockSkew, measureSkew, windowMs } from '../../../../electron/feeds/clock-skew.ts'
import { codedError } from '../../../../shared/errors.ts'
import { createRestProvider } from '../../../support/rest-provider.ts'

const start = Date.UTC(2026, 0, 5, 12)
const second = (at: number) => Math.floor(at / 1_000) * 1_000

describe('clock skew', () => {
  it('knows nothing before it was told something', () => {
    const skew = createClockSkew()
    expect(skew.skewMs()).toBeNull()
    skew.addRest(NaN, start, start, 1_000)
    skew.addStream(start, NaN)
    skew.addStream(start, Infinity)
    expect(skew.skewMs()).toBeNull()
    skew.addRest(start, start + 100, start + 3_050, 1)
    expect(skew.skewMs()).toBe(3_001)
    skew.reset()
    expect(skew.skewMs()).toBeNull()
  })

  it('is never further off than the bounds that it was told', () => {
    const sample = fc.record({
      pauseMs: fc.nat(20_000),
      outMs: fc.nat(400),
      backMs: fc.nat(400),
      isCoarse: fc.boolean(),
      lateMs: fc.option(fc.nat(2_000)),
    })
    fc.assert(
      fc.property(
        fc.integer({ min: -3_600_000, max: 3_600_000 }),
        fc.array(sample, { minLength: 1, maxLength: 40 }),
        (trueMs, samples) => {
          const skew = createClockSkew()
          let at = start
          let width = 0
          for (const { pauseMs, outMs, backMs, isCoarse, lateMs } of samples) {
            at += pauseMs
            const serverAt = at + outMs + trueMs
            const resolutionMs = isCoarse ? 1_000 : 1
            skew.addRest(at, at + outMs + backMs, isCoarse ? second(serverAt) : serverAt, resolutionMs)
            width = outMs + backMs + resolutionMs
            at += outMs + backMs
            if (lateMs !== null) skew.addStream(at, at + trueMs - lateMs)
          }
          expect(Math.abs((skew.skewMs() ?? NaN) - trueMs)).toBeLessThanOrEqual(width)
        },
      ),
    )
  })

  it('gets finer with each `Date` that it sees', () => {
    const skew = createClockSkew()
    for (let index = 0; index < 40; index += 1) {
      const at = start + index * 1_037
      skew.addRest(at, at + 60, second(at + 30 + 2_500), 1_000)
    }
    expect(Math.abs((skew.skewMs() ?? 0) - 2_500)).toBeLessThan(100)
  })

  it.each([3_600_000, -3_600_000, 700, -700])('follows our clock when it is set by %s ms', (jumpMs) => {
    const skew = createClockSkew()
    for (let at = start; at < start + 60_000; at += 5_000) {
      skew.addRest(at, at + 40, at + 20, 1)
      skew.addStream(at + 50, at + 30)
    }
    expect(Math.abs(skew.skewMs() ?? NaN)).toBeLessThan(41)
    const at = start + 60_000 + jumpMs
    skew.addRest(at, at + 40, at + 20 - jumpMs, 1)
    expect(Math.abs((skew.skewMs() ?? NaN) + jumpMs)).toBeLessThan(41)
  })

  it('follows by the stream alone where it shows that our clock was set back', () => {
    const skew = createClockSkew()
    skew.addRest(start, start + 40, start + 20, 1)
    skew.addStream(start + 100 - 60_000, start + 90)
    expect(skew.skewMs()).toBe(59_990)
    skew.addRest(start - 59_000, start - 58_960, start + 1_020, 1)
    expect(Math.abs((skew.skewMs() ?? NaN) - 60_000)).toBeLessThan(41)
  })

  it('narrows what answers say by what the stream says', () => {
    const skew = createClockSkew()
    skew.addRest(start, start + 2_000, start + 1_000, 1)
    expect(skew.skewMs()).toBe(1)
    skew.addStream(start + 2_100, start + 2_900)
    expect(skew.skewMs()).toBe(901)
  })

  it('believes the stream alone only that the venue is ahead', () => {
    const skew = createClockSkew()
    skew.addStream(start, start - 5_000)
    expect(skew.skewMs()).toBeNull()
    skew.addStream(start + 1, start + 4_001)
    expect(skew.skewMs()).toBe(4_000)
  })

  it('forgets after some minutes', () => {
    const skew = createClockSkew()
    skew.addRest(start, start + 10, start + 5_000, 1)
    skew.addStream(start + 20, start + 5_019)
    skew.addStream(start + windowMs + 60_000, start)
    expect(skew.skewMs()).toBeNull()
  })
})

describe('measureSkew', () => {
  const asked = { body: '', latencyMs: 80, sentAt: start, receivedAt: start + 80 }
  const provider = createRestProvider({
    serverTime: { request: () => ({ path: '/time', query: {}, weight: 1 }), parse: Number },
  })

  it.each([
    [String(start + 10_041), 10_002],
    // Whole seconds: anything up to the next one.
    [String(start + 10_000), 10_460],
  ])('%s', async (body, skewMs) => {
    const skew = createClockSkew()
    const paths: string[] = []
    const rest = {
      get: async ({ path }: { path: string }) => {
        await Promise.resolve()
        paths.push(path)
        return { ...asked, body }
      },
    }
    expect(await measureSkew(provider, rest, skew)).toBe(true)
    expect(paths).toEqual(['/time'])
    expect(skew.skewMs()).toBe(skewMs)
  })

  it('answers false for a venue that has no clock, does not answer, or answers nonsense', async () => {
    const skew = createClockSkew()
    const fail = { get: () => Promise.reject(codedError('network', 'gone')) }
    const nonsense = { get: () => Promise.resolve({ ...asked, body: 'noon' }) }
    expect(await measureSkew(createRestProvider(), nonsense, skew)).toBe(false)
    expect(await measureSkew(provider, fail, skew)).toBe(false)
    expect(await measureSkew(provider, nonsense, skew)).toBe(false)
    expect(skew.skewMs()).toBeNull()
  })
})
