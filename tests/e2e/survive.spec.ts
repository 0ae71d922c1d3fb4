/** When things break: the exchange goes and comes back, the database can't be read, the core is killed. */
import { instrumentId } from '../../shared/model/ids.ts'
import { expect, noFailures, test } from './support/fixtures.ts'

const bitcoin = instrumentId('simulated', 'BTCUSDT')

test.describe('with an exchange of its own', () => {
  test.use({ failures: { ...noFailures, ownExchange: true } })

  test('looks dead within five seconds when the exchange stops, and comes back by itself', async ({
    desk,
    exchange,
    script,
    page,
  }) => {
    await expect(desk.watchlist.row('BTCUSDT')).toHaveAttribute('data-state', 'simulated')
    const instrument = bitcoin
    const { candles } = await script.call('candles.get', { instrument, interval: '1m', limit: 3 })
    const level = candles.at(-1)?.close ?? 0
    await exchange?.stop()
    await expect(desk.watchlist.row('BTCUSDT')).toHaveAttribute('data-state', 'stale', { timeout: 5_000 })
    await expect(desk.watchlist.row('AAPL')).not.toHaveAttribute('data-state', 'simulated', {
      timeout: 1_000,
    })
    await expect(desk.channel('WebSocket')).not.toContainText('live')
    await expect(desk.watchlist.cell('BTCUSDT', 'age')).toHaveText(/\d/)

    // Armed while nothing is watched: the first tick after the hole must not make it fire by itself.
    const rule = await script.call('alerts.save', {
      instrument,
      operator: 'crossing',
      level,
      frequency: { kind: 'once' },
      note: '',
      expiresAt: null,
    })
    expect(rule.unwatched).not.toBeNull()
    await expect(desk.rules().first()).toContainText('not watched')

    await exchange?.start()
    await expect(desk.watchlist.row('BTCUSDT')).toHaveAttribute('data-state', 'simulated', {
      timeout: 30_000,
    })
    await expect(desk.channel('WebSocket')).toContainText('live')
    await expect(desk.rules().first()).not.toContainText('not watched')

    // The hole is filled: minute follows minute.
    await expect
      .poll(async () => {
        const { candles: now, gaps } = await script.call('candles.get', {
          instrument,
          interval: '1m',
          limit: 30,
        })
        const steps = now.slice(1).map((candle, index) => candle.openAt - (now[index]?.openAt ?? 0))
        return gaps.length === 0 && steps.every((step) => step === 60_000)
      })
      .toBe(true)
    await expect(page.getByRole('alert')).toHaveCount(0)
    for (const firing of await script.call('firings.list', {})) {
      expect(firing.evidence.before, 'a crossing has two ticks of the same side of the hole').not.toBeNull()
    }
    expect((await script.call('firings.list', {})).length).toBeLessThanOrEqual(1)
  })
})

test.describe('with a database that is none', () => {
  test.use({ failures: { ...noFailures, corruptDatabase: true } })

  test('sets it aside, starts a new one and says so', async ({ app, desk, page }) => {
    await expect(page.getByRole('status').filter({ hasText: /could not be read/ })).toContainText(app.dataDir)
    await expect(desk.watchlist.cell('BTCUSDT', 'last')).toHaveText(/\d/)
    await page.getByRole('button', { name: 'Dismiss the notice' }).click()
    await expect(page.getByText(/could not be read/)).toHaveCount(0)
  })
})

test('says that the core is gone, and goes on when it is back', async ({ app, desk, page }) => {
  const restarted = app.killAndRestart()
  await expect(page.getByText('The core is not answering').first()).toBeVisible()
  await restarted
  await expect(page.getByText('The core is not answering')).toHaveCount(0, { timeout: 20_000 })
  await expect(desk.watchlist.row('BTCUSDT')).toHaveAttribute('data-state', 'simulated', { timeout: 20_000 })
})
