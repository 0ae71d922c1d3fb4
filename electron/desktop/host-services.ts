/** Carries out, in main, what the core asks of the machine. */
import type { App, BrowserWindow, NativeImage, Shell } from 'electron'
import type { Capability } from '../../shared/contract/methods.ts'
import type { HostServices } from './core-messages.ts'
import { externalUrl } from './external.ts'
import { setOpenAtLogin, type LoginItemDeps } from './login-item.ts'
import type { Notifications } from './notifications.ts'
import type { Secrets } from './secrets.ts'

export type HostServicesDeps = {
  readonly app: Pick<App, 'setBadgeCount'>
  readonly shell: Pick<Shell, 'openExternal'>
  readonly platform: NodeJS.Platform
  readonly notifications: Notifications
  readonly secrets: Secrets
  readonly loginItem: LoginItemDeps
  readonly window: () => Pick<BrowserWindow, 'setOverlayIcon'> | null
  readonly badgeImage: NativeImage
}

/** What this machine can do; the page shows only that. */
export function capabilitiesOf(machine: {
  readonly notifications: boolean
  readonly secrets: boolean
  readonly packaged: boolean
}): Capability[] {
  return [
    ...(machine.notifications ? (['notify'] as const) : []),
    'badge',
    'open-external',
    ...(machine.secrets ? (['secrets'] as const) : []),
    ...(machine.packaged ? (['open-at-login'] as const) : []),
  ]
}

export function createHostServices(deps: HostServicesDeps): HostServices {
  return {
    notify: (notification) => deps.notifications.show(notification),
    async setBadge(count) {
      // Windows has no number on its taskbar button, only a picture over it.
      if (deps.platform !== 'win32') deps.app.setBadgeCount(count)
      else deps.window()?.setOverlayIcon(count > 0 ? deps.badgeImage : null, `${count} unseen alerts`)
      return null
    },
    async openExternal(text) {
      await deps.shell.openExternal(externalUrl(text))
      return null
    },
    getSecret: (name) => deps.secrets.get(name),
    async setSecret({ name, value }) {
      await deps.secrets.set(name, value)
      return null
    },
    async setOpenAtLogin(enabled) {
      await setOpenAtLogin(deps.loginItem, enabled)
      return null
    },
  }
}
