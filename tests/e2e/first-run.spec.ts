/** A first run: thirty simulated instruments that move, each number labelled, all three channels in sight. */
import { expect, test } from './support/fixtures.ts'

test('shows about thirty live instruments without any set-up', async ({ desk }) => {
  await expect.poll(() => desk.watchlist.rows().count()).toBeGreaterThanOrEqual(25)
  for (const symbol of ['BTCUSDT', 'SHIBUSDT', 'EURUSD', 'AAPL']) {
    await expect(desk.watchlist.cell(symbol, 'last')).toHaveText(/^[\d,]+\.\d+$/)
  }
  // Eight decimals, whole, and no exponent.
  await expect(desk.watchlist.cell('SHIBUSDT', 'last')).toHaveText(/^0\.0000\d{4}$/)
  for (const cell of ['change', 'changePercent', 'bid', 'ask', 'volume', 'age'] as const) {
    await expect(desk.watchlist.cell('BTCUSDT', cell)).toHaveText(/\d/)
  }
})

test('moves: a price changes and its age starts again', async ({ desk }) => {
  const last = desk.watchlist.cell('BTCUSDT', 'last')
  const before = await last.textContent()
  await expect(last).not.toHaveText(before ?? '', { timeout: 20_000 })
  await expect(desk.watchlist.cell('BTCUSDT', 'age')).toHaveText(/^\d\.\d s$/)
})

test('labels every simulated number as simulated', async ({ desk, page }) => {
  await expect(desk.watchlist.panel().getByText('Simulated', { exact: true })).toBeVisible()
  await expect(desk.chart.panel().getByText('Simulated', { exact: true })).toBeVisible()
  await expect(page.getByRole('contentinfo')).toContainText(/simulated/i)
  await expect(desk.watchlist.row('BTCUSDT')).toHaveAttribute('data-state', 'simulated')
})

test('says what each of the three channels is doing', async ({ desk }) => {
  await expect(desk.channel('REST')).toContainText(/\d+ ms/)
  await expect(desk.channel('REST')).toContainText(/\d+ requests?/)
  await expect(desk.channel('WebSocket')).toContainText(/\d+\/s/)
  await expect(desk.channel('WebSocket')).toContainText(/live, age \d/)
  await expect(desk.channel('Webhook')).toContainText(/127\.0\.0\.1:\d+/)
  await expect(desk.channel('Webhook')).toContainText(/0 in, 0 refused/)
})

test('cuts no price short at 1280 by 800', async ({ desk }) => {
  await expect(desk.watchlist.cell('BTCUSDT', 'last')).toHaveText(/\d/)
  const cut = await desk.watchlist
    .panel()
    .evaluate((panel) =>
      [...panel.querySelectorAll<HTMLElement>('[data-cell], [data-flashes]')]
        .filter(
          (cell) =>
            cell.textContent !== '' && cell.scrollWidth > cell.clientWidth + 1 && cell.clientWidth > 0,
        )
        .map((cell) => cell.textContent),
    )
  expect(cut).toEqual([])
})
