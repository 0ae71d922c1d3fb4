/** The proxy that REST and WebSocket go through: its address in the settings, its password among the secrets. */
import type { ProxyView } from '../../shared/contract/methods.ts'
import { toAppError } from '../../shared/errors.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { readProxyUrl, type ProxySettings } from '../feeds/proxy.ts'
import type { Log } from '../lib/log.ts'
import type { Host } from './deps.ts'

export type ProxyChange = {
  readonly url?: string | null | undefined
  readonly username?: string | null | undefined
  readonly password?: string | null | undefined
}

export type ProxyDeps = {
  readonly secrets: Host['secrets']
  readonly settings: { get(): Settings; save(fields: { proxy: Settings['proxy'] }): unknown }
  readonly log: Log
}

export type ProxyStore = {
  /** Reads the password; never rejects. */
  load(): Promise<void>
  view(): ProxyView
  /** Null where none is used. */
  current(): ProxySettings | null
  /** The stored proxy with these changes; null without an address. Throws `bad-request` for a bad one. */
  merged(change: ProxyChange): ProxySettings | null
  /** Throws `bad-request` for a bad address, and changes nothing then. */
  save(change: ProxyChange): Promise<ProxyView>
}

const secretName = 'proxy'

export function createProxyStore({ secrets, settings, log }: ProxyDeps): ProxyStore {
  let password: string | null = null

  const merged = (change: ProxyChange): ProxySettings | null => {
    const { proxy } = settings.get()
    const url = change.url === undefined ? proxy.url : change.url
    if (url === null || url.trim() === '') return null
    return {
      url: readProxyUrl(url),
      username:
        change.username === undefined ? proxy.username : change.username === '' ? null : change.username,
      password: change.password === undefined ? password : change.password === '' ? null : change.password,
    }
  }
  const view = (): ProxyView => {
    const { url, username } = settings.get().proxy
    return { url, username, hasPassword: password !== null }
  }

  return {
    async load() {
      try {
        password = await secrets.get(secretName)
      } catch (error) {
        log.warn({ reason: toAppError(error).message }, 'the password of the proxy could not be read')
      }
    },
    view,
    current: () => merged({}),
    merged,
    async save(change) {
      const next = merged(change)
      const nextPassword = next?.password ?? null
      if (nextPassword !== password) {
        try {
          await secrets.set(secretName, nextPassword)
        } catch (error) {
          // Where nothing keeps secrets it lasts until the end of the run.
          if (toAppError(error).code !== 'unsupported') throw error
        }
        password = nextPassword
      }
      settings.save({ proxy: { url: next?.url ?? null, username: next?.username ?? null } })
      return view()
    },
  }
}
