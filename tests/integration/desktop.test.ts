/** The built desktop app under the double: window, port, live prices, webhooks, and the ways it ends. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt } from '../../scripts/build.ts'
import { launchDesktop, type DesktopDouble, type LaunchOptions } from '../support/electron-double/launch.ts'
import { waitFor } from '../support/wait-for.ts'

const running: DesktopDouble[] = []
async function launch(options: LaunchOptions = {}): Promise<DesktopDouble> {
  const desktop = await launchDesktop({ ...options, args: ['--hooks-port=0', ...(options.args ?? [])] })
  running.push(desktop)
  return desktop
}

/** Waits for the page and connects it, as the renderer does. */
const open = (desktop: DesktopDouble, name = 'page') =>
  desktop.evaluate(async ({ connect, page, waitFor, windows }, name: string) => {
    await waitFor(() => windows[0]?.webContents.mainFrame?.page.window.tickerdeck, 'the page')
    page()
    return connect(name).client.call('system.info', {})
  }, name)

const folders: string[] = []
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tickerdeck-test-'))
  folders.push(made)
  return made
}

/** A `gdbus` that says that somebody shows tray icons. */
function withTray(): Record<string, string> {
  const bin = folder()
  writeFileSync(join(bin, 'gdbus'), '#!/bin/sh\necho "(<true>,)"\n', { mode: 0o755 })
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}` }
}

beforeAll(ensureBuilt, 180_000)
afterEach(async () => {
  for (const desktop of running.splice(0)) await desktop.dispose()
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true })
})

describe('the desktop app', () => {
  it('sets itself up before Electron is ready, and opens one hardened window', async () => {
    const desktop = await launch()
    await open(desktop)
    const seen = await desktop.evaluate(({ app, appRecord, protocol, session, windows, page }) => ({
      id: [appRecord.appUserModelId, appRecord.desktopName],
      userData: app.getPath('userData'),
      sandboxed: appRecord.sandboxed,
      schemes: protocol.schemes,
      spellChecker: session.spellChecker,
      windows: windows.length,
      visible: windows[0]?.isVisible(),
      named: [windows[0]?.options.name, windows[0]?.options.windowStatePersistence],
      preferences: windows[0]?.options.webPreferences,
      exposed: [page().exposed, Object.keys(page().window.tickerdeck ?? {})],
    }))
    expect(seen.id).toEqual(['com.tickerdeck.app', 'com.tickerdeck.app'])
    expect(seen.userData).toBe(desktop.dataDir)
    // Given `--no-sandbox`, which only root is, the sandbox is not forced on again.
    expect(seen.sandboxed).toBe(false)
    expect(seen.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ])
    expect(seen).toMatchObject({ spellChecker: false, windows: 1, visible: true, named: ['main', true] })
    expect(seen.preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
    })
    expect(seen.exposed).toEqual([['tickerdeck'], ['requestPort', 'platform']])
  })

  it('gives the page a port to the real core, and live prices over it as numbers', async () => {
    const desktop = await launch()
    const info = await open(desktop)
    expect(info).toMatchObject({ name: 'Tickerdeck', shell: 'desktop', dataDir: desktop.dataDir })
    // The double's key store is the one without a key, and the app is not installed.
    expect(info.capabilities.toSorted()).toEqual(['badge', 'notify', 'open-external'])
    const prices = await desktop.evaluate(async ({ clientOf, waitFor }) => {
      const { client, batches } = clientOf('page')
      const [first] = await waitFor(async () => {
        const found = await client.call('instruments.search', { query: 'BTC', limit: 1 })
        return found.length > 0 ? found : null
      }, 'an instrument')
      if (first === undefined) throw new Error('no instrument')
      const { indexes } = await client.call('quotes.subscribe', { instruments: [first.id], format: 'binary' })
      await waitFor(() => batches.length >= 3, 'three batches', 20_000)
      return { index: indexes[0]?.[1], batches: batches.map((batch) => [...batch.subarray(0, 4)]) }
    })
    for (const [, rows, index, last] of prices.batches) {
      expect(rows).toBe(1)
      expect(index).toBe(prices.index)
      expect(last).toBeGreaterThan(0)
    }
    const sequences = prices.batches.map(([sequence]) => sequence ?? NaN)
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))
  })

  it('shows a received webhook as a notification of the system', async () => {
    const desktop = await launch()
    await open(desktop)
    const address = await desktop.evaluate(async ({ clientOf, waitFor }) => {
      const { client } = clientOf('page')
      // Only what is about a known symbol is worth a notification.
      await waitFor(
        async () => (await client.call('instruments.search', { query: 'BTC', limit: 1 })).length > 0,
        'BTC',
      )
      const [source] = await waitFor(() => client.call('hooks.sources.list', {}), 'the addresses')
      const { webhook } = await client.call('connections.health', {})
      return `${webhook.address}/hooks/${source?.token}`
    })
    const answer = await fetch(address, {
      method: 'POST',
      body: '{"ticker":"BTCUSDT","message":"<b>crossed</b>"}',
    })
    expect(answer.status).toBe(200)
    const shown = await desktop.evaluate(async ({ record, waitFor }) => {
      const notification = await waitFor(() => record.notifications[0], 'a notification')
      return notification.options
    })
    expect(shown.body).toContain(
      process.platform === 'linux' ? '&lt;b&gt;crossed&lt;/b&gt;' : '<b>crossed</b>',
    )
  })

  it('gives a reloaded page a new port, and lets go of the old one', async () => {
    const desktop = await launch()
    await open(desktop, 'before')
    await desktop.evaluate(({ window, page }) => window().webContents.load(page().url))
    await open(desktop, 'after')
    const seen = await desktop.evaluate(async ({ clientOf, forked, waitFor }) => {
      const { states, client } = clientOf('before')
      await waitFor(() => states.includes('lost'), 'the end of the old port')
      client.close()
      return { posted: forked[0]?.posted.filter((kind) => kind.startsWith('client')), forked: forked.length }
    })
    expect(seen).toEqual({ forked: 1, posted: ['client', 'client-gone', 'client'] })
  })

  it('starts a crashed core again and hands the page a new port', async () => {
    const desktop = await launch()
    await open(desktop)
    const seen = await desktop.evaluate(async ({ clientOf, forked, waitFor }) => {
      const { client, states } = clientOf('page')
      forked[0]?.crash()
      await waitFor(() => states.includes('lost'), 'the loss')
      await waitFor(() => client.state() === 'open', 'the new port', 20_000)
      const info = await client.call('system.info', {})
      return { shell: info.shell, forked: forked.length, first: forked[0]?.exitCode, states }
    })
    expect(seen.shell).toBe('desktop')
    expect(seen.forked).toBe(2)
    expect(seen.first).not.toBe(0)
    expect(seen.states.at(-1)).toBe('open')
  })

  it('tells the core that the machine woke', async () => {
    const desktop = await launch()
    await open(desktop)
    const posted = await desktop.evaluate(({ powerMonitor, forked }) => {
      powerMonitor.emit('resume')
      return forked[0]?.posted
    })
    expect(posted).toContain('wake')
  })

  it('stops the core in order when it quits: the databases are closed', async () => {
    const dataDir = folder()
    const desktop = await launch({ dataDir })
    await open(desktop)
    expect(readdirSync(dataDir).some((name) => name.endsWith('-wal'))).toBe(true)
    await desktop.evaluate(({ app }) => app.quit())
    expect(await desktop.ended).toBe(0)
    expect(desktop.quitSteps()).toEqual(['before-quit', 'held back', 'before-quit', 'will-quit'])
    expect(readdirSync(dataDir).filter((name) => name.endsWith('-wal'))).toEqual([])
    expect(desktop.output()).not.toMatch(/did not stop/)
  })
})

describe('without a window', () => {
  it('ends with the last window where no tray keeps it in sight', async () => {
    const desktop = await launch()
    await open(desktop)
    await desktop.evaluate(({ window }) => window().close())
    expect(await desktop.ended).toBe(0)
  })

  it.runIf(process.platform === 'linux')('stays in the tray, and opens and quits from there', async () => {
    const desktop = await launch({ env: withTray() })
    await open(desktop)
    await desktop.evaluate(async ({ record, waitFor, window, windows }) => {
      const tray = await waitFor(() => record.trays[0], 'the tray')
      window().close()
      if (windows.length > 0) throw new Error('the window is still there')
      tray.menu?.press('Show Tickerdeck')
    })
    expect(await open(desktop, 'again')).toMatchObject({ shell: 'desktop' })
    await desktop.evaluate(({ record }) => record.trays[0]?.menu?.press('Quit'))
    expect(await desktop.ended).toBe(0)
  })

  it.runIf(process.platform === 'linux')('starts hidden only where there is a tray', async () => {
    const hidden = await launch({ args: ['--hidden'], env: withTray() })
    await hidden.evaluate(async ({ record, waitFor, windows }) => {
      await waitFor(() => record.trays[0], 'the tray')
      if (windows.length > 0) throw new Error('a window was opened')
    })
    const shown = await launch({ args: ['--hidden'] })
    expect(await open(shown)).toMatchObject({ shell: 'desktop' })
  })
})

describe('a second start', () => {
  it('leaves again where the app runs already', async () => {
    const desktop = await launchDesktop({ otherInstance: true })
    running.push(desktop)
    expect(await desktop.ended).toBe(0)
  })

  it('brings the window to the front and hands over its link, once the page listens', async () => {
    const desktop = await launch()
    const argv = ['tickerdeck', 'tickerdeck://open?symbol=simulated:BTCUSDT']
    const told = await desktop.evaluate(async ({ app, page, waitFor, windows, connect }, argv: string[]) => {
      await waitFor(() => windows[0]?.webContents.mainFrame, 'the page')
      const messages: unknown[] = []
      page().window.onMessage(({ data, source }) => {
        if (source === page().window) messages.push(data)
      })
      app.emit('second-instance', {}, ['reordered'], '/', { argv, cwd: '/' })
      connect('page')
      await waitFor(() => messages.length >= 2, 'port and link')
      return messages
    }, argv)
    expect(told).toEqual([{ __tickerdeck: 'port' }, { __tickerdeck: 'open', symbol: 'simulated:BTCUSDT' }])
  })
})

describe('a core that cannot start', () => {
  it('says why, once, and quits when the user wants to', async () => {
    const missing = join(tmpdir(), 'tickerdeck-no-such-recording.csv')
    const desktop = await launch({ args: [`--replay=${missing}`], messageBox: 1 })
    expect(await desktop.ended).toBe(0)
    expect(desktop.output()).toContain(missing)
    await waitFor(() => desktop.quitSteps().length > 0, 'the quit')
  })
})
