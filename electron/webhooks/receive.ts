/** Commits raw messages before their senders are answered: all that arrive in one turn of the loop share one transaction. */
import type { RawHook, StoredHook } from '../store/inbox.ts'

export type ReceiverDeps = {
  transaction<T>(work: () => T): T
  /** Answers the row's id, or null where it was counted with an earlier one: then there is nothing to read. */
  insert(raw: RawHook): number | null
  /** After the commit, and after the senders' answers were released. */
  committed(hooks: readonly StoredHook[]): void
}

export type Receiver = {
  /** Fulfilled once the row is on disk; rejected where it is not. */
  submit(raw: RawHook): Promise<void>
  /** Fulfilled when nothing that was submitted is left. */
  drain(): Promise<void>
}

type Waiting = { readonly raw: RawHook; resolve(): void; reject(reason: unknown): void }

export function createReceiver({ transaction, insert, committed }: ReceiverDeps): Receiver {
  let queue: Waiting[] = []
  let scheduled = false
  let idle: (() => void)[] = []

  const commit = (batch: readonly Waiting[]): StoredHook[] =>
    transaction(() =>
      batch.flatMap(({ raw }) => {
        const id = insert(raw)
        return id === null ? [] : [{ ...raw, id }]
      }),
    )

  /** A message that can't be stored must not take the others of its turn with it: they are tried one by one. */
  const commitEach = (batch: readonly Waiting[]): StoredHook[] => {
    const stored: StoredHook[] = []
    for (const waiting of batch) {
      try {
        stored.push(...commit([waiting]))
        waiting.resolve()
      } catch (error) {
        waiting.reject(error)
      }
    }
    return stored
  }

  const flush = () => {
    const batch = queue
    queue = []
    scheduled = false
    let stored: StoredHook[]
    try {
      stored = commit(batch)
      for (const { resolve } of batch) resolve()
    } catch {
      stored = commitEach(batch)
    }
    if (stored.length > 0) committed(stored)
    for (const done of idle) done()
    idle = []
  }

  return {
    submit: (raw) =>
      new Promise((resolve, reject) => {
        queue.push({ raw, resolve, reject })
        if (scheduled) return
        scheduled = true
        setImmediate(flush)
      }),
    drain: () => (scheduled ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()),
  }
}
