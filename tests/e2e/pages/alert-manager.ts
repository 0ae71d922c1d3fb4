/** The manager of alerts: its list, its filters, and what is done to the selected. */
import { expect, type Locator, type Page } from '@playwright/test'

export class AlertManager {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press('Alt+m')
    await expect(this.dialog()).toBeVisible()
  }

  dialog(): Locator {
    return this.#page.getByRole('dialog', { name: 'Manage alerts' })
  }

  list(): Locator {
    return this.dialog().getByRole('grid', { name: 'Alerts' })
  }

  /** Rules, without the line of titles. */
  rows(): Locator {
    return this.list()
      .getByRole('row')
      .filter({ has: this.#page.getByRole('gridcell') })
  }

  row(text: string | RegExp): Locator {
    return this.rows().filter({ hasText: text })
  }

  selected(): Locator {
    return this.list().getByRole('row', { selected: true })
  }

  button(name: string | RegExp): Locator {
    return this.dialog().getByRole('button', { name, exact: typeof name === 'string' })
  }

  async search(text: string): Promise<void> {
    await this.dialog().getByRole('searchbox').fill(text)
  }

  async filter(name: 'State' | 'Kind' | 'Instrument', option: RegExp): Promise<void> {
    const field = this.dialog().getByRole('combobox', { name, exact: true })
    const label = (await field.getByRole('option').allTextContents()).find((text) => option.test(text))
    await field.selectOption({ label: label ?? `nothing like ${option.source}` })
  }

  async sortBy(column: string): Promise<void> {
    await this.list().getByRole('columnheader', { name: column }).getByRole('button').click()
  }

  pauseAll(): Locator {
    return this.dialog().getByRole('switch')
  }

  async menu(row: Locator, item: string): Promise<void> {
    await row.click({ button: 'right' })
    await this.#page.getByRole('menuitem', { name: item, exact: true }).click()
  }

  importDialog(): Locator {
    return this.#page.getByRole('dialog', { name: 'Import alerts' })
  }
}
