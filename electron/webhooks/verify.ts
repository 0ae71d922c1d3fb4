/** Finds the source that a token belongs to, in a time that tells nothing about the tokens. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { HookSource } from '../../shared/model/webhook.ts'

export type Verifier = {
  /** The enabled source with this token, or null. Every digest is compared, whatever matches. */
  find(token: string): HookSource | null
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}

/** Digests have one length, so the comparison can neither throw nor stop early. */
export function createVerifier(sources: readonly HookSource[]): Verifier {
  const known = sources
    .filter(({ enabled, token }) => enabled && token.length > 0)
    .map((source) => ({ source, digest: digest(source.token) }))
  return {
    find(token) {
      const given = digest(token)
      let found: HookSource | null = null
      for (const one of known) if (timingSafeEqual(one.digest, given)) found = one.source
      return found
    },
  }
}
