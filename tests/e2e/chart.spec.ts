/** The chart: every interval, the legend under the crosshair, and years of history without a seam. */
import { instrumentId } from '../../shared/model/ids.ts'
import { intervalMs, intervals } from '../../shared/model/interval.ts'
import { expect, test } from './support/fixtures.ts'

const bitcoin = instrumentId('simulated', 'BTCUSDT')

test('draws each interval with a legend', async ({ desk }) => {
  for (const name of ['1m', '5m', '15m', '1h', '4h', '1D', '1W']) {
    await desk.chart.interval(name).click()
    await expect(desk.chart.interval(name)).toHaveAttribute('aria-pressed', 'true')
    await expect(desk.chart.panel().getByText('Loading candles')).toBeHidden()
    await desk.chart.pointAt(0.4, 0.4)
    await expect(desk.chart.panel()).toContainText(/O\s*[\d,.]+\s*H\s*[\d,.]+\s*L\s*[\d,.]+\s*C\s*[\d,.]+/)
  }
})

test('follows the crosshair in its legend', async ({ desk }) => {
  await desk.chart.interval('1h').click()
  await desk.chart.pointAt(0.3, 0.4)
  await expect(desk.chart.panel()).toContainText(/Vol\s*[\d,.]+/)
  const there = await desk.chart.panel().textContent()
  await desk.chart.pointAt(0.6, 0.4)
  await expect.poll(() => desk.chart.panel().textContent()).not.toBe(there)
})

test('scrolls back through years, asking REST as it goes', async ({ desk, page, script }) => {
  await desk.chart.interval('1D').click()
  await expect(desk.chart.panel().getByText('Loading candles')).toBeHidden()
  const requests = async () => (await script.call('connections.health', {})).rest.providers[0]?.requests ?? 0
  const before = await requests()
  await desk.chart.canvas().focus()
  await expect
    .poll(
      async () => {
        for (let count = 0; count < 10; count += 1) await page.keyboard.press('Shift+ArrowLeft')
        return (await requests()) - before
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThanOrEqual(2)
  await expect(desk.chart.panel().getByRole('alert')).toHaveCount(0)
})

test('has no seam between pages, and none between history and now', async ({ script }) => {
  for (const interval of intervals) {
    const newest = await script.call('candles.get', { instrument: bitcoin, interval, limit: 500 })
    const oldest = newest.candles[0]?.openAt ?? 0
    const older = await script.call('candles.get', {
      instrument: bitcoin,
      interval,
      before: oldest,
      limit: 500,
    })
    const all = [...older.candles, ...newest.candles]
    expect(all.length, interval).toBeGreaterThan(500)
    for (const [index, candle] of all.entries()) {
      const previous = all[index - 1]
      if (previous === undefined) continue
      expect(candle.openAt - previous.openAt, `${interval} at ${candle.openAt}`).toBe(intervalMs(interval))
      expect(candle.open, `${interval} at ${candle.openAt}`).toBe(previous.close)
    }
    expect(newest.candles.at(-1)?.closed).toBe(false)
  }
})
