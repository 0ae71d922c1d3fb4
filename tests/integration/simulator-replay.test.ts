/** Recorded candles through the exchange's real sockets: history to the replay's clock, then ticks, then the end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { silentLog } from '../../electron/lib/log.ts'
import { startExchange, type Exchange } from '../../electron/simulator/exchange.ts'
import { connectExchange, type ExchangeClient } from '../support/exchange-client.ts'
import { createManualClock, type ManualClock } from '../support/manual-clock.ts'
import { recordedFolder } from '../support/recorded.ts'
import { waitFor } from '../support/wait-for.ts'

type Row = [
  openAt: number,
  open: string,
  high: string,
  low: string,
  close: string,
  volume: string,
  closed: boolean,
]

const minuteMs = 60_000
const recordedAt = Date.UTC(2020, 11, 15, 14, 30)
const cents = (price: number): number => Math.round(price * 100) / 100
const lines = Array.from({ length: 30 }, (_, index) => {
  const open = 367 + Math.round(Math.sin(index) * 50) / 100
  const close = 367 + Math.round(Math.sin(index + 1) * 50) / 100
  return [
    recordedAt + index * minuteMs,
    open,
    cents(Math.max(open, close) + 0.05),
    cents(Math.min(open, close) - 0.03),
    close,
    1000 + index,
  ]
})
const csv = `time_ms,open,high,low,close,volume\n${lines.map((line) => line.join(',')).join('\n')}\n`
const symbol = 'REPLAY:SESSION_1M'

let clock: ManualClock
let exchange: Exchange
let client: ExchangeClient

beforeEach(async () => {
  clock = createManualClock()
  exchange = await startExchange({ clock, log: silentLog })
  client = await connectExchange(exchange.wsUrl)
})
afterEach(async () => {
  client.socket.terminate()
  await exchange.close()
})

const rows = async (interval: string): Promise<Row[]> => {
  const response = await fetch(
    `${exchange.restUrl}/api/v1/candles?symbol=${encodeURIComponent(symbol)}&interval=${interval}&limit=1000`,
  )
  return ((await response.json()) as { candles: Row[] }).candles
}
const play = async (seconds: number): Promise<void> => {
  for (let second = 0; second < seconds; second += 1) {
    const before = client.ofType('heartbeat').length
    clock.advance(1000)
    await waitFor(() => client.ofType('heartbeat').length > before, 'a heartbeat')
  }
}
const listed = async (): Promise<string[]> => {
  const { instruments } = (await (await fetch(`${exchange.restUrl}/api/v1/instruments`)).json()) as {
    instruments: { symbol: string }[]
  }
  return instruments.map((instrument) => instrument.symbol)
}

describe('a replay', () => {
  it('serves history up to its clock, plays the rest candle by candle, and stays at its end', async () => {
    const status = exchange.replay.start({ name: 'session_1m.csv', csv, speed: 60 })
    expect(status).toMatchObject({
      active: true,
      instrument: `simulated:${symbol}`,
      clockAt: recordedAt + 18 * minuteMs,
      ended: false,
    })
    expect(await listed()).toContain(symbol)
    const before = await rows('1m')
    expect(before.length).toBe(19)
    expect(before.at(-1)?.[6]).toBe(false)

    client.subscribe([
      `trades:${symbol}`,
      `candles:${symbol}:1m`,
      `candles:${symbol}:5m`,
      `ticker:${symbol}`,
      'trades:BTCUSDT',
    ])
    await waitFor(() => client.ofType('ack').length === 5, 'the acks')
    await play(13)

    const after = await rows('1m')
    const asRecorded = (row: Row) => [row[0], ...row.slice(1, 6).map(Number)]
    expect(after.map(asRecorded)).toEqual(lines)
    expect(after.every((row) => row[6])).toBe(true)
    const closed = client
      .ofType('candle')
      .filter((frame) => frame['interval'] === '1m')
      .map((frame) => frame['candle'] as Record<string, unknown>)
      .filter((candle) => candle['closed'] === true)
    expect(closed.map((candle) => candle['openAt'])).toEqual(lines.slice(18).map(([openAt]) => openAt))
    const trades = client
      .ofType('trades')
      .filter((frame) => frame['symbol'] === symbol && frame['snapshot'] !== true)
      .flatMap((frame) => frame['trades'] as { price: string; size: string; at: number }[])
    for (const [openAt, open, high, low, close, volume] of lines.slice(19)) {
      const inside = trades.filter(({ at }) => at >= (openAt ?? 0) && at < (openAt ?? 0) + minuteMs)
      const corners = (close ?? 0) >= (open ?? 0) ? [open, low, high, close] : [open, high, low, close]
      expect(inside.map(({ price }) => Number(price))).toEqual(corners)
      expect(inside.reduce((sum, { size }) => sum + Number(size), 0)).toBe(volume)
    }
    expect(exchange.replay.status()).toMatchObject({
      active: true,
      ended: true,
      clockAt: recordedAt + 30 * minuteMs,
    })
    expect(
      client.ofType('trades').some((frame) => frame['symbol'] === 'BTCUSDT' && frame['snapshot'] !== true),
    ).toBe(true)

    const quiet = client.frames.filter((frame) => frame['symbol'] === symbol).length
    await play(3)
    expect(client.frames.filter((frame) => frame['symbol'] === symbol).length).toBe(quiet)
  })

  it('leaves the list when it is stopped, and tells its listeners', async () => {
    exchange.replay.start({ name: 'session_1m.csv', csv, speed: 60 })
    client.subscribe([`trades:${symbol}`])
    await waitFor(() => client.ofType('ack').length === 1, 'the ack')
    expect(exchange.replay.stop()).toMatchObject({ active: false, instrument: null })
    await waitFor(() => client.ofType('refused').length === 1, 'the refusal')
    expect(client.ofType('refused')[0]?.['topic']).toBe(`trades:${symbol}`)
    expect(await listed()).not.toContain(symbol)
  })

  it('goes on with its listeners when it is started again', async () => {
    exchange.replay.start({ name: 'session_1m.csv', csv, speed: 60 })
    client.subscribe([`trades:${symbol}`])
    await waitFor(() => client.ofType('trades').length === 1, 'the snapshot')
    await play(5)
    exchange.replay.start({ name: 'session_1m.csv', csv, speed: 30 })
    await waitFor(
      () => client.ofType('trades').filter((frame) => frame['snapshot'] === true).length === 2,
      'a new snapshot',
    )
    const before = client.ofType('trades').length
    await play(2)
    expect(client.ofType('trades').length).toBeGreaterThan(before)
    expect(client.ofType('refused')).toEqual([])
  })

  it('is as it was after a bad file, and an exchange does not open with one', async () => {
    const before = exchange.replay.start({ name: 'session_1m.csv', csv, speed: 60 })
    const broken = csv.replace(/\n[^\n]*\n$/, `\n${recordedAt + 29 * minuteMs},1,2,x,1,5\n`)
    expect(() => exchange.replay.start({ name: 'broken.csv', csv: broken, speed: 60 })).toThrow(
      'broken.csv, line 31: low is not a number: "x"',
    )
    expect(exchange.replay.status()).toEqual(before)
    await expect(
      startExchange({ clock, log: silentLog, replay: { name: 'broken.csv', csv: broken, speed: 1 } }),
    ).rejects.toThrow('broken.csv, line 31')
  })
})

const folder = recordedFolder('market-data')
describe.runIf(folder !== null)('recorded files', () => {
  const files = folder === null ? [] : readdirSync(folder).filter((file) => file.endsWith('.csv'))
  it.each(files)('%s plays', async (name) => {
    const status = exchange.replay.start({
      name,
      csv: readFileSync(join(folder ?? '', name), 'utf8'),
      speed: 10_000,
    })
    const own = status.instrument?.slice('simulated:'.length) ?? ''
    client.subscribe([`trades:${own}`, `ticker:${own}`, `book:${own}`])
    await waitFor(() => client.ofType('ack').length === 3, 'the acks')
    await play(2)
    expect(client.ofType('trades').filter((frame) => frame['snapshot'] !== true).length).toBeGreaterThan(0)
    expect(client.ofType('ticker').length).toBeGreaterThan(0)
    const passed = exchange.replay.status()
    expect(passed.clockAt).toBeGreaterThan(status.clockAt ?? Infinity)
  })
})
