/** Starting with the session, on each system. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Settings } from 'electron'
import { describe, expect, it } from 'vitest'
import { autostartEntry, quoteExec, setOpenAtLogin } from '../../../../electron/desktop/login-item.ts'
import { writeFileAtomic } from '../../../../electron/lib/atomic-file.ts'

function build(platform: NodeJS.Platform, appData = '/nowhere', isPackaged = true) {
  const set: Settings[] = []
  const app = {
    isPackaged,
    getPath: () => appData,
    setLoginItemSettings: (settings: Settings) => void set.push(settings),
  }
  const deps = {
    app,
    platform,
    appImage: undefined,
    execPath: '/opt/Tickerdeck/tickerdeck',
    writeFile: writeFileAtomic,
  }
  return { deps, set }
}

describe('setOpenAtLogin', () => {
  it('writes and removes an autostart entry on Linux', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tickerdeck-login-'))
    try {
      const { deps } = build('linux', dir)
      const file = join(dir, 'autostart/com.tickerdeck.app.desktop')
      await setOpenAtLogin({ ...deps, appImage: '/home/me/Ticker deck.AppImage' }, true)
      expect(readFileSync(file, 'utf8')).toContain('Exec="/home/me/Ticker deck.AppImage" --hidden\n')
      await setOpenAtLogin(deps, false)
      await setOpenAtLogin(deps, false)
      expect(() => readFileSync(file)).toThrow('ENOENT')
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })

  it('uses the setting of macOS and Windows, hidden where that is an argument', async () => {
    const mac = build('darwin')
    await setOpenAtLogin(mac.deps, true)
    expect(mac.set).toEqual([{ openAtLogin: true }])
    const windows = build('win32')
    await setOpenAtLogin(windows.deps, false)
    expect(windows.set).toEqual([{ openAtLogin: false, args: ['--hidden'] }])
  })

  it('refuses for a build that is not installed', async () => {
    const { deps, set } = build('darwin', '/nowhere', false)
    await expect(setOpenAtLogin(deps, true)).rejects.toMatchObject({ code: 'unsupported' })
    expect(set).toEqual([])
  })
})

describe('quoteExec', () => {
  it('escapes for the argument and then for the file', () => {
    expect(quoteExec('/a b/$x`"\\%')).toBe(String.raw`"/a b/\\$x\\${'`'}\\"\\\\%%"`)
  })
  it('makes an entry of one application', () => {
    expect(autostartEntry('/x').split('\n')[0]).toBe('[Desktop Entry]')
  })
})
