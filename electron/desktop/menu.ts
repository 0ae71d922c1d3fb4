/** The application menu: the system's own roles, and nothing that the page already has. */
import type { MenuItemConstructorOptions } from 'electron'

export type MenuDeps = {
  readonly platform: NodeJS.Platform
  readonly packaged: boolean
  readonly openWindow: () => void
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

export function menuTemplate({ platform, packaged, openWindow }: MenuDeps): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const openItem: MenuItemConstructorOptions = {
    label: 'Show Tickerdeck',
    accelerator: 'CmdOrCtrl+0',
    click: openWindow,
  }
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    ...(packaged ? [] : [{ role: 'toggleDevTools' } satisfies MenuItemConstructorOptions]),
    separator,
    { role: 'resetZoom', accelerator: 'CmdOrCtrl+Shift+0' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
  ]
  return [
    ...(mac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    {
      role: 'fileMenu',
      submenu: [
        openItem,
        separator,
        { role: 'close' },
        ...(mac ? [] : [{ role: 'quit' } satisfies MenuItemConstructorOptions]),
      ],
    },
    { role: 'editMenu' },
    { role: 'viewMenu', submenu: view },
    { role: 'windowMenu' },
  ]
}
