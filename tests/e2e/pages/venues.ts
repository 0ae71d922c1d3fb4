/** The dialog of the venues and the network. */
import { expect, type Locator, type Page } from '@playwright/test'

export class Venues {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  dialog(): Locator {
    return this.#page.getByRole('dialog', { name: 'Venues' })
  }

  /** By the palette, as somebody does who does not know where it is. */
  async open(): Promise<void> {
    await this.#page.keyboard.press('Control+k')
    await this.#page.getByRole('combobox').fill('venues')
    await expect(this.#page.getByRole('option', { name: /^Venues/ })).toHaveAttribute('aria-selected', 'true')
    await this.#page.keyboard.press('Enter')
    await expect(this.dialog()).toBeVisible()
  }

  entries(): Locator {
    return this.dialog().getByRole('navigation').getByRole('listitem')
  }

  /** The entry's own button; its switch stands beside it. */
  entry(name: string): Locator {
    return this.dialog()
      .getByRole('navigation')
      .getByRole('button', { name: new RegExp(`^${name}`) })
  }

  switchOf(name: string): Locator {
    return this.dialog().getByRole('navigation').getByRole('switch', { name, exact: true })
  }

  field(name: string): Locator {
    return this.dialog().getByLabel(name, { exact: true })
  }

  button(name: string | RegExp): Locator {
    return this.dialog().getByRole('button', { name })
  }

  section(name: string): Locator {
    return this.dialog().getByRole('region', { name })
  }

  steps(): Locator {
    return this.dialog().getByRole('list', { name: 'Steps of the test' }).getByRole('listitem')
  }

  step(name: string): Locator {
    return this.steps().filter({ has: this.#page.getByText(name, { exact: true }) })
  }
}
