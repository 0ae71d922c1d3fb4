/** The web shell as a process: flags, the ready line, one per data folder, signals, and the page's own example. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { waitFor } from '../support/wait-for.ts'

const main = fileURLToPath(new URL('../../electron/web/main.ts', import.meta.url))
const bridgePage = fileURLToPath(new URL('../../docs/bridge.md', import.meta.url))

type Program = {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  readonly ended: Promise<number | string>
}
type Ready = { event: string; url: string; token: string; bridge: string; hooks: string }

let dataDir: string
const programs: Program[] = []

function run(args: readonly string[], env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()))
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  const ended = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'gone'))
  })
  const program = { child, stdout: () => stdout, stderr: () => stderr, ended }
  programs.push(program)
  return program
}

const shell = (...args: string[]) =>
  run([main, '--port', '0', '--hooks-port', '0', '--data-dir', dataDir, '--no-open', ...args])

/** The first line, once it is there; fails with what the program complained of. */
async function firstLine(program: Program): Promise<string> {
  const { child, stdout, stderr } = program
  await waitFor(() => stdout().includes('\n') || child.exitCode !== null, 'the ready line', 30_000)
  if (!stdout().includes('\n')) throw new Error(`ended with ${child.exitCode}: ${stderr()}`)
  return stdout().split('\n')[0] ?? ''
}

const ready = async (program: Program) => JSON.parse(await firstLine(program)) as Ready

beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'tickerdeck-process-'))))
afterEach(async () => {
  for (const { child, ended } of programs.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  rmSync(dataDir, { recursive: true, maxRetries: 5 })
})

it('prints one line when it is ready, serves, refuses a second on the same folder, and stops in order', async () => {
  const first = shell('--json')
  const line = await ready(first)
  expect(line).toEqual({
    event: 'ready',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/) as string,
    token: expect.stringMatching(/^[\w-]{43}$/) as string,
    bridge: line.url.replace('http', 'ws') + 'bridge',
    hooks: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
  })
  expect(readFileSync(join(dataDir, 'web-token'), 'utf8').trim()).toBe(line.token)
  expect((await fetch(line.url)).status).toBe(401)

  const second = shell('--json')
  expect(await second.ended).toBe(1)
  expect(second.stdout()).toBe('')
  expect(second.stderr()).toContain(`runs already on ${dataDir} (process ${first.child.pid})`)

  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  expect(first.stdout().trim().split('\n')).toHaveLength(1)
  expect(existsSync(join(dataDir, 'tickerdeck.lock'))).toBe(false)
  await expect(fetch(line.url)).rejects.toThrow('fetch failed')
})

it('keeps its token over a crash, which leaves no lock behind', async () => {
  const first = shell('--json')
  const { token } = await ready(first)
  first.child.kill('SIGKILL')
  expect(await first.ended).toBe('SIGKILL')
  const second = shell('--json')
  expect((await ready(second)).token).toBe(token)
  second.child.kill('SIGINT')
  expect(await second.ended).toBe(0)
})

it('runs the example of docs/bridge.md', async () => {
  const { bridge, token } = await ready(shell('--json'))
  const example = /```js\n([\s\S]*?)```/.exec(readFileSync(bridgePage, 'utf8'))?.[1] ?? ''
  const file = join(dataDir, 'watch.mjs')
  writeFileSync(file, example)
  const watching = run([file, bridge, token])
  const priceLine = /^simulated:BTC\S* [\d.]+$/m
  await waitFor(
    () => priceLine.test(watching.stdout()) || watching.child.exitCode !== null,
    'a price',
    30_000,
  )
  expect(`${watching.stdout()}${watching.stderr()}`).toMatch(priceLine)
})

it('prints a link that lets a browser in', async () => {
  const program = shell()
  const link = /http:\S+/.exec(await firstLine(program))?.[0] ?? ''
  const response = await fetch(link, { redirect: 'manual' })
  expect(response.status).toBe(303)
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  const page = await fetch(new URL('/', link), { headers: { cookie } })
  // Served, or, in a checkout that has not been built, said to be not built; never refused.
  expect([200, 503]).toContain(page.status)
})

it.each([
  [['--prot', '1'], 2, '--prot'],
  [['--speed', '5'], 2, '--speed needs --replay'],
  [['--replay', 'no-such-file.csv'], 1, 'the replay file cannot be read'],
])('refuses %j and starts nothing', async (args, code, words) => {
  const program = shell('--json', ...args)
  expect(await program.ended).toBe(code)
  expect(program.stderr()).toContain(words)
  expect(program.stdout()).toBe('')
  expect(existsSync(join(dataDir, 'tickerdeck.lock'))).toBe(false)
})
