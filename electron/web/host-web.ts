/** What a machine can do for the core when the window is a browser's: the page shows notifications itself, nothing keeps secrets. */
import { codedError } from '../../shared/errors.ts'
import type { Host } from '../core/deps.ts'

/** `clients`: how many windows are connected; with none, nobody sees a notification. */
export function createWebHost(clients: () => number): Host {
  const unsupported = (what: string) => Promise.reject(codedError('unsupported', `the web shell ${what}`))
  return {
    shell: 'web',
    capabilities: [],
    notify: () => Promise.resolve(clients() > 0),
    setBadge: () => undefined,
    openExternal: () => unsupported('opens links in the page itself'),
    secrets: {
      get: () => Promise.resolve(null),
      set: (name) => unsupported(`has no place that keeps secrets: ${name} was not saved`),
    },
    setOpenAtLogin: () => unsupported('cannot start by itself at login'),
  }
}
