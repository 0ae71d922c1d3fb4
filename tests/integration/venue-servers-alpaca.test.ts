/** The loopback server that speaks Alpaca: a client that keeps the rules gets data, one that breaks a rule is told so. */
import { afterEach, describe, expect, it } from 'vitest'
import { startAlpaca } from '../support/venues/alpaca.ts'
import { connectRaw, type RawClient } from '../support/venues/venue-raw-client.ts'
import type { VenueServer } from '../support/venues/venue-types.ts'

/** Monday, 10:00:30 in New York, in the week of Thanksgiving. */
const openAt = Date.UTC(2026, 10, 23, 15, 0, 30)

const apca = { 'APCA-API-KEY-ID': 'KEYID', 'APCA-API-SECRET-KEY': 'SECRET' }

const ends: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
const opened = async (starting: Promise<VenueServer>): Promise<VenueServer> => {
  const venue = await starting
  ends.push(venue.close)
  return venue
}
const connect = async (url: string, headers?: Record<string, string>): Promise<RawClient> => {
  // What the client does not know of is handed on to its socket.
  const options = { autoPong: true, ...(headers === undefined ? {} : { headers }) }
  const client = await connectRaw(url, options)
  ends.push(client.end)
  return client
}
const rules = (venue: VenueServer): string[] => venue.faults().map(({ rule }) => rule)

async function getJson(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as unknown }
}

describe('Alpaca', () => {
  const auth = { action: 'auth', key: 'KEYID', secret: 'SECRET' }
  const session = async (venue: VenueServer) => {
    const client = await connect(`${venue.wsUrl}/v2/iex`)
    await client.frame(['connected'])
    client.send(auth)
    await client.frame(['authenticated'])
    return client
  }

  it('streams trades, quotes and ended bars to a session, and blames nobody', async () => {
    let now = openAt
    const venue = await opened(startAlpaca({ now: () => now, lookEveryMs: 10 }))
    const client = await session(venue)
    client.send({ action: 'subscribe', trades: ['AAPL'], quotes: ['AMD'], bars: ['*'] })
    expect(await client.frame(['subscription'])).toBe(
      '[{"T":"subscription","trades":["AAPL"],"quotes":["AMD"],"bars":["*"],"updatedBars":[],"dailyBars":[],"statuses":[],"lulds":[],"corrections":["AAPL"],"cancelErrors":["AAPL"]}]',
    )
    expect(venue.subscriptions()).toContain('trades:AAPL')
    venue.market.trade('AAPL', 230.25, 40)
    venue.market.trade('AMD', 141.5, 300)
    const trade = await client.frame(['"T":"t"'])
    expect(trade).toMatch(
      /^\[\{"T":"t","S":"AAPL","t":"2026-11-23T15:00:30\.\d{1,9}Z","x":"V","p":230\.25,"s":40,/,
    )
    // Written as a number, above what a double can tell apart.
    const id = BigInt(/"i":(\d+)/.exec(trade)?.[1] ?? '0')
    expect(id).toBeGreaterThan(2n ** 53n)
    expect(JSON.parse(await client.frame(['"T":"q"']))).toMatchObject([{ S: 'AMD', bx: 'V', c: ['R'] }])
    now += 30_000
    const [bar] = JSON.parse(await client.frame(['"S":"AAPL","t":"2026-11-23T15:00:00Z"'])) as {
      T: string
      c: number
    }[]
    expect(bar).toMatchObject({ T: 'b', c: 230.25 })
    client.send({ action: 'unsubscribe', trades: ['AAPL'] })
    await client.frame(['"trades":[],"quotes":["AMD"]'])
    expect(venue.faults()).toEqual([])
  })

  it('refuses what breaks its rules, with the documented codes', async () => {
    const venue = await opened(startAlpaca())
    const url = `${venue.wsUrl}/v2/iex`
    const early = await connect(url)
    early.send({ action: 'subscribe', trades: ['AAPL'] })
    await early.frame(['"code":401'])
    early.send('{"action":')
    await early.frame(['"code":400'])
    const wrong = await connect(url)
    wrong.send({ ...auth, secret: 'NO' })
    await wrong.frame(['"code":402'])
    const paid = await connect(`${venue.wsUrl}/v2/sip`)
    paid.send(auth)
    await paid.frame(['"code":409,"msg":"insufficient subscription"'])
    const first = await session(venue)
    first.send(auth)
    await first.frame(['"code":403'])
    const second = await connect(url, apca)
    await second.frame(['"code":406'])
    await second.closed()
    first.send({ action: 'subscribe', trades: ['MSFT'] })
    const many = Array.from(
      { length: 30 },
      (_, index) => `A${String.fromCodePoint(65 + (index % 26))}${index < 26 ? '' : 'X'}`,
    )
    first.send({ action: 'subscribe', quotes: many })
    await first.frame(['"code":405'])
    expect(venue.subscriptions()).toEqual(['cancelErrors:MSFT', 'corrections:MSFT', 'trades:MSFT'])
    first.send({ action: 'subscribe', news: ['MSFT'] })
    await first.frame(['"code":410'])
    expect(rules(venue)).toEqual([
      'not authenticated',
      'invalid syntax',
      'auth failed',
      'insufficient subscription',
      'already authenticated',
      'connection limit exceeded',
      'symbol limit exceeded',
      'invalid subscribe action for this feed',
    ])
    expect((await connect(`${venue.wsUrl}/v1/iex`)).refusedWith()).toBe(404)
  })

  it('ends a client that does not authenticate in time', async () => {
    const venue = await opened(startAlpaca({ authWithinMs: 30 }))
    const client = await connect(`${venue.wsUrl}/v2/iex`)
    await client.frame(['"code":404,"msg":"auth timeout"'])
    await client.closed()
    expect(rules(venue)).toEqual(['auth timeout'])
  })

  it('pages bars over all symbols, and names days by midnight in New York', async () => {
    const venue = await opened(startAlpaca({ now: () => openAt }))
    const path =
      '/v2/stocks/bars?symbols=MSFT,AAPL&timeframe=1Day&start=2026-11-17&end=2026-11-20&limit=5&feed=iex'
    type Page = { bars: { AAPL?: { t: string }[]; MSFT?: { t: string }[] }; next_page_token: string | null }
    const first = (await getJson(venue.restUrl + path, apca)).body as Page
    expect(first.bars.AAPL?.map(({ t }) => t)).toEqual(
      ['17', '18', '19', '20'].map((day) => `2026-11-${day}T05:00:00Z`),
    )
    expect(first.bars.MSFT).toHaveLength(1)
    expect(atob(first.next_page_token ?? '')).toBe('MSFT|D|2026-11-17T05:00:00.000000000Z')
    const token = encodeURIComponent(first.next_page_token ?? '')
    const second = (await getJson(`${venue.restUrl}${path}&page_token=${token}`, apca)).body as Page
    expect(second.bars.MSFT?.map(({ t }) => t.slice(8, 10))).toEqual(['18', '19', '20'])
    expect(second.next_page_token).toBe(null)
    const hours = `${venue.restUrl}/v2/stocks/bars?symbols=AAPL&timeframe=1Hour&start=2026-11-20T15:00:00Z&end=2026-11-20T17:00:00Z&sort=desc`
    const third = (await getJson(hours, apca)).body as Page
    expect(third.bars.AAPL?.map(({ t }) => t.slice(11, 16))).toEqual(['17:00', '16:00', '15:00'])
    expect(venue.faults()).toEqual([])
  })

  it('tells of assets, days, hours and the newest prices', async () => {
    const venue = await opened(startAlpaca({ now: () => openAt }))
    const read = async (path: string) => (await getJson(venue.restUrl + path, apca)).body
    venue.market.trade('AAPL', 230.25, 40)
    expect(await read('/v2/stocks/snapshots?symbols=AAPL')).toMatchObject({
      AAPL: {
        latestTrade: { p: 230.25 },
        dailyBar: { t: '2026-11-23T05:00:00Z', c: 230.25 },
        prevDailyBar: { t: '2026-11-20T05:00:00Z' },
      },
    })
    expect(await read('/v2/stocks/trades/latest?symbols=AAPL,NONE')).toMatchObject({
      trades: { AAPL: { p: 230.25 } },
    })
    expect(await read('/v2/stocks/quotes/latest?symbols=AAPL')).toMatchObject({
      quotes: { AAPL: { ax: 'V' } },
    })
    expect(await read('/v2/assets/AAPL')).toMatchObject({
      symbol: 'AAPL',
      status: 'active',
      class: 'us_equity',
    })
    expect(await read('/v2/assets?status=active')).toHaveLength(4)
    const days = (await read('/v2/calendar?start=2026-11-25&end=2026-11-30')) as Record<string, string>[]
    expect(days.map(({ date, open, close }) => `${date} ${open} ${close}`)).toEqual([
      '2026-11-25 09:30 16:00',
      '2026-11-27 09:30 13:00',
      '2026-11-30 09:30 16:00',
    ])
    expect(await read('/v2/clock')).toEqual({
      timestamp: '2026-11-23T10:00:30.000482913-05:00',
      is_open: true,
      next_open: '2026-11-24T09:30:00-05:00',
      next_close: '2026-11-23T16:00:00-05:00',
    })
    expect(venue.faults()).toEqual([])
    venue.script.refuse('AAPL', true)
    expect(await read('/v2/assets/AAPL')).toEqual({ code: 40_410_000, message: 'asset not found for AAPL' })
  })

  it('refuses wrong keys, wrong parameters and the request after the last', async () => {
    const venue = await opened(startAlpaca({ now: () => openAt, requestsPerMinute: 5 }))
    const bars = `${venue.restUrl}/v2/stocks/bars?symbols=AAPL&`
    expect((await getJson(`${bars}timeframe=1Day`)).status).toBe(401)
    expect((await getJson(`${bars}timeframe=1Day`, { ...apca, 'APCA-API-KEY-ID': 'NO' })).status).toBe(403)
    expect(await getJson(`${bars}timeframe=7Day`, apca)).toMatchObject({
      status: 400,
      body: { message: 'invalid timeframe: 7Day' },
    })
    expect((await getJson(`${bars}timeframe=1Day&limit=10001`, apca)).status).toBe(400)
    expect((await getJson(`${bars}timeframe=1Day&interval=1`, apca)).text).toContain(
      'unexpected parameter(s): interval',
    )
    expect(await getJson(`${bars}timeframe=1Min&feed=sip`, apca)).toMatchObject({ status: 403 })
    const last = await getJson(`${bars}timeframe=1Day`, apca)
    expect([
      last.status,
      last.headers.get('x-ratelimit-limit'),
      last.headers.get('x-ratelimit-remaining'),
    ]).toEqual([200, '5', '0'])
    expect(last.headers.get('x-ratelimit-reset')).toBe(String(Math.ceil(openAt / 60_000) * 60))
    expect((await getJson(`${bars}timeframe=1Day`, apca)).status).toBe(429)
    expect(rules(venue)).toEqual([
      'key',
      'key',
      'parameters',
      'parameters',
      'parameters',
      'parameters',
      'rate limit',
    ])
  })

  it('lets a revoked key in nowhere, and blames nobody for it', async () => {
    const venue = await opened(startAlpaca())
    const client = await session(venue)
    venue.script.revokeKey()
    await client.frame(['"code":402'])
    await client.closed()
    expect((await getJson(`${venue.restUrl}/v2/clock`, apca)).status).toBe(403)
    expect(venue.faults()).toEqual([])
  })
})
