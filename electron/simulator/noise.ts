/** Seeded randomness without state: the same words always give the same numbers. */

/** Numbers from 0 up to and without 1. */
export type Random = () => number

/** Mixes two 32-bit words into one (finalizer of MurmurHash3). */
export function mix(a: number, b: number): number {
  let h = (a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2))) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** 32-bit hash of a text (FNV-1a over UTF-16 units). */
export function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) h = Math.imul(h ^ text.charCodeAt(index), 0x01000193)
  return mix(h >>> 0, text.length)
}

/** A stream of numbers that belongs to one place of the tree: a level and an index (mulberry32). */
export function createRandom(key: number, level: number, index: number): Random {
  let state = mix(mix(key, level), index >>> 0)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const rootOfThree = Math.sqrt(3)

/** About a standard normal number, within ±3.5: four uniform ones, so that no engine's logarithm matters. */
export function normal(random: Random): number {
  return (random() + random() + random() + random() - 2) * rootOfThree
}
