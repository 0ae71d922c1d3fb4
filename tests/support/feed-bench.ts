/** Feeds, a venue on loopback and a clock that the test turns, fresh for each test; leaks nothing or the test fails. */
import { afterEach, beforeEach } from 'vitest'
import { createFeeds } from '../../electron/feeds/feeds.ts'
import type { Feeds, FeedSink, Venue } from '../../electron/feeds/feeds.ts'
import type { Log } from '../../electron/lib/log.ts'
import type { FeedState } from '../../shared/model/feed-status.ts'
import { createTestProvider, testInstrument } from './feed-provider.ts'
import type { TestProviderOptions } from './feed-provider.ts'
import { startFeedServer } from './feed-server.ts'
import type { FeedClient, FeedServer } from './feed-server.ts'
import { createManualClock } from './manual-clock.ts'
import type { ManualClock } from './manual-clock.ts'
import { waitFor } from './wait-for.ts'

export type FeedBench = {
  server: FeedServer
  clock: ManualClock
  feeds: Feeds
  /** What the sink was told, a line each, in order. */
  seen: string[]
  gaps: { fromAt: number; toAt: number }[]
  /** What was logged, as JSON lines. */
  logged: string[]
  add(options?: TestProviderOptions, venue?: Partial<Venue>): void
  /** Subscribes to quotes; answers the releases. */
  watch(...symbols: string[]): (() => void)[]
  states(): string[]
  stateNow(): FeedState | undefined
  /** Waits until the stream is live, without turning the clock; answers the client of that number. */
  goLive(client?: number): Promise<FeedClient>
  /** Turns the clock through stale and waiting, and leaves it alone while the sockets are at work. */
  comeBack(client: number): Promise<FeedClient>
  /** Lets what is under way on the sockets happen, without turning the clock. */
  settle(): Promise<void>
  /** Until a message has arrived that was sent at this moment of the clock. */
  heard(): Promise<void>
  /** Turns the clock in steps as small as the watches', so that nobody thinks that the process slept. */
  pass(ms: number): Promise<void>
  /** Turns the clock no faster than the sockets follow: the client beats each second, and is heard. */
  passAlive(client: FeedClient, ms: number): Promise<void>
}

function logTo(lines: () => string[]): Log {
  const write = (fields: object, message: string): void =>
    void lines().push(JSON.stringify({ ...fields, message }))
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log }
  return log
}

/** Call at the top of a test file. */
export function feedBench(): FeedBench {
  const sink: FeedSink = {
    quotes: (updates) =>
      void bench.seen.push(...updates.map(({ instrument, last }) => `${instrument} ${last}`)),
    trades: (trades) =>
      void bench.seen.push(...trades.map(({ instrument, tradeId }) => `trade ${instrument} ${tradeId}`)),
    candles: () => undefined,
    polled: (updates) =>
      void bench.seen.push(...updates.map(({ instrument, last }) => `polled ${instrument} ${last}`)),
    figures: (updates) =>
      void bench.seen.push(...updates.map(({ instrument, last }) => `figures ${instrument} ${last}`)),
    status: ({ state }) => void bench.seen.push(`status ${state}`),
    down: () => void bench.seen.push('down'),
    resumed({ fromAt, toAt }) {
      bench.seen.push('resumed')
      bench.gaps.push({ fromAt, toAt })
    },
    silence: ({ instrument, state }) => void bench.seen.push(`${state} ${instrument}`),
  }
  const stateNow = (): FeedState | undefined => bench.feeds.status()[0]?.state
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 250) {
      bench.clock.advance(Math.min(250, left))
      await settle()
    }
  }
  /** Until a message of this moment has arrived: soon, as a rule, and polling for it would take longer. */
  const heard = async (): Promise<void> => {
    const isHeard = (): boolean => bench.feeds.status()[0]?.lastMessageAt === bench.clock.now()
    for (let turn = 0; turn < 200 && !isHeard(); turn += 1) await settle()
    await waitFor(isHeard, 'the message')
  }
  const goLive = async (client = 0): Promise<FeedClient> => {
    await waitFor(() => stateNow() === 'live', 'the stream to be live')
    return waitFor(() => bench.server.clients[client], 'the client')
  }
  const parts = {
    seen: [],
    logged: [],
    gaps: [],
    stateNow,
    settle,
    heard,
    pass,
    goLive,
    states: () => bench.seen.filter((line) => line.startsWith('status ')).map((line) => line.slice(7)),
    add(options: TestProviderOptions = {}, venue: Partial<Venue> = {}) {
      const { url } = bench.server
      bench.feeds.add({
        provider: createTestProvider(options),
        restUrl: url.replace('ws:', 'http:'),
        wsUrl: url,
        ...venue,
      })
    },
    watch: (...symbols: string[]) =>
      symbols.map((symbol) => bench.feeds.subscribe(testInstrument(symbol), 'quotes')),
    async passAlive(client: FeedClient, ms: number) {
      for (let left = ms; left > 0; left -= 1_000) {
        await pass(Math.min(1_000, left))
        client.send({ beat: true })
        await heard()
      }
    },
    async comeBack(client: number) {
      await waitFor(async () => {
        if (stateNow() === 'waiting' || stateNow() === 'stale') await pass(250)
        return stateNow() === 'live' && bench.server.clients.length > client
      }, 'the stream to come back')
      return goLive(client)
    },
  }
  // The rest is made anew before each test.
  const bench = parts as unknown as FeedBench

  beforeEach(async () => {
    bench.seen = []
    bench.logged = []
    bench.gaps = []
    bench.clock = createManualClock()
    bench.server = await startFeedServer()
    const { clock } = bench
    bench.server.now = clock.now
    const log = logTo(() => bench.logged)
    bench.feeds = createFeeds({ clock, log, sink, version: '1.2.3', random: () => 0.5 })
  })
  afterEach(async () => {
    await bench.feeds.stop()
    const timers = bench.clock.pendingTimers()
    for (const client of bench.server.clients) client.thaw()
    await waitFor(() => bench.server.openClients() === 0, 'all sockets to be closed')
    await bench.server.stop()
    if (timers > 0) throw new Error(`${timers} timers are left after stop`)
  })
  return bench
}
