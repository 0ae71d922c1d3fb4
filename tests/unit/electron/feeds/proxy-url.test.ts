/** Addresses of proxies as people type them. */
import { describe, expect, it } from 'vitest'
import { readProxyUrl } from '../../../../electron/feeds/proxy-url.ts'

describe('readProxyUrl', () => {
  it.each([
    ['http://proxy.example:8080', 'http://proxy.example:8080'],
    ['  HTTP://Proxy.Example:080/ ', 'http://proxy.example:80'],
    ['https://10.0.0.1:443', 'https://10.0.0.1:443'],
    ['socks5://localhost:1080', 'socks5://localhost:1080'],
    ['socks5h://LOCALHOST:1080', 'socks5://localhost:1080'],
    ['socks://localhost:1080/', 'socks5://localhost:1080'],
    ['socks5://[::1]:9050', 'socks5://[::1]:9050'],
  ])('%s', (text, read) => {
    expect(readProxyUrl(text)).toBe(read)
    expect(readProxyUrl(read)).toBe(read)
  })

  it.each([
    ['proxy.example:8080', /should begin with http:\/\//],
    ['', /should begin with/],
    ['ftp://proxy.example:21', /ftp:\/\/ is not supported/],
    ['socks4://proxy.example:1080', /socks4:\/\/ is not supported/],
    ['http://proxy.example', /names no port/],
    ['http://proxy.example:', /names no port/],
    ['http://proxy.example:0', /0 is not a port/],
    ['http://proxy.example:70000', /70000 is not a port/],
    ['http://a:80:90', /not a host/],
    ['http://a b:80', /not a host/],
    ['http://[::1:80', /not a host/],
    ['http://:8080', /names no host/],
    ['http://proxy.example:8080/path', /end after the port/],
    ['http://proxy.example:8080?x=1', /end after the port/],
    ['socks5://user:hunter2@proxy.example:1080', /own fields/],
  ])('refuses %s', (text, message) => {
    expect(() => readProxyUrl(text)).toThrow(message)
    expect(() => readProxyUrl(text)).toThrow(expect.objectContaining({ code: 'bad-request' }))
    expect(() => readProxyUrl(text)).not.toThrow(/hunter2/)
  })
})
