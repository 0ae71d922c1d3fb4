/** The feed machine alone: what it does in each state, and what holds whatever happens. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ackDeadlineMs,
  connectDeadlineMs,
  initialFeed,
  lingerMs,
  stableAfterMs,
  staleGraceMs,
  stepFeed,
} from '../../../../electron/feeds/feed-machine.ts'
import type { FeedCommand, FeedEvent, FeedMachine } from '../../../../electron/feeds/feed-machine.ts'

/** Plays events against the machine at a time of its own. */
function play() {
  let state: FeedMachine = initialFeed
  let nowMs = 0
  let connectWaitMs = 0
  const step = (event: FeedEvent, random = 0.5): readonly FeedCommand[] => {
    const next = stepFeed(state, event, { nowMs, random, connectWaitMs })
    state = next.state
    return next.commands
  }
  return {
    step,
    state: () => state,
    wait: (ms: number) => void (nowMs += ms),
    limitTo: (ms: number) => void (connectWaitMs = ms),
    goLive() {
      step({ kind: 'demand', demand: 'topics', reason: null })
      step({ kind: 'opened' })
      return step({ kind: 'ready' })
    },
    due: (enough = false) => step({ kind: 'due', enough }),
  }
}
const failed: FeedEvent = { kind: 'failed', reason: 'closed', retry: 'later' }

describe('feed machine', () => {
  it('goes from demand to live without a wait', () => {
    const feed = play()
    expect(feed.step({ kind: 'demand', demand: 'topics', reason: null })).toEqual(['connect'])
    expect(feed.step({ kind: 'opened' })).toEqual(['subscribe'])
    expect(feed.state().phase).toBe('subscribing')
    expect(feed.step({ kind: 'ready' })).toEqual([])
    expect(feed.state()).toMatchObject({ phase: 'live', reason: null })
  })

  it('gives a connection that does not open ten seconds', () => {
    const feed = play()
    feed.step({ kind: 'demand', demand: 'topics', reason: null })
    expect(feed.state().dueMs).toBe(connectDeadlineMs)
    feed.wait(connectDeadlineMs)
    expect(feed.due()).toEqual(['disconnect'])
    expect(feed.state()).toMatchObject({ phase: 'waiting', attempt: 1 })
  })

  it('does not take an open socket for a live stream', () => {
    const feed = play()
    feed.step({ kind: 'demand', demand: 'topics', reason: null })
    feed.step({ kind: 'opened' })
    feed.wait(5_000)
    feed.step({ kind: 'sent' })
    expect(feed.state().dueMs).toBe(5_000 + ackDeadlineMs)
    feed.wait(ackDeadlineMs)
    expect(feed.due(false)).toEqual(['disconnect'])
    expect(feed.state().phase).toBe('waiting')
  })

  it('settles for part of the topics when time is up', () => {
    const feed = play()
    feed.step({ kind: 'demand', demand: 'topics', reason: null })
    feed.step({ kind: 'opened' })
    feed.due(true)
    expect(feed.state().phase).toBe('live')
  })

  it('forgets failures only after thirty seconds of live', () => {
    const feed = play()
    feed.goLive()
    feed.wait(stableAfterMs - 1)
    feed.step(failed)
    expect(feed.state().phase).toBe('waiting')
    feed.due()
    feed.step({ kind: 'opened' })
    feed.step({ kind: 'ready' })
    expect(feed.state().attempt).toBe(2)
    feed.wait(stableAfterMs)
    feed.due()
    expect(feed.state()).toMatchObject({ phase: 'live', attempt: 0 })
    expect(feed.step(failed)).toEqual(['disconnect', 'down', 'connect'])
  })

  it('says down once and resumed once for a stale stream that is replaced', () => {
    const feed = play()
    feed.goLive()
    expect(feed.step({ kind: 'quiet', reason: 'no heartbeat' })).toEqual(['down'])
    expect(feed.state()).toMatchObject({ phase: 'stale', reason: 'no heartbeat' })
    feed.wait(staleGraceMs)
    expect(feed.due()).toEqual(['disconnect'])
    expect(feed.due()).toEqual(['connect'])
    feed.step({ kind: 'opened' })
    expect(feed.step({ kind: 'ready' })).toEqual(['resumed'])
  })

  it('keeps the socket of a stream that speaks again in time', () => {
    const feed = play()
    feed.goLive()
    feed.step({ kind: 'quiet', reason: 'no heartbeat' })
    expect(feed.step({ kind: 'alive' })).toEqual(['resumed'])
    expect(feed.state().phase).toBe('live')
  })

  it('does not argue with a refusal, until asked to', () => {
    const feed = play()
    feed.goLive()
    expect(feed.step({ kind: 'failed', reason: 'bad key', retry: 'no' })).toEqual(['disconnect', 'down'])
    expect(feed.state()).toMatchObject({ phase: 'refused', reason: 'bad key', dueMs: null })
    expect(feed.step({ kind: 'demand', demand: 'topics', reason: null })).toEqual([])
    expect(feed.step({ kind: 'presume-dead', reason: 'woke' })).toEqual([])
    expect(feed.step({ kind: 'reconnect' })).toEqual(['connect'])
  })

  it('tries again by itself when the refused topics were not all that is ever wanted', () => {
    const feed = play()
    feed.step({ kind: 'demand', demand: 'topics', reason: null })
    feed.step({ kind: 'opened' })
    expect(feed.step({ kind: 'demand', demand: 'refused', reason: 'unknown symbol' })).toEqual(['disconnect'])
    expect(feed.state()).toMatchObject({ phase: 'refused', reason: 'unknown symbol' })
    feed.step({ kind: 'demand', demand: 'topics', reason: null })
    feed.due()
    expect(feed.state().phase).toBe('connecting')
  })

  it('takes over the loss of a socket before it, and tells when that is over', () => {
    const feed = play()
    feed.step({ kind: 'demand', demand: 'topics', reason: null })
    feed.step({ kind: 'inherit-loss' })
    feed.step({ kind: 'opened' })
    expect(feed.step({ kind: 'ready' })).toEqual(['resumed'])
    feed.step({ kind: 'inherit-loss' })
    expect(feed.state().lost).toBe(false)
  })

  it('waits as long as the venue asks', () => {
    const feed = play()
    feed.goLive()
    feed.step({ kind: 'failed', reason: 'maintenance', retry: { afterMs: 90_000 } })
    expect(feed.state()).toMatchObject({ phase: 'waiting', dueMs: 90_000 })
  })

  it('skips the wait when asked to reconnect, but not the limit of the venue', () => {
    const feed = play()
    feed.goLive()
    feed.step(failed)
    feed.limitTo(400)
    expect(feed.step({ kind: 'reconnect' })).toEqual([])
    expect(feed.state()).toMatchObject({ phase: 'waiting', dueMs: 400 })
    feed.limitTo(0)
    expect(feed.due()).toEqual(['connect'])
  })

  it('lingers after the last release, and is not rebuilt when wanted again', () => {
    const feed = play()
    feed.goLive()
    feed.wait(100)
    expect(feed.step({ kind: 'demand', demand: 'none', reason: null })).toEqual([])
    expect(feed.state()).toMatchObject({ phase: 'live', dueMs: 100 + lingerMs })
    expect(feed.step({ kind: 'demand', demand: 'topics', reason: null })).toEqual([])
    expect(feed.state()).toMatchObject({ phase: 'live', dueMs: 100 + stableAfterMs })
    feed.step({ kind: 'demand', demand: 'none', reason: null })
    expect(feed.due()).toEqual(['disconnect'])
    expect(feed.state().phase).toBe('idle')
  })

  it('stays stopped whatever comes', () => {
    const feed = play()
    feed.goLive()
    expect(feed.step({ kind: 'stop' })).toEqual(['disconnect', 'down'])
    expect(feed.step({ kind: 'reconnect' })).toEqual([])
    expect(feed.step({ kind: 'demand', demand: 'topics', reason: null })).toEqual([])
    expect(feed.state().phase).toBe('stopped')
  })

  const event = fc.oneof(
    fc.constantFrom<FeedEvent>(
      { kind: 'opened' },
      { kind: 'sent' },
      { kind: 'ready' },
      { kind: 'quiet', reason: 'quiet' },
      { kind: 'alive' },
      failed,
      { kind: 'failed', reason: 'no', retry: 'no' },
      { kind: 'due', enough: true },
      { kind: 'due', enough: false },
      { kind: 'reconnect' },
      { kind: 'presume-dead', reason: 'woke' },
    ),
    fc
      .constantFrom<'none' | 'topics' | 'refused'>('none', 'topics', 'refused')
      .map((demand): FeedEvent => ({ kind: 'demand', demand, reason: null })),
  )

  it('never has two sockets, and pairs every down with at most one resumed, for any order of events', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const feed = play()
        let sockets = 0
        let isDown = false
        for (const each of events) {
          feed.wait(100)
          for (const command of feed.step(each)) {
            if (command === 'connect') sockets += 1
            if (command === 'disconnect') sockets -= 1
            if (command === 'down') {
              expect(isDown).toBe(false)
              isDown = true
            }
            if (command === 'resumed') {
              expect(isDown).toBe(true)
              isDown = false
            }
            expect(sockets).toBeGreaterThanOrEqual(0)
            expect(sockets).toBeLessThanOrEqual(1)
          }
          const { phase, dueMs } = feed.state()
          const isWorking = ['connecting', 'subscribing', 'stale', 'waiting'].includes(phase)
          // Nothing can hang: every state that is not at rest has a timer.
          if (isWorking) expect(dueMs).not.toBeNull()
          if (['connecting', 'subscribing', 'live', 'stale'].includes(phase)) expect(sockets).toBe(1)
          else expect(sockets).toBe(0)
        }
      }),
      { numRuns: 500 },
    )
  })
})
