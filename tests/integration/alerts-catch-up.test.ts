/** The whole program is killed while rules are armed, and started again a good minute later: what it missed is told late, once, as one. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureBuilt, outDir } from '../../scripts/build.ts'
import type { Firing } from '../../shared/alerts/firing.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import { roundToTick } from '../../shared/model/numbers.ts'
import { connectScript } from '../support/bridge-over-socket.ts'
import { startChild, type ShellReady } from '../support/child.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'tickerdeck-missed-'))
beforeAll(ensureBuilt, 180_000)
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const bitcoin = instrumentId('simulated', 'BTCUSDT')
const minuteMs = 60_000
const start = () =>
  startChild<ShellReady>([
    join(outDir, 'web/index.mjs'),
    ...['--port', '0', '--hooks-port', '0', '--data-dir', dataDir, '--no-open', '--json'],
  ])
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

it('tells after a kill what it missed', { timeout: 240_000 }, async () => {
  const first = await start()
  const before = await connectScript(first.ready)
  await before.call('quotes.subscribe', { instruments: [bitcoin] })
  const { candles } = await before.call('candles.get', { instrument: bitcoin, interval: '1m', limit: 2 })
  const close = candles.at(-1)?.close ?? 0
  // A ladder around the price: wherever it goes in a minute, it crosses some.
  for (let rung = -40; rung <= 40; rung += 1)
    await before.call('alerts.save', {
      instrument: bitcoin,
      operator: 'crossing',
      level: roundToTick(close + rung * 3 + 0.01, 0.01),
      frequency: { kind: 'every-time', coolDownMs: 0 },
    })
  // Seen, and written down as seen.
  await sleep(12_000)
  const killedAt = Date.now()
  await first.kill()
  await sleep(minuteMs + 10_000)

  const second = await start()
  const script = await connectScript(second.ready)
  const summaries: { reason: string; firings: readonly string[] }[] = []
  script.on('summary', (summary) => summaries.push(summary))
  let firings: Firing[] = []
  for (let tries = 0; tries < 60 && !firings.some(({ late }) => late); tries += 1) {
    await sleep(500)
    firings = await script.call('firings.list', { limit: 1000 })
  }
  const late = firings.filter((firing) => firing.late)
  expect(late.length).toBeGreaterThan(0)
  for (const firing of late) {
    expect(firing.inferred).not.toBeNull()
    // Nothing of what it saw before it was killed is told once more.
    expect(firing.inferred?.closeAt).toBeGreaterThan(killedAt - 10_000)
    expect(firing.level).toBeGreaterThanOrEqual(firing.inferred?.low ?? Infinity)
    expect(firing.level).toBeLessThanOrEqual(firing.inferred?.high ?? -Infinity)
  }
  expect(new Set(firings.map(({ id }) => id)).size).toBe(firings.length)
  const told = await script.call('deliveries.list', { limit: 1000 })
  const desktop = told.filter(({ target, reason }) => target === 'desktop' && reason === 'catch-up')
  expect(desktop).toHaveLength(1)
  const status = await script.call('alerts.status', {})
  expect(status.catchUps).toMatchObject([{ instrument: bitcoin, state: 'done', fired: late.length }])
  script.close()
  await second.stop()
})
