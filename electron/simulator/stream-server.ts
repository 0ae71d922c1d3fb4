/** The exchange's stream: who listens to what, and the rules that a venue holds its clients to. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { intervals, type Interval } from '../../shared/model/interval.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { disturb, mayLeave, type FaultPlan } from './faults.ts'
import { createLiveSymbol, type LiveSymbol } from './live-symbol.ts'
import type { MarketTrade } from './market.ts'
import { createScheduler } from './scheduler.ts'
import type { Series } from './series.ts'
import {
  heartbeatMs,
  maxMessageBytes,
  maxMessagesPerSecond,
  maxTopics,
  maxTopicsPerMessage,
  pingMs,
  readTopic,
  type Topic,
} from './wire-format.ts'

type Client = {
  readonly socket: WebSocket
  readonly topics: Set<string>
  alive: boolean
  windowAt: number
  messages: number
}

export type StreamServer = {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** The listing or the exchange's clock has changed. */
  refresh(): void
  connections(): number
  /** Ends every socket without a closing handshake. */
  drop(): number
  close(): void
}

export type StreamServerDeps = {
  readonly clock: Clock
  readonly log: Log
  /** The exchange's own time. */
  readonly now: () => number
  readonly plan: () => FaultPlan
  readonly listed: () => ReadonlyMap<string, Series>
}

// A client that does not read is let go before it costs memory.
const longestBacklogBytes = 8_000_000
const policyViolation = 1008

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseMessage(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

export function createStreamServer({ clock, log, now, plan, listed }: StreamServerDeps): StreamServer {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    // Pongs are sent by hand, so that a half-open connection can be played.
    autoPong: false,
  })
  const clients = new Set<Client>()
  const listeners = new Map<string, Set<Client>>()
  const live = new Map<string, LiveSymbol>()
  const scheduler = createScheduler(clock, now, (error) =>
    log.error({ err: error }, 'the stream of a symbol failed'),
  )

  const send = (client: Client, kind: 'data' | 'control', text: string): void => {
    if (client.socket.readyState !== WebSocket.OPEN || !mayLeave(plan(), kind)) return
    if (client.socket.bufferedAmount > longestBacklogBytes) client.socket.terminate()
    else client.socket.send(text)
  }
  const tell = (client: Client, body: object): void => send(client, 'control', JSON.stringify(body))

  const liveOf = (series: Series): LiveSymbol => {
    const { symbol } = series.listing
    const known = live.get(symbol)
    if (known !== undefined) return known
    let held: readonly MarketTrade[] = []
    const made = createLiveSymbol(series, now(), {
      wanted: (topic) => listeners.has(topic),
      send(topic, text) {
        for (const client of listeners.get(topic) ?? []) send(client, 'data', text)
      },
      disturb(trades) {
        const outcome = disturb(plan(), held, trades)
        held = outcome.held
        return outcome.send
      },
    })
    live.set(symbol, made)
    scheduler.add(made)
    return made
  }
  const snapshot = (symbol: LiveSymbol, topic: Topic): string[] =>
    topic.channel === 'candles'
      ? symbol.snapshotCandle(topic.interval as Interval)
      : symbol.snapshot(topic.channel)

  const retireIfIdle = (symbol: string): void => {
    for (const topic of listeners.keys()) if (readTopic(topic)?.symbol === symbol) return
    const idle = live.get(symbol)
    if (idle === undefined) return
    live.delete(symbol)
    scheduler.remove(idle)
  }
  const forget = (client: Client, topic: string): void => {
    client.topics.delete(topic)
    const group = listeners.get(topic)
    group?.delete(client)
    if (group?.size !== 0) return
    listeners.delete(topic)
    const symbol = readTopic(topic)?.symbol
    if (symbol !== undefined) retireIfIdle(symbol)
  }

  /** Why a topic can't be had; null where it can. */
  const objection = (client: Client, topic: Topic | null): string | null => {
    if (topic === null) return 'no such channel'
    const series = listed().get(topic.symbol)
    if (series === undefined) return `unknown symbol ${topic.symbol}`
    if (plan().refusedSymbols.includes(topic.symbol)) return `${topic.symbol} is not available`
    if (topic.channel === 'candles') {
      const { interval } = topic
      if (
        !intervals.some((known) => known === interval) ||
        !series.intervals.some((known) => known === interval)
      ) {
        return `no candles of interval ${interval}`
      }
    }
    return client.topics.size >= maxTopics ? `more than ${maxTopics} topics on one connection` : null
  }
  const subscribe = (client: Client, text: string, id: unknown): void => {
    const topic = readTopic(text)
    const reason = objection(client, topic)
    const series = topic === null ? undefined : listed().get(topic.symbol)
    if (topic === null || series === undefined || reason !== null) {
      tell(client, { type: 'refused', topic: text, reason, id })
      return
    }
    // Brought up to date before it is shown: a quiet symbol last ran long ago.
    const symbol = liveOf(series)
    symbol.run(now())
    client.topics.add(text)
    const group = listeners.get(text) ?? new Set()
    listeners.set(text, group.add(client))
    tell(client, { type: 'ack', topic: text, id })
    for (const frame of snapshot(symbol, topic)) send(client, 'data', frame)
  }

  const withinRate = (client: Client): boolean => {
    const at = clock.monotonicMs()
    if (at - client.windowAt >= 1000) {
      client.windowAt = at
      client.messages = 0
    }
    client.messages += 1
    return client.messages <= maxMessagesPerSecond
  }
  const receive = (client: Client, text: string): void => {
    if (!withinRate(client)) {
      tell(client, {
        type: 'error',
        code: 'TOO_MANY_MESSAGES',
        message: `more than ${maxMessagesPerSecond} a second`,
      })
      client.socket.close(policyViolation)
      return
    }
    const message = parseMessage(text)
    const topics = message?.['topics']
    const id = message?.['id'] ?? null
    const fail = (code: string, reason: string) => tell(client, { type: 'error', code, message: reason, id })
    if (message === null) return fail('BAD_MESSAGE', 'not a JSON object')
    if (message['op'] !== 'subscribe' && message['op'] !== 'unsubscribe')
      return fail('UNKNOWN_OP', 'subscribe or unsubscribe')
    if (!Array.isArray(topics) || !topics.every((topic) => typeof topic === 'string')) {
      return fail('BAD_MESSAGE', 'topics is a list of texts')
    }
    if (topics.length > maxTopicsPerMessage)
      return fail('TOO_MANY_TOPICS', `at most ${maxTopicsPerMessage} a message`)
    for (const topic of topics) {
      if (message['op'] === 'subscribe') {
        subscribe(client, topic, id)
      } else {
        forget(client, topic)
        tell(client, { type: 'unsubscribed', topic, id })
      }
    }
    scheduler.rearm()
  }

  server.on('connection', (socket) => {
    if (plan().acceptThenDrop) return socket.terminate()
    const client: Client = { socket, topics: new Set(), alive: true, windowAt: -Infinity, messages: 0 }
    clients.add(client)
    socket.on('message', (data: Buffer, isBinary) => receive(client, isBinary ? '' : data.toString('utf8')))
    socket.on('ping', (payload) => {
      if (mayLeave(plan(), 'control')) socket.pong(payload)
    })
    socket.on('pong', () => (client.alive = true))
    socket.on('error', (error) => log.debug({ err: error }, 'a client misbehaved'))
    socket.on('close', () => {
      clients.delete(client)
      for (const topic of client.topics) forget(client, topic)
    })
  })

  const stopHeartbeats = clock.every(heartbeatMs, () => {
    const text = JSON.stringify({ type: 'heartbeat', at: now() })
    for (const client of clients) send(client, 'control', text)
  })
  const stopPings = clock.every(pingMs, () => {
    if (!mayLeave(plan(), 'control')) return
    for (const client of clients) {
      if (!client.alive) client.socket.terminate()
      client.alive = false
      if (client.socket.readyState === WebSocket.OPEN) client.socket.ping()
    }
  })

  /** Symbols that left, or that mean other prices now: listeners are told, or shown how things stand. */
  const relist = (): void => {
    for (const [symbol, old] of live) {
      const series = listed().get(symbol)
      if (series === old.series) continue
      live.delete(symbol)
      scheduler.remove(old)
      for (const [text, group] of listeners) {
        const topic = readTopic(text)
        if (topic?.symbol !== symbol) continue
        for (const client of group) {
          const reason = objection(client, topic)
          if (series !== undefined && reason === null) {
            for (const frame of snapshot(liveOf(series), topic)) send(client, 'data', frame)
          } else {
            forget(client, text)
            tell(client, {
              type: 'refused',
              topic: text,
              reason: reason ?? `${symbol} is no longer listed`,
              id: null,
            })
          }
        }
      }
    }
  }
  const drop = (): number => {
    const count = clients.size
    for (const { socket } of clients) socket.terminate()
    return count
  }

  return {
    upgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request)),
    refresh() {
      relist()
      scheduler.rearm()
    },
    connections: () => clients.size,
    drop,
    close() {
      stopHeartbeats()
      stopPings()
      scheduler.close()
      drop()
      server.close()
    },
  }
}
