/** The core's questions to main: matched by number, refused as coded errors. */
import { describe, expect, it } from 'vitest'
import { createDesktopHost } from '../../../../electron/desktop/host-desktop.ts'
import type { FromCore } from '../../../../electron/desktop/core-messages.ts'

describe('createDesktopHost', () => {
  it('gives each answer to its question, whatever the order', async () => {
    const posted: FromCore[] = []
    const { host, answered, refused } = createDesktopHost(['secrets'], (message) => posted.push(message))
    const notified = host.notify({ id: 'a', title: 't', body: 'b' })
    const secret = host.secrets.get('venue:x')
    const opened = host.openExternal('file:///')
    expect(posted).toMatchObject([
      { t: 'host-call', id: 1, name: 'notify' },
      { t: 'host-call', id: 2, name: 'getSecret', input: 'venue:x' },
      { t: 'host-call', id: 3, name: 'openExternal' },
    ])
    refused(3, { code: 'forbidden', message: 'no', retry: 'no' })
    answered(2, null)
    answered(1, true)
    answered(1, false)
    await expect(opened).rejects.toMatchObject({ code: 'forbidden', retry: 'no' })
    expect(await secret).toBeNull()
    expect(await notified).toBe(true)
  })

  it('does not trouble the caller with a badge that was refused', async () => {
    const { host, refused } = createDesktopHost([], () => undefined)
    host.setBadge(3)
    refused(1, { code: 'internal', message: 'x', retry: 'no' })
    // An unhandled rejection would fail the run.
    await new Promise((resolve) => setImmediate(resolve))
    expect(host.capabilities).toEqual([])
  })
})
