/** What the web shell can and cannot do for the core. */
import { expect, it } from 'vitest'
import { createWebHost } from '../../../../electron/web/host-web.ts'

it('counts a notification as shown only while a window is there to show it', async () => {
  let clients = 0
  const host = createWebHost(() => clients)
  const notification = { id: 'f1', title: 'BTCUSDT', body: 'crossed 64,000' }
  expect(await host.notify(notification)).toBe(false)
  clients = 1
  expect(await host.notify(notification)).toBe(true)
})

it('keeps no secret, and says so', async () => {
  const host = createWebHost(() => 1)
  expect(await host.secrets.get('alpaca')).toBeNull()
  await expect(host.secrets.set('alpaca', 'key')).rejects.toMatchObject({ code: 'unsupported' })
  await expect(host.openExternal('https://example.com')).rejects.toMatchObject({ code: 'unsupported' })
  await expect(host.setOpenAtLogin(true)).rejects.toMatchObject({ code: 'unsupported' })
  expect(host.capabilities).toEqual([])
})
