/** Reads what was committed: meaning, symbol and notification; a message that can't be read stays, and holds nothing up. */
import { codedError } from '../../shared/errors.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { InboxDetail, InboxEntry } from '../../shared/model/webhook.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { HookReading, InboxTable, StoredHook } from '../store/inbox.ts'
import { decodeBody } from './body-text.ts'
import { readBody } from './read-body.ts'

export type InboxDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly table: InboxTable
  transaction<T>(work: () => T): T
  /** The instrument that a sender's name for it means, if one is known. */
  resolveSymbol(text: string): InstrumentId | null
  /** Each message once, read and on disk; `body` is its JSON value, undefined where it is none. */
  received(entry: InboxEntry, body: unknown): void
  /** Each message that names a known instrument. */
  notify?(entry: InboxEntry): void
}

export type Inbox = {
  list(query: {
    limit: number
    before?: number | undefined
    instrument?: InstrumentId | undefined
  }): InboxEntry[]
  /** Throws `not-found`. */
  get(id: number): InboxDetail
  /** Reads the entry again, and tells and notifies as when it arrived. Throws `not-found`. */
  replay(id: number): InboxEntry
  /** Reads these in the next turn of the loop. */
  process(hooks: readonly StoredHook[]): void
  /** Takes up what was accepted but not read before the app stopped. */
  start(): void
  /** Reads what is waiting. */
  stop(): void
}

function jsonOf(raw: Uint8Array): unknown {
  try {
    return JSON.parse(decodeBody(raw) ?? '') as unknown
  } catch {
    return undefined
  }
}

const mostRows = 100_000
const mostBytes = 512 * 1024 * 1024
const retentionEvery = 1000
const retryAfterMs = 2000

export function createInbox(deps: InboxDeps): Inbox {
  const { clock, log, table } = deps
  let queue: StoredHook[] = []
  let scheduled = false
  let sinceRetention = 0

  const readingOf = (hook: StoredHook): HookReading => {
    try {
      const reading = readBody(hook.body)
      return { ...reading, instrument: reading.symbol === null ? null : deps.resolveSymbol(reading.symbol) }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      log.error({ hook: hook.id, reason }, 'a webhook could not be processed')
      return {
        format: 'binary',
        jsonError: null,
        summary: `could not be processed: ${reason}`.slice(0, 200),
        symbol: null,
        price: null,
        message: null,
        instrument: null,
        placeholders: [],
      }
    }
  }

  /** The entries as they are listed now; null for one that can't be. */
  const write = (hooks: readonly StoredHook[]): (InboxEntry | null)[] => {
    const processedAt = clock.now()
    const read = hooks.map((hook) => ({ hook, reading: readingOf(hook) }))
    deps.transaction(() => {
      for (const { hook, reading } of read) table.saveReading(hook.id, reading, processedAt)
      sinceRetention += hooks.length
      if (sinceRetention < retentionEvery) return
      sinceRetention = 0
      table.retention(mostRows, mostBytes)
    })
    return hooks.map(({ id }) => table.entry(id))
  }

  const tell = (entry: InboxEntry, raw: Uint8Array) => {
    deps.received(entry, entry.format === 'json' ? jsonOf(raw) : undefined)
    if (entry.instrument !== null) deps.notify?.(entry)
  }

  const work = () => {
    scheduled = false
    const hooks = queue
    if (hooks.length === 0) return
    let entries: (InboxEntry | null)[]
    try {
      entries = write(hooks)
    } catch (error) {
      // The messages are safe in their raw rows; reading them can wait for the disk.
      log.error(
        { error: String(error), waiting: hooks.length },
        'the inbox could not be written; trying again',
      )
      scheduled = true
      clock.after(retryAfterMs, work)
      return
    }
    queue = queue.slice(hooks.length)
    for (const [place, entry] of entries.entries())
      if (entry !== null) tell(entry, hooks[place]?.body ?? new Uint8Array())
  }

  const process = (hooks: readonly StoredHook[]) => {
    queue.push(...hooks)
    if (scheduled) return
    scheduled = true
    setImmediate(work)
  }

  const found = (id: number) => {
    const one = table.get(id)
    if (one === null) throw codedError('not-found', `no inbox entry ${id}`)
    return one
  }

  return {
    list: (query) => table.list(query),
    get(id) {
      const { entry, raw } = found(id)
      const headers = raw.headers.map(([name, value]): [string, string] => [name, value])
      return {
        ...entry,
        headers,
        rawBase64: Buffer.from(raw.body).toString('base64'),
        text: decodeBody(raw.body),
      }
    },
    replay(id) {
      const { raw } = found(id)
      const [entry] = write([raw])
      if (entry === undefined || entry === null)
        throw codedError('internal', `inbox entry ${id} was not read`)
      tell(entry, raw.body)
      return entry
    },
    process,
    start: () => process(table.unprocessed()),
    stop: work,
  }
}
