/** The built-in sounds: within bounds, without clicks, and told from each other with eyes closed. */
import { describe, expect, it } from 'vitest'
import { recipes, renderRecipe } from '../../../../../renderer/state/sound/recipes.ts'
import { builtInSounds, type BuiltInSound } from '../../../../../shared/alerts/actions.ts'

const perSecond = 24_000

const rendered = new Map(builtInSounds.map((name) => [name, renderRecipe(recipes[name], perSecond)]))
const samplesOf = (name: BuiltInSound): Float32Array => rendered.get(name) ?? new Float32Array()

const peak = (samples: Float32Array): number =>
  samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)

/** Times that the wave goes up through zero in a second: about the pitch that is heard. */
function crossingsPerSecond(samples: Float32Array): number {
  let crossings = 0
  for (let index = 1; index < samples.length; index += 1)
    if ((samples[index - 1] ?? 0) < 0 && (samples[index] ?? 0) >= 0) crossings += 1
  return crossings / (samples.length / perSecond)
}

/** Strikes: times that the loudness of 10 ms is three times that of the 20 ms before. */
function strikes(samples: Float32Array): number {
  const step = perSecond / 100
  const loudness = Array.from({ length: Math.floor(samples.length / step) }, (_, at) =>
    peak(samples.subarray(at * step, (at + 1) * step)),
  )
  let count = 0
  for (let at = 0; at < loudness.length; at += 1) {
    const before = Math.max(loudness[at - 1] ?? 0, loudness[at - 2] ?? 0)
    if ((loudness[at] ?? 0) > 0.05 && (loudness[at] ?? 0) > 3 * before) count += 1
  }
  return count
}

describe.each(builtInSounds)('the %s', (name) => {
  it('is heard, is never cut off, and lasts as long as it says', () => {
    const samples = samplesOf(name)
    expect(peak(samples)).toBeGreaterThan(0.25)
    expect(peak(samples)).toBeLessThanOrEqual(1)
    expect(samples.length / perSecond).toBeCloseTo(recipes[name].seconds, 2)
    expect(samples.length / perSecond).toBeLessThan(3)
  })

  it('begins and ends in silence', () => {
    const samples = samplesOf(name)
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.001)
    expect(peak(samples.subarray(-10))).toBeLessThan(0.02)
  })

  it('has tones that are heard, within its own length', () => {
    for (const { atSeconds, seconds, hz, toHz = hz, attackSeconds } of recipes[name].tones) {
      expect(Math.min(hz, toHz)).toBeGreaterThan(60)
      expect(Math.max(hz, toHz)).toBeLessThan(8000)
      expect(atSeconds + seconds).toBeLessThanOrEqual(recipes[name].seconds)
      expect(attackSeconds).toBeLessThan(seconds)
    }
  })
})

describe('the sounds together', () => {
  it('are told apart by length, pitch or number of strikes', () => {
    for (const a of builtInSounds) {
      for (const b of builtInSounds.slice(builtInSounds.indexOf(a) + 1)) {
        const [one, other] = [samplesOf(a), samplesOf(b)]
        const ratio = (x: number, y: number): number => Math.max(x, y) / Math.min(x, y)
        const different =
          ratio(one.length, other.length) > 1.5 ||
          ratio(crossingsPerSecond(one), crossingsPerSecond(other)) > 1.3 ||
          strikes(one) !== strikes(other)
        expect(different, `${a} and ${b}`).toBe(true)
      }
    }
  })

  it('are what their names say', () => {
    expect(strikes(samplesOf('knock'))).toBe(3)
    expect(strikes(samplesOf('bell'))).toBe(1)
    expect(crossingsPerSecond(samplesOf('ping'))).toBeCloseTo(1975, -2)
    expect(crossingsPerSecond(samplesOf('gong'))).toBeLessThan(200)
    const lengths = builtInSounds.map((name) => samplesOf(name).length)
    expect(Math.max(...lengths)).toBe(samplesOf('gong').length)
    expect(Math.min(...lengths)).toBe(samplesOf('ping').length)
  })
})
