/** What the system's browser may be given. */
import { describe, expect, it } from 'vitest'
import { externalUrl } from '../../../../electron/desktop/external.ts'

describe('externalUrl', () => {
  it('passes plain https on', () => {
    expect(externalUrl('https://example.com/a?b=c#d')).toBe('https://example.com/a?b=c#d')
  })

  it.each([
    'http://example.com/',
    'file:///etc/passwd',
    'smb://host/share',
    'javascript:alert(1)',
    'data:text/html,x',
    'ms-msdt:/id',
    'vscode://file/x',
    '\\\\host\\share',
    'https:\\\\example.com',
    'https://user:pass@example.com/',
    'https://user@example.com/',
    'https://example.com/\n.evil',
    ' https://example.com/',
    'example.com',
    '',
    `https://example.com/${'a'.repeat(3000)}`,
  ])('refuses %j', (url) => {
    expect(() => externalUrl(url)).toThrow(expect.objectContaining({ code: 'forbidden', retry: 'no' }))
  })
})
