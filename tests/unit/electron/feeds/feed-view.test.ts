/** What is shown of several sockets is the worst of them, but a socket that is only being added spoils nothing. */
import { describe, expect, it } from 'vitest'
import { createStatusTeller, showSockets } from '../../../../electron/feeds/feed-view.ts'
import type { SocketView } from '../../../../electron/feeds/feed-view.ts'
import type { FeedStatus } from '../../../../shared/model/feed-status.ts'

const view = (state: SocketView['state'], more: Partial<SocketView> = {}): SocketView => ({
  state,
  since: 1,
  attempt: 0,
  retryAt: null,
  reason: null,
  lost: false,
  lostSinceAt: null,
  blocked: false,
  lastMessageAt: null,
  openedMs: null,
  leaving: null,
  ...more,
})

describe('showSockets', () => {
  it.each<[string, SocketView[], SocketView['state']]>([
    ['no socket yet', [], 'idle'],
    ['one', [view('live')], 'live'],
    ['a second that is only being added', [view('live'), view('connecting')], 'live'],
    ['a second that was live', [view('live'), view('connecting', { lost: true })], 'connecting'],
    ['a second that cannot get through', [view('live'), view('waiting')], 'waiting'],
    ['a second with nothing but refused topics', [view('live'), view('refused')], 'live'],
    ['a refused key', [view('live'), view('refused', { blocked: true })], 'refused'],
    ['all topics refused', [view('refused')], 'refused'],
    ['an empty one', [view('idle'), view('live')], 'live'],
  ])('%s', (_name, views, state) => {
    expect(showSockets(views, 0).state).toBe(state)
  })

  it('shows the newest message of all', () => {
    const views = [view('live', { lastMessageAt: 5 }), view('live', { lastMessageAt: 9 }), view('idle')]
    expect(showSockets(views, 0).lastMessageAt).toBe(9)
  })
})

describe('createStatusTeller', () => {
  it('tells what changed, and not each message or each millisecond of skew', () => {
    const told: FeedStatus[] = []
    const tell = createStatusTeller((status) => void told.push(status))
    const now: FeedStatus = {
      ...showSockets([view('live')], 0),
      ...{
        provider: 'test',
        refused: [],
        silent: [],
        quiet: [],
        skewMs: 100,
        sockets: 1,
        messagesPerSecond: 1,
      },
    }
    tell(now)
    tell({ ...now, skewMs: 140, lastMessageAt: 7, messagesPerSecond: 9 })
    expect(told).toHaveLength(1)
    tell({ ...now, skewMs: 3_100 })
    tell({ ...now, skewMs: 3_100, sockets: 2 })
    tell({ ...now, skewMs: 3_100, sockets: 2, quiet: ['test:A' as never] })
    expect(told).toHaveLength(4)
  })
})
