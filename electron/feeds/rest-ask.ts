/** One question to a venue: where it goes, with which keys, and what the answer means. No queue and no limits. */
import type { Dispatcher } from 'undici'
import { codedError } from '../../shared/errors.ts'
import type { CodedError } from '../../shared/errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { CredentialField, Credentials, Provider, RestRequest } from '../providers/provider.ts'
import { hideSecrets } from './redact.ts'
import { fetchAnswer } from './rest-fetch.ts'
import type { RestAnswer } from './rest-fetch.ts'
import { judgeAnswer } from './rest-verdict.ts'
import type { RestFailure } from './rest-verdict.ts'

export type AskDeps = {
  readonly provider: Provider
  readonly restUrl: string
  readonly isOverridden: boolean
  readonly credentials: Credentials
  readonly dispatcher: Dispatcher
  readonly clock: Clock
  readonly userAgent: string
}

export type AskOptions = {
  readonly label: string
  readonly signal: AbortSignal
  readonly unadvisedBlockMs: number
  /** False: without the keys, to see whether the venue is there at all. */
  readonly withKeys?: boolean
  readonly withinMs?: number
}

/** Rejects only where there was no answer. */
export type Ask = (
  request: RestRequest,
  options: AskOptions,
) => Promise<{ readonly answer: RestAnswer; readonly failure: RestFailure | null }>

/** Keys that the venue needs and that are not set. */
export function missingKeys(provider: Provider, credentials: Credentials): readonly CredentialField[] {
  return provider.credentials.filter(({ name }) => (credentials[name] ?? '') === '')
}

/** Null where the venue needs no key or has it. */
export function needsKey(provider: Provider, credentials: Credentials, label: string): CodedError | null {
  const missing = missingKeys(provider, credentials)
  if (missing.length === 0) return null
  const names = missing.map((field) => field.label).join(', ')
  return codedError('unauthorized', `${label}: ${provider.name} needs a key, and none is set (${names})`)
}

export function createAsk(deps: AskDeps): Ask {
  const { provider, clock, credentials } = deps
  const ownOrigin = new URL(deps.restUrl).origin
  const secrets = Object.values(credentials)

  const urlOf = ({ path, query, origin }: RestRequest): URL => {
    const base = origin === undefined || deps.isOverridden ? ownOrigin : new URL(origin).origin
    const url = new URL(path, base)
    if (url.origin !== base) throw codedError('internal', `${provider.id}: ${path} leads to another host`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url
  }

  const keyHeaders = (label: string): Readonly<Record<string, string>> => {
    const headers = provider.auth?.(credentials) ?? {}
    // `fetch` would refuse it in words that quote the key.
    if (Object.values(headers).some((value) => !/^[\u0020-\u007e]*$/.test(value))) {
      throw codedError('unauthorized', `${label}: the key holds characters that no key has`)
    }
    return headers
  }

  return async (request, { label, signal, unadvisedBlockMs, withKeys = true, withinMs }) => {
    const answer = await fetchAnswer(deps, {
      url: urlOf(request),
      label,
      signal,
      headers: withKeys ? keyHeaders(label) : {},
      ...(withinMs === undefined ? {} : { withinMs }),
    })
    const hide = (text: string): string => hideSecrets(text, secrets)
    const failure = judgeAnswer(provider, answer, { label, now: clock.now(), unadvisedBlockMs, hide })
    return { answer, failure }
  }
}
