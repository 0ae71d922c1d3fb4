/** What can be ordered of the venue servers that want a key, the same for each of them. */
import { afterEach, describe, expect, it } from 'vitest'
import { venueServers } from '../support/venues/index.ts'
import { connectRaw, type RawClient } from '../support/venues/venue-raw-client.ts'
import type { VenueServer } from '../support/venues/venue-types.ts'
import { waitFor } from '../support/wait-for.ts'

type KeyedVenue = {
  readonly id: string
  readonly stream: string
  readonly rest: string
  readonly headers?: Record<string, string>
  /** Sent one after the other; each waits for its answer, where there is one. */
  readonly login: readonly (readonly [message: unknown, answer: string | null])[]
  /** A price as it stands in a frame. */
  price(price: number): string
}

const keyed: readonly KeyedVenue[] = [
  {
    id: 'alpaca',
    stream: '/v2/iex',
    rest: '/v2/clock',
    headers: { 'APCA-API-KEY-ID': 'KEYID', 'APCA-API-SECRET-KEY': 'SECRET' },
    login: [
      [{ action: 'auth', key: 'KEYID', secret: 'SECRET' }, 'authenticated'],
      [{ action: 'subscribe', trades: ['AAPL', 'MSFT'] }, 'subscription'],
    ],
    price: (price) => `"p":${price},`,
  },
  {
    id: 'finnhub',
    stream: '/?token=KEY',
    rest: '/api/v1/quote?symbol=AAPL&token=KEY',
    login: [
      [{ type: 'subscribe', symbol: 'AAPL' }, null],
      [{ type: 'subscribe', symbol: 'MSFT' }, null],
    ],
    price: (price) => `"p":${price},`,
  },
  {
    id: 'twelvedata',
    stream: '/v1/quotes/price?apikey=KEY',
    rest: '/price?symbol=AAPL&apikey=KEY',
    login: [[{ action: 'subscribe', params: { symbols: 'AAPL,MSFT' } }, 'subscribe-status']],
    price: (price) => `"price":${price},`,
  },
]

const ends: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

describe.each(keyed)('the server of $id', ({ id, stream, rest, headers = {}, login, price }) => {
  const start = async (): Promise<VenueServer> => {
    const venue = await venueServers[id]?.()
    if (venue === undefined) throw new Error(`no server of ${id}`)
    ends.push(venue.close)
    return venue
  }
  const connect = async (venue: VenueServer): Promise<RawClient> => {
    const client = await connectRaw(`${venue.wsUrl}${stream}`)
    ends.push(client.end)
    for (const [message, answer] of login) {
      client.send(message)
      if (answer !== null) await client.frame([answer])
    }
    await waitFor(
      () => ['AAPL', 'MSFT'].every((symbol) => venue.subscriptions().some((topic) => topic.endsWith(symbol))),
      'both subscriptions',
    )
    return client
  }
  const ask = async (venue: VenueServer) => {
    const response = await fetch(`${venue.restUrl}${rest}`, { headers })
    return { status: response.status, date: response.headers.get('date'), text: await response.text() }
  }

  it('tells of one symbol while another is silent', async () => {
    const venue = await start()
    const client = await connect(venue)
    venue.script.mute('AAPL', true)
    venue.market.trade('AAPL', 201.25)
    venue.market.trade('MSFT', 402.25)
    await client.frame([price(402.25)])
    expect(client.frames.filter((frame) => frame.includes(price(201.25)))).toEqual([])
    venue.script.mute('AAPL', false)
    venue.market.trade('AAPL', 203.25)
    await client.frame([price(203.25)])
    expect(venue.faults()).toEqual([])
  })

  it('repeats a trade, and tells of an older one last', async () => {
    const venue = await start()
    const client = await connect(venue)
    venue.market.trade('AAPL', 201.25)
    const told = await client.frame([price(201.25)])
    venue.script.repeatLast()
    await waitFor(() => client.frames.filter((frame) => frame === told).length === 2, 'the same frame again')
    const before = client.frames.length
    venue.script.sendOld('AAPL')
    const [older, newer] = venue.market.trades('AAPL').slice(-2)
    // The draws of the market are the same every time, and these two prices differ.
    const [olderText, newerText] = [price(older?.price ?? 0), price(newer?.price ?? 0)]
    const after = (): string => client.frames.slice(before).join('\n')
    await waitFor(() => after().includes(olderText) && after().includes(newerText), 'both trades')
    expect(after().indexOf(olderText)).toBeGreaterThan(after().indexOf(newerText))
  })

  it('answers as ordered, breaks down, and keeps a wrong clock', async () => {
    const venue = await start()
    venue.script.answerNext(1, { status: 502, body: '<html>Bad Gateway</html>' })
    expect(await ask(venue)).toMatchObject({ status: 502, text: '<html>Bad Gateway</html>' })
    venue.script.restDown(true)
    expect((await ask(venue)).status).toBe(503)
    venue.script.restDown(false)
    venue.script.clockOffset(3_600_000)
    const { status, date } = await ask(venue)
    expect(status).toBe(200)
    expect(Date.parse(date ?? '') - Date.now()).toBeGreaterThan(3_000_000)
  })

  it('does not blame a client that gave up a half-open link and came back', async () => {
    const venue = await start()
    const stuck = await connect(venue)
    venue.script.halfOpen(true)
    venue.market.trade('AAPL', 201.25)
    stuck.end()
    venue.script.halfOpen(false)
    const back = await connect(venue)
    venue.market.trade('AAPL', 203.25)
    await back.frame([price(203.25)])
    await waitFor(() => venue.connections() === 1, 'one link')
    expect(stuck.frames.filter((frame) => frame.includes(price(201.25)))).toEqual([])
    expect(venue.faults()).toEqual([])
  })

  it('drops, says goodbye, and lets a revoked key in no more, without blaming anybody', async () => {
    const venue = await start()
    const dropped = await connect(venue)
    venue.script.dropAll()
    expect(await dropped.closed()).toBe(1006)
    const leaving = await connect(venue)
    venue.script.shutdown()
    expect(await leaving.closed()).toBe(1012)
    const revoked = await connect(venue)
    venue.script.revokeKey()
    expect(await revoked.closed()).not.toBe(1006)
    const { status, text } = await ask(venue)
    expect(status === 401 || status === 403 || text.includes('"code":401')).toBe(true)
    expect(venue.faults()).toEqual([])
  })
})
