/** The six built-in sounds as tables of tones, and the arithmetic that turns a table into samples. */
import type { BuiltInSound } from '../../../shared/alerts/actions.ts'

type Tone = {
  /** When it begins, in seconds. */
  readonly atSeconds: number
  readonly hz: number
  /** Where it glides to over its length; stays where absent. */
  readonly toHz?: number
  readonly seconds: number
  /** 0 to 1 at its loudest. */
  readonly gain: number
  /** From silence to its loudest. */
  readonly attackSeconds: number
  /** `ring` dies away as a struck thing does, `hold` stays loud and ends. */
  readonly shape: 'ring' | 'hold'
  /** Odd overtones make it harsher: 0 is a pure tone, 1 nearly a square wave. */
  readonly edge?: number
}

export type Recipe = { readonly seconds: number; readonly tones: readonly Tone[] }

/** Partials of one struck thing: [times the pitch, gain, share of the length]. */
function struck(
  pitchHz: number,
  seconds: number,
  partials: readonly (readonly [ratio: number, gain: number, length: number])[],
  atSeconds = 0,
): Tone[] {
  return partials.map(([ratio, gain, length]) => ({
    atSeconds,
    hz: pitchHz * ratio,
    seconds: seconds * length,
    gain,
    attackSeconds: 0.003,
    shape: 'ring',
  }))
}

const note = (atSeconds: number, hz: number): Tone => ({
  atSeconds,
  hz,
  seconds: 0.5,
  gain: 0.3,
  attackSeconds: 0.012,
  shape: 'ring',
})

const thump = (atSeconds: number): Tone[] => [
  { atSeconds, hz: 210, toHz: 70, seconds: 0.11, gain: 0.7, attackSeconds: 0.001, shape: 'ring' },
  { atSeconds, hz: 620, toHz: 240, seconds: 0.035, gain: 0.25, attackSeconds: 0.001, shape: 'ring' },
]

const sweep = (atSeconds: number, hz: number, toHz: number): Tone => ({
  atSeconds,
  hz,
  toHz,
  seconds: 0.34,
  gain: 0.45,
  attackSeconds: 0.015,
  shape: 'hold',
  edge: 0.6,
})

export const recipes: Readonly<Record<BuiltInSound, Recipe>> = {
  // A desk bell: one strike, bright, its partials not in tune with each other.
  bell: {
    seconds: 1.4,
    tones: struck(880, 1.4, [
      [1, 0.34, 1],
      [2, 0.2, 0.7],
      [2.76, 0.16, 0.5],
      [5.4, 0.1, 0.25],
    ]),
  },
  // Three notes upwards, soft.
  chime: { seconds: 0.95, tones: [note(0, 523.25), note(0.16, 659.25), note(0.32, 783.99)] },
  // One short high tone.
  ping: {
    seconds: 0.22,
    tones: [{ atSeconds: 0, hz: 1975, seconds: 0.22, gain: 0.6, attackSeconds: 0.002, shape: 'ring' }],
  },
  // Knuckles on wood, three times.
  knock: { seconds: 0.5, tones: [...thump(0), ...thump(0.16), ...thump(0.32)] },
  // Up and down, twice; not to be slept through.
  siren: {
    seconds: 1.44,
    tones: [sweep(0, 620, 1240), sweep(0.36, 1240, 620), sweep(0.72, 620, 1240), sweep(1.08, 1240, 620)],
  },
  // Low and long, beating slowly.
  gong: {
    seconds: 2.8,
    tones: struck(98, 2.8, [
      [1, 0.38, 1],
      [1.013, 0.2, 1],
      [1.52, 0.14, 0.8],
      [2.74, 0.1, 0.5],
      [3.96, 0.06, 0.3],
    ]),
  },
}

/** How fast a struck tone dies: e^-5 is 43 dB less at its end. */
const decay = 5
/** A tone that holds ends within this. */
const releaseSeconds = 0.02
/** Whatever is left at the end of a tone is faded, so that no end clicks. */
const fadeSeconds = 0.008

function loudness({ shape, seconds, gain, attackSeconds }: Tone, t: number): number {
  const attack = Math.min(1, t / attackSeconds)
  const left = seconds - t
  if (shape === 'hold') return gain * attack * Math.min(1, left / releaseSeconds)
  return gain * attack * Math.exp((-decay * t) / seconds) * Math.min(1, left / fadeSeconds)
}

function wave(phase: number, edge: number): number {
  const pure = Math.sin(phase)
  if (edge === 0) return pure
  const square = (pure + Math.sin(3 * phase) / 3 + Math.sin(5 * phase) / 5) / 1.2
  return pure * (1 - edge) + square * edge
}

/** Samples from -1 to 1, beginning and ending in silence. */
export function renderRecipe(
  { seconds, tones }: Recipe,
  samplesPerSecond: number,
): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.ceil(seconds * samplesPerSecond))
  for (const tone of tones) {
    const first = Math.round(tone.atSeconds * samplesPerSecond)
    const count = Math.min(samples.length - first, Math.floor(tone.seconds * samplesPerSecond))
    const { hz, toHz = hz, edge = 0 } = tone
    let phase = 0
    for (let index = 0; index < count; index += 1) {
      const t = index / samplesPerSecond
      samples[first + index] = (samples[first + index] ?? 0) + loudness(tone, t) * wave(phase, edge)
      // The phase goes on through a glide: a jump in it would be heard as a click.
      phase += (2 * Math.PI * (hz + (toHz - hz) * (t / tone.seconds))) / samplesPerSecond
    }
  }
  return samples
}
