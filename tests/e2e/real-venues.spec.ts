/** Real venues in the window: switched on, searched, watched and drawn, with what they refuse said where it is seen. */
import { instrumentId } from '../../shared/model/ids.ts'
import { expect, noFailures, test } from './support/fixtures.ts'

test.use({ failures: { ...noFailures, venues: ['kraken', 'alpaca'] } })

test('watches Kraken from the switch to the end of its history', async ({ desk, page, served }) => {
  await desk.venues.open()
  await desk.venues.switchOf('Kraken').click()
  await expect(desk.venues.entry('Kraken')).not.toContainText('off')
  await page.keyboard.press('Escape')

  await page.keyboard.press('/')
  await page.getByRole('combobox').fill('kraken btc/usd')
  const option = page.getByRole('option', { name: /BTC\/USD/ }).first()
  await expect(option).toContainText('Kraken')
  await expect(option).toContainText('crypto')
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('Escape')
  const row = desk.watchlist.row('BTC/USD')
  await row.scrollIntoViewIfNeeded()
  await expect(row).toHaveAttribute('data-state', 'live', { timeout: 30_000 })
  await expect(desk.watchlist.cell('BTC/USD', 'last')).toHaveText(/^[\d,]+\.\d\d$/)

  await row.click()
  await desk.chart.interval('1h').click()
  await expect(desk.chart.panel().getByText('Loading candles')).toBeHidden()
  await desk.chart.pointAt(0.5, 0.4)
  await expect(desk.chart.panel()).toContainText(/O\s*[\d,.]+\s*H\s*[\d,.]+/)
  const end = desk.chart.panel().getByText('Kraken answers only its newest 720 candles of an interval')
  await expect(end).toBeHidden()
  await desk.chart.canvas().focus()
  await expect(async () => {
    for (let count = 0; count < 20; count += 1) await page.keyboard.press('Shift+ArrowLeft')
    await expect(end).toBeVisible({ timeout: 200 })
  }).toPass({ timeout: 20_000 })
  expect(served.server('kraken').faults()).toEqual([])
})

test('counts down what a venue asks us to wait', async ({ desk, page, script, served }) => {
  await script.call('providers.configure', { id: 'kraken', enabled: true })
  await expect
    .poll(async () => (await script.call('instruments.search', { query: 'kraken btc/usd' })).length, {
      timeout: 20_000,
    })
    .toBeGreaterThan(0)
  served.server('kraken').script.answerNext(1, {
    status: 429,
    headers: { 'Retry-After': '120' },
    body: 'slow down',
  })
  await script
    .call('candles.get', { instrument: instrumentId('kraken', 'BTC/USD'), interval: '1h' })
    .catch(() => null)
  await desk.venues.open()
  await desk.venues.entry('Kraken').click()
  await expect(desk.venues.dialog()).toContainText(/wait.*(1 min|\d+ s)/i)
  await page.keyboard.press('Escape')
  expect(served.server('kraken').faults()).toEqual([])
})

test('takes a key, says what a wrong one gets, and never shows it', async ({
  desk,
  page,
  served,
  script,
}) => {
  await desk.venues.open()
  await desk.venues.switchOf('Alpaca (IEX)').click()
  await desk.venues.entry('Alpaca').click()
  await desk.venues.field('API key ID').fill('KEYID')
  await desk.venues.field('API secret key').fill('WRONG-SECRET')
  await desk.venues.button('Save').click()
  await expect(desk.venues.field('API secret key')).toHaveValue('')
  await desk.venues.button(/^Test/).click()
  await expect(desk.venues.step('Key')).toContainText('failed')
  await desk.venues.field('API secret key').fill('SECRET')
  await desk.venues.button('Save').click()
  await desk.venues.button(/^Test/).click()
  await expect(desk.venues.step('Key')).toContainText('ok')
  expect(await page.content()).not.toContain('WRONG-SECRET')
  expect(JSON.stringify(await script.call('providers.list', {}))).not.toContain('SECRET')
  await page.keyboard.press('Escape')

  await page.keyboard.press('/')
  await page.getByRole('combobox').fill('alpaca aapl')
  await expect(page.getByRole('option', { name: /AAPL/ }).first()).toContainText('Alpaca')
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('Escape')
  const row = page.locator('[data-instrument="alpaca:AAPL"]')
  // The simulated exchange has one as well: each names its venue.
  await expect(row).toContainText('Alpaca')
  await row.scrollIntoViewIfNeeded()
  // Whatever the hour in New York is: its last price is there, and what its change is measured from.
  await expect(row).toHaveAttribute('data-state', /^(live|closed|quiet)$/, { timeout: 30_000 })
  await expect(row.getByRole('gridcell').nth(1)).toHaveText(/^\d+\.\d\d$/)
  await expect(row.locator('[data-cell="changePercent"]')).toHaveText(/\d/)
  expect(served.server('alpaca').connections()).toBeLessThanOrEqual(1)
})
