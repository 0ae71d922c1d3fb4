/** A strict server that speaks Twelve Data, as a free account meets it: credits, errors inside success, eight streamed symbols. */
import { answering, resettingQuota } from './keyed-rest.ts'
import type { MarketSymbol } from './market.ts'
import { keepNewest } from './newest-connection.ts'
import {
  cryptocurrencies,
  etfs,
  forexPairs,
  marketState,
  stocks,
  symbolSearch,
} from './twelvedata-reference.ts'
import { latestPrice, quote, timeSeries } from './twelvedata-series.ts'
import { openTwelveDataStream } from './twelvedata-stream.ts'
import {
  creditsMessage,
  errorBody,
  isTimeZone,
  keyMessage,
  localText,
  symbolMessage,
  twelveDataError,
  type TwelveDataError,
} from './twelvedata-words.ts'
import { startVenueServer } from './venue-server.ts'
import type { RestAnswer, RestRequest, VenueCore, VenueOptions, VenueServer } from './venue-types.ts'

/** What is right until it is revoked. */
export const twelveDataCredentials = { apiKey: 'KEY' }

export type TwelveDataOptions = VenueOptions & {
  readonly creditsPerMinute?: number
  readonly creditsPerDay?: number
  readonly symbolLimit?: number
  readonly eventsPerMinute?: number
  /** Errors come inside HTTP 200 unless this is set: then their code is that of HTTP too. Both are met in practice. */
  readonly errorsAsHttp?: boolean
}

type Priced = (core: VenueCore, request: RestRequest, symbol: MarketSymbol) => unknown

const perSymbol: Readonly<Record<string, Priced>> = {
  '/time_series': timeSeries,
  '/quote': quote,
  '/price': latestPrice,
}
const perRequest: Readonly<Record<string, (core: VenueCore, request: RestRequest) => unknown>> = {
  '/stocks': stocks,
  '/etfs': etfs,
  '/forex_pairs': forexPairs,
  '/cryptocurrencies': cryptocurrencies,
  '/symbol_search': symbolSearch,
  '/market_state': marketState,
}

const isError = (body: unknown): body is TwelveDataError =>
  typeof body === 'object' && body !== null && 'status' in body && body.status === 'error'

/** Names of parameters are the same in any case. */
function lowered(request: RestRequest): RestRequest {
  const query = new URLSearchParams()
  for (const [name, value] of request.query) query.append(name.toLowerCase(), value)
  return { ...request, query }
}

export function startTwelveData(options: TwelveDataOptions = {}): Promise<VenueServer> {
  const { creditsPerMinute = 8, creditsPerDay = 800, symbolLimit = 8 } = options
  const { eventsPerMinute = 100, errorsAsHttp = false } = options
  return startVenueServer(options, (core) => {
    const minute = resettingQuota(creditsPerMinute, 60_000, core.limitNow)
    const day = resettingQuota(creditsPerDay, 86_400_000, core.limitNow)
    const isRight = (key: unknown): boolean =>
      !core.isKeyRevoked() && key === core.keyNow(twelveDataCredentials.apiKey)
    const blameForKey = (where: string): void => {
      if (!core.isKeyRevoked()) core.fault('key', `wrong or missing key for ${where}`)
    }

    const usage = ({ query }: RestRequest): unknown => {
      const zone = query.get('timezone') ?? 'UTC'
      if (!isTimeZone(zone)) throw twelveDataError(400, `Invalid **timezone** provided: ${zone}`)
      return {
        timestamp: localText(core.now(), zone),
        current_usage: minute.used(),
        plan_limit: minute.most,
        daily_usage: day.used(),
        plan_daily_limit: day.most,
        plan_category: 'basic',
      }
    }

    /** One symbol is answered as it is, several under their names, with errors among them. */
    const priced = (read: Priced, request: RestRequest, symbols: readonly string[]): RestAnswer => {
      const answers = symbols.map((spelled) => {
        const known = core.find(spelled)
        return answering(() => {
          if (known === null) throw twelveDataError(404, symbolMessage)
          return { body: read(core, request, core.market.symbol(known)) }
        }).body
      })
      if (answers.length < 2) return { body: answers[0] ?? errorBody(404, symbolMessage) }
      return { body: Object.fromEntries(symbols.map((spelled, index) => [spelled, answers[index]])) }
    }

    const read = (request: RestRequest, symbols: readonly string[]): RestAnswer => {
      const ofSymbol = perSymbol[request.path]
      if (ofSymbol !== undefined) return priced(ofSymbol, request, symbols)
      const ofRequest = perRequest[request.path]
      if (ofRequest !== undefined) return answering(() => ({ body: ofRequest(core, request) }))
      if (request.path === '/api_usage') return answering(() => ({ body: usage(request) }))
      return { status: 404, body: errorBody(404, `Not found: ${request.path}`) }
    }

    const answer = (asked: RestRequest): RestAnswer => {
      const request = lowered(asked)
      const ofHeader = /^apikey (.+)$/.exec(request.headers.authorization ?? '')?.[1]
      if (!isRight(request.query.get('apikey') ?? ofHeader)) {
        blameForKey(request.path)
        return { body: errorBody(401, keyMessage) }
      }
      const symbols = (request.query.get('symbol') ?? '').split(',').filter((one) => one !== '')
      const cost = request.path in perSymbol ? Math.max(1, symbols.length) : 1
      const isInDay = day.used() + cost <= day.most
      const isTaken = isInDay && minute.take(cost) && day.take(cost)
      const headers = { 'api-credits-used': String(minute.used()), 'api-credits-left': String(minute.left()) }
      if (isTaken) return { ...read(request, symbols), headers }
      const [quota, period] = isInDay ? ([minute, 'minute'] as const) : ([day, 'day'] as const)
      core.fault('credits', `${quota.used() + cost} credits this ${period}`)
      return { headers, body: errorBody(429, creditsMessage(quota.used() + cost, quota.most, period)) }
    }

    return {
      spell: ({ symbol }) => symbol,
      rest(request) {
        const answered = answer(request)
        return errorsAsHttp && isError(answered.body) ? { ...answered, status: answered.body.code } : answered
      },
      tooSoon: () => ({
        status: 429,
        body: errorBody(429, creditsMessage(minute.most + 1, minute.most, 'minute')),
      }),
      refuseUpgrade(url, headers) {
        if (url.pathname !== '/v1/quotes/price') {
          core.fault('path', url.pathname)
          return { status: 404, body: 'Not found' }
        }
        if (isRight(url.searchParams.get('apikey') ?? headers['x-td-apikey'])) return null
        blameForKey('the stream')
        return { status: 401, body: JSON.stringify(errorBody(401, keyMessage)) }
      },
      open(socket) {
        keepNewest(core, socket)
        return openTwelveDataStream(core, socket, { symbolLimit, eventsPerMinute })
      },
      // No word of goodbye is documented.
      shutdown: (socket) => socket.close(1012, 'service restart'),
      revoked(socket) {
        socket.send(errorBody(401, keyMessage))
        socket.close(1008, 'Invalid API key')
      },
    }
  })
}
