/** Reads the address of a proxy as a user types it. */
import { codedError } from '../../shared/errors.ts'
import type { CodedError } from '../../shared/errors.ts'

const bad = (what: string): CodedError => codedError('bad-request', `proxy: ${what}`)

const schemes = new Map([
  ['http', 'http'],
  ['https', 'https'],
  ['socks5', 'socks5'],
  // Names are looked up by the proxy in any case, which is what the h asks for.
  ['socks5h', 'socks5'],
  ['socks', 'socks5'],
])

/**
 * `scheme://host:port`, lower case, with its port written out. Throws `bad-request` that names what is wrong; a user name and a
 * password in the address are refused, because an address is shown and stored in the open.
 */
export function readProxyUrl(text: string): string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text.trim()) ?? []
  if (scheme === '') throw bad('the address should begin with http://, https:// or socks5://')
  const known = schemes.get(scheme.toLowerCase())
  if (known === undefined) {
    throw bad(`${scheme}:// is not supported; use http://, https:// or socks5://`)
  }
  if (rest.includes('@'))
    throw bad('put the user name and the password into their own fields, not into the address')
  const [place = '', ...path] = rest.split(/[/?#]/)
  if (path.some((part) => part !== '')) throw bad('the address should end after the port')
  const [, host = '', port = ''] = /^(.*?)(?::(\d*))?$/.exec(place) ?? []
  if (host === '') throw bad('the address names no host')
  if (port === '')
    throw bad(`the address names no port; write ${known}://${host}:8080, with the proxy's own port`)
  if (Number(port) < 1 || Number(port) > 65_535) throw bad(`${port} is not a port`)
  // Hosts are read by the rules of http: for all of them.
  const isIpv6 = host.startsWith('[')
  if ((host.includes(':') && !isIpv6) || !URL.canParse(`http://${host}/`)) throw bad(`${host} is not a host`)
  const { hostname } = new URL(`http://${host}/`)
  return `${known}://${hostname}:${Number(port)}`
}
