/** The inbox panel. */
import type { Locator, Page } from '@playwright/test'

export class Inbox {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  panel(): Locator {
    return this.#page.getByRole('region', { name: 'Webhook inbox' })
  }

  entries(): Locator {
    return this.panel().getByRole('list', { name: 'Received webhooks' }).getByRole('listitem')
  }
}
