/** A strict server that speaks Alpaca's stock data, trading calendar and stream, as a free account meets them. */
import { alpacaData } from './alpaca-data.ts'
import { openAlpacaStream, sendAlpacaError } from './alpaca-stream.ts'
import { alpacaTrading } from './alpaca-trading.ts'
import { answering, resettingQuota, type Quota } from './keyed-rest.ts'
import { startVenueServer } from './venue-server.ts'
import type { RestAnswer, RestRequest, VenueOptions, VenueServer, VenueSocket } from './venue-types.ts'

/** What is right until it is revoked. */
export const alpacaCredentials = { keyId: 'KEYID', secretKey: 'SECRET' }

export type AlpacaOptions = VenueOptions & {
  /** Requests a minute, of each of the two APIs. */
  readonly requestsPerMinute?: number
  /** Symbols in trades and quotes together. */
  readonly symbolLimit?: number
  /** Time to authenticate in; documented are 10 s. */
  readonly authWithinMs?: number
  /** How often is looked whether a minute has ended. */
  readonly lookEveryMs?: number
}

const paths = new Set(['/v2/iex', '/v2/sip', '/v2/delayed_sip'])

/** docs.alpaca.markets: historical-api, streaming-market-data, real-time-stock-pricing-data; the three origins are one here. */
export function startAlpaca(options: AlpacaOptions = {}): Promise<VenueServer> {
  const { requestsPerMinute = 200, symbolLimit = 30, authWithinMs = 10_000, lookEveryMs = 200 } = options
  return startVenueServer(options, (core) => {
    const sessions = new Set<VenueSocket>()
    const dataQuota = resettingQuota(requestsPerMinute, 60_000, core.limitNow)
    const tradingQuota = resettingQuota(requestsPerMinute, 60_000, core.limitNow)
    const isRight = (key: unknown, secret: unknown): boolean =>
      !core.isKeyRevoked() &&
      key === core.keyNow(alpacaCredentials.keyId) &&
      secret === core.keyNow(alpacaCredentials.secretKey)

    const limited = (quota: Quota, run: () => RestAnswer): RestAnswer => {
      const isTaken = quota.take()
      const headers = {
        'X-RateLimit-Limit': String(quota.most),
        'X-RateLimit-Remaining': String(quota.left()),
        'X-RateLimit-Reset': String(Math.ceil((core.now() + quota.resetInMs()) / 1000)),
      }
      if (!isTaken) {
        core.fault('rate limit', `more than ${quota.most} requests a minute`)
        return { status: 429, headers, body: { message: 'too many requests.' } }
      }
      const answer = run()
      return { ...answer, headers: { ...headers, ...answer.headers } }
    }

    const answer = (request: RestRequest): RestAnswer => {
      const { 'apca-api-key-id': key, 'apca-api-secret-key': secret } = request.headers
      if (!isRight(key, secret)) {
        if (!core.isKeyRevoked()) core.fault('key', `wrong or missing key for ${request.path}`)
        const status = key === undefined || secret === undefined ? 401 : 403
        return { status, body: { message: 'forbidden.' } }
      }
      const isData = request.path.startsWith('/v2/stocks/')
      const read = isData ? alpacaData : alpacaTrading
      const unknown = { status: 404, body: { message: 'endpoint not found.' } }
      return limited(isData ? dataQuota : tradingQuota, () => answering(() => read(core, request) ?? unknown))
    }

    return {
      spell: ({ kind, symbol }) => (kind === 'stock' ? symbol : null),
      rest: answer,
      tooSoon: () => ({ status: 429, body: { message: 'too many requests.' } }),
      refuseUpgrade(url) {
        if (paths.has(url.pathname)) return null
        core.fault('path', url.pathname)
        return { status: 404, body: 'not found' }
      },
      open: (socket) =>
        openAlpacaStream(core, socket, { authWithinMs, symbolLimit, lookEveryMs, isRight, sessions }),
      // No word of goodbye is documented.
      shutdown: (socket) => socket.close(1012, 'service restart'),
      revoked(socket) {
        sendAlpacaError(socket, 402)
        socket.close(1000)
      },
    }
  })
}
