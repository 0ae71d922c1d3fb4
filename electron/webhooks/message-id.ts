/** The name by which a sender's repeat of a message is known, where the sender gives one. */
import { createHash } from 'node:crypto'
import type { HookScheme } from '../../shared/model/webhook.ts'
import { decodeBody } from './body-text.ts'
import { readJson } from './json-text.ts'
import { oneHeader, type Headers } from './schemes/scheme.ts'

const longestId = 256
const idHeaders = ['webhook-id', 'svix-id', 'x-github-delivery'] as const

/** A text or a number under that key of a JSON body's outer level. */
function bodyId(body: Uint8Array, key: string): string | null {
  const text = decodeBody(body)
  if (text === null || !/^\s*\{/.test(text)) return null
  const json = readJson(text)
  if ('error' in json || !(json.value instanceof Map)) return null
  const value: unknown = json.value.get(key)
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || !('digits' in value)) return null
  return String(value.digits)
}

function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url')
}

/**
 * Null where there is none: then every message is one of its own. An id in the body of a sender that promises nothing about it
 * counts together with the bytes: people write the same `id` into every message of a rule.
 */
export function messageId(message: {
  readonly scheme: HookScheme
  /** What the scheme found, if it has ids. */
  readonly id: string | null
  readonly headers: Headers
  readonly body: Uint8Array
}): string | null {
  const { scheme, headers, body } = message
  const known = (id: string | null): id is string => id !== null && id !== '' && id.length <= longestId
  if (known(message.id)) return `id:${message.id}`
  if (scheme === 'stripe' || scheme === 'slack') {
    const id = bodyId(body, scheme === 'stripe' ? 'id' : 'event_id')
    return known(id) ? `body:${id}` : null
  }
  if (scheme === 'github') return null
  for (const name of idHeaders) {
    const header = oneHeader(headers, name)
    if ('value' in header && known(header.value)) return `id:${header.value}`
  }
  const id = bodyId(body, 'id')
  return known(id) ? `body:${id}:${digestOf(body)}` : null
}
