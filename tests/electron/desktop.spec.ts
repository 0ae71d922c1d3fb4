/** The desktop app in the real Electron: what only the real one can show. */
import { readdirSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { Watchlist } from '../e2e/pages/watchlist.ts'
import { expect, test } from './app.ts'

/** A price in the list: port, core and the simulated exchange all work. */
const seesPrices = (page: Page): Promise<void> =>
  expect(new Watchlist(page).cell('BTCUSDT', 'last')).toHaveText(/\d/)

test('shows live prices without an error or a violation of its policy', async ({
  desktop: { page, complaints },
}) => {
  await seesPrices(page)
  expect(page.url()).toBe('app://bundle/index.html')
  expect(complaints).toEqual([])
})

test('keeps the page in its sandbox', async ({ desktop: { app, page } }) => {
  const seen = await page.evaluate(() => ({
    globals: ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in globalThis),
    bridge: Object.keys((globalThis as unknown as { tickerdeck: object }).tickerdeck).toSorted(),
  }))
  expect(seen).toEqual({ globals: [], bridge: ['platform', 'requestPort'] })
  const preferences = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      const { getLastWebPreferences } = contents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      return getLastWebPreferences.call(contents)
    }),
  )
  for (const each of preferences) {
    expect(each).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
  }
})

test('runs nothing that its policy forbids', async ({ desktop: { page } }) => {
  const ran = await page.evaluate(async () => {
    const violations: string[] = []
    document.addEventListener(
      'securitypolicyviolation',
      ({ effectiveDirective }) => void violations.push(effectiveDirective),
    )
    const script = document.createElement('img')
    script.setAttribute('onerror', 'document.title = "ran"')
    script.src = 'data:,'
    document.body.append(script)
    const fetched = await fetch('https://example.com/').then(
      () => 'fetched',
      () => 'refused',
    )
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    return { fetched, ran: document.title === 'ran', violations: violations.length > 0 }
  })
  expect(ran).toEqual({ fetched: 'refused', ran: false, violations: true })
})

test('stays where it is, in one window', async ({ desktop: { app, page } }) => {
  await page.evaluate(() => {
    window.open('https://example.com/')
    location.href = 'https://example.com/'
  })
  await seesPrices(page)
  expect(page.url()).toBe('app://bundle/index.html')
  expect(app.windows()).toHaveLength(1)
})

test('serves its files and no others', async ({ desktop: { page } }) => {
  const statuses = await page.evaluate(async () => {
    const paths = [
      '/index.html',
      '/missing.js',
      '/..%2fmain%2findex.mjs',
      '/..%5cmain%5cindex.mjs',
      '/%2fetc/passwd',
    ]
    const answers = await Promise.all(paths.map((path) => fetch(path)))
    return answers.map(({ status }) => status)
  })
  expect(statuses).toEqual([200, 404, 404, 404, 404])
})

test('shows prices again after a reload', async ({ desktop: { page } }) => {
  await seesPrices(page)
  await page.reload()
  await seesPrices(page)
})

test('starts a killed core again behind the same window', async ({ desktop: { app, page } }) => {
  await seesPrices(page)
  const corePid = () =>
    app.evaluate(
      ({ app }) =>
        app.getAppMetrics().find(({ name, serviceName }) => (serviceName ?? name) === 'tickerdeck-core')
          ?.pid ?? null,
    )
  const before = await corePid()
  expect(before).not.toBeNull()
  process.kill(before ?? 0, 'SIGKILL')
  await expect.poll(corePid).not.toBe(before)
  await expect.poll(corePid).not.toBeNull()
  await seesPrices(page)
  expect(app.windows()).toHaveLength(1)
})

test('closes its databases when it quits', async ({ desktop: { app, page, dataDir } }) => {
  await seesPrices(page)
  const ended = new Promise((resolve) => app.process().once('exit', resolve))
  await app.evaluate(({ app }) => app.quit()).catch(() => undefined)
  expect(await ended).toBe(0)
  expect(readdirSync(dataDir).filter((name) => name.endsWith('-wal'))).toEqual([])
})
