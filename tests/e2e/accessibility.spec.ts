/** Every view, in both themes, has nothing serious for axe to complain of. */
import { instrumentId } from '../../shared/model/ids.ts'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { ScriptClient } from '../support/bridge-over-socket.ts'
import type { Desk } from './pages/desk.ts'
import { expect, test } from './support/fixtures.ts'

const bitcoin = instrumentId('simulated', 'BTCUSDT')

type Seen = Readonly<{ desk: Desk; page: Page; script: ScriptClient }>

async function complaints(page: Page, rules: 'all' | 'colours'): Promise<string[]> {
  const builder = new AxeBuilder({ page })
  const { violations } = await (rules === 'all' ? builder : builder.withRules(['color-contrast'])).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    )
}

/** How each view is brought up; the desk itself is always behind. */
const views: Readonly<Record<string, (seen: Seen) => Promise<void>>> = {
  desk: async ({ desk }) => expect(desk.watchlist.cell('BTCUSDT', 'last')).toHaveText(/\d/),
  search: async ({ page }) => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('option').first()).toBeVisible()
  },
  alert: async ({ desk, page }) => {
    await page.keyboard.press('Alt+a')
    await expect(desk.alertDialog.dialog()).toBeVisible()
  },
  'alert with everything open': async ({ desk, page }) => {
    await page.keyboard.press('Alt+a')
    for (const row of ['Conditions', 'Schedule', 'Message', 'Actions'] as const)
      await desk.alertDialog.openRow(row)
    await expect(desk.alertDialog.rehearsal()).toContainText(/would/)
  },
  manager: async ({ page }) => {
    await page.keyboard.press('Alt+m')
    await expect(page.getByRole('dialog', { name: 'Manage alerts' })).toBeVisible()
  },
  log: async ({ page }) => {
    await page.keyboard.press('Alt+l')
    await expect(page.getByRole('dialog', { name: /log/i })).toBeVisible()
  },
  import: async ({ page }) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Import alerts')
    await page.getByRole('option', { name: /Import alerts/ }).click()
    await expect(page.getByRole('dialog', { name: /import/i })).toBeVisible()
  },
  settings: async ({ desk }) => expect(await desk.openSettings()).toBeVisible(),
  venue: async ({ desk }) => {
    await desk.venues.open()
    await desk.venues.button(/^Test /).click()
    await expect(desk.venues.steps().first()).toBeVisible()
  },
  'venue with keys': async ({ desk }) => {
    await desk.venues.open()
    await desk.venues.entry('Alpaca').click()
    await expect(desk.venues.field('API key ID')).toBeVisible()
  },
  network: async ({ desk }) => {
    await desk.venues.open()
    await desk.venues.entry('Network').click()
    await desk.venues.field('Kind').selectOption({ label: 'SOCKS5' })
    await desk.venues.button('Save').click()
    await expect(desk.venues.dialog().getByRole('alert').first()).toBeVisible()
  },
  intervals: async ({ desk, page }) => {
    await desk.chart.openIntervals()
    await expect(page.getByRole('menu')).toBeVisible()
  },
  shortcuts: async ({ desk, page }) => {
    await page.keyboard.press('?')
    await expect(desk.dialog()).toBeVisible()
  },
  'inbox entry': async ({ desk }) => {
    await desk.inbox.entries().first().getByRole('button').click()
    await expect(desk.dialog()).toBeVisible()
  },
  addresses: async ({ desk }) => {
    await desk.inbox.panel().getByRole('button', { name: 'Sources' }).click()
    await expect(desk.dialog()).toBeVisible()
  },
  'log and evidence': async ({ desk }) => {
    const log = await desk.openLog()
    await log
      .first()
      .getByRole('button', { name: /BTCUSDT/ })
      .click()
    await expect(desk.dialog()).toBeVisible()
  },
}

for (const [colorScheme, rules] of [
  ['dark', 'all'],
  ['light', 'colours'],
] as const) {
  test(`every view, ${colorScheme}`, async ({ desk, page, script, app }) => {
    test.setTimeout(300_000)
    await page.emulateMedia({ colorScheme })
    await script.call('alerts.save', {
      instrument: bitcoin,
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
    await expect(
      desk
        .toasts()
        .filter({ hasText: /crosse|above|greater|BTCUSDT/i })
        .first(),
    ).toBeVisible()
    const found: string[] = []
    for (const [name, show] of Object.entries(views)) {
      await show({ desk, page, script })
      found.push(...(await complaints(page, rules)).map((complaint) => `${name}: ${complaint}`))
      await page.keyboard.press('Escape')
      await expect(desk.dialog()).toHaveCount(0)
      await expect(page.getByRole('menu')).toHaveCount(0)
    }
    expect(found).toEqual([])
  })
}
