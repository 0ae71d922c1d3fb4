/** What a hostile page could try in the built desktop app, and what it gets: nothing. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt, outDir } from '../../scripts/build.ts'
import { launchDesktop, type DesktopDouble } from '../support/electron-double/launch.ts'

let desktop: DesktopDouble

beforeAll(async () => {
  await ensureBuilt()
  desktop = await launchDesktop({ args: ['--hooks-port=0'] })
  await desktop.evaluate(async ({ waitFor, windows, connect }) => {
    await waitFor(() => windows[0]?.webContents.mainFrame, 'the page')
    await connect('page').client.call('system.info', {})
  })
}, 180_000)
afterAll(() => desktop.dispose())

const ask = (url: string, method = 'GET') =>
  desktop.evaluate(
    async ({ protocol }, [url, method]: [string, string]) => {
      const answer = await protocol.answer(url, method)
      return {
        status: answer.status,
        type: answer.headers.get('content-type'),
        csp: answer.headers.get('content-security-policy'),
        text: await answer.text(),
      }
    },
    [url, method],
  )

describe('the page scheme', () => {
  it('serves the page and its parts, each with its type and the policy', async () => {
    const page = await ask('app://bundle/index.html')
    expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' })
    expect(page.csp).toMatch(/default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/)
    expect(page.csp).not.toMatch(/unsafe|\*/)
    const script = readdirSync(join(outDir, 'renderer/assets')).find((name) => name.endsWith('.js')) ?? ''
    expect(await ask(`app://bundle/assets/${script}`)).toMatchObject({
      status: 200,
      type: 'text/javascript; charset=utf-8',
    })
  })

  it.each([
    'app://bundle/../main/index.mjs',
    'app://bundle/%2e%2e/main/index.mjs',
    'app://bundle/..%2fmain%2findex.mjs',
    'app://bundle/assets/..%2f..%2fmain/index.mjs',
    'app://bundle/..\\main\\index.mjs',
    'app://bundle/..%5cmain%5cindex.mjs',
    'app://bundle//etc/passwd',
    'app://bundle/%2fetc/passwd',
    'app://bundle/index.html%00',
    'app://bundle/%ff',
    'app://bundle/assets/',
    'app://elsewhere/index.html',
    'app://user@bundle/index.html',
  ])('answers 404 to %s', async (url) => {
    expect(await ask(url)).toMatchObject({ status: 404, text: 'not found' })
  })

  it('takes nothing', async () => {
    expect((await ask('app://bundle/index.html', 'POST')).status).toBe(405)
  })
})

describe('permissions', () => {
  it('are refused but for copying and full screen, and to everybody else altogether', async () => {
    const granted = await desktop.evaluate(({ session }) => {
      const names = [
        'clipboard-sanitized-write',
        'fullscreen',
        'media',
        'display-capture',
        'geolocation',
        'notifications',
        'clipboard-read',
        'midi',
        'hid',
        'usb',
        'serial',
        'fileSystem',
        'openExternal',
        'unknown',
      ] as const
      const of = (origin: string) =>
        names.filter((name) => session.check(name, origin) || session.request(name, origin))
      return {
        ours: of('app://bundle'),
        foreign: [...of('https://example.com'), ...of('app://bundle.evil')],
        device: session.device(),
        displayMedia: session.displayMedia(),
      }
    })
    expect(granted).toEqual({
      ours: ['clipboard-sanitized-write', 'fullscreen'],
      foreign: [],
      device: false,
      displayMedia: null,
    })
  })

  it('let the page load its own files and no network', async () => {
    const loads = await desktop.evaluate(({ session }) =>
      [
        'app://bundle/index.html',
        'https://example.com/',
        'http://127.0.0.1:8787/',
        'ws://127.0.0.1:1/',
        'file:///etc/passwd',
      ].map((url) => session.loads(url)),
    )
    expect(loads).toEqual([true, false, false, false, false])
  })
})

describe('navigation', () => {
  it('is stopped wherever it does not lead to the page itself', async () => {
    const stopped = await desktop.evaluate(({ window }) => {
      const { webContents } = window()
      const away = [
        'https://example.com/',
        'file:///etc/passwd',
        'app://elsewhere/',
        'javascript:0',
        'data:text/html,x',
      ]
      return {
        away: away.map((url) => [
          webContents.isStopped('will-navigate', url),
          webContents.isStopped('will-frame-navigate', url, false),
          webContents.isStopped('will-redirect', url),
        ]),
        home: webContents.isStopped('will-navigate', 'app://bundle/index.html'),
        frame: webContents.isStopped('will-frame-navigate', 'app://bundle/index.html', false),
        webview: webContents.isStopped('will-attach-webview', 'https://example.com/'),
        opened: [...away, 'app://bundle/index.html', 'about:blank'].map((url) => webContents.open(url)),
      }
    })
    expect(stopped.away.flat()).not.toContain(false)
    expect(stopped).toMatchObject({ home: false, frame: true, webview: true })
    expect(new Set(stopped.opened)).toEqual(new Set(['deny']))
  })
})

describe('a port', () => {
  it.each([
    ['a frame of another origin in its place', 'https://example.com/', 'instead'],
    ['a page of another host of the scheme', 'app://elsewhere/', 'instead'],
    ['a frame inside the page', 'app://bundle/index.html', 'inside'],
  ] as const)('is refused to %s', async (_what, url, how) => {
    const got = await desktop.evaluate(
      async ({ foreignFrame, forked, page, waitFor }, [url, how]: [string, 'inside' | 'instead']) => {
        const clientsBefore = forked[0]?.posted.filter((kind) => kind === 'client').length
        const frame = foreignFrame(url, how)
        let ports = 0
        frame.page.window.onMessage(() => (ports += 1))
        frame.page.window.tickerdeck?.requestPort()
        // The page itself asks after it: once that is answered, the refused one would have been too.
        let answered = false
        page().window.onMessage(() => (answered = true))
        page().window.tickerdeck?.requestPort()
        await waitFor(() => answered, 'the answer to the page')
        const clients = forked[0]?.posted.filter((kind) => kind === 'client').length
        return { ports, handedOver: (clients ?? 0) - (clientsBefore ?? 0) }
      },
      [url, how] as [string, 'inside' | 'instead'],
    )
    expect(got).toEqual({ ports: 0, handedOver: 1 })
    expect(desktop.output()).toContain('a port was refused')
  })

  it('is not given to a page that went on meanwhile', async () => {
    const got = await desktop.evaluate(async ({ page, window, waitFor, forked }) => {
      const before = forked[0]?.posted.length ?? 0
      page().window.tickerdeck?.requestPort()
      await window().webContents.load('app://bundle/index.html')
      let answered = false
      page().window.onMessage(() => (answered = true))
      page().window.tickerdeck?.requestPort()
      await waitFor(() => answered, 'the answer to the new page')
      return forked[0]?.posted.slice(before).filter((kind) => kind === 'client').length
    })
    expect(got).toBe(1)
  })
})
