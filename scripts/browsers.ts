/** Finds a Chromium-like browser on this machine, and installs one for the tests where there is none. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'

const unixNames = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge']
const macPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
]

function candidates(): string[] {
  if (process.platform === 'darwin') return macPaths
  if (process.platform === 'win32') {
    const roots = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
    return roots.flatMap((folder) =>
      folder === undefined
        ? []
        : [
            join(folder, 'Google/Chrome/Application/chrome.exe'),
            join(folder, 'Chromium/Application/chrome.exe'),
            join(folder, 'Microsoft/Edge/Application/msedge.exe'),
          ],
    )
  }
  const folders = (process.env['PATH'] ?? '').split(':')
  return unixNames.flatMap((name) => folders.map((folder) => join(folder, name)))
}

/** `CHROME_PATH`, then an installed Chrome, Chromium or Edge; null where there is none. */
export function installedBrowser(): string | null {
  const named = process.env['CHROME_PATH']
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named
    throw new Error(`CHROME_PATH names ${named}, which is not there`)
  }
  return candidates().find((path) => existsSync(path)) ?? null
}

function playwrightsOwn(): string | null {
  const path = chromium.executablePath()
  return path !== '' && existsSync(path) ? path : null
}

function run(command: string, args: string[], timeoutMs: number): boolean {
  console.log(`> ${command} ${args.join(' ')}`)
  return spawnSync(command, args, { stdio: 'inherit', timeout: timeoutMs }).status === 0
}

function installWithApt(): boolean {
  const isDebian = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (!isDebian) return false
  run('apt-get', ['update'], 180_000)
  return run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'], 480_000)
}

/** A browser for the tests: found, or installed (Playwright's download; as root on Debian, the package after that). */
export function browserForTests(): string {
  const found = installedBrowser() ?? playwrightsOwn()
  if (found !== null) return found
  console.log('no browser found: installing one for the tests')
  const cli = join(import.meta.dirname, '../node_modules/@playwright/test/cli.js')
  if (run(process.execPath, [cli, 'install', 'chromium'], 300_000) || installWithApt()) {
    const installed = playwrightsOwn() ?? installedBrowser()
    if (installed !== null) return installed
  }
  throw new Error('no browser for the tests: install Chrome, Chromium or Edge, or set CHROME_PATH to one')
}

/** Flags that keep a test browser quiet and off the network; root can't use Chromium's sandbox. */
export const quietFlags: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
