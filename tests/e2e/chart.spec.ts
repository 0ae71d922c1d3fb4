/** The chart: every interval, the legend under the crosshair, and years of history without a seam. */
import { instrumentId } from '../../shared/model/ids.ts'
import { offersInterval } from '../../shared/model/instrument.ts'
import { intervals, nextOpenAt } from '../../shared/model/interval.ts'
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

test('has the other intervals in a menu, by keys too', async ({ desk, page }) => {
  await desk.chart.openIntervals()
  await expect(page.getByRole('menuitem')).toHaveText([
    /^3 minutes/,
    /^10 minutes/,
    /^30 minutes/,
    /^2 hours/,
    /^6 hours/,
    /^12 hours/,
    /^3 days/,
    /^1 month/,
  ])
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)

  await desk.chart.panel().getByRole('button', { name: 'More intervals' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  // It stands beside the usual ones while it is shown, in sight however narrow the chart is.
  await expect(desk.chart.interval('30m')).toHaveAttribute('aria-pressed', 'true')
  await expect(desk.chart.interval('30m')).toBeInViewport()
  await expect(desk.chart.panel().getByText('Loading candles')).toBeHidden()
  await desk.chart.interval('1h').click()
  await expect(desk.chart.interval('30m')).toHaveCount(0)
})

test('follows the crosshair in its legend', async ({ desk }) => {
  await desk.chart.interval('1h').click()
  await desk.chart.pointAt(0.3, 0.4)
  await expect(desk.chart.panel()).toContainText(/Vol\s*[\d,.]+/)
  const there = await desk.chart.panel().textContent()
  await desk.chart.pointAt(0.6, 0.4)
  await expect.poll(() => desk.chart.panel().textContent()).not.toBe(there)
})

test('says that a market is shut and until when, and no longer once it opens', async ({ desk, page }) => {
  // Monday, six in the morning in New York.
  await page.clock.setFixedTime('2026-11-23T11:00:00Z')
  await desk.watchlist.row('AAPL').click()
  const badge = desk.chart.panel().getByText('closed', { exact: true })
  await expect(badge).toHaveAttribute('title', /^Closed until Mon 0\d:\d\d New York$/)
  await expect(desk.watchlist.row('AAPL').getByRole('gridcell').first()).toHaveAttribute(
    'title',
    /Closed until Mon/,
  )
  await page.clock.setFixedTime('2026-11-23T15:00:00Z')
  await expect(badge).toHaveCount(0)
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
  const [instrument] = await script.call('instruments.get', { instruments: [bitcoin] })
  const offered = intervals.filter(
    (interval) => instrument !== undefined && offersInterval(instrument, interval),
  )
  expect(offered.length).toBeGreaterThan(7)
  for (const interval of offered) {
    const newest = await script.call('candles.get', { instrument: bitcoin, interval, limit: 500 })
    const oldest = newest.candles[0]?.openAt ?? 0
    const older = await script.call('candles.get', {
      instrument: bitcoin,
      interval,
      before: oldest,
      limit: 500,
    })
    const all = [...older.candles, ...newest.candles]
    // Where the venue is younger than that, all that there is of it.
    expect(all.length > 500 || !older.more, interval).toBe(true)
    // Told together: thousands of expectations are thousands of steps of a report.
    const seams = all.flatMap((candle, index) => {
      const previous = all[index - 1]
      if (previous === undefined) return []
      const follows = candle.openAt === nextOpenAt(interval, previous.openAt)
      return follows && candle.open === previous.close ? [] : [{ interval, previous, candle }]
    })
    expect(seams).toEqual([])
    expect(newest.candles.at(-1)?.closed).toBe(false)
  }
})
