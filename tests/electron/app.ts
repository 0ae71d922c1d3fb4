/** Starts the built app in the real Electron, with a data folder of its own, and collects what goes wrong in its window. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test'
import { root } from '../../scripts/build.ts'
import { presentElectron } from '../../scripts/electron-binary.ts'

export type Desktop = {
  readonly app: ElectronApplication
  readonly page: Page
  readonly dataDir: string
  /** Errors of the console and uncaught ones, with violations of the content policy among them. */
  readonly complaints: string[]
}

async function start(dataDir: string): Promise<Desktop> {
  const executablePath = presentElectron()
  if (executablePath === null) throw new Error('Electron has no binary here')
  const { ELECTRON_RUN_AS_NODE: _never, ...env } = process.env
  const app = await _electron.launch({
    executablePath,
    args: [
      root,
      `--data-dir=${dataDir}`,
      '--hooks-port=0',
      ...(process.platform === 'linux' ? ['--ozone-platform=x11'] : []),
    ],
    env: Object.fromEntries(
      Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
    // Null: the app's own theme, not one that is emulated.
    colorScheme: null,
  })
  const page = await app.firstWindow()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return { app, page, dataDir, complaints }
}

export const test = base.extend<{ desktop: Desktop }>({
  // Playwright wants a pattern here, even for no fixtures.
  // oxlint-disable-next-line no-empty-pattern
  desktop: async ({}, use) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tickerdeck-electron-'))
    const desktop = await start(dataDir)
    await use(desktop)
    await desktop.app.close()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  },
})

export { expect } from '@playwright/test'
