/** The provider and the exchange that it speaks to: all that the one says, the other understands. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../electron/lib/log.ts'
import type { RestRequest } from '../../electron/providers/provider.ts'
import { simulated } from '../../electron/providers/simulated/index.ts'
import { startExchange, type Exchange } from '../../electron/simulator/exchange.ts'
import { decimalsOf, roundToTick } from '../../shared/model/numbers.ts'
import { connectExchange } from '../support/exchange-client.ts'
import { createManualClock, type ManualClock } from '../support/manual-clock.ts'
import { waitFor } from '../support/wait-for.ts'

const startAt = Date.UTC(2026, 10, 17, 15, 2, 40)
let clock: ManualClock
let exchange: Exchange

beforeEach(async () => {
  clock = createManualClock(startAt)
  exchange = await startExchange({ clock, log: silentLog })
  const csv = 'time,open,high,low,close\n2026-01-05,1,1.5,1,1.25\n2026-01-06,1,2,1,1\n2026-01-07,1,2,1,1\n'
  exchange.replay.start({ name: 'days.csv', csv, speed: 1000 })
})
afterEach(() => exchange.close())

async function ask({ path, query }: RestRequest): Promise<{ status: number; body: string }> {
  const response = await fetch(`${exchange.restUrl}${path}?${new URLSearchParams(query).toString()}`)
  return { status: response.status, body: await response.text() }
}
async function instruments() {
  const bodies: string[] = []
  for (const request of simulated.instruments.requests()) bodies.push((await ask(request)).body)
  return simulated.instruments.parse(bodies, clock.now())
}

describe('over REST', () => {
  it('every instrument has history on its tick grid in every interval, and a ticker', async () => {
    const listed = await instruments()
    expect(listed.length).toBeGreaterThan(30)
    for (const instrument of listed) {
      expect(instrument.simulated).toBe(true)
      for (const interval of instrument.intervals) {
        const range = { fromAt: null, toAt: null, limit: 3 }
        const { body } = await ask(simulated.history.request(instrument, interval, range, null))
        const candles = simulated.history.parse(body, instrument, interval)
        expect(candles.length, `${instrument.id} ${interval}`).toBeGreaterThan(0)
        for (const { high, low } of candles) {
          expect([high, low]).toEqual([
            roundToTick(high, instrument.tickSize),
            roundToTick(low, instrument.tickSize),
          ])
        }
      }
    }
    const quotes = simulated.ticker.parse((await ask(simulated.ticker.request(listed))).body, listed)
    expect(quotes.map(({ instrument }) => instrument)).toEqual(listed.map(({ id }) => id))
    const shib = listed.find(({ symbol }) => symbol === 'SHIBUSDT')
    expect(decimalsOf(shib?.tickSize ?? 1)).toBe(8)
  })

  it('pages join without a seam, from the present back', async () => {
    const btc = (await instruments()).find(({ symbol }) => symbol === 'BTCUSDT')
    if (btc === undefined) throw new Error('BTCUSDT is not listed')
    let toAt: number | null = null
    const opens: number[] = []
    for (let page = 0; page < 4; page += 1) {
      const { body } = await ask(
        simulated.history.request(btc, '1h', { fromAt: null, toAt, limit: 250 }, null),
      )
      const candles = simulated.history.parse(body, btc, '1h')
      opens.unshift(...candles.map(({ openAt }) => openAt))
      toAt = candles[0]?.openAt ?? null
    }
    expect(opens.length).toBe(1000)
    expect(opens).toEqual(opens.map((_, index) => (opens[0] ?? 0) + index * 3_600_000))
  })

  it('errors are put into our words', async () => {
    const { status, body } = await ask({
      path: '/api/v1/candles',
      query: { symbol: 'NOPE', interval: '1m' },
      weight: 1,
    })
    expect(simulated.error(status, body)).toMatchObject({
      code: 'not-found',
      message: 'simulated exchange: unknown symbol NOPE',
    })
  })
})

describe('over the stream', () => {
  it('every frame of every instrument is understood', async () => {
    const listed = await instruments()
    const { stream } = simulated
    const topics = listed.flatMap((instrument) => [
      ...stream.topics(instrument, 'quotes'),
      ...stream.topics(instrument, `candles:${instrument.intervals[0] ?? '1m'}`),
    ])
    const client = await connectExchange(exchange.wsUrl)
    const texts: string[] = []
    client.socket.on('message', (data: Buffer) => texts.push(data.toString('utf8')))
    for (let from = 0; from < topics.length; from += stream.topicsPerMessage) {
      const some = topics.slice(from, from + stream.topicsPerMessage)
      for (const { text } of stream.messages(some, [], from + 1)) client.send(text)
    }
    await waitFor(() => client.ofType('ack').length === topics.length, 'the acks')
    for (let second = 0; second < 15; second += 1) {
      const before = client.ofType('heartbeat').length
      clock.advance(1000)
      await waitFor(() => client.ofType('heartbeat').length > before, 'a heartbeat')
    }
    for (const { text } of stream.messages([], topics.slice(0, 5), 999)) client.send(text)
    await waitFor(() => client.ofType('unsubscribed').length === 5, 'the answers')
    client.socket.terminate()

    const frames = texts.map((text) => stream.parse(text))
    expect(frames.map(({ unknown }) => unknown).every((unknown) => unknown === 0)).toBe(true)
    expect(frames.flatMap(({ acks }) => acks)).toEqual(topics)
    // The market is open everywhere: whatever is silent for as long as this would be called stale.
    const heard = new Set(
      frames.flatMap(({ trades }) =>
        trades.filter((trade) => !trade.snapshot).map(({ instrument }) => instrument),
      ),
    )
    expect(listed.filter(({ id }) => !heard.has(id) && !id.includes('REPLAY'))).toEqual([])
    expect(frames.filter(({ heartbeat }) => heartbeat).length).toBe(15)
  })
})
