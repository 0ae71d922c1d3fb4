/** The addresses that were given out: each a random token, checked in one verifier that follows every change at once. */
import { randomBytes, randomUUID } from 'node:crypto'
import { codedError } from '../../shared/errors.ts'
import type { HookSource } from '../../shared/model/webhook.ts'
import type { Clock } from '../lib/clock.ts'
import type { HookSourceTable } from '../store/hook-sources.ts'
import { createVerifier, type Verifier } from './verify.ts'

export type SourcesDeps = {
  readonly clock: Clock
  readonly table: Pick<HookSourceTable, 'list' | 'get' | 'save' | 'delete'>
  changed(): void
}

export type Sources = {
  list(): HookSource[]
  /** Throws `not-found`. */
  get(id: string): HookSource
  /** Makes one, or renames it and switches it on or off. Throws `not-found` for an unknown id. */
  save(draft: { id?: string | undefined; name: string; enabled: boolean }): HookSource
  /** Throws `not-found`. */
  delete(id: string): void
  /** The same address with a new token; the old one ends with this call. Throws `not-found`. */
  rotate(id: string): HookSource
  /** The enabled source with this token. */
  find(token: string): HookSource | null
  /** Makes the first source where there is none. */
  start(): void
}

/** 128 random bits. */
function newToken(): string {
  return randomBytes(16).toString('base64url')
}

export function createSources({ clock, table, changed }: SourcesDeps): Sources {
  let verifier: Verifier = createVerifier(table.list())

  const get = (id: string): HookSource => {
    const source = table.get(id)
    if (source === null) throw codedError('not-found', `no webhook address ${id}`)
    return source
  }
  const refresh = () => {
    verifier = createVerifier(table.list())
    changed()
  }
  const keep = (source: HookSource): HookSource => {
    table.save(source)
    refresh()
    return source
  }
  const make = (name: string, enabled: boolean) =>
    keep({ id: randomUUID(), name, token: newToken(), createdAt: clock.now(), enabled })

  return {
    list: () => table.list(),
    get,
    save({ id, name, enabled }) {
      return id === undefined ? make(name, enabled) : keep({ ...get(id), name, enabled })
    },
    delete(id) {
      if (!table.delete(id)) throw codedError('not-found', `no webhook address ${id}`)
      refresh()
    },
    rotate: (id) => keep({ ...get(id), token: newToken() }),
    find: (token) => verifier.find(token),
    start() {
      if (table.list().length === 0) make('Webhook', true)
    },
  }
}
