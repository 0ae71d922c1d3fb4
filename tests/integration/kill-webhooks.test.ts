/** The promise of the inbox: whatever was answered 200 is there exactly once, however often the core is killed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureBuilt, outDir } from '../../scripts/build.ts'
import { connectScript } from '../support/bridge-over-socket.ts'
import { startChild, type ShellReady } from '../support/child.ts'

const rounds = 20
const senders = 8

const dataDir = mkdtempSync(join(tmpdir(), 'tickerdeck-kill-'))
beforeAll(ensureBuilt, 180_000)
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const start = () =>
  startChild<ShellReady>([
    join(outDir, 'web/index.mjs'),
    ...['--port', '0', '--hooks-port', '0', '--data-dir', dataDir, '--no-open', '--json'],
  ])

/** Answers the status, or null when the connection broke before an answer. */
function post(url: string, body: string, agent: Agent): Promise<number | null> {
  return new Promise((resolve) => {
    const sent = request(
      url,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (answer) => {
        answer.resume()
        // The status line alone is the promise.
        resolve(answer.statusCode ?? null)
      },
    )
    sent.on('error', () => resolve(null))
    sent.end(body)
  })
}

async function hookUrl(ready: ShellReady): Promise<string> {
  const script = await connectScript(ready)
  const [source] = await script.call('hooks.sources.list', {})
  script.close()
  return `${ready.hooks}/hooks/${source?.token}`
}

it('keeps every answered webhook exactly once through 20 kills', async () => {
  const acknowledged = new Set<string>()
  let sent = 0
  for (let round = 0; round < rounds; round += 1) {
    const child = await start()
    const url = await hookUrl(child.ready)
    const agent = new Agent({ keepAlive: true, maxSockets: senders })
    // Somewhere in the middle of the stream, another place each round.
    const killAfter = acknowledged.size + 5 + ((round * 37) % 120)
    let alive = true
    const kills: Promise<void>[] = []
    const sender = async () => {
      while (alive) {
        const id = `m-${(sent += 1)}`
        const status = await post(
          url,
          JSON.stringify({ ticker: 'BTCUSDT', price: 64000, message: id }),
          agent,
        )
        if (status === 200) acknowledged.add(id)
        else if (status !== null) throw new Error(`answered ${status}`)
        if (acknowledged.size >= killAfter && alive) {
          alive = false
          kills.push(child.kill())
        }
      }
    }
    await Promise.all(Array.from({ length: senders }, sender))
    await Promise.all(kills)
    agent.destroy()
  }

  const last = await start()
  const script = await connectScript(last.ready)
  const seen = new Map<string, number>()
  let before: number | undefined
  for (;;) {
    const page = await script.call('hooks.inbox.list', {
      limit: 1000,
      ...(before === undefined ? {} : { before }),
    })
    if (page.length === 0) break
    for (const entry of page) seen.set(entry.message ?? '', (seen.get(entry.message ?? '') ?? 0) + 1)
    before = page.at(-1)?.id
  }
  script.close()
  expect(await last.stop()).toBe(0)

  expect(acknowledged.size).toBeGreaterThan(rounds * 5)
  expect([...acknowledged].filter((id) => seen.get(id) !== 1)).toEqual([])
  const file = new DatabaseSync(join(dataDir, 'tickerdeck.db'), { readOnly: true })
  expect(file.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  file.close()
  console.info(`${rounds} kills, ${sent} sent, ${acknowledged.size} answered 200, all kept once`)
}, 240_000)
