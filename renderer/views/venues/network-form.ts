/** The proxy as a form: its parts as they are typed, what is wrong with them, and the address that they make. */
import type { MethodInput, ProxyView } from '../../../shared/contract/methods.ts'

export const proxyKinds = ['none', 'http', 'https', 'socks5'] as const
export type ProxyKind = (typeof proxyKinds)[number]

export type ProxyForm = {
  readonly kind: ProxyKind
  readonly host: string
  readonly port: string
  readonly username: string
  /** Empty: the stored one stays. */
  readonly password: string
}

export type ProxyProblems = Partial<Record<'host' | 'port' | 'username', string>>

export const emptyProxyForm: ProxyForm = { kind: 'none', host: '', port: '', username: '', password: '' }

const address = /^(https?|socks5)h?:\/\/(\[[^\]]+\]|[^/:@\s]+):(\d+)\/?$/iu

/** The parts of a whole address; null for a text that is none. */
export function splitAddress(text: string): Pick<ProxyForm, 'kind' | 'host' | 'port'> | null {
  const [, scheme, host = '', port = ''] = address.exec(text.trim()) ?? []
  const kind = proxyKinds.find((each) => each === scheme?.toLowerCase())
  return kind === undefined ? null : { kind, host: host.replace(/^\[|\]$/gu, ''), port }
}

export function proxyFormOf({ url, username }: ProxyView): ProxyForm {
  const parts = url === null ? null : splitAddress(url)
  return { ...emptyProxyForm, ...parts, username: username ?? '' }
}

/** Each names its field, so that it can be read out alone. */
export function proxyProblems({ kind, host, port, username, password }: ProxyForm): ProxyProblems {
  if (kind === 'none') return {}
  const problems: ProxyProblems = {}
  const name = host.trim()
  if (name === '') problems.host = 'Host: the name or address of the proxy is missing.'
  else if (/[\s/@]/u.test(name) || !URL.canParse(`http://${hostText(name)}/`))
    problems.host = `Host: ${name} is no host name. Write it alone, without scheme or path.`
  const number = /^\d{1,5}$/u.test(port.trim()) ? Number(port) : 0
  if (number < 1 || number > 65_535) problems.port = 'Port: a whole number from 1 to 65535.'
  if (password !== '' && username.trim() === '')
    problems.username = 'User: a password needs a user name beside it.'
  return problems
}

const hostText = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)

/** What is saved or tried; only for a form without problems. */
export function proxyInput(form: ProxyForm): MethodInput<'proxy.save'> {
  const { kind, host, port, username, password } = form
  if (kind === 'none') return { url: null, username: null }
  return {
    url: `${kind}://${hostText(host.trim())}:${Number(port)}`,
    username: username.trim() === '' ? null : username.trim(),
    ...(password === '' ? {} : { password }),
  }
}
