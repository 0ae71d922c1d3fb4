/** The venues: found, tried, switched, reached elsewhere; and the proxy in front of them. */
import { expect, test } from './support/fixtures.ts'

const simulated = 'Simulated exchange'

test('lists every venue with its state, and goes through them by arrow keys', async ({
  desk,
  page,
  script,
}) => {
  await desk.venues.open()
  const providers = await script.call('providers.list', {})
  await expect(desk.venues.entries()).toHaveCount(providers.length + 1)
  await expect(desk.venues.entry(simulated)).toBeFocused()
  await expect(desk.venues.entry(simulated)).toContainText('live')
  await expect(desk.venues.entry('Finnhub')).toContainText('off, needs a key')

  await page.keyboard.press('End')
  await expect(desk.venues.entry('Network')).toBeFocused()
  await expect(desk.dialog().getByRole('heading', { name: 'Network' })).toBeVisible()
  await page.keyboard.press('ArrowUp')
  const last = providers.at(-1)?.name ?? ''
  await expect(desk.venues.entry(last)).toHaveAttribute('aria-current', 'true')
  await expect(desk.dialog().getByRole('heading', { name: last })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(desk.venues.dialog()).toBeHidden()
})

test('switches the simulated venue off and on', async ({ desk, page, script }) => {
  await desk.venues.open()
  await desk.venues.switchOf(simulated).click()
  await expect(desk.venues.entry(simulated)).toContainText('off')
  expect((await script.call('providers.list', {}))[0]).toMatchObject({ id: 'simulated', enabled: false })
  await desk.venues
    .dialog()
    .getByRole('switch', { name: `Use ${simulated}` })
    .click()
  await expect(desk.venues.entry(simulated)).toContainText('live', { timeout: 20_000 })
  await page.keyboard.press('Escape')
  await expect(desk.watchlist.row('BTCUSDT')).toHaveAttribute('data-state', 'simulated', { timeout: 20_000 })
})

test('tries a venue in one click and says of each step how it went', async ({ desk }) => {
  await desk.venues.open()
  await desk.venues.button(`Test ${simulated}`).click()
  await expect(desk.venues.step('REST')).toContainText(/ok.*127\.0\.0\.1:\d+.*\d+ ms/)
  await expect(desk.venues.step('Stream')).toContainText('ok')
  await expect(desk.venues.section('Limits used')).toContainText(/\d+ \/ [\d,]+ a minute/)
})

test('keeps typed keys masked, tries them before they are saved, and forgets them with the dialog', async ({
  desk,
  script,
}) => {
  // Nobody is there: the test must not reach the venue itself.
  const nowhere = { restUrl: 'http://127.0.0.1:9', wsUrl: 'ws://127.0.0.1:9' }
  await script.call('providers.configure', { id: 'finnhub', ...nowhere })
  await desk.venues.open()
  await desk.venues.entry('Finnhub').click()
  const key = desk.venues.field('API key')
  await expect(key).toHaveAttribute('type', 'password')
  await expect(key).toHaveAttribute('placeholder', 'not set')
  await expect(desk.venues.button('Save')).toBeDisabled()
  await key.fill('typed-and-never-saved')
  await desk.venues.button('Test Finnhub').click()
  await expect(desk.venues.step('REST')).toContainText('failed')
  await expect(desk.venues.step('Key')).toContainText('not tried')
  await expect(desk.venues.dialog()).not.toContainText('typed-and-never-saved')
  await desk.venues.entry('Alpaca').click()
  await desk.venues.entry('Finnhub').click()
  await expect(key).toHaveValue('')
  const finnhub = (await script.call('providers.list', {})).find(({ id }) => id === 'finnhub')
  expect(finnhub?.hasKey).toBe(false)
})

test('reaches a venue elsewhere, by a documented name or a typed address', async ({ desk, script }) => {
  const hosts = async () => {
    const okx = (await script.call('providers.list', {})).find(({ id }) => id === 'okx')
    return okx?.restUrl
  }
  const usual = await hosts()
  await desk.venues.open()
  await desk.venues.entry('OKX').click()
  await desk.venues.field('Hosts').selectOption({ index: 2 })
  await expect.poll(hosts).not.toBe(usual)

  await desk.venues.field('Hosts').selectOption({ label: 'Others' })
  await desk.venues.field('REST').fill('ftp://127.0.0.1')
  await expect(desk.venues.section('Endpoints').getByRole('alert')).toContainText(/^REST: /)
  await desk.venues.field('REST').fill('http://127.0.0.1:9')
  await desk.venues.button('Use these').click()
  await expect.poll(hosts).toBe('http://127.0.0.1:9')
  await desk.venues.button('Restore the usual').click()
  await expect.poll(hosts).toBe(usual)
  await expect(desk.venues.field('Hosts')).toHaveValue('OKX')
})

test('takes history of another venue only where that one is on', async ({ desk, script }) => {
  const nowhere = { restUrl: 'http://127.0.0.1:9', wsUrl: 'ws://127.0.0.1:9' }
  await desk.venues.open()
  await desk.venues.entry('Finnhub').click()
  await expect(desk.venues.field('History from').getByRole('option')).toHaveCount(1)
  await script.call('providers.configure', { id: 'twelvedata', enabled: true, ...nowhere })
  await expect(desk.venues.field('History from').getByRole('option')).toHaveCount(2)
  await desk.venues.field('History from').selectOption({ label: 'Twelve Data' })
  await expect
    .poll(
      async () => (await script.call('providers.list', {})).find(({ id }) => id === 'finnhub')?.historyFrom,
    )
    .toBe('twelvedata')
})

test('checks the proxy field by field, tries it, and keeps it', async ({ desk, page, script }) => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('proxy')
  await page.getByRole('option', { name: /^Network: proxy/ }).click()
  await desk.venues.field('Kind').selectOption({ label: 'HTTP' })
  await desk.venues.button('Save').click()
  await expect(desk.venues.dialog().getByRole('alert')).toHaveText([/^Host: /, /^Port: /])
  await desk.venues.field('Host').fill('127.0.0.1')
  await desk.venues.field('Port').fill('90000')
  await expect(desk.venues.dialog().getByRole('alert')).toHaveText([/^Port: /])

  // Nobody listens on the port of "discard".
  await desk.venues.field('Port').fill('9')
  await desk.venues.button('Test the proxy').click()
  await expect(desk.venues.steps().first()).toContainText(/Proxy.*failed/)
  await desk.venues.button('Save').click()
  await expect(desk.venues.dialog().getByRole('status')).toContainText('Saved')
  await expect(desk.venues.entry('Network')).toContainText('through http://127.0.0.1:9')
  expect((await script.call('proxy.get', {})).url).toBe('http://127.0.0.1:9')

  await desk.venues.field('Kind').selectOption({ label: 'None' })
  await desk.venues.button('Save').click()
  await expect(desk.venues.entry('Network')).toContainText('no proxy')
})

test('is opened from the footer and from the settings', async ({ desk, page }) => {
  await page
    .getByRole('contentinfo')
    .getByRole('button', { name: new RegExp(`^${simulated}`) })
    .click()
  await expect(desk.venues.entry(simulated)).toHaveAttribute('aria-current', 'true')
  await page.keyboard.press('Escape')
  await (await desk.openSettings()).getByRole('button', { name: 'Proxy' }).click()
  await expect(desk.venues.entry('Network')).toHaveAttribute('aria-current', 'true')
})

test('fits a narrow window', async ({ desk, page }) => {
  await desk.venues.open()
  await page.setViewportSize({ width: 480, height: 700 })
  for (const name of [simulated, 'Alpaca', 'Network']) {
    await desk.venues.entry(name).click()
    const wider = await desk.venues
      .dialog()
      .evaluate(
        (dialog) =>
          [...dialog.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > innerWidth)
            .length,
      )
    expect(wider, name).toBe(0)
  }
})
