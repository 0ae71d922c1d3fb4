/** What a page may do: permissions, loading, leaving, and asking for a port. */
import { describe, expect, it } from 'vitest'
import { isOwnPage } from '../../../../electron/desktop/navigation.ts'
import { mayLoad, mayUse } from '../../../../electron/desktop/permissions.ts'
import { isOurPage } from '../../../../electron/desktop/ports.ts'

describe('mayUse', () => {
  it.each(['clipboard-sanitized-write', 'fullscreen'])('allows %s to the page itself', (permission) => {
    expect(mayUse(permission, 'app://bundle', true)).toBe(true)
    expect(mayUse(permission, 'app://bundle/index.html', true)).toBe(true)
    expect(mayUse(permission, 'app://bundle', false)).toBe(false)
    for (const origin of [
      'https://example.com',
      'app://bundle.evil',
      'app://bundlex',
      'app://other',
      '',
      'null',
    ])
      expect(mayUse(permission, origin, true)).toBe(false)
  })

  it.each([
    'geolocation',
    'media',
    'display-capture',
    'clipboard-read',
    'notifications',
    'midi',
    'fileSystem',
    'hid',
    'usb',
    'serial',
    'openExternal',
    'unknown',
  ])('refuses %s to everyone', (permission) => expect(mayUse(permission, 'app://bundle', true)).toBe(false))
})

describe('mayLoad', () => {
  it.each([
    'app://bundle/',
    'app://bundle/assets/a.js',
    'data:image/png;base64,AA==',
    'devtools://devtools/x',
  ])('lets %s through', (url) => expect(mayLoad(url)).toBe(true))
  it.each([
    'https://example.com/',
    'http://127.0.0.1:8787/',
    'ws://127.0.0.1/',
    'file:///etc/passwd',
    'app://other/',
    'app://bundle.evil/',
    'no address',
  ])('cancels %s', (url) => expect(mayLoad(url)).toBe(false))
})

describe('isOwnPage', () => {
  it.each(['app://bundle/index.html', 'app://bundle', 'app://bundle/x?y#z'])('knows %s', (url) =>
    expect(isOwnPage(url)).toBe(true),
  )
  it.each([
    'app://other/',
    'APPX://bundle/',
    'https://bundle/',
    'app://bundle:81/',
    'app://u@bundle/',
    'javascript:0',
    '',
  ])('refuses %s', (url) => expect(isOwnPage(url)).toBe(false))
})

describe('isOurPage', () => {
  const top = { origin: 'app://bundle', parent: null }
  it('takes the main frame of our origin, and no other', () => {
    expect(isOurPage(top)).toBe(true)
    expect(isOurPage(null)).toBe(false)
    expect(isOurPage({ ...top, origin: 'null' })).toBe(false)
    expect(isOurPage({ ...top, parent: top as never })).toBe(false)
  })
})
