/** What the webhook listener accepts, over real sockets, on a real database. */
import { createHash } from 'node:crypto'
import { Agent } from 'node:http'
import { describe, expect, it } from 'vitest'
import { bitcoin, createHookBench } from '../support/hook-bench.ts'
import { hookSamples, statusMatches } from '../support/hook-samples.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = createHookBench()
const { send, path, token } = bench

describe('what is accepted', () => {
  it('answers 200 when the row is on disk, and reads it right after', async () => {
    const body = '{"ticker":"BTCUSDT","price":64000,"message":"x"}'
    const answer = await send({ body, headers: { 'X-Sender': 'curl' } })
    expect(answer).toMatchObject({ status: 200, body: 'OK\n' })
    expect(bench.store.inbox.count()).toBe(1)
    const [entry] = await waitFor(() => bench.received.length > 0 && bench.received, 'the entry')
    expect(entry).toMatchObject({
      format: 'json',
      symbol: 'BTCUSDT',
      price: '64000',
      message: 'x',
      instrument: bitcoin,
      sourceName: 'Webhook',
      verdict: 'token-ok',
    })
    expect(bench.notified).toEqual(bench.received)
    const detail = bench.hooks.inbox.get(entry?.id ?? 0)
    expect(detail.text).toBe(body)
    expect(detail.headers).toContainEqual(['X-Sender', 'curl'])
    expect(bench.hooks.inbox.list({ limit: 10 })).toEqual(bench.received)
  })

  const samples = hookSamples()
  it.runIf(samples.length > 0)(
    'W10 gives each recorded body its status, and keeps what it accepts byte for byte',
    async () => {
      for (const { id, contentType, contentEncoding, body, expect: expected } of samples) {
        const headers = {
          ...(contentType === null ? {} : { 'Content-Type': contentType }),
          ...(contentEncoding === null ? {} : { 'Content-Encoding': contentEncoding }),
        }
        const before = bench.store.inbox.count()
        const { status } = await send({ body, headers })
        expect(statusMatches(expected.status, status), `${id}: ${status}`).toBe(true)
        expect(bench.store.inbox.count(), id).toBe(before + (status === 200 ? 1 : 0))
        if (status !== 200) continue
        const [newest] = bench.store.inbox.list({ limit: 1 })
        const stored = bench.store.inbox.get(newest?.id ?? 0)?.raw.body ?? expect.fail(id)
        const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
        expect(sum(stored), id).toBe(sum(body))
      }
      await waitFor(() => bench.received.length === bench.store.inbox.count(), 'all to be read')
      expect(bench.store.inbox.unprocessed()).toEqual([])
    },
  )

  it('W14 takes 64 KiB and refuses one byte more, with and without a length', async () => {
    const most = 'x'.repeat(64 * 1024)
    for (const chunked of [false, true]) {
      expect((await send({ body: most, chunked })).status).toBe(200)
      expect((await send({ body: `${most}x`, chunked })).status).toBe(413)
    }
    expect(bench.store.inbox.count()).toBe(2)
  })

  it('W17 loses none of a burst over many connections', async () => {
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, place) => send({ body: `burst ${place}` })),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(bench.store.inbox.count()).toBe(1000)
    await waitFor(() => bench.received.length === 1000, 'all to be read')
    expect(new Set(bench.received.map(({ message }) => message)).size).toBe(1000)
  })

  it('H1 serves more requests on one connection than it allows by opening another', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let place = 0; place < 120; place += 1)
      expect((await send({ agent, body: 'again' })).status).toBe(200)
    agent.destroy()
    expect(bench.store.inbox.count()).toBe(120)
  })

  it('W9 keeps no token in headers that repeat the path', async () => {
    await send({ body: 'x', headers: { 'X-Original-URI': path() } })
    const [entry] = bench.store.inbox.list({ limit: 1 })
    expect(JSON.stringify(bench.store.inbox.get(entry?.id ?? 0)?.raw.headers)).not.toContain(token())
  })

  it('W20 sends a test through the socket', async () => {
    const [source] = bench.hooks.sources.list()
    expect(await bench.hooks.test(source?.id ?? '')).toMatchObject({ status: 200 })
    await waitFor(() => bench.received.length === 1, 'the test')
    await expect(bench.hooks.test('none')).rejects.toThrow(/no webhook address none/)
  })
})
