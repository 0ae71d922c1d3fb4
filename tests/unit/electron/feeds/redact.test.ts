/** Keys do not survive in words that others wrote. */
import { describe, expect, it } from 'vitest'
import { hideSecrets } from '../../../../electron/feeds/redact.ts'

describe('hideSecrets', () => {
  it.each([
    ['Invalid key abc123def', ['abc123def'], 'Invalid key ***'],
    ['wss://h/?token=a%2Fb%3D', ['a/b='], 'wss://h/?token=***'],
    ['abc123 and abc123', ['abc123'], '*** and ***'],
    ['a.c is not abc', ['a.c'], '*** is not abc'],
    ['nothing here', [''], 'nothing here'],
  ])('%s', (text, secrets, shown) => {
    expect(hideSecrets(text, secrets)).toBe(shown)
  })
})
