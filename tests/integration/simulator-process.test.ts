/** The exchange as a process of its own: its ready line, its control route, its orderly end, and its port again after that. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { connectExchange } from '../support/exchange-client.ts'
import { waitFor } from '../support/wait-for.ts'

const script = fileURLToPath(new URL('../../scripts/exchange.ts', import.meta.url))
const children: ChildProcess[] = []

async function start(...flags: string[]): Promise<{ child: ChildProcess; restUrl: string; wsUrl: string }> {
  const child = spawn(process.execPath, [script, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const ready = JSON.parse(line) as { event: string; restUrl: string; wsUrl: string }
  expect(ready.event).toBe('ready')
  return { child, restUrl: ready.restUrl, wsUrl: ready.wsUrl }
}
async function stop(child: ChildProcess): Promise<unknown> {
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

describe('the exchange alone', () => {
  it('says where it is, ends in order with a client connected, and comes back on the same port with the same market', async () => {
    const first = await start('--port', '0', '--seed', '7')
    const client = await connectExchange(first.wsUrl)
    client.subscribe(['trades:BTCUSDT'])
    await client.next((frame) => frame.type === 'ack', 'the ack')
    const path = `/api/v1/candles?symbol=BTCUSDT&interval=1h&end=${Date.UTC(2026, 10, 1)}`
    const before = await (await fetch(first.restUrl + path)).text()
    expect(await stop(first.child)).toBe(0)
    await waitFor(() => client.closedWith() === 1006, 'the end of the connection')

    const second = await start('--port', new URL(first.restUrl).port, '--seed', '7')
    expect(second.restUrl).toBe(first.restUrl)
    expect(await (await fetch(second.restUrl + path)).text()).toBe(before)
    expect((await fetch(`${second.restUrl}/control`)).status).toBe(404)
    expect(await stop(second.child)).toBe(0)
  })

  it('takes faults and replays over its control route where it is allowed to', async () => {
    const { child, restUrl, wsUrl } = await start('--control')
    const call = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(restUrl + path, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }
    const client = await connectExchange(wsUrl)
    await waitFor(
      async () => (await call('GET', '/control')).body['connections'] === 1,
      'the connection to be counted',
    )
    expect((await call('PUT', '/control/faults', { rest: { kind: 'status', status: 502 } })).status).toBe(200)
    expect((await fetch(`${restUrl}/api/v1/time`)).status).toBe(502)
    expect((await call('PUT', '/control/faults', { nonsense: true })).body['code']).toBe('bad-request')
    expect((await call('DELETE', '/control/faults')).body['rest']).toBeNull()
    expect((await call('POST', '/control/drop')).body).toEqual({ dropped: 1 })
    await waitFor(() => client.closedWith() !== null, 'the drop')
    const csv = 'time,open,high,low,close\n2026-01-05,1,1,1,1\n2026-01-06,1,1,1,1\n'
    expect((await call('PUT', '/control/replay', { name: 'a.csv', csv, speed: 60 })).body['instrument']).toBe(
      'simulated:REPLAY:A',
    )
    expect(
      (await call('PUT', '/control/replay', { name: 'a.csv', csv: '', speed: 60 })).body['message'],
    ).toBe('a.csv: the file is empty')
    expect((await call('DELETE', '/control/replay')).body['active']).toBe(false)
    expect(await stop(child)).toBe(0)
  })
})
