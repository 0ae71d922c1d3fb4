/** The user's keys of each venue: from the shell's key store or the environment, and only in memory where nothing can keep them. */
import { codedError, toAppError } from '../../shared/errors.ts'
import type { ProviderId } from '../../shared/model/ids.ts'
import type { Log } from '../lib/log.ts'
import type { Provider } from '../providers/provider.ts'
import type { Host } from './deps.ts'

export type CredentialsDeps = {
  readonly secrets: Host['secrets']
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Log
}

export type CredentialStore = {
  /** Reads what is kept. Never rejects: what went wrong is in `problem`. */
  load(provider: Provider): Promise<void>
  /** What is known now; may lack keys. */
  of(provider: ProviderId): Readonly<Record<string, string>>
  /** Replaces the named keys; an empty text removes one. Rejects with `bad-request` for a name that the venue has not. */
  save(provider: Provider, changes: Readonly<Record<string, string>>): Promise<void>
  /** `changes` on top of what is known, without keeping anything. */
  merged(provider: Provider, changes: Readonly<Record<string, string>>): Readonly<Record<string, string>>
  /** Why keys are not kept or could not be read; null where all is well. */
  problem(provider: ProviderId): string | null
}

const secretName = (id: ProviderId): string => `venue:${id}`

/** `TICKERDECK_ALPACA_KEY_ID` for alpaca's `keyId`. */
export function credentialVariable(id: ProviderId, name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
  return `TICKERDECK_${id.toUpperCase().replaceAll('-', '_')}_${words}`
}

function readKept(text: string | null): Record<string, string> {
  if (text === null) return {}
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) throw new TypeError('not a table of keys')
  return Object.fromEntries(Object.entries(value).filter(([, key]) => typeof key === 'string'))
}

export function createCredentials({ secrets, env, log }: CredentialsDeps): CredentialStore {
  const known = new Map<ProviderId, Record<string, string>>()
  const problems = new Map<ProviderId, string>()

  const merged: CredentialStore['merged'] = (provider, changes) => {
    const unknown = Object.keys(changes).filter(
      (name) => !provider.credentials.some((field) => field.name === name),
    )
    if (unknown.length > 0)
      throw codedError('bad-request', `credentials: ${provider.name} has no ${unknown.join(', ')}`)
    const all = { ...known.get(provider.id), ...changes }
    return Object.fromEntries(
      Object.entries(all)
        .map(([name, value]) => [name, value.trim()] as const)
        .filter(([, value]) => value !== ''),
    )
  }

  return {
    merged,
    async load({ id, credentials }) {
      if (credentials.length === 0) return
      const fromEnv: Record<string, string> = {}
      for (const { name } of credentials) {
        const value = env[credentialVariable(id, name)]
        if (value !== undefined && value !== '') fromEnv[name] = value
      }
      let kept: Record<string, string> = {}
      problems.delete(id)
      try {
        kept = readKept(await secrets.get(secretName(id)))
      } catch (error) {
        const { message } = toAppError(error)
        problems.set(id, `The key could not be read: ${message}`)
        log.warn({ provider: id, reason: message }, 'keys not read')
      }
      known.set(id, { ...fromEnv, ...kept })
    },
    of: (id) => known.get(id) ?? {},
    async save(provider, changes) {
      const { id } = provider
      const next = { ...merged(provider, changes) }
      try {
        await secrets.set(secretName(id), Object.keys(next).length === 0 ? null : JSON.stringify(next))
        problems.delete(id)
      } catch (error) {
        const { code, message } = toAppError(error)
        if (code !== 'unsupported') throw error
        // Better a key that lasts until the end than none; the user is told.
        problems.set(id, `The key is not stored and is forgotten when Tickerdeck ends: ${message}`)
      }
      known.set(id, next)
    },
    problem: (id) => problems.get(id) ?? null,
  }
}
