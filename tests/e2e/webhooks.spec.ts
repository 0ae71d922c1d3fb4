/** Webhooks: received, shown at once, inspected, refused plainly, and kept. */
import { createHmac } from 'node:crypto'
import { instrumentId } from '../../shared/model/ids.ts'
import type { ScriptClient } from '../support/bridge-over-socket.ts'
import { expect, test, type App } from './support/fixtures.ts'

const bitcoin = instrumentId('simulated', 'BTCUSDT')

async function hookUrl(app: App, script: ScriptClient): Promise<string> {
  const [source] = await script.call('hooks.sources.list', {})
  return `${app.ready().hooks}/hooks/${source?.token}`
}

const post = (url: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body, headers })

test('shows what was posted: list, message, details, and the instrument of a known symbol', async ({
  app,
  desk,
  script,
  page,
}) => {
  const url = await hookUrl(app, script)
  const answer = await post(url, '{"ticker":"BTCUSDT","price":64000,"message":"x"}')
  expect(answer.status).toBe(200)
  await expect(desk.inbox.entries().first()).toContainText('BTCUSDT')
  await expect(desk.toasts().filter({ hasText: 'BTCUSDT' })).toBeVisible()
  await expect(desk.channel('Webhook')).toContainText(/1 in, 0 refused/)

  await desk.inbox.entries().first().getByRole('button').click()
  await expect(desk.dialog()).toContainText('64000')
  await desk.dialog().getByRole('tab', { name: 'Headers' }).click()
  await expect(desk.dialog()).toContainText(/content-type/i)
  await page.keyboard.press('Escape')

  const [entry] = await script.call('hooks.inbox.list', { instrument: bitcoin })
  expect(entry).toMatchObject({ format: 'json', price: '64000', message: 'x', verdict: 'token-ok' })
  const detail = await script.call('hooks.inbox.get', { id: entry?.id ?? 0 })
  expect(Buffer.from(detail.rawBase64, 'base64').toString()).toBe(
    '{"ticker":"BTCUSDT","price":64000,"message":"x"}',
  )
})

test('keeps text, broken JSON and unfilled placeholders, and renders no markup', async ({
  app,
  desk,
  script,
  page,
}) => {
  const url = await hookUrl(app, script)
  for (const body of [
    'RSI dropped under 30',
    '{"price": {{close}}, "id": "a-17"}',
    '<img src=x onerror="document.title=1">',
  ]) {
    expect((await post(url, body)).status).toBe(200)
  }
  await expect(desk.inbox.entries()).toHaveCount(3)
  await expect(desk.inbox.panel()).toContainText('RSI dropped under 30')
  await expect(desk.inbox.panel()).toContainText('{{close}}')
  await expect(desk.inbox.panel().locator('img')).toHaveCount(0)
  await expect(page).toHaveTitle(/Tickerdeck/)
})

test('refuses what it should, and counts it', async ({ app, desk, script }) => {
  const url = await hookUrl(app, script)
  const wrongToken = await post(url.replace(/.{22}$/, 'A'.repeat(22)), '{}')
  const wrongPath = await post(url.replace('/hooks/', '/hook/'), '{}')
  expect([wrongToken.status, wrongPath.status]).toEqual([404, 404])
  expect(await wrongToken.text()).toBe(await wrongPath.text())
  expect((await post(url, 'x'.repeat(65_537))).status).toBe(413)
  expect((await post(url, 'x'.repeat(65_536))).status).toBe(200)
  expect((await fetch(url)).status).toBe(405)
  expect((await post(url, '{}', { origin: 'http://evil.example' })).status).toBe(403)
  await expect(desk.channel('Webhook')).toContainText(/1 in, 5 refused/)
  await expect(desk.inbox.entries()).toHaveCount(1)
})

test('is still there after a kill', async ({ app, desk, script }) => {
  const url = await hookUrl(app, script)
  expect((await post(url, 'kept')).status).toBe(200)
  await app.killAndRestart()
  await desk.open()
  await expect(desk.inbox.entries()).toHaveCount(1)
  await expect(desk.inbox.panel()).toContainText('kept')
})

test('gives out and takes back addresses', async ({ app, desk, script, page }) => {
  const url = await hookUrl(app, script)
  await desk.inbox.panel().getByRole('button', { name: 'Sources' }).click()
  await expect(desk.dialog()).toContainText(url)
  await desk
    .dialog()
    .getByRole('button', { name: /rotate/i })
    .first()
    .click()
  await page
    .getByRole('button', { name: /rotate|new token|yes/i })
    .last()
    .click()
  await expect.poll(async () => (await post(url, 'old')).status).toBe(404)
  expect((await post(await hookUrl(app, script), 'new')).status).toBe(200)
})

test('asks senders for a proof, tells its secret once, and shows what was found', async ({
  app,
  desk,
  script,
  page,
}) => {
  const url = await hookUrl(app, script)
  await desk.inbox.panel().getByRole('button', { name: 'Sources' }).click()
  await desk
    .dialog()
    .getByLabel(/^Proof asked of senders/)
    .selectOption('github')
  await desk.dialog().getByRole('button', { name: 'Make a secret' }).click()
  const secret = await desk
    .dialog()
    .getByLabel(/^New secret of/)
    .inputValue()
  await expect(desk.dialog()).toContainText(`Secret ••••${secret.slice(-4)}`)

  const body = '{"ticker":"BTCUSDT","price":64000}'
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const headers = { 'X-Hub-Signature-256': signature, 'X-GitHub-Delivery': 'd-1' }
  expect((await post(url, body)).status).toBe(401)
  expect((await post(url, body, headers)).status).toBe(200)
  expect((await post(url, body, headers)).status).toBe(200)

  await page.keyboard.press('Escape')
  await expect(desk.inbox.entries()).toHaveCount(1)
  await expect(desk.inbox.entries().first()).toContainText('signature ok')
  await expect(desk.inbox.entries().first()).toContainText(/×2/)
})
