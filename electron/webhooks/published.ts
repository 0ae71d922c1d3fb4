/** What TradingView publishes about its senders: four addresses, and the name in their certificate. */
import type { HookVerdicts } from '../../shared/model/webhook.ts'
import { valuesOf, type Headers } from './schemes/scheme.ts'

const published: ReadonlySet<string> = new Set([
  '52.89.214.238',
  '34.212.75.30',
  '54.218.53.128',
  '52.32.178.7',
])
const certificateName =
  /(?:^|[^A-Za-z])CN\s*=\s*"?TradingView Webhooks(?=$|[",/;+])|webhook-server@tradingview\.com/
const certificateHeaders = [
  'x-forwarded-tls-client-cert-info',
  'x-forwarded-client-cert',
  'x-ssl-client-s-dn',
  'x-ssl-client-dn',
  'x-client-cert-subject',
  'ssl-client-subject-dn',
  'x-client-certificate-subject',
]

/**
 * Senders reach this machine through a proxy or a tunnel, which adds the address it saw at the end of `X-Forwarded-For`; what
 * stands before that is the sender's own word.
 */
export function addressVerdict(headers: Headers): NonNullable<HookVerdicts['address']> {
  const last = valuesOf(headers, 'x-forwarded-for').at(-1)?.split(',').at(-1)?.trim() ?? ''
  if (last === '') return 'unknown'
  return published.has(last.replace(/^::ffff:/i, '')) ? 'published' : 'other'
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Says as much as the proxy that passes it on: anybody who gets past that can write such a header. */
export function certificateVerdict(headers: Headers): HookVerdicts['certificate'] {
  const passed = certificateHeaders.flatMap((name) => valuesOf(headers, name)).filter((value) => value !== '')
  if (passed.length === 0) return null
  return passed.every((value) => certificateName.test(plain(value))) ? 'tradingview' : 'other'
}
