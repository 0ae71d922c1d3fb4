/** Which addresses are sent to: every range, every spelling, and names that change their mind. */
import { describe, expect, it } from 'vitest'
import { guardedConnector, reachOf, targetUrl } from '../../../../electron/delivery/address-guard.ts'

describe('an address', () => {
  const kinds = {
    public: [
      '8.8.8.8',
      '1.1.1.1',
      '172.15.255.255',
      '172.32.0.1',
      '100.63.255.255',
      '100.128.0.1',
      '192.0.1.1',
    ],
    private: [
      '127.0.0.1',
      '127.255.255.254',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.10',
      '100.64.0.1',
    ],
    never: [
      ...['0.0.0.0', '0.1.2.3', '169.254.169.254', '192.0.0.8', '192.0.2.1', '192.88.99.1', '198.18.0.1'],
      ...['198.51.100.7', '203.0.113.9', '224.0.0.251', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
    ],
  }
  const sixes = {
    public: ['2606:4700::1111', '2a00:1450:4001::1', '2400:cb00::1'],
    private: ['::1', 'fc00::1', 'fd12:3456::1'],
    never: [
      ...['::', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '64:ff9b::7f00:1'],
      ...['64:ff9b:1::1', '100::1', '2001::1', '2001:2::1', '2001:20::1', '2001:db8::1', '2002:7f00:1::'],
      ...['3fff::1', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1', 'ff02::1', 'not an address', ''],
    ],
  }
  for (const group of [kinds, sixes])
    for (const [kind, addresses] of Object.entries(group))
      for (const address of addresses) it(`${address} is ${kind}`, () => expect(reachOf(address)).toBe(kind))
})

describe('the address of a target', () => {
  const why = (text: string, allowPrivate = false): string => {
    try {
      targetUrl(text, allowPrivate)
      return ''
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-request' })
      return error instanceof Error ? error.message : ''
    }
  }

  it('is https to a public host, or http in the private network where that is allowed', () => {
    expect(why('https://example.com/hook?a=1')).toBe('')
    expect(why('https://nas.local/hook', true)).toBe('')
    expect(why('http://192.168.1.5:8080/hook', true)).toBe('')
    expect(why('http://nas.local/hook', true)).toBe('')
    expect(why('http://example.com/')).toMatch(/http: is for the private network/)
    expect(why('http://8.8.8.8/', true)).toMatch(/plain http/)
    for (const text of ['ftp://example.com/', 'file:///etc/passwd', 'javascript:1', 'wss://example.com'])
      expect(why(text, true)).toMatch(/is not https/)
    for (const text of ['', 'example.com/hook', 'https://', 'https://exa mple.com/'])
      expect(why(text)).toMatch(/not a URL/)
  })

  it('hides no private address, however it is spelled', () => {
    const spellings = [
      ...[
        '2130706433',
        '0x7f.1',
        '0177.0.0.1',
        '127.1',
        '127.0.0.1',
        '①②⑦.⓪.⓪.①',
        '017700000001',
        '0x7f000001',
      ],
      ...[
        '0',
        '[::1]',
        '[::ffff:127.0.0.1]',
        '[::127.0.0.1]',
        '[0:0:0:0:0:ffff:7f00:1]',
        '[64:ff9b::127.0.0.1]',
      ],
      ...['10.0.0.1', '3232235777', '169.254.169.254', '2852039166'],
    ]
    for (const host of spellings) expect(why(`https://${host}/`), host).toMatch(/address/)
    expect(why('https://example.com\\@127.0.0.1/')).toBe('')
    expect(targetUrl('https://example.com\\@127.0.0.1/', false).hostname).toBe('example.com')
    expect(why('https://127.0.0.1\\@example.com/')).toMatch(/private/)
  })

  it('has no user name, and no port of another service', () => {
    expect(why('https://example.com@10.0.0.1/')).toMatch(/user name/)
    expect(why('https://:secret@example.com/')).toMatch(/password/)
    expect(why('https://:secret@example.com/')).not.toContain('secret@')
    for (const port of [0, 22, 25, 6667, 10_080])
      expect(why(`https://example.com:${port}/`)).toContain(`port ${port}`)
    expect(why('https://example.com:8443/')).toBe('')
  })

  it('may never be reserved, even where the private network is allowed', () => {
    for (const host of ['0.0.0.0', '169.254.169.254', '224.0.0.1', '[::]', '[::ffff:10.0.0.1]', '[fe80::1]'])
      expect(why(`https://${host}/`, true), host).toMatch(/nothing is sent to/)
  })
})

describe('a connection', () => {
  type Found = { address: string; family: number }[]
  /** The error of an attempt to connect, and how often the name was resolved. */
  const attempt = async (
    hostname: string,
    found: Found[],
    { allowPrivate = false, protocol = 'https:' } = {},
  ): Promise<{ message: string; code: unknown; lookups: number }> => {
    let lookups = 0
    const connect = guardedConnector(allowPrivate, 1000, async () => {
      lookups += 1
      return found[Math.min(lookups, found.length) - 1] ?? []
    })
    // Port 1 answers nobody: a connection that is allowed is refused there at once.
    const error = await new Promise<Error>((resolve) =>
      connect({ hostname, host: hostname, protocol, port: '1' }, (failed, socket) => {
        socket?.destroy()
        resolve(failed ?? new Error('connected'))
      }),
    )
    return { message: error.message, code: 'code' in error ? error.code : undefined, lookups }
  }
  const v4 = (address: string) => ({ address, family: 4 })

  it('is not made where one of the addresses is private, whatever the others are', async () => {
    for (const found of [
      [v4('127.0.0.1')],
      [v4('93.184.216.34'), v4('127.0.0.1')],
      [v4('93.184.216.34'), { address: '::1', family: 6 }],
    ])
      expect(await attempt('rebind.test', [found])).toMatchObject({
        code: 'forbidden',
        message: expect.stringMatching(/^rebind\.test: .*private network/),
      })
  })

  it('is made to the address that was checked: the name is asked once, so that its second answer counts for nothing', async () => {
    const answers = [[v4('127.0.0.1')], [v4('8.8.8.8')]]
    const made = await attempt('rebind.test', answers, { allowPrivate: true })
    expect(made).toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringContaining('127.0.0.1:1'),
      lookups: 1,
    })
  })

  it('checks an address that is never looked up', async () => {
    for (const hostname of ['127.0.0.1', '[::1]', '::1', '10.0.0.1'])
      expect(await attempt(hostname, [])).toMatchObject({ code: 'forbidden', lookups: 0 })
    expect(await attempt('127.0.0.1', [], { allowPrivate: true })).toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('in plain http is made in the private network only', async () => {
    const plain = { allowPrivate: true, protocol: 'http:' }
    expect(await attempt('nas.test', [[v4('127.0.0.1')]], plain)).toMatchObject({ code: 'ECONNREFUSED' })
    expect(await attempt('nas.test', [[v4('8.8.8.8')]], plain)).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('plain http'),
    })
  })

  it('fails where the name has no address, or can not be resolved', async () => {
    expect(await attempt('empty.test', [[]])).toMatchObject({ code: 'network' })
    const connect = guardedConnector(false, 1000, () => Promise.reject(new Error('SERVFAIL')))
    const error = await new Promise((resolve) =>
      connect({ hostname: 'a.test', protocol: 'https:', port: '443' }, (...[failed]) => resolve(failed)),
    )
    expect(error).toMatchObject({ message: 'SERVFAIL' })
  })
})
