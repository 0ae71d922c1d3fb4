/** Which addresses may be sent to: checked where they are typed, and again, resolved, where the connection is made. */
import { lookup as resolveByDns } from 'node:dns/promises'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import { buildConnector } from 'undici'
import { codedError } from '../../shared/errors.ts'

export type Resolved = { readonly address: string; readonly family: number }
export type Resolve = (hostname: string) => Promise<readonly Resolved[]>

function listOf(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', bits] = range.split('/')
    list.addSubnet(network, Number(bits), family)
  }
  return list
}

// A list of its own for each family: BlockList reads `::ffff:0:0/96` as the whole of IPv4.
const lists = {
  /** One's own machine and network: meant by some, and by others not. */
  private: {
    ipv4: listOf('ipv4', ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']),
    ipv6: listOf('ipv6', ['::1/128', 'fc00::/7']),
  },
  /** Nothing that takes alerts is there: link-local (and with it the metadata of clouds), tunnels of IPv4, reserved, multicast. */
  never: {
    ipv4: listOf('ipv4', [
      ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15'],
      ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
    ]),
    ipv6: listOf('ipv6', [
      ...[
        '::/96',
        '::ffff:0:0/96',
        '64:ff9b::/96',
        '64:ff9b:1::/48',
        '100::/64',
        '2001::/23',
        '2001:db8::/32',
      ],
      ...['2002::/16', '3fff::/20', '5f00::/16', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
    ]),
  },
}

export type Reach = 'public' | 'private' | 'never'

/** What kind of address it is; `never` for what is none. */
export function reachOf(address: string): Reach {
  const bare = address.replace(/%.*$/, '')
  const version = isIP(bare)
  if (version === 0) return 'never'
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (lists.private[family].check(bare, family)) return 'private'
  return lists.never[family].check(bare, family) ? 'never' : 'public'
}

/** Plain http shows the alert to everybody on the way, so it stays in the private network, where that was allowed. */
type Rules = { readonly allowPrivate: boolean; readonly isPlain: boolean }

/** Why this address is not sent to; null where it may be. */
function refusal(address: string, { allowPrivate, isPlain }: Rules): string | null {
  const reach = reachOf(address)
  if (reach === 'never') return `${address} is an address that nothing is sent to`
  if (reach === 'private')
    return allowPrivate ? null : `${address} is in the private network, which this target does not allow`
  return isPlain ? `${address} is public, and plain http is for the private network only` : null
}

// Those of the Fetch standard: services that a request could be made to speak to by mistake.
const badPorts = new Set([
  ...[
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104,
  ],
  ...[
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  ],
  ...[526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049],
  ...[3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080],
])

const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

/**
 * The address of a target as a URL. https goes anywhere that is public; http, and addresses of the private network, need
 * `allowPrivate`, which is the consent to both. Judged after parsing, so that no spelling of an address hides it.
 * Throws `bad-request`.
 */
export function targetUrl(text: string, allowPrivate: boolean): URL {
  const refuse = (why: string) => codedError('bad-request', `the address of the target: ${why}`)
  if (!URL.canParse(text)) throw refuse('not a URL; one looks like https://example.com/alerts')
  const url = new URL(text)
  const isPlain = url.protocol === 'http:'
  if (!isPlain && url.protocol !== 'https:') throw refuse(`${url.protocol} is not https:`)
  if (isPlain && !allowPrivate)
    throw refuse('http: is for the private network, which this target does not allow')
  if (url.username !== '' || url.password !== '') throw refuse('user name and password do not belong into it')
  if (url.port !== '' && badPorts.has(Number(url.port))) throw refuse(`port ${url.port} is another service's`)
  const host = bareHost(url.hostname)
  const why = isIP(host) === 0 ? null : refusal(host, { allowPrivate, isPlain })
  if (why !== null) throw refuse(why)
  return url
}

/** Not forbidden for good: a name may lead elsewhere another time, as behind the login page of a hotel. */
const forbidden = (hostname: string, why: string) => codedError('forbidden', `${hostname}: ${why}`, 'later')

/** Every address of the name is checked, and those that were checked are the ones that are connected to. */
async function checkedAddresses(hostname: string, resolve: Resolve, rules: Rules): Promise<Resolved[]> {
  const found = await resolve(hostname)
  if (found.length === 0) throw codedError('network', `${hostname} has no address`, 'later')
  for (const { address } of found) {
    const why = refusal(address, rules)
    if (why !== null) throw forbidden(hostname, why)
  }
  return [...found]
}

/**
 * The address that a server of another protocol is connected to: encrypted, so that it may be public. Rejects with `forbidden`,
 * or with what the resolver said.
 */
export async function guardedAddress(
  host: string,
  allowPrivate: boolean,
  resolve: Resolve = byDns,
): Promise<Resolved> {
  const rules = { allowPrivate, isPlain: false }
  const family = isIP(host)
  if (family === 0) {
    const [first] = await checkedAddresses(host, resolve, rules)
    if (first !== undefined) return first
  }
  const why = family === 0 ? 'it has no address' : refusal(host, rules)
  if (why !== null) throw forbidden(host, why)
  return { address: host, family }
}

const byDns: Resolve = (hostname) => resolveByDns(hostname, { all: true })

const lookUp = callbackify(checkedAddresses)

/** Makes connections for undici: resolves once, checks what came out, and connects to exactly that. */
export function guardedConnector(
  allowPrivate: boolean,
  connectWithinMs: number,
  resolve: Resolve = byDns,
): buildConnector.connector {
  const connectorFor = (rules: Rules): buildConnector.connector => {
    const lookup: LookupFunction = (hostname, options, callback) => {
      lookUp(
        hostname,
        resolve,
        rules,
        (error: NodeJS.ErrnoException | null, found: Resolved[] | undefined) => {
          const [first] = found ?? []
          if (error !== null || first === undefined) callback(error, '')
          else if (options.all === true) callback(null, found ?? [])
          else callback(null, first.address, first.family)
        },
      )
    }
    const connect = buildConnector({ lookup, timeout: connectWithinMs, allowH2: false })
    return (options, callback) => {
      // What is an address already is never looked up.
      const host = bareHost(options.hostname)
      const why = isIP(host) === 0 ? null : refusal(host, rules)
      if (why === null) connect(options, callback)
      else callback(forbidden(host, why), null)
    }
  }
  const secure = connectorFor({ allowPrivate, isPlain: false })
  const plain = connectorFor({ allowPrivate, isPlain: true })
  return (options, callback) => (options.protocol === 'https:' ? secure : plain)(options, callback)
}
