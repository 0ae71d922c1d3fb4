import { describe, expect, it } from 'vitest'
import {
  admit,
  allowedHosts,
  longestBodyBytes,
  type RequestHead,
} from '../../../../electron/webhooks/admit.ts'

const hosts = allowedHosts(8788)
const find = (token: string) => (token === 'right' ? 'source' : null)

function decide(head: Partial<RequestHead>, ...more: string[]) {
  const rawHeaders = head.rawHeaders ?? ['Host', '127.0.0.1:8788', ...more]
  const admission = admit({ method: 'POST', url: '/hooks/right', ...head, rawHeaders }, hosts, find)
  return 'refusal' in admission ? admission.refusal.status : admission.source
}

describe('admit', () => {
  it('lets a sender with the token through', () => {
    expect(decide({})).toBe('source')
    expect(decide({ url: '/hooks/right?from=tradingview' })).toBe('source')
    expect(
      decide(
        {},
        'Content-Length',
        String(longestBodyBytes),
        'Content-Encoding',
        'identity',
        'Sec-Fetch-Site',
        'none',
      ),
    ).toBe('source')
  })

  it.each(['127.0.0.1:8788', 'localhost:8788', '[::1]:8788', 'LOCALHOST:8788'])(
    'L3 knows itself as %s',
    (host) => {
      expect(decide({ rawHeaders: ['hOsT', host] })).toBe('source')
    },
  )

  it.each([
    '127.0.0.1',
    '127.0.0.1:8789',
    '0.0.0.0:8788',
    'evil.example',
    'evil.example:8788',
    'localhost.evil.example:8788',
    '127.0.0.1.nip.io:8788',
    'localhost.:8788',
    '[::]:8788',
    '',
  ])('L3 refuses Host %j', (host) => {
    expect(decide({ rawHeaders: ['Host', host] })).toBe(421)
  })

  it('L3 refuses a missing Host, two of them, and a host in the request line', () => {
    expect(decide({ rawHeaders: [] })).toBe(421)
    expect(decide({}, 'host', '127.0.0.1:8788')).toBe(421)
    expect(decide({ url: 'http://127.0.0.1:8788/hooks/right' })).toBe(421)
    expect(decide({ url: '*' })).toBe(421)
  })

  it.each([
    ['Origin', 'https://evil.example'],
    ['Origin', 'null'],
    ['origin', 'http://127.0.0.1:8788'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'same-origin'],
  ])('L4 W16 refuses what a browser page sends: %s: %s', (name, value) => {
    expect(decide({}, name, value)).toBe(403)
    expect(decide({ url: '/hooks/wrong' }, name, value)).toBe(403)
  })

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
    'W15 answers %s the same for any path',
    (method) => {
      for (const url of ['/hooks/right', '/hooks/wrong', '/', '/favicon.ico'])
        expect(decide({ method, url })).toBe(405)
    },
  )

  it.each([
    '/hooks/wrong',
    '/hooks/',
    '/hooks',
    '/',
    '/hooks/right/',
    '/hooks/right/x',
    '/HOOKS/right',
    '/hooks/%72ight',
    '//hooks/right',
    '/hooks/../hooks/right',
  ])('W8 answers %s as it answers a wrong token', (url) => expect(decide({ url })).toBe(404))

  it('says nothing about size or encoding without the token', () => {
    const heavy = ['Content-Length', '1000000000000', 'Content-Encoding', 'gzip']
    expect(decide({ url: '/hooks/wrong' }, ...heavy)).toBe(404)
    expect(decide({}, ...heavy)).toBe(415)
    expect(decide({}, ...heavy.slice(0, 2))).toBe(413)
  })

  it('looks every POST up, whatever its path, so that paths and tokens take the same way', () => {
    const asked: string[] = []
    const head = { method: 'POST', url: '/elsewhere', rawHeaders: ['Host', 'localhost:8788'] }
    admit(head, hosts, (token) => {
      asked.push(token)
      return null
    })
    expect(asked).toEqual([''])
  })
})
