/** The proxy's settings: checked before anything changes, the password apart from the rest and never shown. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createProxyStore } from '../../../../electron/core/proxy.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { codedError } from '../../../../shared/errors.ts'
import { defaultSettings, type Settings } from '../../../../shared/model/settings.ts'

let settings: Settings
let secrets: Map<string, string>

const keyStore = {
  get: async (name: string) => secrets.get(name) ?? null,
  async set(name: string, value: string | null) {
    if (value === null) secrets.delete(name)
    else secrets.set(name, value)
  },
}

const build = (store = keyStore) =>
  createProxyStore({
    secrets: store,
    settings: { get: () => settings, save: ({ proxy }) => (settings = { ...settings, proxy }) },
    log: silentLog,
  })

beforeEach(() => {
  settings = defaultSettings
  secrets = new Map()
})

describe('the proxy', () => {
  it('is none at first, and none again when it is removed, password and all', async () => {
    const proxy = build()
    expect(proxy.current()).toBeNull()
    await proxy.save({ url: 'socks5://127.0.0.1:1080', username: 'me', password: 'pw' })
    expect(proxy.current()).toEqual({ url: 'socks5://127.0.0.1:1080', username: 'me', password: 'pw' })
    expect(await proxy.save({ url: null })).toEqual({ url: null, username: null, hasPassword: false })
    expect(proxy.current()).toBeNull()
    expect(secrets.size).toBe(0)
  })

  it('keeps its password among the secrets alone, and over a restart', async () => {
    await build().save({ url: 'http://127.0.0.1:3128', username: 'me', password: 'pw' })
    expect(JSON.stringify(settings)).not.toContain('pw')
    const again = build()
    await again.load()
    expect(again.view()).toEqual({ url: 'http://127.0.0.1:3128', username: 'me', hasPassword: true })
    expect(again.current()?.password).toBe('pw')
  })

  it('keeps the password that is not named, and drops an empty one', async () => {
    const proxy = build()
    await proxy.save({ url: 'http://127.0.0.1:3128', username: 'me', password: 'pw' })
    await proxy.save({ url: 'http://127.0.0.1:3129' })
    expect(proxy.current()).toEqual({ url: 'http://127.0.0.1:3129', username: 'me', password: 'pw' })
    await proxy.save({ password: '' })
    expect(proxy.view().hasPassword).toBe(false)
  })

  it('changes nothing for an address that is none', async () => {
    const proxy = build()
    await proxy.save({ url: 'http://127.0.0.1:3128' })
    for (const url of ['nonsense', 'ftp://127.0.0.1:21', 'http://me:pw@127.0.0.1:3128'])
      await expect(proxy.save({ url }), url).rejects.toMatchObject({ code: 'bad-request' })
    expect(proxy.current()?.url).toBe('http://127.0.0.1:3128')
  })

  it('can be tried without being saved', () => {
    const proxy = build()
    expect(proxy.merged({ url: 'http://127.0.0.1:1', username: 'a', password: 'b' })).toEqual({
      url: 'http://127.0.0.1:1',
      username: 'a',
      password: 'b',
    })
    expect(proxy.current()).toBeNull()
  })

  it('lasts until the end where nothing keeps secrets', async () => {
    const unsupported = () => Promise.reject(codedError('unsupported', 'no key store'))
    const proxy = build({ get: async () => null, set: unsupported })
    await proxy.load()
    await proxy.save({ url: 'http://127.0.0.1:3128', password: 'pw' })
    expect(proxy.current()?.password).toBe('pw')
  })
})
