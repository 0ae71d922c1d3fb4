/** Recorded signatures, with what is expected of a receiver. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordedFolder } from './recorded.ts'

type Config = { readonly secrets?: readonly string[]; readonly publicKeys?: readonly string[] }
type Headers = readonly (readonly [string, string])[]

export type VectorCase = {
  readonly id: string
  readonly title: string
  readonly scheme: 'standard-webhooks' | 'github' | 'stripe' | 'slack'
  readonly config: Config & { readonly allowSvixHeaders?: boolean }
  readonly now?: number
  readonly headers: Headers
  readonly body: { readonly utf8?: string; readonly base64?: string }
  readonly expect: 'accept' | 'reject'
  readonly reason: string
  readonly acceptableReasons?: readonly string[]
}

export type VectorStep =
  | { readonly restart: string }
  | {
      readonly now: number
      readonly headers: Headers
      readonly body: string
      readonly expect: 'accept' | 'reject'
      readonly effect: 'fire' | 'duplicate' | 'none'
    }

export type HookVectors = {
  readonly cases: readonly VectorCase[]
  readonly secretParsing: readonly {
    readonly input: string
    readonly expect: 'valid' | 'invalid'
    readonly keyHex?: string
  }[]
  readonly sequences: readonly {
    readonly id: string
    readonly title: string
    readonly config: Config
    readonly steps: readonly VectorStep[]
  }[]
}

/** Empty where nothing recorded lies beside the checkout. */
export function hookVectors(): HookVectors {
  const folder = recordedFolder('fixtures')
  if (folder === null) return { cases: [], secretParsing: [], sequences: [] }
  return JSON.parse(readFileSync(join(folder, 'webhooks', 'vectors.json'), 'utf8')) as HookVectors
}

export function bytesOfVector({ body: { utf8, base64 } }: VectorCase): Buffer {
  return base64 === undefined ? Buffer.from(utf8 ?? '', 'utf8') : Buffer.from(base64, 'base64')
}

/** What a receiver holds of them: shared secrets and the sender's public keys alike. */
export function secretsOfVector({ secrets = [], publicKeys = [] }: Config): readonly string[] {
  return [...secrets, ...publicKeys]
}
