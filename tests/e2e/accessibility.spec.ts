/** Every view, in both themes, has nothing serious for axe to complain of. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'

async function complaints(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    )
}

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('desk, dialogs and lists', async ({ desk, page, script, app }) => {
      await script.call('alerts.save', {
        instrument: 'simulated:BTCUSDT' as never,
        operator: 'greater-than',
        level: 1,
        frequency: { kind: 'once' },
        note: 'note',
        expiresAt: null,
      })
      const [source] = await script.call('hooks.sources.list', {})
      await fetch(`${app.ready().hooks}/hooks/${source?.token}`, {
        method: 'POST',
        body: '{"ticker":"BTCUSDT"}',
      })
      await expect(desk.inbox.entries()).toHaveCount(1)
      await expect(desk.watchlist.cell('BTCUSDT', 'last')).toHaveText(/\d/)
      expect(await complaints(page), 'desk').toEqual([])

      await page.keyboard.press('Control+k')
      await expect(page.getByRole('option').first()).toBeVisible()
      expect(await complaints(page), 'search').toEqual([])
      await page.keyboard.press('Escape')

      await page.keyboard.press('Alt+a')
      await expect(desk.alertDialog.dialog()).toBeVisible()
      expect(await complaints(page), 'alert').toEqual([])
      await page.keyboard.press('Escape')

      await desk.openSettings()
      await expect(desk.dialog()).toBeVisible()
      expect(await complaints(page), 'settings').toEqual([])
      await page.keyboard.press('Escape')

      await page.keyboard.press('?')
      await expect(desk.dialog()).toBeVisible()
      expect(await complaints(page), 'shortcuts').toEqual([])
      await page.keyboard.press('Escape')

      await desk.inbox.entries().first().getByRole('button').click()
      await expect(desk.dialog()).toBeVisible()
      expect(await complaints(page), 'inbox entry').toEqual([])
      await page.keyboard.press('Escape')

      await desk.inbox.panel().getByRole('button', { name: 'Sources' }).click()
      await expect(desk.dialog()).toBeVisible()
      expect(await complaints(page), 'sources').toEqual([])
      await page.keyboard.press('Escape')

      const log = await desk.openLog()
      await expect(log.first()).toBeVisible()
      expect(await complaints(page), 'log').toEqual([])
      await log
        .first()
        .getByRole('button', { name: /BTCUSDT/ })
        .click()
      await expect(desk.dialog()).toBeVisible()
      expect(await complaints(page), 'evidence').toEqual([])
    })
  })
}
