/** The chart panel. */
import type { Locator, Page } from '@playwright/test'

export class Chart {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  panel(): Locator {
    return this.#page.getByRole('region', { name: /^Chart/ })
  }

  canvas(): Locator {
    return this.panel().getByRole('application')
  }

  interval(name: string): Locator {
    return this.panel().getByRole('button', { name, exact: true })
  }

  /** The menu of the intervals that are not always in sight. */
  openIntervals(): Promise<void> {
    return this.panel().getByRole('button', { name: 'More intervals' }).click()
  }

  async pointAt(x: number, y: number): Promise<void> {
    const box = await this.canvas().boundingBox()
    if (box === null) throw new Error('the chart has no place on the page')
    await this.#page.mouse.move(box.x + box.width * x, box.y + box.height * y)
  }
}
