/** Lists: add by search, remove and undo, several lists, order by hand and by column, all kept over a restart. */
import { expect, test } from './support/fixtures.ts'

test('adds by search and removes with undo', async ({ desk, page }) => {
  await desk.watchlist.create('Mine')
  await expect(desk.watchlist.tab('Mine')).toHaveAttribute('aria-current', 'page')
  await expect(desk.watchlist.panel()).toContainText('Nothing is watched here yet')

  for (const symbol of ['EURUSD', 'BTCUSDT', 'AAPL']) {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill(symbol)
    await expect(page.getByRole('option').first()).toContainText(symbol)
    await page.keyboard.press('Control+Enter')
    await page.keyboard.press('Escape')
    await expect(desk.watchlist.row(symbol)).toBeVisible()
  }
  expect(await desk.watchlist.symbols()).toEqual(['EURUSD', 'BTCUSDT', 'AAPL'])

  await desk.watchlist.menu('BTCUSDT', 'Remove')
  await expect(desk.watchlist.row('BTCUSDT')).toHaveCount(0)
  await desk.toasts().getByRole('button', { name: 'Undo' }).click()
  await expect(desk.watchlist.row('BTCUSDT')).toBeVisible()
  expect(await desk.watchlist.symbols()).toEqual(['EURUSD', 'BTCUSDT', 'AAPL'])
})

test('orders by hand, by key and by column', async ({ desk, page }) => {
  await desk.watchlist.tab('Crypto').click()
  const before = await desk.watchlist.symbols()
  await desk.watchlist
    .row(before[2] ?? '')
    .dragTo(desk.watchlist.row(before[0] ?? ''), { targetPosition: { x: 60, y: 3 } })
  await expect.poll(async () => (await desk.watchlist.symbols())[0]).toBe(before[2])

  await desk.watchlist.row(before[2] ?? '').click()
  await page.keyboard.press('Alt+ArrowDown')
  await expect
    .poll(() => desk.watchlist.symbols())
    .toEqual(before.with(1, before[2] ?? '').with(2, before[1] ?? ''))

  await desk.watchlist.sortBy('Symbol')
  const byName = before.toSorted((a, b) => a.localeCompare(b))
  await expect.poll(() => desk.watchlist.symbols()).toEqual(byName)
  await desk.watchlist.sortBy('Symbol')
  await expect.poll(() => desk.watchlist.symbols()).toEqual(byName.toReversed())
})

test('keeps lists, order, layout and the chart over a restart', async ({ app, desk, page, script }) => {
  await desk.watchlist.create('Kept')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('USDJPY')
  await expect(page.getByRole('option').first()).toContainText('USDJPY')
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('Escape')
  await desk.watchlist.row('USDJPY').click()
  await desk.chart.interval('1h').click()
  await expect(desk.chart.panel()).toContainText('USDJPY')
  const splitter = page.getByRole('separator').first()
  await splitter.focus()
  for (let count = 0; count < 3; count += 1) await page.keyboard.press('ArrowRight')
  const width = async () => (await desk.watchlist.panel().boundingBox())?.width
  const wide = await width()
  // Choices are saved a moment after they are made.
  await expect
    .poll(async () => (await script.call('settings.get', {})).chart)
    .toEqual({ instrument: 'simulated:USDJPY', interval: '1h' })
  await expect.poll(async () => (await script.call('settings.get', {})).layout.leftWidth).toBe(wide)
  await app.restart()
  await desk.open()
  await expect(desk.watchlist.tab('Kept')).toHaveAttribute('aria-current', 'page')
  expect(await desk.watchlist.symbols()).toEqual(['USDJPY'])
  await expect(desk.chart.panel()).toContainText('USDJPY')
  await expect(desk.chart.interval('1h')).toHaveAttribute('aria-pressed', 'true')
  expect(await width()).toBe(wide)
})

test('is driven by keys alone', async ({ desk, page }) => {
  const [first, second] = await desk.watchlist.symbols()
  await desk.watchlist.row(first ?? '').click()
  await page.keyboard.press('j')
  await expect(desk.watchlist.row(second ?? '')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('k')
  await expect(desk.watchlist.row(first ?? '')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('?')
  await expect(desk.dialog()).toContainText(/next row/i)
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await expect(page.getByRole('combobox')).toBeFocused()
})

test('opens what was typed, however soon Enter follows', async ({ desk }) => {
  for (const symbol of ['AAPL', 'USDJPY', 'SOLUSDT']) {
    await desk.search(symbol)
    await expect(desk.chart.panel().getByRole('heading', { name: symbol })).toBeVisible()
  }
})
