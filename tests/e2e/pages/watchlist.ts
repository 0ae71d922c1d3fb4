/** The list panel. */
import { expect, type Locator, type Page } from '@playwright/test'

export type Cell = 'last' | 'change' | 'changePercent' | 'bid' | 'ask' | 'volume' | 'age'

export class Watchlist {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  panel(): Locator {
    return this.#page.getByRole('region', { name: 'Watchlist' })
  }

  rows(): Locator {
    return this.panel().locator('[data-instrument]')
  }

  row(symbol: string): Locator {
    return this.panel().locator(`[data-instrument$=":${symbol}"]`)
  }

  cell(symbol: string, cell: Cell): Locator {
    // A price is two texts: the part that stayed and the part that changed.
    return cell === 'last'
      ? this.row(symbol).getByRole('gridcell').nth(1)
      : this.row(symbol).locator(`[data-cell="${cell}"]`)
  }

  async symbols(): Promise<string[]> {
    const ids = await this.rows().evaluateAll((rows) =>
      rows.map((row) => row.getAttribute('data-instrument') ?? ''),
    )
    return ids.map((id) => id.slice(id.indexOf(':') + 1))
  }

  tab(name: string): Locator {
    return this.#page
      .getByRole('navigation', { name: 'Watchlists' })
      .getByRole('button', { name, exact: true })
  }

  async create(name: string): Promise<void> {
    await this.#page.getByRole('button', { name: 'New watchlist' }).click()
    const field = this.#page.getByRole('textbox', { name: 'New name of New list' })
    await field.fill(name)
    await field.press('Enter')
    await expect(this.tab(name)).toHaveAttribute('aria-current', 'page')
  }

  sortBy(column: string): Promise<void> {
    return this.panel().getByRole('columnheader', { name: column, exact: false }).getByRole('button').click()
  }

  async menu(symbol: string, item: string): Promise<void> {
    await this.row(symbol).click({ button: 'right' })
    await this.#page.getByRole('menuitem', { name: item }).click()
  }
}
