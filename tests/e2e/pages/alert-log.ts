/** The whole log of firings, and the evidence of one. */
import { expect, type Locator, type Page } from '@playwright/test'

export class AlertLog {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press('Alt+l')
    await expect(this.dialog()).toBeVisible()
  }

  dialog(): Locator {
    return this.#page.getByRole('dialog', { name: 'Log of firings' })
  }

  lines(): Locator {
    return this.dialog().getByRole('list', { name: 'Firings' }).getByRole('listitem')
  }

  button(name: string | RegExp): Locator {
    return this.dialog().getByRole('button', { name, exact: typeof name === 'string' })
  }

  async search(text: string): Promise<void> {
    await this.dialog().getByRole('searchbox').fill(text)
  }

  async filter(name: 'Which firings' | 'Time' | 'Instrument' | 'Alert', label: string): Promise<void> {
    await this.dialog().getByRole('combobox', { name, exact: true }).selectOption({ label })
  }

  evidence(): Locator {
    return this.#page.getByRole('dialog', { name: 'Alert fired' })
  }
}
