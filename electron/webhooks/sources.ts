/** The addresses that were given out: each a random token, checked in one verifier that follows every change at once. */
import { randomBytes, randomUUID } from 'node:crypto'
import { codedError } from '../../shared/errors.ts'
import {
  needsSecret,
  tokenAlone,
  type HookSource,
  type HookSourceView,
  type HookVerification,
} from '../../shared/model/webhook.ts'
import type { Clock } from '../lib/clock.ts'
import type { HookSourceTable } from '../store/hook-sources.ts'
import { generatedSecret, secretToKeep } from './schemes/schemes.ts'
import { maskedPair, noSecrets, type HookSecrets, type SecretPair } from './secrets.ts'
import { createVerifier, type Verifier } from './verify.ts'

export type SourcesDeps = {
  readonly clock: Clock
  readonly table: Pick<HookSourceTable, 'list' | 'get' | 'save' | 'delete'>
  readonly secrets: HookSecrets
  changed(): void
  /** The secrets of an address that is gone could not be removed. */
  leftBehind(source: HookSource, error: unknown): void
}

/** `newSecret` where one was made: it is told once. */
export type SourceAnswer = HookSourceView & { newSecret?: string }

export type Sources = {
  list(): HookSourceView[]
  /** Throws `not-found`. */
  get(id: string): HookSource
  /** Makes one, or renames it and switches it on or off. Throws `not-found` for an unknown id. */
  save(draft: { id?: string | undefined; name: string; enabled: boolean }): HookSourceView
  /** Throws `not-found`. */
  delete(id: string): void
  /** The same address with a new token; the old one ends with this call. Throws `not-found`. */
  rotate(id: string): HookSourceView
  /**
   * How its senders prove themselves from the next request on. A secret given here replaces all that were; an empty one is made.
   * Throws `not-found`, `bad-request`, or what the key store said.
   */
  configure(id: string, verification: HookVerification, secret: string | undefined): Promise<SourceAnswer>
  /** A second secret beside the present one; an empty one is made. Throws `conflict` while there are two. */
  rotateSecret(id: string, secret: string): Promise<SourceAnswer>
  /** Ends the older of two secrets with this call. */
  dropSecret(id: string): Promise<SourceAnswer>
  /** The enabled source with this token. */
  find(token: string): HookSource | null
  /** Reads the secrets. Never rejects. */
  load(): Promise<void>
  /** Makes the first source where there is none. */
  start(): void
}

/** 128 random bits. */
function newToken(): string {
  return randomBytes(16).toString('base64url')
}

/** What does not belong to the scheme is left out. Throws `bad-request`. */
function settled({ scheme, field, publishedOnly }: HookVerification): HookVerification {
  if (scheme === 'json-field' && field === null)
    throw codedError('bad-request', 'which field of the JSON body holds the secret?')
  return {
    scheme,
    field: scheme === 'json-field' ? field : null,
    publishedOnly: scheme === 'tradingview' && publishedOnly,
  }
}

export function createSources({ clock, table, secrets, changed, leftBehind }: SourcesDeps): Sources {
  let verifier: Verifier = createVerifier(table.list())
  let turn: Promise<unknown> = Promise.resolve()

  const get = (id: string): HookSource => {
    const source = table.get(id)
    if (source === null) throw codedError('not-found', `no webhook address ${id}`)
    return source
  }
  const view = (source: HookSource): HookSourceView => ({
    ...source,
    secrets: maskedPair(secrets.of(source.id)),
  })
  const refresh = () => {
    verifier = createVerifier(table.list())
    changed()
  }
  const keep = (source: HookSource): HookSourceView => {
    table.save(source)
    refresh()
    return view(source)
  }
  const make = (name: string, enabled: boolean) =>
    keep({
      id: randomUUID(),
      name,
      token: newToken(),
      createdAt: clock.now(),
      enabled,
      verification: tokenAlone,
    })

  /** One change of secrets after the other: each builds on what the one before left. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work)
    turn = mine.catch(() => undefined)
    return mine
  }
  const secretOf = (scheme: HookVerification['scheme'], given: string) => {
    const isMade = given.trim() === '' && needsSecret(scheme)
    const secret = isMade ? generatedSecret(scheme) : secretToKeep(scheme, given)
    return { secret, told: isMade ? { newSecret: secret } : {} }
  }
  const keepPair = async (source: HookSource, pair: SecretPair, told: object): Promise<SourceAnswer> => {
    await secrets.keep(source, pair)
    changed()
    return { ...view(source), ...told }
  }

  return {
    list: () => table.list().map(view),
    get,
    save({ id, name, enabled }) {
      return id === undefined ? make(name, enabled) : keep({ ...get(id), name, enabled })
    },
    delete(id) {
      const source = table.get(id)
      if (source === null || !table.delete(id)) throw codedError('not-found', `no webhook address ${id}`)
      refresh()
      if (needsSecret(source.verification.scheme))
        void secrets.keep(source, noSecrets).catch((error: unknown) => leftBehind(source, error))
    },
    rotate: (id) => keep({ ...get(id), token: newToken() }),
    configure: (id, wanted, given) =>
      inTurn(async () => {
        const before = get(id)
        const verification = settled(wanted)
        const { scheme } = verification
        const isSame = scheme === before.verification.scheme
        const needs = needsSecret(scheme)
        if (needs && given === undefined && !(isSame && secrets.of(id).current !== null))
          throw codedError('bad-request', 'this kind of sender needs a secret')
        const made = given === undefined ? null : secretOf(scheme, given)
        // Secrets first: what fails between the two lets nothing in.
        if (made !== null) await secrets.keep(before, { current: made.secret, previous: null })
        else if (!needs && needsSecret(before.verification.scheme)) await secrets.keep(before, noSecrets)
        return { ...keep({ ...get(id), verification }), ...made?.told }
      }),
    rotateSecret: (id, given) =>
      inTurn(async () => {
        const source = get(id)
        const { current, previous } = secrets.of(id)
        if (previous !== null)
          throw codedError('conflict', `"${source.name}" has two secrets: remove the old one first`)
        const { secret, told } = secretOf(source.verification.scheme, given)
        return keepPair(source, { current: secret, previous: current }, told)
      }),
    dropSecret: (id) =>
      inTurn(() => keepPair(get(id), { current: secrets.of(id).current, previous: null }, {})),
    find: (token) => verifier.find(token),
    async load() {
      const asked = table.list().filter(({ verification }) => needsSecret(verification.scheme))
      await Promise.all(asked.map(({ id }) => secrets.load(id)))
      if (asked.length > 0) changed()
    },
    start() {
      if (table.list().length === 0) make('Webhook', true)
    },
  }
}
