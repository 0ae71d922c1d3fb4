/** The HTTP half of a venue server: ordered answers first, then the venue's own. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { OrderedAnswer, RestAnswer, SeenRequest, VenueCore, VenueProtocol } from './venue-types.ts'

type RestParts = {
  readonly core: VenueCore
  readonly protocol: VenueProtocol
  readonly state: { readonly restDown: boolean }
  readonly ordered: OrderedAnswer[]
  /** Until when a client was told to wait, and when it was told. */
  readonly askAgain: { afterAt: number; saidAt: number }
  readonly requests: SeenRequest[]
}

/** Requests that were on their way when the client was told to wait are no fault of it. */
const underWayMs = 500

function decide(
  { core, protocol, state, ordered, askAgain }: RestParts,
  request: IncomingMessage,
  url: URL,
): RestAnswer {
  if (state.restDown)
    return { status: 503, headers: { 'Content-Type': 'text/plain' }, body: 'Service Unavailable' }
  const at = core.limitNow()
  if (at < askAgain.afterAt && at > askAgain.saidAt + underWayMs) {
    const leftMs = askAgain.afterAt - at
    core.fault('Retry-After', `asked ${url.pathname} ${leftMs} ms too early`)
    const retryAfter = { 'Retry-After': String(Math.ceil(leftMs / 1000)) }
    return protocol.tooSoon?.(leftMs) ?? { status: 429, headers: retryAfter, body: 'Too Many Requests' }
  }
  const next = ordered.shift()
  if (next !== undefined) return next
  if (request.method !== 'GET') return { status: 405, body: 'Method Not Allowed' }
  return protocol.rest({
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
  })
}

/** Only whole seconds are counted; the other form of Retry-After, a date, is for the client to read. */
function rememberWait({ core, askAgain }: RestParts, headers: Record<string, string>): void {
  const wait = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after')
  if (wait === undefined || !/^\d+$/.test(wait[1])) return
  const at = core.limitNow()
  if (at >= askAgain.afterAt) askAgain.saidAt = at
  askAgain.afterAt = Math.max(askAgain.afterAt, at + Number(wait[1]) * 1000)
}

/** Answers one request and remembers that it was made. */
export function answerRest(parts: RestParts, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://venue')
  const { core, requests } = parts
  requests.push({ at: core.limitNow(), path: url.pathname, query: Object.fromEntries(url.searchParams) })
  request.resume()
  response.sendDate = false
  try {
    const { status = 200, headers = {}, body } = decide(parts, request, url)
    rememberWait(parts, headers)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const type = typeof body === 'string' && !/^\s*[[{]/.test(body) ? 'text/plain' : 'application/json'
    response.writeHead(status, {
      'Content-Type': type,
      Date: new Date(core.now()).toUTCString(),
      ...headers,
    })
    response.end(text)
  } catch (error) {
    // A bug of the server itself: loud, so that no test takes it for the venue's word.
    response.writeHead(500, { 'Content-Type': 'text/plain' })
    response.end(`venue server broke: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}`)
  }
}
