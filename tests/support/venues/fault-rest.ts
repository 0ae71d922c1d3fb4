/** What is asked of a venue over REST, each with the parser that its answer goes to, and answers that nobody should believe. */
import type { Provider, RestRequest } from '../../../electron/providers/provider.ts'
import type { VenueRig } from './rig.ts'
import type { OrderedAnswer } from './venue-types.ts'

export type RestCall = {
  readonly what: string
  readonly request: RestRequest
  /** Throws a coded error for a body that is not what the venue documents. */
  parse(body: string): unknown
}

export function restCalls(rig: VenueRig): RestCall[] {
  const { provider, clock } = rig
  // By the venue's clock: some want to be told when now is, and know nothing later.
  const at = clock.now() + (rig.status().skewMs ?? 0)
  const instrument = rig.instrument(rig.case.symbols[0])
  const [list] = provider.instruments.requests(rig.case.credentials ?? undefined)
  const range = { fromAt: null, toAt: null, limit: 10 }
  const calls: RestCall[] = [
    {
      what: 'candles',
      request: provider.history.request(instrument, '1m', range, null, at),
      parse: (body) => provider.history.parse(body, instrument, '1m'),
    },
    {
      what: 'ticker',
      request: provider.ticker.request([instrument]),
      parse: (body) => provider.ticker.parse(body, [instrument]),
    },
    {
      what: 'last trade',
      request: provider.lastTrade.request(instrument),
      parse: (body) => provider.lastTrade.parse(body, instrument),
    },
  ]
  if (list !== undefined)
    calls.push({
      what: 'instruments',
      request: list,
      parse: (body) => provider.instruments.parse(othersEmpty(provider, body), at),
    })
  return calls
}

/** Only the first list must be there. */
const othersEmpty = ({ instruments }: Provider, body: string): string[] =>
  instruments.requests().map((_, index) => (index === 0 ? body : ''))

const page = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>cloud</body></html>'
const html = { 'Content-Type': 'text/html' }

/** Failures that say so by their status: `retry` is what the error should advise. */
export const failures: readonly (OrderedAnswer & { readonly retry: unknown })[] = [
  { status: 500, body: '', retry: 'later' },
  { status: 502, headers: html, body: page, retry: 'later' },
  { status: 503, body: 'Service Unavailable', retry: 'later' },
  { status: 503, headers: { 'Retry-After': '7' }, body: '', retry: { afterMs: 7_000 } },
  { status: 504, body: '{"half":', retry: 'later' },
]

/** Bodies that come with 200 and are no answer. `good`: a body that would be one. */
export function brokenBodies(good: string): string[] {
  const cut = (share: number): string => good.slice(0, Math.floor(good.length * share))
  return [
    '',
    ' ',
    'null',
    'true',
    '0',
    '"ok"',
    'OK',
    page,
    '{',
    cut(0.3),
    cut(0.7),
    good.slice(0, -1),
    `${good}}`,
    `\u0000${good}`,
  ]
}
