/** The window as a user sees it: every flow goes through these, no test knows a selector. */
import { expect, type Locator, type Page } from '@playwright/test'
import { AlertDialog } from './alert-dialog.ts'
import { AlertLog } from './alert-log.ts'
import { AlertManager } from './alert-manager.ts'
import { Chart } from './chart.ts'
import { Inbox } from './inbox.ts'
import { Venues } from './venues.ts'
import { Watchlist } from './watchlist.ts'

export class Desk {
  readonly page: Page
  readonly watchlist: Watchlist
  readonly chart: Chart
  readonly inbox: Inbox
  readonly alertDialog: AlertDialog
  readonly alertLog: AlertLog
  readonly alertManager: AlertManager
  readonly venues: Venues
  readonly #link: () => string

  constructor(page: Page, link: () => string) {
    this.page = page
    this.#link = link
    this.watchlist = new Watchlist(page)
    this.chart = new Chart(page)
    this.inbox = new Inbox(page)
    this.alertDialog = new AlertDialog(page)
    this.alertLog = new AlertLog(page)
    this.alertManager = new AlertManager(page)
    this.venues = new Venues(page)
  }

  async open(): Promise<void> {
    await this.page.goto(this.#link())
    // Prices are there: what a user sees before the hand is at the keys.
    await expect(this.watchlist.rows().first().getByRole('gridcell').nth(1)).toHaveText(/\d/)
  }

  channel(name: 'REST' | 'WebSocket' | 'Webhook'): Locator {
    return this.page
      .getByRole('region', { name: 'Channels' })
      .getByRole('button', { name: new RegExp(`^${name}`) })
  }

  toasts(): Locator {
    return this.page.getByRole('region', { name: 'Messages' }).getByRole('listitem')
  }

  dialog(name?: string): Locator {
    return this.page.getByRole('dialog', name === undefined ? {} : { name })
  }

  rules(): Locator {
    return this.page.getByRole('list', { name: 'Alert rules' }).getByRole('listitem')
  }

  /** What the bottom line says of the alerts. */
  alertStates(): Locator {
    return this.page.getByRole('contentinfo').getByRole('group', { name: 'Alerts' })
  }

  ringing(): Locator {
    return this.page.getByRole('region', { name: 'Ringing' })
  }

  /** Opens the permanent log of firings; answers its lines. */
  async openLog(): Promise<Locator> {
    await this.page.getByRole('region', { name: 'Alerts' }).getByRole('button', { name: /^Log/ }).click()
    return this.page.getByRole('list', { name: 'Alert log' }).getByRole('listitem')
  }

  async openSettings(): Promise<Locator> {
    await this.page.keyboard.press('Control+,')
    return this.dialog()
  }

  /** The palette, as quick hands use it: `key` follows the text at once. */
  async search(text: string, key = 'Enter'): Promise<void> {
    await this.page.keyboard.press('Control+k')
    const field = this.page.getByRole('combobox')
    await field.fill(text)
    await this.page.keyboard.press(key)
    await expect(field).toBeHidden()
  }
}
