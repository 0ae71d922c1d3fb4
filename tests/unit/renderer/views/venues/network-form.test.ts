/** The form of the proxy: read, checked field by field, and written as the core takes it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  emptyProxyForm,
  proxyFormOf,
  proxyInput,
  proxyProblems,
  splitAddress,
  type ProxyForm,
} from '../../../../../renderer/views/venues/network-form.ts'

const form = (fields: Partial<ProxyForm>): ProxyForm => ({
  ...emptyProxyForm,
  kind: 'http',
  host: 'proxy.example',
  port: '8080',
  ...fields,
})

describe('the form of the proxy', () => {
  it('names the field that is wrong', () => {
    expect(proxyProblems(form({}))).toEqual({})
    expect(proxyProblems(form({ host: '', port: '' }))).toEqual({
      host: 'Host: the name or address of the proxy is missing.',
      port: 'Port: a whole number from 1 to 65535.',
    })
    expect(proxyProblems(form({ host: 'http://a/b' })).host).toMatch(/^Host: .*without scheme/)
    expect(proxyProblems(form({ host: 'user@a' })).host).toMatch(/^Host: /)
    expect(proxyProblems(form({ password: 'x' })).username).toMatch(/^User: /)
    for (const port of ['0', '65536', '80a', '-1', '1.5']) {
      expect(proxyProblems(form({ port })).port, port).toMatch(/^Port: /)
    }
  })

  it('has nothing to check without a proxy', () => {
    expect(proxyProblems(emptyProxyForm)).toEqual({})
    expect(proxyInput(form({ kind: 'none' }))).toEqual({ url: null, username: null })
  })

  it('leaves the stored password unless one is typed', () => {
    expect(proxyInput(form({ kind: 'socks5', host: ' 10.0.0.1 ', port: '1080' }))).toEqual({
      url: 'socks5://10.0.0.1:1080',
      username: null,
    })
    expect(proxyInput(form({ username: ' me ', password: ' p ' }))).toEqual({
      url: 'http://proxy.example:8080',
      username: 'me',
      password: ' p ',
    })
  })

  it('takes a whole address apart where one is pasted', () => {
    expect(splitAddress(' HTTP://proxy.example:3128/ ')).toEqual({
      kind: 'http',
      host: 'proxy.example',
      port: '3128',
    })
    expect(splitAddress('socks5h://[::1]:1080')).toEqual({ kind: 'socks5', host: '::1', port: '1080' })
    expect(splitAddress('proxy.example')).toBeNull()
    expect(splitAddress('http://me:secret@proxy.example:3128')).toBeNull()
  })

  it('comes back from the address that it made', () => {
    const kinds = fc.constantFrom('http', 'https', 'socks5')
    const hosts = fc.constantFrom('proxy.example', '127.0.0.1', '::1', 'a')
    fc.assert(
      fc.property(kinds, hosts, fc.integer({ min: 1, max: 65_535 }), (kind, host, port) => {
        const made = form({ kind, host, port: String(port), username: 'me' })
        expect(proxyProblems(made)).toEqual({})
        const { url } = proxyInput(made)
        expect(proxyFormOf({ url, username: 'me', hasPassword: false })).toEqual(made)
      }),
    )
  })
})
