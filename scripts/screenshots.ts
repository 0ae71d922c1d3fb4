/** `npm run screenshots`: takes the pictures of README and docs from the running app, dark and light, in two sizes. */
import { instrumentId } from '../shared/model/ids.ts'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { connectScript } from '../tests/support/bridge-over-socket.ts'
import { startChild, type ShellReady } from '../tests/support/child.ts'
import { browserForTests, quietFlags } from './browsers.ts'
import { ensureBuilt, outDir, root } from './build.ts'

const bitcoin = instrumentId('simulated', 'BTCUSDT')

const folder = process.argv[2] ?? join(root, 'docs/screenshots')
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]
const settleMs = 3_000

function post(url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST' }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve())
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Some alerts around the present price and a few messages, as a first day would leave them. */
async function furnish(ready: ShellReady): Promise<void> {
  const script = await connectScript(ready)
  const [quote] = (await script.call('quotes.subscribe', { instruments: [bitcoin] })).quotes
  const { candles } = await script.call('candles.get', {
    instrument: bitcoin,
    interval: '1m',
    limit: 10,
  })
  const last = quote?.last ?? candles.at(-1)?.close ?? 60_000
  const rule = { instrument: bitcoin, note: '', expiresAt: null }
  const round = (price: number): number => Math.round(price * 10) / 10
  await script.call('alerts.save', {
    ...rule,
    operator: 'crossing-up',
    level: round(last * 1.004),
    frequency: { kind: 'every-time', coolDownMs: 900_000 },
  })
  await script.call('alerts.save', {
    ...rule,
    operator: 'less-than',
    level: round(last * 0.97),
    frequency: { kind: 'once' },
    note: 'Look for an entry',
  })
  await script.call('alerts.save', {
    ...rule,
    operator: 'crossing',
    level: round(last),
    frequency: { kind: 'once' },
  })
  const [source] = await script.call('hooks.sources.list', {})
  const url = `${ready.hooks}/hooks/${source?.token}`
  await post(url, JSON.stringify({ ticker: 'BTCUSDT', price: last, side: 'buy', message: 'long entry' }))
  await post(url, 'RSI(14) dropped under 30 on ETHUSDT 15')
  await post(url, '{"price": {{close}}, "id": "a-17"}')
  script.close()
}

async function settled(page: Page): Promise<void> {
  await page.getByRole('row').nth(5).waitFor()
  await page.waitForTimeout(settleMs)
}

await ensureBuilt()
mkdirSync(folder, { recursive: true })
const dataDir = mkdtempSync(join(tmpdir(), 'tickerdeck-pictures-'))
const shell = await startChild<ShellReady>([
  join(outDir, 'web/index.mjs'),
  ...['--port', '0', '--hooks-port', '0', '--data-dir', dataDir, '--no-open', '--json'],
])
const browser = await chromium.launch({ executablePath: browserForTests(), args: [...quietFlags] })
try {
  await furnish(shell.ready)
  for (const colorScheme of ['dark', 'light'] as const) {
    for (const viewport of sizes) {
      const context = await browser.newContext({ viewport, colorScheme })
      const page = await context.newPage()
      await page.goto(`${shell.ready.url}?token=${shell.ready.token}`)
      await settled(page)
      const path = join(folder, `desk-${colorScheme}-${viewport.width}x${viewport.height}.png`)
      await page.screenshot({ path })
      console.log(path)
      await page.keyboard.press('Alt+a')
      await page.getByText(/^In the last 7 days/).waitFor()
      const editor = join(folder, `alert-${colorScheme}-${viewport.width}x${viewport.height}.png`)
      await page.screenshot({ path: editor })
      console.log(editor)
      await context.close()
    }
  }
} finally {
  await browser.close()
  await shell.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
