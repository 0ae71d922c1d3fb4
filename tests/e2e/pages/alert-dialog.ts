/** The dialog in which an alert is written as a sentence. */
import type { Locator, Page } from '@playwright/test'

export class AlertDialog {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  dialog(): Locator {
    return this.#page.getByRole('dialog', { name: /alert/i })
  }

  price(): Locator {
    return this.dialog().getByRole('textbox', { name: 'Price' })
  }

  /** Chooses `option` in the field called `name`. */
  async choose(name: string, option: string): Promise<void> {
    await this.dialog().getByRole('combobox', { name, exact: true }).selectOption({ label: option })
  }

  async fill(fields: {
    condition?: string
    price?: string
    howOften?: string
    note?: string
  }): Promise<void> {
    if (fields.condition !== undefined) await this.choose('Condition', fields.condition)
    if (fields.price !== undefined) await this.price().fill(fields.price)
    if (fields.howOften !== undefined) await this.choose('How often', fields.howOften)
    if (fields.note !== undefined)
      await this.dialog().getByRole('textbox', { name: 'Note' }).fill(fields.note)
  }

  save(): Promise<void> {
    return this.dialog().getByRole('button', { name: 'Save' }).click()
  }
}
