/** What is said of a venue: its stream, its clock, its limits. */
import { describe, expect, it } from 'vitest'
import {
  blockedUntil,
  feedWords,
  leftText,
  skewSentence,
  skewText,
  usageShare,
  usageText,
} from '../../../../../renderer/views/status/venue-words.ts'
import { btc, eth, sampleFeed, sampleRest } from '../../../../support/samples.ts'

describe('a stream in words', () => {
  it('counts a retry down', () => {
    expect(feedWords(sampleFeed('a', { state: 'waiting', retryAt: 5_000 }), 1_200)).toBe('retry in 4 s')
    expect(feedWords(sampleFeed('a', { state: 'waiting', retryAt: 5_000 }), 9_000)).toBe('retry in 0 s')
    expect(feedWords(sampleFeed('a', { state: 'waiting' }), 0)).toBe('lost')
  })

  it('says since when it is silent, and why it was refused', () => {
    expect(feedWords(sampleFeed('a', { state: 'stale', lastMessageAt: 0 }), 42_000)).toBe('silent for 42 s')
    expect(feedWords(sampleFeed('a', { state: 'stale', lastMessageAt: null }), 42_000)).toBe('silent')
    expect(feedWords(sampleFeed('a', { state: 'refused', reason: 'bad key' }), 0)).toBe('refused: bad key')
  })

  it('counts what of a live one is refused, silent or quiet', () => {
    expect(feedWords(sampleFeed('a'), 0)).toBe('live')
    const status = sampleFeed('a', { refused: [{ instrument: btc, reason: 'x' }], quiet: [btc, eth] })
    expect(feedWords(status, 0)).toBe('live, 1 refused, 2 quiet')
    expect(feedWords(sampleFeed('a', { silent: [eth] }), 0)).toBe('live, 1 silent')
  })
})

describe('a clock that differs', () => {
  it('is not spoken of up to two seconds, nor unmeasured', () => {
    for (const skewMs of [null, 0, 2_000, -2_000]) {
      expect(skewText(skewMs)).toBeNull()
      expect(skewSentence(skewMs)).toBeNull()
    }
  })

  it('is told with its side past that', () => {
    expect(skewText(3_213)).toBe('clock +3.2 s')
    expect(skewText(-3_600_000)).toBe('clock −60 m')
    expect(skewSentence(3_213)).toBe('Its clock is 3.2 s ahead of yours: check your system clock.')
    expect(skewSentence(-2_001)).toBe('Its clock is 2.0 s behind yours: check your system clock.')
  })
})

describe('limits', () => {
  it('are told with their window', () => {
    expect(usageText({ used: 1_180, max: 6_000, windowMs: 60_000 })).toBe('1,180 / 6,000 a minute')
    expect(usageText({ used: 3, max: 10, windowMs: 1_000 })).toBe('3 / 10 a second')
    expect(usageText({ used: 0, max: 100, windowMs: 300_000 })).toBe('0 / 100 in 5 minutes')
    expect(usageText({ used: 0, max: 100, windowMs: 10_000 })).toBe('0 / 100 in 10 s')
    expect(usageText({ used: 8, max: 800, windowMs: 86_400_000 })).toBe('8 / 800 a day')
  })

  it('fill a bar to its end and not further', () => {
    expect(usageShare({ used: 25, max: 100, windowMs: 1 })).toBe(0.25)
    expect(usageShare({ used: 130, max: 100, windowMs: 1 })).toBe(1)
    expect(usageShare({ used: 0, max: 0, windowMs: 1 })).toBe(1)
  })

  it('block until the venue said, and no longer', () => {
    expect(blockedUntil(null, 5)).toBeNull()
    expect(blockedUntil(sampleRest('a'), 5)).toBeNull()
    expect(blockedUntil(sampleRest('a', { blockedUntil: 43_005 }), 5)).toBe(43_005)
    expect(blockedUntil(sampleRest('a', { blockedUntil: 5 }), 5)).toBeNull()
    expect(leftText(43_005, 5)).toBe('43 s')
    expect(leftText(1, 2)).toBe('0 s')
    expect(leftText(600_000, 0)).toBe('10 m')
    expect(leftText(3 * 3_600_000, 0)).toBe('3 h')
  })
})
