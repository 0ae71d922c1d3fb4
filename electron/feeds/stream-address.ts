/** Where a venue's streams are, with the user's key where the venue takes it only there, and what may be shown of all that. */
import { codedError } from '../../shared/errors.ts'
import type { Credentials, Provider } from '../providers/provider.ts'
import { hideSecrets } from './redact.ts'

/** Throws `bad-request` for what has no origin. `what` names it. */
export function originOf(base: string, what: string): string {
  const origin = URL.canParse(base) ? new URL(base).origin : 'null'
  if (origin === 'null') throw codedError('bad-request', `${what} is not an address: ${base}`)
  return origin
}

/** One address for each of the venue's paths. They may hold keys: never shown, never logged. */
export function streamAddresses(provider: Provider, wsUrl: string, credentials: Credentials): string[] {
  const { id, stream } = provider
  const origin = originOf(wsUrl, `stream address of ${id}`)
  return stream.paths.map((path) => {
    const url = new URL(path, origin)
    for (const [name, value] of Object.entries(stream.query?.(credentials) ?? {}))
      url.searchParams.set(name, value)
    return url.href
  })
}

/** Takes the user's keys out of words that others wrote. */
export function createHider(credentials: Credentials): (text: string) => string {
  const secrets = Object.values(credentials)
  return (text) => hideSecrets(text, secrets)
}
