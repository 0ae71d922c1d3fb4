/** A webhook listener on a free port with a real database, made anew for each test, and ways to send to it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { request, type Agent, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { systemClock } from '../../electron/lib/clock.ts'
import { silentLog, type Log } from '../../electron/lib/log.ts'
import { openStore, type Store } from '../../electron/store/store.ts'
import { createWebhooks, type Webhooks } from '../../electron/webhooks/webhooks.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import type { InboxEntry } from '../../shared/model/webhook.ts'

export const bitcoin = instrumentId('simulated', 'BTCUSDT')

export type Answer = { status: number; headers: NodeJS.Dict<string | string[]>; body: string }
export type Sent = {
  method?: string
  path?: string
  headers?: OutgoingHttpHeaders
  agent?: Agent
  body?: string | Uint8Array
  chunked?: boolean
}

export type HookBench = {
  store: Store
  hooks: Webhooks
  received: InboxEntry[]
  /** The JSON value of each that was received. */
  bodies: unknown[]
  notified: InboxEntry[]
  /** What was told of the listener. */
  told: string[]
  /** How often something else is to be shown of it. */
  changes: number
  /** How often entries were told to count one more. */
  folds: number
  /** What the key store holds, for all listeners of a test. */
  readonly secrets: Map<string, string>
  /** For the next listener that is made; null for the usual one. */
  rate: { perSecond: number; burst: number } | null
  /** Null for a silent one. */
  log: Log | null
  /** The wall clock's time, UTC epoch ms; null for the real one. */
  now: number | null
  /** Whether commits fail from now on. */
  commitFails: boolean
  /** Closes the store and opens it again, with another listener. */
  restart(): Promise<void>
  /** Another listener on the same store, as after a restart. */
  make(): Webhooks
  port(): number
  token(): string
  path(): string
  send(sent: Sent): Promise<Answer>
  /** Writes bytes as they are and answers all that comes back until the other side closes. */
  raw(bytes: string): Promise<string>
  /** Request line, Host and these headers, up to the body. */
  head(more: string): string
}

/** Call it once in a file; what it answers is filled before each test. */
export function createHookBench(): HookBench {
  let folder = ''
  const bench: HookBench = {
    // Set before each test; nothing reads them outside of one.
    store: undefined as unknown as Store,
    hooks: undefined as unknown as Webhooks,
    received: [],
    bodies: [],
    notified: [],
    told: [],
    changes: 0,
    commitFails: false,
    now: null,
    log: null,
    folds: 0,
    secrets: new Map(),
    rate: null,
    make: () =>
      createWebhooks({
        clock: { ...systemClock, now: () => bench.now ?? systemClock.now() },
        log: bench.log ?? silentLog,
        store: {
          ...bench.store,
          transaction: (work) =>
            bench.store.transaction(() => {
              const result = work()
              if (bench.commitFails) throw new Error('disk full')
              return result
            }),
        },
        secrets: {
          get: async (name) => bench.secrets.get(name) ?? null,
          async set(name, value) {
            if (value === null) bench.secrets.delete(name)
            else bench.secrets.set(name, value)
          },
        },
        ...(bench.rate === null ? {} : { rate: bench.rate }),
        folded: () => (bench.folds += 1),
        notice: () => undefined,
        resolveSymbol(text) {
          if (text === 'POISON') throw new Error('no such thing')
          return text === 'BTCUSDT' ? bitcoin : null
        },
        received(entry, body) {
          bench.received.push(entry)
          bench.bodies.push(body)
        },
        notify: (entry) => bench.notified.push(entry),
        changed: () => (bench.changes += 1),
        listener: (state) => bench.told.push(state),
      }),
    async restart() {
      await bench.hooks.stop()
      bench.store.close()
      bench.store = openStore({ dataDir: folder, now: Date.now() }).store
      bench.hooks = bench.make()
      await bench.hooks.start({ port: 0 })
    },
    port: () => Number(new URL(bench.hooks.address() ?? '').port),
    token: () => bench.hooks.sources.list()[0]?.token ?? '',
    path: () => `/hooks/${bench.token()}`,
    send: ({ method = 'POST', path = bench.path(), headers = {}, agent, body, chunked = false }) =>
      new Promise((resolve, reject) => {
        const length = body === undefined || chunked ? {} : { 'Content-Length': Buffer.byteLength(body) }
        const all = { ...length, ...headers }
        const to = {
          host: '127.0.0.1',
          port: bench.port(),
          method,
          path,
          headers: all,
          agent: agent ?? false,
        }
        const sent = request(to, (response) => {
          let text = ''
          response.on('data', (chunk: Buffer) => (text += chunk.toString()))
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          )
          response.on('error', reject)
        })
        sent.on('error', reject)
        if (body !== undefined) sent.write(body)
        sent.end()
      }),
    raw: (bytes) =>
      new Promise((resolve) => {
        let text = ''
        const socket = connect(bench.port(), '127.0.0.1', () => socket.write(bytes))
        socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
        socket.on('error', () => undefined)
        socket.on('close', () => resolve(text))
      }),
    head: (more) => `POST ${bench.path()} HTTP/1.1\r\nHost: 127.0.0.1:${bench.port()}\r\n${more}\r\n\r\n`,
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tickerdeck-hooks-'))
    bench.store = openStore({ dataDir: folder, now: Date.now() }).store
    bench.received = []
    bench.bodies = []
    bench.notified = []
    bench.told = []
    bench.changes = 0
    bench.commitFails = false
    bench.now = null
    bench.log = null
    bench.folds = 0
    bench.secrets.clear()
    bench.rate = null
    bench.hooks = bench.make()
    await bench.hooks.start({ port: 0 })
  })
  afterEach(async () => {
    await bench.hooks.stop()
    bench.store.close()
    rmSync(folder, { recursive: true })
  })
  return bench
}
