/** The promise of the alerts: each crossing is in the log exactly once and was sent at least once, however often the program is killed. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStore } from '../../electron/store/store.ts'
import { crossingsOf, killLevels, killMarket, minuteMs } from '../support/zigzag.ts'
import { seeded } from '../support/tape.ts'

const rounds = 200
const speed = 60
const folder = mkdtempSync(join(tmpdir(), 'tickerdeck-kill-alerts-'))
const sentLog = join(folder, 'sent.log')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const child = join(folder, 'alert-child.mjs')
/** One file, so that a start takes a moment and there is something to kill. */
beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, '../support/alert-child.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node24',
      rolldownOptions: { output: { entryFileNames: 'alert-child.mjs' } },
    },
    ssr: { noExternal: true },
  })
}, 120_000)

/** Runs it until the line comes; answers how to kill it, and its end. */
async function run(began: number, minutes: number, until: 'ready' | 'done') {
  const program = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      child,
      folder,
      sentLog,
      String(began),
      String(speed),
      String(minutes),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
  )
  let errors = ''
  program.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const ended = new Promise<void>((resolve) => program.on('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: program.stdout }).on('line', (line) => {
      if (line.includes(until)) resolve()
    })
    void ended.then(() => reject(new Error(`it ended before it was ${until}:\n${errors}`)))
  })
  return {
    async kill() {
      program.kill('SIGKILL')
      await ended
    },
    ended,
  }
}

it(
  `logs every crossing of 1,000 rules exactly once through ${rounds} kills`,
  { timeout: 900_000 },
  async () => {
    const random = seeded(11)
    // Rules are armed before the market opens.
    const first = await run(Date.now() + 60_000, killMarket.turns.length - 1, 'ready')
    await first.kill()
    const began = Date.now()
    for (let round = 0; round < rounds; round += 1) {
      const program = await run(began, killMarket.turns.length - 1, 'ready')
      await new Promise((resolve) => setTimeout(resolve, 20 + random() * 300))
      await program.kill()
    }
    const minutes = Math.ceil(((Date.now() - began) * speed) / minuteMs) + 2
    const last = await run(began, minutes, 'done')
    await last.ended

    const { store, setAside } = openStore({ dataDir: folder, now: Date.now() })
    expect(setAside).toEqual([])
    const levels = new Map(
      store.rules.list().map(({ rule }) => [rule.id, rule.conditions[0]?.operands[0] as number]),
    )
    expect(levels.size).toBe(1000)
    const found = new Map<string, number>()
    const ids: string[] = []
    let late = 0
    for (const firing of store.firings.each({})) {
      const minute = Math.floor(((firing.happenedAt ?? 0) - killMarket.startAt) / minuteMs)
      const key = `${firing.sentence.includes(' up ') ? 'up' : 'down'} ${levels.get(firing.rule)} in minute ${minute}`
      found.set(key, (found.get(key) ?? 0) + 1)
      ids.push(firing.id)
      if (firing.late) late += 1
    }
    const expected = new Set<string>()
    for (const level of killLevels) {
      for (const minute of crossingsOf(killMarket, level, 1, minutes))
        expected.add(`up ${level} in minute ${minute}`)
      for (const minute of crossingsOf(killMarket, level, -1, minutes))
        expected.add(`down ${level} in minute ${minute}`)
    }
    expect(expected.size).toBeGreaterThan(1000)
    const twice = [...found].filter(([, count]) => count > 1).map(([key]) => key)
    const missed = [...expected].filter((key) => !found.has(key))
    const invented = [...found.keys()].filter((key) => !expected.has(key))
    console.log(
      `${rounds} kills, ${minutes} minutes of tape, ${expected.size} crossings, ${ids.length} firings, ${late} of them made up for`,
    )
    expect({ missed, twice, invented }).toEqual({ missed: [], twice: [], invented: [] })

    // At least once, always under the same id.
    const sent = new Set(readFileSync(sentLog, 'utf8').split('\n'))
    const deliveries = ids.flatMap((firing) => store.deliveries.list({ limit: 10, firing }))
    const unsent = deliveries.filter(({ id, state }) => state !== 'sent' || !sent.has(id))
    expect(unsent).toEqual([])
    expect(deliveries.length).toBeGreaterThanOrEqual(ids.length)
    store.close()
  },
)
