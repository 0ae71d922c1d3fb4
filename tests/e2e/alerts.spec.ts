/** Alerts: written in three places, fired once, shown, logged with evidence, kept over restarts and kills. */
import { instrumentId } from '../../shared/model/ids.ts'
import { roundToTick } from '../../shared/model/numbers.ts'
import { expect, test } from './support/fixtures.ts'

const bitcoin = instrumentId('simulated', 'BTCUSDT')

test('is written by Alt+A, from the row and from the chart', async ({ desk, page }) => {
  await expect(desk.watchlist.cell('ETHUSDT', 'last')).toHaveText(/\d/)
  await desk.watchlist.row('ETHUSDT').click()
  await page.keyboard.press('Alt+a')
  await expect(desk.alertDialog.dialog()).toContainText('ETHUSDT')
  await expect(desk.alertDialog.price()).toHaveValue(/^[\d.,]+$/)
  await page.keyboard.press('Escape')
  await expect(desk.alertDialog.dialog()).toBeHidden()

  await desk.watchlist.menu('SOLUSDT', 'Alert here')
  await expect(desk.alertDialog.dialog()).toContainText('SOLUSDT')
  await page.keyboard.press('Escape')

  await desk.watchlist.row('BTCUSDT').click()
  await expect(desk.chart.panel()).toContainText('BTCUSDT')
  await expect(desk.chart.panel().getByText('Loading candles')).toBeHidden()
  await desk.chart.pointAt(0.5, 0.3)
  await page.mouse.down({ button: 'right' })
  await page.mouse.up({ button: 'right' })
  const item = page.getByRole('menuitem', { name: /^Alert here at [\d,.]+/ })
  const price = /at ([\d,.]+)/.exec((await item.textContent()) ?? '')?.[1]?.replaceAll(',', '')
  await item.click()
  await expect(desk.alertDialog.price()).toHaveValue(price ?? 'no price')
  await desk.alertDialog.fill({ condition: 'Crossing Up', note: 'from the chart' })
  await desk.alertDialog.save()
  await expect(desk.rules()).toHaveCount(1)
  await expect(desk.rules().first()).toContainText(/BTCUSDT.*crosses up/)
})

test('refuses a level off the grid, saying which is near', async ({ desk, page }) => {
  await desk.watchlist.row('BTCUSDT').click()
  await page.keyboard.press('Alt+a')
  await desk.alertDialog.fill({ price: '60000.123' })
  await expect(desk.alertDialog.dialog()).toContainText(/0\.01/)
  await desk.alertDialog.save()
  await expect(desk.alertDialog.dialog()).toBeVisible()
  await page.keyboard.press('Escape')
})

test('fires once: a toast, a line in the log with two ticks, a delivery', async ({
  app,
  desk,
  page,
  script,
}) => {
  await desk.watchlist.row('BTCUSDT').click()
  await page.keyboard.press('Alt+a')
  // Whatever the price does, it is above 1: true from the first tick on.
  await desk.alertDialog.fill({ condition: 'Greater Than', price: '1', note: 'wake up' })
  await desk.alertDialog.save()
  await expect(desk.toasts().filter({ hasText: /BTCUSDT/ })).toBeVisible({ timeout: 20_000 })
  const log = await desk.openLog()
  await expect(log).toHaveCount(1)
  await expect(log.first()).toContainText('wake up')
  await log
    .first()
    .getByRole('button', { name: /BTCUSDT/ })
    .click()
  await expect(desk.dialog()).toContainText(/tick/i)
  await page.keyboard.press('Escape')

  const [firing] = await script.call('firings.list', {})
  expect(firing?.evidence.at?.price).toBeGreaterThan(1)
  expect(firing?.simulated).toBe(true)
  const deliveries = await script.call('deliveries.list', {})
  expect(deliveries.map(({ firing: id }) => id)).toEqual([firing?.id])

  await app.killAndRestart()
  await desk.open()
  await expect(await desk.openLog()).toHaveCount(1)
})

test('fires on a crossing with the ticks on both sides of the level', async ({ script }) => {
  const instrument = bitcoin
  await script.call('quotes.subscribe', { instruments: [instrument] })
  const { candles } = await script.call('candles.get', { instrument, interval: '1m', limit: 2 })
  const close = candles.at(-1)?.close ?? 0
  type Crossed = { level: number; before: number | undefined; at: number }
  const fired = new Promise<Crossed>((resolve) => {
    script.on('firing', ({ level, evidence: { before, at } }) =>
      resolve({ level: level ?? NaN, before: before?.price, at: at?.price ?? NaN }),
    )
  })
  // A ladder around the price: wherever it goes, it soon crosses a rung.
  for (let rung = -10; rung <= 10; rung += 1) {
    await script.call('alerts.save', {
      instrument,
      operator: 'crossing',
      level: roundToTick(close + rung * 0.5, 0.01),
      frequency: { kind: 'once' },
      note: '',
      expiresAt: null,
    })
  }
  const { level, before, at } = await fired
  expect(before).toBeDefined()
  // One on either side, or exactly on it.
  expect(((before ?? 0) - level) * (at - level)).toBeLessThanOrEqual(0)
  expect(before).not.toBe(at)
})

test('moves when its line is dragged', async ({ desk, page, script }) => {
  const instrument = bitcoin
  await desk.watchlist.row('BTCUSDT').click()
  await desk.chart.interval('15m').click()
  await expect(desk.chart.panel().getByText('Loading candles')).toBeHidden()
  await desk.chart.pointAt(0.5, 0.3)
  await page.keyboard.press('Alt+a')
  await desk.alertDialog.fill({ condition: 'Crossing Up' })
  await desk.alertDialog.save()
  const [rule] = await script.call('alerts.list', {})
  const box = await desk.chart.canvas().boundingBox()
  if (rule === undefined || box === null) throw new Error('no rule, or no chart')
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.4, { steps: 8 })
  await page.mouse.up()
  await expect
    .poll(async () => (await script.call('alerts.list', {}))[0]?.level)
    .toBeLessThan(rule.level ?? 0)
  const [moved] = await script.call('alerts.list', {})
  expect(moved?.id).toBe(rule.id)
  expect(moved?.instrument).toBe(instrument)
  expect(moved?.version).toBeGreaterThan(rule.version)
})

test('pauses, resumes, explains and deletes with undo', async ({ desk, page, script }) => {
  await script.call('alerts.save', {
    instrument: bitcoin,
    operator: 'crossing-up',
    level: 900_000,
    frequency: { kind: 'every-time', coolDownMs: 60_000 },
    note: '',
    expiresAt: null,
  })
  const rule = desk.rules().first()
  await rule.hover()
  await rule.getByRole('button', { name: /^Pause/ }).click()
  await expect(rule).toContainText('paused')
  await rule.getByRole('button', { name: /^Resume/ }).click()
  await expect(rule).not.toContainText('paused')
  await rule.getByRole('button', { name: 'Why not?' }).click()
  await expect(rule.getByRole('status')).toContainText(/\w+ \w+/)
  await rule.getByRole('button', { name: /^Delete/ }).click()
  await expect(desk.rules()).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(desk.rules()).toHaveCount(1)
})
