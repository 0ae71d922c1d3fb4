/** Secrets at rest: never in the clear, never without a key store, never lost by a refusal. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canKeepSecrets, createSecrets, type SecretsDeps } from '../../../../electron/desktop/secrets.ts'
import { writeFileAtomic } from '../../../../electron/lib/atomic-file.ts'
import { silentLog } from '../../../../electron/lib/log.ts'

const canary = 'canary-7f3a'
let dir = ''
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'tickerdeck-secrets-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

type Store = SecretsDeps['safeStorage']

function build(store: Partial<Store> = {}, platform: NodeJS.Platform = 'linux') {
  const file = join(dir, 'secrets.json')
  const safeStorage: Store = {
    getSelectedStorageBackend: () => 'gnome_libsecret',
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    encryptStringAsync: (text) => Promise.resolve(Buffer.from([...Buffer.from(text)].toReversed())),
    decryptStringAsync: (bytes) =>
      Promise.resolve({ result: Buffer.from([...bytes].toReversed()).toString(), shouldReEncrypt: false }),
    ...store,
  }
  const deps: SecretsDeps = { safeStorage, platform, file, writeFile: writeFileAtomic, log: silentLog }
  return { secrets: createSecrets(deps), file }
}

describe('createSecrets', () => {
  it('keeps, answers and removes, in a file that only the user reads and that holds no secret', async () => {
    const { secrets, file } = build()
    expect(await secrets.get('a')).toBeNull()
    await Promise.all([secrets.set('a', canary), secrets.set('b', 'other')])
    expect(await secrets.get('a')).toBe(canary)
    expect(await secrets.get('b')).toBe('other')
    const bytes = readFileSync(file)
    expect(bytes.includes(canary)).toBe(false)
    expect(bytes.includes(Buffer.from(canary).toString('base64'))).toBe(false)
    // Windows keeps rights elsewhere.
    expect(process.platform === 'win32' ? 0o600 : statSync(file).mode & 0o777).toBe(0o600)
    await secrets.set('a', null)
    expect(await secrets.get('a')).toBeNull()
    expect(await secrets.get('b')).toBe('other')
  })

  it.each(['basic_text', 'unknown'] as const)('saves nothing where the key store is %s', async (backend) => {
    const { secrets, file } = build({ getSelectedStorageBackend: () => backend })
    await expect(secrets.set('a', canary)).rejects.toMatchObject({ code: 'unsupported', retry: 'no' })
    expect(() => readFileSync(file)).toThrow('ENOENT')
  })

  it('saves nothing where encryption is not available', async () => {
    const { secrets } = build({ isAsyncEncryptionAvailable: () => Promise.resolve(false) }, 'darwin')
    await expect(secrets.set('a', canary)).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('asks for the secret again where another machine encrypted it, and keeps the rest', async () => {
    const { secrets, file } = build()
    await secrets.set('a', canary)
    const broken = build({ decryptStringAsync: () => Promise.reject(new Error('bad key')) })
    await expect(broken.secrets.get('a')).rejects.toMatchObject({ code: 'bad-data' })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('a')
  })

  it('says that a locked key store is worth another try', async () => {
    await build().secrets.set('a', canary)
    const locked = build({ decryptStringAsync: () => Promise.reject(new Error('temporarily unavailable')) })
    await expect(locked.secrets.get('a')).rejects.toMatchObject({ code: 'unavailable', retry: 'later' })
  })

  it('encrypts anew where the key store asks for it', async () => {
    const { secrets, file } = build()
    await secrets.set('a', canary)
    const before = readFileSync(file, 'utf8')
    const renewing = build({
      decryptStringAsync: () => Promise.resolve({ result: canary, shouldReEncrypt: true }),
      encryptStringAsync: () => Promise.resolve(Buffer.from('new cipher')),
    })
    expect(await renewing.secrets.get('a')).toBe(canary)
    expect(readFileSync(file, 'utf8')).not.toBe(before)
  })

  it('does not overwrite a damaged file', async () => {
    const { secrets, file } = build()
    writeFileSync(file, '{"a": ')
    await expect(secrets.get('a')).rejects.toMatchObject({ code: 'storage' })
    await expect(secrets.set('a', canary)).rejects.toMatchObject({ code: 'storage' })
    expect(readFileSync(file, 'utf8')).toBe('{"a": ')
  })

  it('takes the name of the store for proof on Linux only', () => {
    const safeStorage: Store = {
      getSelectedStorageBackend: () => {
        throw new Error('only on Linux')
      },
      isAsyncEncryptionAvailable: () => Promise.resolve(true),
      encryptStringAsync: () => Promise.reject(new Error('not asked')),
      decryptStringAsync: () => Promise.reject(new Error('not asked')),
    }
    expect(canKeepSecrets({ safeStorage, platform: 'win32' })).toBe(true)
  })
})
