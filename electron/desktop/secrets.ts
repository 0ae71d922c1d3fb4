/** Secrets at rest: encrypted by the system's key store, one file, never where the system has none. */
import { readFile } from 'node:fs/promises'
import type { SafeStorage } from 'electron'
import { codedError, toAppError } from '../../shared/errors.ts'
import type { Log } from '../lib/log.ts'

export type SecretsDeps = {
  readonly safeStorage: Pick<
    SafeStorage,
    'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
  >
  readonly platform: NodeJS.Platform
  readonly file: string
  /** Atomic, readable by the user alone. */
  readonly writeFile: (path: string, data: string) => Promise<void>
  readonly log: Log
}

export type Secrets = {
  /** Null where nothing is kept under this name. Rejects with `bad-data` where it can't be decrypted on this machine. */
  get(name: string): Promise<string | null>
  /** Null removes. Rejects with `unsupported` where nothing can encrypt. */
  set(name: string, value: string | null): Promise<void>
}

/** Name → base64 of what the key store made. */
type Kept = Record<string, string>

/** Whether the system has a key store that protects: on Linux the fallback's key is a constant, the same on every machine. */
export function canKeepSecrets({
  safeStorage,
  platform,
}: Pick<SecretsDeps, 'safeStorage' | 'platform'>): boolean {
  if (platform !== 'linux') return true
  const backend = safeStorage.getSelectedStorageBackend()
  return backend !== 'basic_text' && backend !== 'unknown'
}

function parseKept(text: string): Kept {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('not a table of secrets')
  const kept: Kept = {}
  for (const [name, secret] of Object.entries(value)) if (typeof secret === 'string') kept[name] = secret
  return kept
}

export function createSecrets(deps: SecretsDeps): Secrets {
  const { safeStorage, file, log } = deps
  // Reads and writes of the one file, one after the other.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }

  const read = async (): Promise<Kept> => {
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
      throw codedError('storage', `${file} can't be read: ${toAppError(error).message}`, 'later')
    }
    try {
      return parseKept(text)
    } catch (error) {
      throw codedError('storage', `${file} is damaged: ${toAppError(error).message}`)
    }
  }
  const write = (kept: Kept) => deps.writeFile(file, `${JSON.stringify(kept)}\n`)
  const assertAvailable = async () => {
    if (canKeepSecrets(deps) && (await safeStorage.isAsyncEncryptionAvailable())) return
    throw codedError(
      'unsupported',
      'this system has no key store that protects a secret (GNOME Keyring or KWallet), so nothing was saved',
    )
  }
  const keep = async (name: string, value: string) => {
    const encrypted = await safeStorage.encryptStringAsync(value)
    await write({ ...(await read()), [name]: encrypted.toString('base64') })
  }
  const decrypt = async (name: string, secret: string) => {
    try {
      return await safeStorage.decryptStringAsync(Buffer.from(secret, 'base64'))
    } catch (error) {
      const { message } = toAppError(error)
      // A locked key store is opened by the user; what it holds is not lost.
      if (/temporarily/i.test(message))
        throw codedError('unavailable', `the key store is locked: ${message}`, 'later')
      throw codedError('bad-data', `the secret ${name} can't be decrypted on this machine: enter it again`)
    }
  }

  return {
    get: (name) =>
      inTurn(async () => {
        const secret = (await read())[name]
        if (secret === undefined) return null
        const { result, shouldReEncrypt } = await decrypt(name, secret)
        if (shouldReEncrypt) {
          await keep(name, result).catch((error: unknown) =>
            log.warn({ name, reason: toAppError(error).message }, 'a secret could not be encrypted anew'),
          )
        }
        return result
      }),
    set: (name, value) =>
      inTurn(async () => {
        if (value !== null) {
          await assertAvailable()
          return keep(name, value)
        }
        const { [name]: removed, ...rest } = await read()
        if (removed !== undefined) await write(rest)
      }),
  }
}
