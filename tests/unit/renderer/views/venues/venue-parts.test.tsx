/** Parts of a venue's page as they are rendered: what is wrong is said in full, and nothing while all is well. */
import { renderToStaticMarkup } from 'react-dom/server'
import type { ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import { TestResult } from '../../../../../renderer/views/venues/test-run.tsx'
import { typedKeys } from '../../../../../renderer/views/venues/venue-keys.tsx'
import { StreamDetails, VenueLimits } from '../../../../../renderer/views/venues/venue-state.tsx'
import { btc, eth, sampleFeed, sampleRest, sol } from '../../../../support/samples.ts'

const textOf = (element: ReactElement): string =>
  renderToStaticMarkup(element)
    .replaceAll(/<[^>]+>/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()

describe('the details of a stream', () => {
  it('are nothing while all is well', () => {
    expect(renderToStaticMarkup(<StreamDetails status={sampleFeed('a')} />)).toBe('')
  })

  it('name what is refused with its reason, and what is silent or quiet', () => {
    const text = textOf(
      <StreamDetails
        status={sampleFeed('a', {
          refused: [{ instrument: btc, reason: 'the venue calls it XBT' }],
          silent: [eth],
          quiet: [sol],
          skewMs: 3_200,
        })}
      />,
    )
    expect(text).toContain('BTCUSDT refused: the venue calls it XBT')
    expect(text).toContain('1 silent , though traded: ETHUSDT')
    expect(text).toContain('1 quiet : nothing traded, the venue was asked: SOLUSDT')
    expect(text).toContain('3.2 s ahead of yours: check your system clock')
  })

  it('tell why it is lost', () => {
    const status = sampleFeed('a', { state: 'waiting', retryAt: 1, reason: 'no answer to a ping' })
    expect(textOf(<StreamDetails status={status} />)).toBe('no answer to a ping')
  })
})

describe('the limits of a venue', () => {
  it('are not spoken of before the first request', () => {
    expect(textOf(<VenueLimits rest={null} now={0} />)).toContain('Nothing was asked of it yet')
  })

  it('are shown with their source, and a wait that counts down', () => {
    const rest = sampleRest('a', {
      requests: 1_180,
      failures: 3,
      lastError: '429 too many requests',
      blockedUntil: 43_000,
      usage: { used: 5_200, max: 6_000, windowMs: 60_000, source: 'venue' },
    })
    const text = textOf(<VenueLimits rest={rest} now={0} />)
    expect(text).toContain('5,200 / 6,000 a minute as the venue says')
    expect(text).toContain('1,180 requests, 3 failed')
    expect(text).toContain('429 too many requests')
    expect(text).toContain('It asked to wait: 43 s left')
    expect(textOf(<VenueLimits rest={rest} now={43_000} />)).not.toContain('asked to wait')
  })
})

describe('the result of a test', () => {
  it('says of each step whether it went well, what it said and how long it took', () => {
    const text = textOf(
      <TestResult
        run={{
          kind: 'done',
          steps: [
            { name: 'REST', ok: true, message: 'api answers', latencyMs: 41.4 },
            { name: 'Key', ok: false, message: 'The key was refused', latencyMs: 12 },
            { name: 'Stream', ok: null, message: 'Not tried: it needs the key', latencyMs: null },
          ],
        }}
      />,
    )
    expect(text).toBe(
      'REST ok api answers 41 ms Key failed The key was refused 12 ms Stream not tried it needs the key',
    )
  })

  it('says why there is none', () => {
    expect(textOf(<TestResult run={{ kind: 'failed', problem: 'No answer in time.' }} />)).toBe(
      'No answer in time.',
    )
    expect(textOf(<TestResult run={{ kind: 'none' }} />)).toBe('')
  })
})

describe('typed keys', () => {
  it('are only those that were typed', () => {
    expect(typedKeys({ keyId: ' AK1 ', secretKey: '  ' })).toEqual({ keyId: 'AK1' })
    expect(typedKeys({})).toEqual({})
  })
})
