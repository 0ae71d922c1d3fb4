/** What the webhook listener refuses, over real sockets. */
import { createHash } from 'node:crypto'
import { Agent } from 'node:http'
import { connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createHookBench, type Answer } from '../support/hook-bench.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = createHookBench()
const { send, raw, head, port, path, token } = bench

describe('what is refused', () => {
  it('W8 L6 answers a wrong token and a wrong path alike', async () => {
    const [wrongToken, wrongPath, root] = await Promise.all([
      send({ path: `/hooks/${'A'.repeat(22)}`, body: 'x' }),
      send({ path: '/settings', body: 'x' }),
      send({ path: '/', body: 'x' }),
    ])
    const known = ({ status, headers: { date: _date, ...headers }, body }: Answer) => ({
      status,
      headers,
      body,
    })
    expect(wrongToken.status).toBe(404)
    expect(known(wrongPath)).toEqual(known(wrongToken))
    expect(known(root)).toEqual(known(wrongToken))
    expect(wrongToken.headers).not.toHaveProperty('server')
  })

  it('W15 answers every other method 405, with or without the token', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'OPTIONS', 'DELETE']) {
      const right = await send({ method })
      const wrong = await send({ method, path: '/hooks/wrong' })
      expect([right.status, wrong.status], method).toEqual([405, 405])
      expect(right.headers['allow']).toBe('POST')
      expect(Object.keys(right.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  it('L3 refuses a foreign, a missing and a double Host', async () => {
    for (const host of [
      'evil.example',
      `0.0.0.0:${port()}`,
      `localhost.evil.example:${port()}`,
      '127.0.0.1',
    ]) {
      expect((await send({ body: 'x', headers: { Host: host } })).status, host).toBe(421)
    }
    expect((await send({ body: 'x', headers: { Host: `localhost:${port()}` } })).status).toBe(200)
    expect(await raw(`POST ${path()} HTTP/1.1\r\nContent-Length: 1\r\n\r\nx`)).toMatch(/^HTTP\/1\.1 4\d\d /)
    const twice = head(`Host: evil.example\r\nContent-Length: 1\r\nConnection: close`)
    expect(await raw(`${twice}x`)).toMatch(/^HTTP\/1\.1 4(?:00|21) /)
    const absolute = `POST http://127.0.0.1:${port()}${path()} HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx`
    expect(await raw(absolute)).toMatch(/^HTTP\/1\.1 421 /)
    expect(bench.store.inbox.count()).toBe(1)
  })

  it('L4 W16 refuses what a web page sends', async () => {
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ]) {
      const answer = await send({ body: 'x', headers })
      expect(answer.status).toBe(403)
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin')
    }
    expect(bench.store.inbox.count()).toBe(0)
  })

  it('H4 refuses a compressed body', async () => {
    expect((await send({ body: 'x', headers: { 'Content-Encoding': 'br' } })).status).toBe(415)
  })

  it('H3 refuses huge, negative and endless bodies', async () => {
    expect(await raw(head('Content-Length: 1000000000000'))).toMatch(/^HTTP\/1\.1 413 /)
    expect(await raw(head('Content-Length: -1'))).toMatch(/^HTTP\/1\.1 400 /)
    const endless = new Promise<string>((resolve) => {
      let text = ''
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
      const socket = connect(port(), '127.0.0.1', () => socket.write(head('Transfer-Encoding: chunked')))
      const pump = () => {
        while (!socket.destroyed && socket.write(chunk));
      }
      socket.on('connect', pump).on('drain', pump)
      socket.on('data', (bytes: Buffer) => (text += bytes.toString()))
      socket.on('error', () => undefined).on('close', () => resolve(text))
    })
    expect(await endless).toMatch(/^HTTP\/1\.1 413 /)
    expect(bench.store.inbox.count()).toBe(0)
  })

  it('H3 says 100 Continue only to a sender whose body it wants', async () => {
    expect(await raw(head('Content-Length: 1000000\r\nExpect: 100-continue'))).toMatch(/^HTTP\/1\.1 413 /)
    const wrong = head('Content-Length: 1\r\nExpect: 100-continue\r\nConnection: close').replace(
      token(),
      'wrong',
    )
    expect(await raw(wrong)).toMatch(/^HTTP\/1\.1 404 /)
    const answer = await raw(`${head('Content-Length: 1\r\nExpect: 100-continue\r\nConnection: close')}x`)
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
    expect(await raw(head('Content-Length: 1\r\nExpect: miracles\r\nConnection: close'))).toMatch(
      /^HTTP\/1\.1 417 /,
    )
  })

  it('H5 refuses smuggling shapes', async () => {
    for (const more of [
      'Content-Length: 1\r\nTransfer-Encoding: chunked',
      'Content-Length: 1\r\nContent-Length: 2',
      'Content-Length: 1\nX: y',
    ]) {
      expect(await raw(`${head(more)}x`), more).toMatch(/^HTTP\/1\.1 400 /)
    }
    expect(bench.store.inbox.count()).toBe(0)
  })

  it('H6 does not serve a request with more headers than it reads', async () => {
    const many = Array.from({ length: 3000 }, (_, place) => `a${place}: b`).join('\r\n')
    expect(await raw(head(`${many}\r\nContent-Length: 1`))).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('L9 refuses a WebSocket upgrade', async () => {
    const upgrade = `GET ${path()} HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`
    expect(await raw(upgrade)).toMatch(/^HTTP\/1\.1 403 /)
  })

  it('keeps a message whose sender offers HTTP/2 on the way', async () => {
    const offer = 'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk'
    expect(await raw(`${head(`Content-Length: 1\r\n${offer}`)}x`)).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('L10 slows down who guesses tokens, and nobody else', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 8 })
    const statuses: number[] = []
    await Promise.all(
      Array.from({ length: 2500 }, async (_, place) => {
        const { status } = await send({ agent, path: `/hooks/guess${place}`, body: 'x' })
        statuses.push(status)
      }),
    )
    agent.destroy()
    expect(new Set(statuses)).toEqual(new Set([404, 429]))
    expect((await send({ body: 'x' })).status).toBe(200)
  })

  it('H9 lives through bytes that are no HTTP', async () => {
    const noise = Array.from({ length: 200 }, (_, place) =>
      createHash('sha512').update(String(place)).digest().toString('latin1'),
    )
    await Promise.all(noise.map((bytes) => raw(`${bytes}\r\n\r\n`)))
    expect((await send({ body: 'x' })).status).toBe(200)
    expect(bench.hooks.health().rejected).toBeGreaterThanOrEqual(200)
  })

  it('W20 counts refusals with their last reason', async () => {
    await send({ method: 'GET' })
    await send({ path: '/hooks/wrong', body: 'x' })
    expect(bench.hooks.health()).toMatchObject({
      state: 'listening',
      rejected: 2,
      received: 0,
      lastRejected: { status: 404, reason: 'unknown address or token' },
    })
    expect(bench.hooks.lanes().rejected.reduce((sum, count) => sum + count)).toBe(2)
  })
})

describe('slow and silent connections', () => {
  it('H2 answers a real sender while 500 others drip, and ends those', async () => {
    const sockets: Socket[] = []
    let closed = 0
    for (let place = 0; place < 500; place += 1) {
      const socket = connect(port(), '127.0.0.1', () =>
        socket.write(place % 2 === 0 ? 'POST / HT' : head('Content-Length: 1000')),
      )
      socket.resume()
      socket.on('error', () => undefined).on('close', () => (closed += 1))
      sockets.push(socket)
    }
    await waitFor(() => sockets.every(({ connecting }) => !connecting), 'all to connect')
    expect((await send({ body: 'real' })).status).toBe(200)
    await waitFor(() => closed === 500, 'the slow ones to be ended', 30_000)
    expect(bench.store.inbox.count()).toBe(1)
  })

  it('keeps nothing of a body that ends too early', async () => {
    const socket = connect(port(), '127.0.0.1', () => {
      socket.write(`${head('Content-Length: 100')}half`, () => socket.destroy())
    })
    await waitFor(() => bench.hooks.health().rejected === 1, 'the refusal')
    expect(bench.store.inbox.count()).toBe(0)
  })
})
