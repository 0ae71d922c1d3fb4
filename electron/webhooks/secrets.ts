/** The secrets that senders share with us: two live ones for each address, with the host that encrypts them, masked for everybody else. */
import { toAppError } from '../../shared/errors.ts'
import type { HookSourceView } from '../../shared/model/webhook.ts'
import type { Log } from '../lib/log.ts'

export type SecretPair = { readonly current: string | null; readonly previous: string | null }

export type HookSecretsDeps = {
  /** `set` of null removes; it rejects with `unsupported` where nothing can keep a secret. */
  readonly secrets: {
    get(name: string): Promise<string | null>
    set(name: string, value: string | null): Promise<void>
  }
  readonly log: Log
  /** Something that the user should know. */
  notice(text: string): void
}

export type HookSecrets = {
  /** Reads those of one address. Never rejects: what can't be read is none, and lets nothing in. */
  load(id: string): Promise<void>
  of(id: string): SecretPair
  /** In force when it is fulfilled. Rejects, and changes nothing, where the key store failed. */
  keep(source: { readonly id: string; readonly name: string }, pair: SecretPair): Promise<void>
}

export const noSecrets: SecretPair = { current: null, previous: null }
const secretName = (id: string): string => `hook:${id}`

function readPair(text: string | null): SecretPair {
  if (text === null) return noSecrets
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) throw new TypeError('not a pair of secrets')
  const { current, previous } = value as Record<string, unknown>
  return {
    current: typeof current === 'string' ? current : null,
    previous: typeof previous === 'string' ? previous : null,
  }
}

/** The last four characters of a long one. */
function masked(secret: string | null): string | null {
  if (secret === null) return null
  return secret.length < 16 ? '••••' : `••••${secret.slice(-4)}`
}

export function maskedPair({ current, previous }: SecretPair): HookSourceView['secrets'] {
  return { current: masked(current), previous: masked(previous) }
}

export function createHookSecrets({ secrets, log, notice }: HookSecretsDeps): HookSecrets {
  const held = new Map<string, SecretPair>()
  return {
    async load(id) {
      // What was kept in memory alone, or changed meanwhile, is newer than what can be read.
      if (held.has(id)) return
      try {
        const pair = readPair(await secrets.get(secretName(id)))
        if (!held.has(id)) held.set(id, pair)
      } catch (error) {
        // A parser's own words could hold a part of what it read.
        const reason = error instanceof SyntaxError ? 'not a pair of secrets' : toAppError(error).message
        log.warn({ source: id, reason }, 'the secrets of an address could not be read')
      }
    },
    of: (id) => held.get(id) ?? noSecrets,
    async keep({ id, name }, pair) {
      const isNone = pair.current === null && pair.previous === null
      try {
        await secrets.set(secretName(id), isNone ? null : JSON.stringify(pair))
      } catch (error) {
        if (toAppError(error).code !== 'unsupported') throw error
        // Better a check until the end than none; the user is told.
        if (!isNone)
          notice(
            `The secret of ${name} is not stored and is forgotten when Tickerdeck ends: nothing here can keep secrets. Its messages are refused until it is given again.`,
          )
      }
      held.set(id, pair)
    },
  }
}
