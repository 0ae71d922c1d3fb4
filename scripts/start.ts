/** `npm start`: builds what is not built, then opens the desktop app, or says why not and opens the web shell. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { installedBrowser } from './browsers.ts'
import { ensureBuilt, root } from './build.ts'
import { electronBinary } from './electron-binary.ts'

const args = process.argv.slice(2)
const children = new Set<ChildProcess>()
let stopping = false

function launch(
  command: string,
  commandArgs: string[],
  output: readonly ['inherit' | 'pipe' | 'ignore', 'inherit' | 'ignore'],
): ChildProcess {
  const child = spawn(command, commandArgs, { cwd: root, stdio: ['ignore', ...output] })
  children.add(child)
  child.on('exit', () => children.delete(child))
  return child
}

const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 0)))
  })

// The terminal signals the whole group; a signal to this process alone must reach the children too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopping = true
    for (const child of children) child.kill('SIGTERM')
  })
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}

async function startDesktop(binary: string): Promise<number> {
  // Chromium's sandbox refuses to run as root; a packaged app never gets this flag.
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return ended(launch(binary, [...flags, root, ...args], ['inherit', 'inherit']))
}

/** Opens the printed link as an app window, in a profile of its own that goes away with it. */
function openWindow(browser: string, url: string): void {
  const profile = mkdtempSync(join(tmpdir(), 'tickerdeck-window-'))
  const flags = [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--window-size=1440,900',
  ]
  if (process.getuid?.() === 0) flags.push('--no-sandbox')
  // A browser talks of its own affairs on standard error; only that it could not open is ours to tell.
  const child = launch(browser, flags, ['ignore', 'ignore'])
  child.on('exit', () => {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    if (!stopping)
      console.log(
        'The window is closed. Alerts and webhooks go on; open the link again, or stop with Ctrl-C.',
      )
  })
}

async function startWeb(): Promise<number> {
  const web = launch(
    process.execPath,
    [join(root, 'out/web/index.mjs'), '--json', ...args],
    ['pipe', 'inherit'],
  )
  if (web.stdout === null) throw new Error('the web shell was started without a pipe to read its link from')
  createInterface({ input: web.stdout }).on('line', (line) => {
    const ready = readReady(line)
    if (ready === null) return console.log(line)
    const link = `${ready.url}?token=${ready.token}`
    console.log(`Tickerdeck runs at ${link}`)
    console.log(`Webhooks are received at ${ready.hooks ?? 'no address: the listener is off'}`)
    const browser = args.includes('--no-open') || !hasDisplay() ? null : installedBrowser()
    if (browser !== null) openWindow(browser, link)
    else console.log('Open that link in a browser. Ctrl-C stops.')
  })
  return ended(web)
}

function readReady(line: string): { url: string; token: string; hooks: string | null } | null {
  try {
    const value = JSON.parse(line) as { event?: string; url: string; token: string; hooks: string | null }
    return value.event === 'ready' ? value : null
  } catch {
    return null
  }
}

await ensureBuilt()
const electron = hasDisplay() ? await electronBinary() : { path: null, why: 'there is no display' }
let code: number
if (electron.path !== null) {
  code = await startDesktop(electron.path)
} else {
  console.log(`Opening in the browser, not as a desktop app: ${electron.why}.`)
  code = await startWeb()
}
for (const child of children) child.kill('SIGTERM')
process.exitCode = stopping ? 0 : code
