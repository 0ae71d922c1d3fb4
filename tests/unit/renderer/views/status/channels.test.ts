/** The three channels in one line each. */
import { describe, expect, it } from 'vitest'
import {
  restLine,
  webhookLine,
  webSocketLine,
  worstState,
} from '../../../../../renderer/views/status/channels.ts'
import { sampleFeed, sampleHealth, sampleRest } from '../../../../support/samples.ts'

describe('channels', () => {
  it('say nothing before the first figures', () => {
    expect(restLine(null, 0).main).toBe('–')
    expect(webSocketLine(null, [], 0).tone).toBe('off')
    expect(webhookLine(null).detail).toBe('no figures yet')
  })

  it('sum requests over venues and show the latest latency', () => {
    const one = sampleRest('a')
    const two = sampleRest('b', { requests: 1000, failures: 1, lastLatencyMs: 41.4, lastAt: 9 })
    const line = restLine(sampleHealth({ rest: { providers: [one, two], perSecond: [] } }), 10)
    expect(line).toEqual({ tone: 'ok', main: '41 ms', detail: '1,002 requests, 1 failed' })
    const blocked = restLine(
      sampleHealth({ rest: { providers: [{ ...one, blockedUntil: 99 }], perSecond: [] } }),
      10,
    )
    expect(blocked.tone).toBe('warn')
  })

  it('name the worst stream and the age of the last message', () => {
    const feeds = [sampleFeed('a'), sampleFeed('b', { state: 'waiting', lastMessageAt: 400 })]
    const health = sampleHealth({ webSocket: { feeds, perSecond: [] } })
    expect(worstState(feeds)).toBe('waiting')
    expect(webSocketLine(health, feeds, 1_100)).toEqual({
      tone: 'warn',
      main: '24/s',
      detail: 'waiting, age 0.2 s',
    })
  })

  it('show where the listener is, or why it is not', () => {
    expect(webhookLine(sampleHealth())).toEqual({
      tone: 'ok',
      main: '127.0.0.1:8788',
      detail: '3 in, 1 refused',
    })
    const { webhook } = sampleHealth()
    const failed = sampleHealth({
      webhook: { ...webhook, state: 'failed', address: null, reason: 'port 8788 is taken' },
    })
    expect(webhookLine(failed)).toEqual({ tone: 'bad', main: 'failed', detail: 'port 8788 is taken' })
  })
})
