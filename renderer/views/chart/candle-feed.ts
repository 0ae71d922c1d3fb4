/** Keeps the chart's window of candles filled: the first page, pages at both ends, live updates, and refills. */
import type { Candle } from '../../../shared/model/candle.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { intervalMs, shiftOpenAt, type Interval } from '../../../shared/model/interval.ts'
import { isOfVenueSettings } from '../../state/advice.ts'
import {
  appendPage,
  applyLive,
  emptyWindow,
  openWindow,
  prependPage,
  refreshWindow,
  type CandlePage,
  type CandleWindow,
} from '../../state/candles.ts'
import type { CandleFeed, FeedDeps, FeedState } from './feed-types.ts'

const pageSize = 1000
/** Pages to look through for the next newer candle: a long holiday of one-minute bars. */
const mostForwardSteps = 12

export function createCandleFeed(deps: FeedDeps): CandleFeed {
  const { call, view } = deps
  const setTimer = deps.setTimer ?? ((callback, delayMs) => setTimeout(callback, delayMs))
  let series: { instrument: InstrumentId; interval: Interval } | null = null
  let window = emptyWindow
  let state: FeedState = { kind: 'loading' }
  /** Changes with the series and on every reload: answers to older questions are dropped. */
  let epoch = 0
  let edgeAt = -Infinity
  let paging = false
  let refreshing = false
  let refreshAgain = false
  let planned = false
  const waiting = new Map<number, Candle>()

  const setState = (next: FeedState): void => {
    state = next
    deps.onState(next)
  }
  const ready = (): void => setState({ kind: 'ready', pageError: null })

  const get = (current: NonNullable<typeof series>, limit: number, before?: number): Promise<CandlePage> =>
    call('candles.get', { ...current, limit, ...(before === undefined ? {} : { before }) })

  const show = (next: CandleWindow, keepView: boolean): void => {
    window = next
    edgeAt = Math.max(edgeAt, next.candles.at(-1)?.openAt ?? -Infinity)
    view.setCandles(next.candles, next, keepView)
    deps.onWindow(next)
    deps.onTick(next)
  }

  /** Runs when no button is down on the chart, unless the series changed meanwhile: a drag must not lose its ground. */
  const whenIdle = (run: () => void): void => {
    const started = epoch
    const attempt = (): void => {
      if (started !== epoch) return
      if (view.pressed()) setTimer(attempt, 100)
      else run()
    }
    attempt()
  }

  const load = async (): Promise<void> => {
    const current = series
    if (current === null) return
    epoch += 1
    const started = epoch
    paging = false
    waiting.clear()
    edgeAt = -Infinity
    setState({ kind: 'loading' })
    try {
      // Subscribed first, so that nothing is missed between the answer and the first event.
      await call('candles.subscribe', current)
      const page = await get(current, pageSize)
      if (started !== epoch) return
      show(openWindow(page), false)
      if (window.candles.length === 0) setState({ kind: 'empty' })
      else ready()
      paint()
    } catch (error) {
      if (started === epoch)
        setState({ kind: 'error', message: deps.explain(error), ofVenue: isOfVenueSettings(error) })
    }
  }

  /** Candles around a moment in place of those held, which may lie far from it; pages lead back to the newest. */
  const jump = async (at: number): Promise<void> => {
    const current = series
    if (current === null) return
    const isOlder = at < (window.candles[0]?.openAt ?? Infinity)
    const isNewer = window.newerMore && at >= (window.candles.at(-1)?.openAt ?? -Infinity)
    if (!isOlder && !isNewer) return view.scrollTo(at)
    epoch += 1
    const started = epoch
    paging = false
    setState({ kind: 'loading' })
    try {
      const page = await get(current, pageSize, shiftOpenAt(current.interval, at, pageSize / 2))
      if (started !== epoch) return
      const last = page.candles.at(-1)
      // Nothing is known of so long ago: what is held stays.
      if (last !== undefined) show({ ...openWindow(page), newerMore: last.openAt < edgeAt }, false)
      ready()
      view.scrollTo(at)
    } catch (error) {
      if (started === epoch) setState({ kind: 'ready', pageError: deps.explain(error) })
    }
  }

  const paint = (): void => {
    planned = false
    if (series === null || state.kind === 'loading' || state.kind === 'error') return
    const lengthMs = intervalMs(series.interval)
    const candles = [...waiting.values()].sort((a, b) => a.openAt - b.openAt)
    waiting.clear()
    let unsettled = false
    let barsChanged = false
    for (const candle of candles) {
      const wasEmpty = window.candles.length === 0
      const change = applyLive(window, candle, lengthMs)
      unsettled ||= change.unsettled
      window = change.window
      if (change.effect === 'ignored') continue
      if (wasEmpty || change.effect === 'rebuilt') {
        whenIdle(() => show(window, true))
        if (wasEmpty) ready()
      } else view.update(candle)
      barsChanged ||= change.effect === 'opened'
    }
    if (barsChanged) deps.onWindow(window)
    if (candles.length > 0) deps.onTick(window)
    if (unsettled) void refresh(Math.min(pageSize, 50))
  }

  const plan = (): void => {
    if (planned) return
    planned = true
    setTimer(paint, deps.paintEveryMs())
  }

  /** The newest `limit` bars, or the whole window, asked for again and merged. */
  const refresh = async (limit: number): Promise<void> => {
    const current = series
    if (current === null) return
    if (refreshing) {
      refreshAgain = true
      return
    }
    refreshing = true
    const started = epoch
    try {
      const last = window.candles.at(-1)
      const before = window.newerMore && last !== undefined ? last.openAt + 1 : undefined
      const page = await get(current, Math.min(5000, Math.max(1, limit)), before)
      if (started !== epoch) return
      whenIdle(() => {
        show(refreshWindow(window, page), true)
        if (window.candles.length > 0) ready()
      })
    } catch (error) {
      if (started === epoch && state.kind === 'ready')
        setState({ kind: 'ready', pageError: deps.explain(error) })
    } finally {
      refreshing = false
      if (refreshAgain) {
        refreshAgain = false
        void refresh(window.candles.length)
      }
    }
  }

  type Ask = (current: NonNullable<typeof series>) => Promise<() => void>
  let lastAsked: Ask | null = null

  const page = async (ask: Ask): Promise<void> => {
    const current = series
    if (current === null || paging) return
    paging = true
    lastAsked = ask
    const started = epoch
    try {
      const apply = await ask(current)
      if (started !== epoch) return
      whenIdle(() => {
        paging = false
        apply()
        ready()
      })
    } catch (error) {
      if (started !== epoch) return
      paging = false
      view.pageFailed()
      setState({ kind: 'ready', pageError: deps.explain(error) })
    }
  }

  const older = async (current: NonNullable<typeof series>): Promise<() => void> => {
    const first = window.candles[0]
    const answer = await get(current, pageSize, first?.openAt)
    return () => {
      const held = window.candles.length
      const next = prependPage(window, answer)
      const added = next.candles.length - held
      const dropped = next.newerMore && !window.newerMore
      const overflow = dropped || next.candles.at(-1)?.openAt !== window.candles.at(-1)?.openAt
      if (overflow || !view.prepend(next.candles.slice(0, Math.max(0, added)), next.olderMore))
        show(next, true)
      else {
        window = next
        deps.onWindow(next)
      }
    }
  }

  const newer = async (current: NonNullable<typeof series>): Promise<() => void> => {
    const last = window.candles.at(-1)?.openAt ?? edgeAt
    // Steps are as long as a page, so that an answer can never leave out bars between here and its first.
    let from = last
    for (let step = 0; step < mostForwardSteps; step += 1) {
      const before = shiftOpenAt(current.interval, from, pageSize)
      const atEdge = !(edgeAt >= before)
      const answer = await get(current, pageSize, atEdge ? undefined : before)
      const candles = answer.candles.filter((candle) => candle.openAt > last)
      if (candles.length > 0 || atEdge) {
        return () => show(appendPage(window, { candles, gaps: answer.gaps }, atEdge), true)
      }
      from = shiftOpenAt(current.interval, before, -1)
    }
    // Nothing for a very long time: the newest page is nearer than the next bar.
    return () => void load()
  }

  const stop = deps.listen((event) => {
    if (series === null || event.instrument !== series.instrument || event.interval !== series.interval)
      return
    if (event.candle !== null) {
      edgeAt = Math.max(edgeAt, event.candle.openAt)
      waiting.set(event.candle.openAt, event.candle)
      plan()
    }
    if (event.reset && state.kind !== 'loading') void refresh(Math.max(pageSize, window.candles.length))
  })

  const unsubscribe = (): void => {
    // A connection that is gone has no subscriptions either.
    if (series !== null) void call('candles.unsubscribe', series).catch(() => null)
  }

  return {
    show(instrument, interval) {
      if (series?.instrument !== instrument || series.interval !== interval) unsubscribe()
      series = { instrument, interval }
      window = emptyWindow
      deps.onWindow(window)
      deps.onTick(window)
      void load()
    },
    reload: () => void load(),
    needOlder: () => void page(older),
    needNewer: () => void page(newer),
    retryPage: () => void page(lastAsked ?? older),
    reconnected() {
      if (series === null) return
      if (state.kind !== 'ready') {
        void load()
        return
      }
      call('candles.subscribe', series).catch((error: unknown) =>
        setState({ kind: 'ready', pageError: deps.explain(error) }),
      )
      void refresh(Math.max(pageSize, window.candles.length))
    },
    jump: (at) => void jump(at),
    window: () => window,
    dispose() {
      epoch += 1
      stop()
      unsubscribe()
      series = null
    },
  }
}
