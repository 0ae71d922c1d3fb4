/** Where streams are, and that keys go there and nowhere else. */
import { describe, expect, it } from 'vitest'
import { createHider, originOf, streamAddresses } from '../../../../electron/feeds/stream-address.ts'
import { createTestProvider } from '../../../support/feed-provider.ts'

describe('streamAddresses', () => {
  it('puts each path of the venue behind the origin, with its own query', () => {
    const provider = createTestProvider({ stream: { paths: ['/ws/v5/public', '/ws/v5/business?a=1'] } })
    expect(streamAddresses(provider, 'wss://example.com:8443/ignored', {})).toEqual([
      'wss://example.com:8443/ws/v5/public',
      'wss://example.com:8443/ws/v5/business?a=1',
    ])
  })

  it('adds keys where the venue takes them only there, spelled for an address', () => {
    const query = (given: Readonly<Record<string, string>>) => ({ token: given['apiKey'] ?? '' })
    const provider = createTestProvider({ stream: { paths: ['/?v=1'], query } })
    const [url = ''] = streamAddresses(provider, 'ws://127.0.0.1:1', { apiKey: 'a&b=c' })
    expect(url).toBe('ws://127.0.0.1:1/?v=1&token=a%26b%3Dc')
    expect(createHider({ apiKey: 'a&b=c' })(`no ${url} and no a&b=c`)).toBe(
      'no ws://127.0.0.1:1/?v=1&token=*** and no ***',
    )
  })

  it.each(['', 'nothing', 'mailto:me'])('refuses %j', (base) => {
    expect(() => originOf(base, 'stream address of test')).toThrow(
      expect.objectContaining({ code: 'bad-request' }) as Error,
    )
  })
})
