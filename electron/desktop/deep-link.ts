/** Reads `tickerdeck://` links, which any web page can send: one verb, which only shows something. */
import { isInstrumentId, type InstrumentId } from '../../shared/model/ids.ts'
import { linkScheme } from './names.ts'

export type DeepLink = { readonly verb: 'open'; readonly symbol: InstrumentId }

const longest = 200

/** `tickerdeck://open?symbol=binance:BTCUSDT`; null for anything else. */
export function readDeepLink(text: string): DeepLink | null {
  if (text.length > longest || !URL.canParse(text)) return null
  const url = new URL(text)
  const plain = url.username === '' && url.password === '' && url.port === '' && url.hash === ''
  if (url.protocol !== `${linkScheme}:` || url.host !== 'open' || !plain) return null
  if (url.pathname !== '' && url.pathname !== '/') return null
  const [only, ...others] = [...url.searchParams]
  if (only === undefined || others.length > 0 || only[0] !== 'symbol') return null
  return isInstrumentId(only[1]) ? { verb: 'open', symbol: only[1] } : null
}

/** The link among a command line's arguments: exactly one may look like ours. */
export function deepLinkOf(argv: readonly unknown[]): DeepLink | null {
  const links = argv.filter(
    (argument): argument is string =>
      typeof argument === 'string' && argument.toLowerCase().startsWith(`${linkScheme}:`),
  )
  const [only] = links
  return only !== undefined && links.length === 1 ? readDeepLink(only) : null
}
