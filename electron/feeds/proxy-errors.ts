/** What went wrong at a proxy, in words that name it and never its password. */
import { CodedError, codedError } from '../../shared/errors.ts'
import type { ProxySettings } from './proxy.ts'

const wrongKey = (proxy: ProxySettings): CodedError =>
  codedError(
    'unauthorized',
    proxy.username === null
      ? `the proxy ${proxy.url} wants a user name and a password`
      : `the proxy ${proxy.url} refused the user name or the password`,
  )

/** An HTTP proxy answered something else than 200 to CONNECT. */
export function refusedTunnel(proxy: ProxySettings, target: string, status: number): CodedError {
  if (status === 407) return wrongKey(proxy)
  const words =
    status >= 500 ? 'could not reach' : status === 403 ? 'does not allow' : 'would not connect us to'
  return codedError('network', `the proxy ${proxy.url} ${words} ${target} (${status})`, 'later')
}

const reasons = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'its name is unknown'],
  ['EAI_AGAIN', 'its name could not be looked up'],
  ['EHOSTUNREACH', 'no way to it'],
  ['ENETUNREACH', 'no way to it'],
  ['ETIMEDOUT', 'it does not answer'],
  ['ECONNRESET', 'it ended the connection'],
  ['EPIPE', 'it ended the connection'],
  ['EPROTO', 'it does not speak TLS'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS'],
])

/** `error`: what the library threw while the tunnel was opened; `late` where time ran out. Its own fields may hold the password. */
export function tunnelFailure(proxy: ProxySettings, target: string, error: unknown): CodedError {
  if (error instanceof CodedError) return error
  const at = `the proxy ${proxy.url}`
  const silent = codedError('timeout', `${at} did not connect us to ${target} in time`, 'later')
  if (error === 'late') return silent
  const { message, code } = error as NodeJS.ErrnoException
  if (/authentication failed|no accepted authentication type/i.test(message)) return wrongKey(proxy)
  if (/timed out/i.test(message)) return silent
  const refused = /rejected connection - (\w+)/.exec(message)
  if (refused !== null)
    return codedError('network', `${at} could not reach ${target} (${refused[1] ?? ''})`, 'later')
  // socks keeps only the message of a socket's error.
  const known = reasons.get(code ?? '') ?? reasons.get(/\b(E[A-Z]{4,})\b/.exec(message)?.[1] ?? '')
  if (known !== undefined) return codedError('network', `${at} can't be used: ${known}`, 'later')
  if (/ended before receiving|socket closed/i.test(message))
    return codedError('network', `${at} ended the connection before it answered`, 'later')
  if (/invalid socks|handshake|authentication type|CONNECT response/i.test(message)) {
    const speech = proxy.url.startsWith('socks5:') ? 'SOCKS5' : 'HTTP'
    return codedError('network', `${at} does not speak ${speech}`, 'later')
  }
  return codedError('network', `${at} can't be used: ${message}`, 'later')
}
