/** The panel in which an alert is written as a sentence, beside the chart. */
import type { Locator, Page } from '@playwright/test'

/** The rows behind the first lines, by their names. */
export type Row =
  'Conditions' | 'Armed on' | 'Repeats' | 'Confirmed' | 'Schedule' | 'Message' | 'Actions' | 'Name, note'

export class AlertDialog {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  dialog(): Locator {
    return this.#page.getByRole('dialog', { name: /^(New|Edit) alert$/ })
  }

  price(): Locator {
    return this.field('Price')
  }

  field(name: string): Locator {
    return this.dialog().getByRole('textbox', { name, exact: true })
  }

  instrument(): Locator {
    return this.dialog().getByRole('combobox', { name: 'Instrument', exact: true })
  }

  /** The whole rule read back. */
  sentence(): Locator {
    return this.dialog().getByRole('document', { name: 'The rule as a sentence' })
  }

  /** What it would have done in the past. */
  rehearsal(): Locator {
    return this.dialog().getByRole('status').filter({ hasText: /\S/ }).last()
  }

  errors(): Locator {
    return this.dialog().getByRole('alert')
  }

  button(name: string | RegExp): Locator {
    return this.dialog().getByRole('button', { name, exact: typeof name === 'string' })
  }

  row(name: Row): Locator {
    return this.dialog().getByRole('region', { name, exact: true }).locator('[aria-expanded]').first()
  }

  async openRow(name: Row): Promise<void> {
    if ((await this.row(name).getAttribute('aria-expanded')) === 'false') await this.row(name).click()
  }

  /** Chooses `option` in the field called `name`. */
  async choose(name: string, option: string): Promise<void> {
    await this.dialog().getByRole('combobox', { name, exact: true }).selectOption({ label: option })
  }

  async preset(name: string): Promise<void> {
    await this.button('Presets').click()
    await this.#page.getByRole('menuitem', { name, exact: true }).click()
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
    if (fields.note !== undefined) {
      await this.openRow('Name, note')
      await this.field('Note').fill(fields.note)
    }
  }

  save(): Promise<void> {
    return this.button('Save').click()
  }
}
