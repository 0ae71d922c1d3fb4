/** What the webhook listener promises about storage, addresses and its port, over real sockets. */
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { bitcoin, createHookBench } from '../support/hook-bench.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = createHookBench()
const { send, head, port, path, token } = bench

describe('durability', () => {
  it('R6 W18 answers 500 when the commit fails, keeps no row, and recovers', async () => {
    bench.commitFails = true
    const answers = await Promise.all([send({ body: 'a' }), send({ body: 'b' })])
    expect(answers.map(({ status }) => status)).toEqual([500, 500])
    expect(bench.store.inbox.count()).toBe(0)
    bench.commitFails = false
    expect((await send({ body: 'c' })).status).toBe(200)
    expect(bench.hooks.health()).toMatchObject({ received: 1, rejected: 2, lastRejected: { status: 500 } })
  })

  it('R7 reads after a start what was accepted before it, once', async () => {
    await bench.hooks.stop()
    bench.store.inbox.insert({
      source: 's',
      sourceName: 'S',
      receivedAt: 1,
      headers: [],
      body: Buffer.from('{"ticker":"BTCUSDT"}'),
    })
    bench.hooks = bench.make()
    await bench.hooks.start({ port: 0 })
    await waitFor(() => bench.received.length === 1, 'the left-over entry')
    expect(bench.received[0]).toMatchObject({ symbol: 'BTCUSDT', instrument: bitcoin })
    expect(bench.bodies).toEqual([{ ticker: 'BTCUSDT' }])
    await bench.hooks.stop()
    await bench.hooks.start({ port: 0 })
    await send({ body: 'next' })
    await waitFor(() => bench.received.length === 2, 'the next entry')
  })

  it('R8 keeps what can not be processed, goes on with the others, and replays it', async () => {
    await send({ body: '{"symbol":"POISON"}' })
    await send({ body: '{"symbol":"BTCUSDT"}' })
    await waitFor(() => bench.received.length === 2, 'both entries')
    const [poison] = bench.received
    expect(poison?.summary).toMatch(/could not be processed: no such thing/)
    expect(bench.hooks.inbox.get(poison?.id ?? 0).text).toBe('{"symbol":"POISON"}')
    const replayed = bench.hooks.inbox.replay(bench.received[1]?.id ?? 0)
    expect(replayed.id).toBe(bench.received[1]?.id)
    expect(bench.received).toHaveLength(3)
    expect(bench.notified).toHaveLength(2)
    expect(() => bench.hooks.inbox.replay(999)).toThrow(/no inbox entry 999/)
  })

  it('R12 finishes what it is receiving when it stops', async () => {
    const body = 'x'.repeat(1000)
    let answer = ''
    const socket = connect(port(), '127.0.0.1', () =>
      socket.write(`${head('Content-Length: 1000')}${body.slice(0, 500)}`),
    )
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    socket.on('error', () => undefined)
    // The connection is known to the server once a later one was answered.
    await send({ body: 'after' })
    const stopped = bench.hooks.stop()
    socket.write(body.slice(500))
    await stopped
    expect(bench.store.inbox.count()).toBe(2)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(bench.hooks.health().state).toBe('off')
    expect(bench.hooks.address()).toBeNull()
  })
})

describe('addresses and port', () => {
  it('W8 makes one address of 128 random bits on the first start, and no second one later', async () => {
    expect(bench.hooks.sources.list()).toMatchObject([{ name: 'Webhook', enabled: true }])
    expect(Buffer.from(token(), 'base64url')).toHaveLength(16)
    const before = token()
    await bench.hooks.stop()
    await bench.hooks.start({ port: 0 })
    expect(bench.hooks.sources.list().map((source) => source.token)).toEqual([before])
  })

  it('W7 follows rotation, switching off and deletion with the next request', async () => {
    const [first] = bench.hooks.sources.list()
    const id = first?.id ?? ''
    const old = path()
    bench.hooks.sources.rotate(id)
    expect((await send({ path: old, body: 'x' })).status).toBe(404)
    expect((await send({ body: 'x' })).status).toBe(200)
    bench.hooks.sources.save({ id, name: 'Off', enabled: false })
    expect((await send({ body: 'x' })).status).toBe(404)
    const other = bench.hooks.sources.save({ name: 'Other', enabled: true })
    expect((await send({ path: `/hooks/${other.token}`, body: 'x' })).status).toBe(200)
    bench.hooks.sources.delete(other.id)
    expect((await send({ path: `/hooks/${other.token}`, body: 'x' })).status).toBe(404)
    expect(() => bench.hooks.sources.delete(other.id)).toThrow(/no webhook address/)
    expect(bench.store.inbox.count()).toBe(2)
  })

  it('L2 listens on the loopback interface alone', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === 'IPv4' && !one.internal)
    if (outside === undefined) return
    const refused = await new Promise<boolean>((resolve) => {
      const socket = connect(port(), outside.address, () => resolve(false))
      socket.on('error', () => resolve(true))
    })
    expect(refused).toBe(true)
  })

  it('R11 says that its port is taken, takes no other, and listens once it is free', async () => {
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    const taken = (holder.address() as AddressInfo).port
    await bench.hooks.stop()
    await bench.hooks.start({ port: taken })
    expect(bench.hooks.health()).toMatchObject({
      state: 'failed',
      address: null,
      reason: expect.stringContaining(`port ${taken} is used by another program`),
    })
    const before = bench.changes
    // It tries, and fails.
    await waitFor(() => bench.changes >= before + 2, 'another try')
    await new Promise((resolve) => holder.close(resolve))
    await waitFor(() => bench.hooks.health().state === 'listening', 'the retry')
    expect(port()).toBe(taken)
    expect(bench.told).toEqual(['off', 'failed'])
  })

  it('L12 stops trying for a taken port when it is stopped', async () => {
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    await bench.hooks.stop()
    await bench.hooks.start({ port: (holder.address() as AddressInfo).port })
    await bench.hooks.stop()
    expect(bench.hooks.health().state).toBe('off')
    await new Promise((resolve) => holder.close(resolve))
  })
})
