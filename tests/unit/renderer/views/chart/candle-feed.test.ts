/** The feed that fills the chart: first page, paging, live updates painted together, refills, and what fails. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { MethodInput, MethodName } from '../../../../../shared/contract/methods.ts'
import { codedError } from '../../../../../shared/errors.ts'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import { createCandleFeed } from '../../../../../renderer/views/chart/candle-feed.ts'
import type { CandleFeed, FeedState } from '../../../../../renderer/views/chart/feed-types.ts'

const minute = 60_000
const btc = instrumentId('simulated', 'BTCUSDT')

function candle(index: number, change: Partial<Candle> = {}): Candle {
  const source = 'rest' as const
  return {
    openAt: index * minute,
    open: 1,
    high: 2,
    low: 0.5,
    close: 1,
    volume: 1,
    closed: true,
    source,
    ...change,
  }
}

/** A venue with candles 0 to `newest`, a view that keeps what it is told, and timers that wait to be run. */
function setup() {
  const world = {
    newest: 20_000,
    refuse: null as Error | null,
    pressed: false,
    views: [] as string[],
    states: [] as FeedState[],
    asked: [] as MethodInput<'candles.get'>[],
    timers: [] as (() => void)[],
    bars: [] as number[],
    listen: (_event: unknown) => undefined as unknown,
    canPrepend: true,
  }
  const call = (method: MethodName, input: unknown): Promise<unknown> => {
    if (method !== 'candles.get') return Promise.resolve({ ok: true })
    if (world.refuse !== null) return Promise.reject(world.refuse)
    const { before, limit = 500 } = input as MethodInput<'candles.get'>
    world.asked.push(input as MethodInput<'candles.get'>)
    const end = before === undefined ? world.newest : Math.min(world.newest, Math.ceil(before / minute) - 1)
    const start = Math.max(0, end - limit + 1)
    const candles = Array.from({ length: Math.max(0, end - start + 1) }, (_, i) => candle(start + i))
    return Promise.resolve({ candles, gaps: [], more: start > 0 })
  }
  const feed: CandleFeed = createCandleFeed({
    call: call as never,
    listen: (listener) => {
      world.listen = listener as never
      return () => undefined
    },
    view: {
      setCandles: (candles, _ends, keep) => {
        world.bars = candles.map(({ openAt }) => openAt / minute)
        world.views.push(keep ? 'replaced in place' : 'replaced')
      },
      prepend: (candles) => {
        if (!world.canPrepend) return false
        world.bars = [...candles.map(({ openAt }) => openAt / minute), ...world.bars]
        world.views.push('prepended')
        return true
      },
      pageFailed: () => world.views.push('failed'),
      update: (bar) => {
        if (world.bars.at(-1) !== bar.openAt / minute) world.bars.push(bar.openAt / minute)
        world.views.push(`updated ${bar.openAt / minute} ${bar.close}`)
      },
      pressed: () => world.pressed,
      scrollTo: (at) => world.views.push(`scrolled to ${at / minute}`),
    },
    onState: (state) => world.states.push(state),
    onWindow: () => undefined,
    onTick: () => undefined,
    paintEveryMs: () => 200,
    explain: (thrown) => (thrown as Error).message,
    setTimer: (callback) => world.timers.push(callback),
  })
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 50; i += 1) await Promise.resolve()
  }
  const runTimers = async (): Promise<void> => {
    for (const timer of world.timers.splice(0)) timer()
    await settle()
  }
  const event = (bar: Candle | null, reset = false) =>
    world.listen({ instrument: btc, interval: '1m', candle: bar, reset })
  return { world, feed, settle, runTimers, event }
}

let s = setup()
beforeEach(async () => {
  s = setup()
  s.feed.show(btc, '1m')
  await s.settle()
})

describe('the first page', () => {
  it('tells what the settings of the venue could mend', async () => {
    s.world.refuse = codedError('venue-refused', 'your plan has no candles', 'no', { plan: true })
    s.feed.reload()
    await s.settle()
    expect(s.world.states.at(-1)).toMatchObject({ kind: 'error', ofVenue: true })
  })

  it('loads the newest candles and is ready', () => {
    expect(s.world.bars.at(-1)).toBe(20_000)
    expect(s.world.bars).toHaveLength(1000)
    expect(s.world.states.map(({ kind }) => kind)).toEqual(['loading', 'ready'])
  })

  it('says why it failed, and loads on the second try', async () => {
    s.world.refuse = new Error('the venue did not answer')
    s.feed.reload()
    await s.settle()
    expect(s.world.states.at(-1)).toEqual({
      kind: 'error',
      message: 'the venue did not answer',
      ofVenue: false,
    })
    s.world.refuse = null
    s.feed.reload()
    await s.settle()
    expect(s.world.states.at(-1)?.kind).toBe('ready')
  })

  it('drops the answer for a series that is no longer shown', async () => {
    s.feed.show(btc, '5m')
    s.feed.show(btc, '1m')
    const replaced = s.world.views.length
    await s.settle()
    expect(s.world.views.slice(replaced)).toEqual(['replaced'])
  })
})

describe('paging', () => {
  it('goes back without a seam and without moving the view, and forth again, never over 5,000', async () => {
    for (let i = 0; i < 8; i += 1) {
      s.feed.needOlder()
      await s.settle()
      expect(s.world.bars.length).toBeLessThanOrEqual(5000)
    }
    expect(s.world.views.filter((view) => view === 'prepended')).toHaveLength(4)
    expect(s.world.bars[0]).toBe(20_000 - 9 * 1000 + 1)
    expect(s.feed.window().newerMore).toBe(true)
    for (let i = 0; i < 6 && s.feed.window().newerMore; i += 1) {
      s.feed.needNewer()
      await s.settle()
    }
    expect(s.feed.window().newerMore).toBe(false)
    expect(s.world.bars.at(-1)).toBe(20_000)
    expect(s.world.bars.every((bar, i) => i === 0 || bar === (s.world.bars[i - 1] ?? 0) + 1)).toBe(true)
  })

  it('waits for the button to be let go before it replaces candles', async () => {
    for (let i = 0; i < 4; i += 1) {
      s.feed.needOlder()
      await s.settle()
    }
    s.world.pressed = true
    const before = s.world.views.length
    s.feed.needOlder()
    await s.settle()
    expect(s.world.views).toHaveLength(before)
    s.world.pressed = false
    await s.runTimers()
    expect(s.world.views.at(-1)).toBe('replaced in place')
  })

  it('drops a page of a series that is no longer shown', async () => {
    s.feed.needOlder()
    s.feed.show(btc, '1m')
    await s.settle()
    expect(s.world.bars).toHaveLength(1000)
  })

  it('tells of a failed page and asks for it again', async () => {
    s.world.refuse = new Error('no network')
    s.feed.needOlder()
    await s.settle()
    expect(s.world.views.at(-1)).toBe('failed')
    expect(s.world.states.at(-1)).toEqual({ kind: 'ready', pageError: 'no network' })
    s.world.refuse = null
    s.world.canPrepend = false
    s.feed.retryPage()
    await s.settle()
    expect(s.world.bars).toHaveLength(2000)
    expect(s.world.states.at(-1)).toEqual({ kind: 'ready', pageError: null })
  })
})

describe('live updates', () => {
  it('paints many as one, the newest value of each bar', async () => {
    const before = s.world.views.length
    for (const close of [2, 3, 4]) s.event(candle(20_001, { close, closed: false }))
    expect(s.world.views).toHaveLength(before)
    expect(s.world.timers).toHaveLength(1)
    await s.runTimers()
    expect(s.world.views.slice(before)).toEqual(['updated 20001 4'])
  })

  it('asks for the last bars again when one was left open', async () => {
    s.event(candle(20_001, { closed: false }))
    await s.runTimers()
    s.world.newest = 20_002
    s.event(candle(20_002, { closed: false }))
    await s.runTimers()
    expect(s.world.asked.at(-1)?.limit).toBe(50)
    expect(s.feed.window().candles.at(-2)?.closed).toBe(true)
  })

  it('loads again after a reset and after a reconnect', async () => {
    const asked = s.world.asked.length
    s.event(null, true)
    await s.settle()
    s.feed.reconnected()
    await s.settle()
    expect(s.world.asked).toHaveLength(asked + 2)
    expect(s.world.views.slice(-2)).toEqual(['replaced in place', 'replaced in place'])
  })

  it('takes no event of another series, and none after it was disposed of', async () => {
    s.world.listen({ instrument: btc, interval: '5m', candle: candle(20_005), reset: false })
    s.feed.dispose()
    s.event(candle(20_001))
    expect(s.world.timers).toEqual([])
    await s.settle()
    expect(s.world.bars.at(-1)).toBe(20_000)
  })
})

describe('a jump to a moment', () => {
  it('scrolls where the candles are held already', async () => {
    s.feed.jump(19_500 * minute)
    await s.settle()
    expect(s.world.views.at(-1)).toBe('scrolled to 19500')
    expect(s.world.asked).toHaveLength(1)
  })

  it('loads the candles around one that lies far back, and pages lead from there to the newest', async () => {
    s.feed.jump(5_000 * minute)
    await s.settle()
    expect([s.world.bars[0], s.world.bars.at(-1)]).toEqual([4_500, 5_499])
    expect(s.world.views.slice(-2)).toEqual(['replaced', 'scrolled to 5000'])
    expect(s.feed.window()).toMatchObject({ olderMore: true, newerMore: true })
    s.feed.needNewer()
    await s.settle()
    expect(s.world.bars.at(-1)).toBe(6_498)
    // And back again: what is newer than the window is not its last candle.
    s.feed.jump(19_900 * minute)
    await s.settle()
    expect(s.world.bars.at(-1)).toBe(20_000)
    expect(s.feed.window().newerMore).toBe(false)
  })

  it('keeps what is shown where it fails', async () => {
    s.world.refuse = new Error('the venue did not answer')
    s.feed.jump(5_000 * minute)
    await s.settle()
    expect(s.world.bars.at(-1)).toBe(20_000)
    expect(s.world.states.at(-1)).toEqual({ kind: 'ready', pageError: 'the venue did not answer' })
  })
})
