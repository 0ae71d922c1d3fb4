/** One POST of a webhook over real sockets: what is sent, and what a receiver can not do to us. */
import { createServer as createTlsServer } from 'node:https'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSender, type SenderDeps } from '../../electron/delivery/sender.ts'
import { newSecret } from '../../electron/lib/signing-keys.ts'
import { systemClock } from '../../electron/lib/clock.ts'
import { testCertificate, testKey } from '../support/test-certificate.ts'
import { delivery, startReceiver, target, type Receiver } from './delivery-receiver.ts'

/** As long as a slow machine takes. */
const soon = { timeout: 20_000 }

const secret = newSecret()
const closing: (() => Promise<unknown>)[] = []
let receiver: Receiver

beforeEach(async () => {
  receiver = await startReceiver()
  closing.push(() => receiver.close())
})
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

function make(over: Partial<SenderDeps> = {}) {
  const sender = createSender({
    clock: systemClock,
    version: '1.2.3',
    notify: () => Promise.resolve(true),
    secret: () => Promise.resolve(secret),
    ...over,
  })
  closing.push(() => sender.close())
  return sender
}

/** A server that is told what to do with each connection. */
async function startRaw(serve: (socket: Socket) => void): Promise<{ url: string; closed: () => number }> {
  const sockets = new Set<Socket>()
  let closed = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    // Unread, it would not notice its end.
    socket
      .on('error', () => undefined)
      .on('close', () => (closed += 1))
      .resume()
    serve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, closed: () => closed }
}

describe('what is sent', () => {
  it('is a POST that an independent library verifies, with a new time and signature on each attempt', async () => {
    const sender = make()
    const to = target('t', receiver.url, { hasSecret: true })
    const row = delivery('d-1', 't', { body: '{"price":0.9060,"text":"ü ✓ 🚀"}' })
    expect(await sender.send(to, row)).toMatchObject({
      outcome: 'taken',
      answer: expect.stringMatching(/^204 in \d+ ms$/),
    })
    await sender.send(to, row)
    const [first, second] = receiver.received
    expect(first).toMatchObject({
      method: 'POST',
      path: '/alerts',
      body: row.body,
      headers: {
        'webhook-id': 'd-1',
        'content-type': 'application/json',
        'user-agent': 'Tickerdeck/1.2.3',
        'tickerdeck-hop': '1',
      },
    })
    expect([second?.body, second?.headers['webhook-id']]).toEqual([row.body, 'd-1'])
    for (const one of [first, second])
      expect(new Webhook(secret).verify(one?.body ?? '', one?.headers ?? {})).toEqual({
        price: 0.906,
        text: 'ü ✓ 🚀',
      })
    expect(() => new Webhook(newSecret()).verify(first?.body ?? '', first?.headers ?? {})).toThrow()
    // Nothing of the machine, and nothing that a browser would add.
    expect(Object.keys(first?.headers ?? {}).toSorted()).toEqual([
      ...[
        'accept-encoding',
        'connection',
        'content-length',
        'content-type',
        'host',
        'tickerdeck-hop',
        'user-agent',
      ],
      ...['webhook-id', 'webhook-signature', 'webhook-timestamp'],
    ])
    for (let time = 0; time < 10; time += 1) await sender.send(to, row)
    // One that is just being freed is not taken again.
    expect(receiver.connections()).toBeLessThanOrEqual(2)
  })

  it('has no signature where there is no secret, and counts hops', async () => {
    const sender = make({ hop: () => 3 })
    await sender.send(target('t', receiver.url), delivery('d', 't'))
    expect(receiver.received[0]?.headers).not.toHaveProperty('webhook-signature')
    expect(receiver.received[0]?.headers['tickerdeck-hop']).toBe('3')
  })

  it('is never unsigned where it should be signed', async () => {
    const to = target('t', receiver.url, { hasSecret: true })
    expect(await make({ secret: () => Promise.resolve(null) }).send(to, delivery('d', 't'))).toMatchObject({
      reason: expect.stringContaining('enter it again'),
      again: null,
    })
    const locked = () => Promise.reject(new Error(`keyring locked: ${secret}`))
    expect(await make({ secret: locked }).send(to, delivery('d', 't'))).toEqual({
      ...{ outcome: 'refused', answer: null, gone: false, again: { afterMs: null, holds: false } },
      reason: "the signing secret of Hook t can't be read now",
    })
    expect(receiver.received).toEqual([])
  })
})

describe('addresses', () => {
  it('of the private network are refused by default, by number and by name', async () => {
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])
    const sender = make({ resolve })
    const port = new URL(receiver.url).port
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1'])
      expect(
        await sender.send(
          target('t', `https://${host}:${port}/`, { allowPrivate: false }),
          delivery('d', 't'),
        ),
      ).toMatchObject({ reason: expect.stringContaining('private network'), again: null })
    expect(
      await sender.send(
        target('t', `https://rebind.test:${port}/`, { allowPrivate: false }),
        delivery('d', 't'),
      ),
    ).toMatchObject({ reason: expect.stringMatching(/rebind\.test.*private network/), again: {} })
    expect(receiver.connections()).toBe(0)
  })

  it('are those that were checked: a name that changes its mind reaches nothing else', async () => {
    let asked = 0
    const resolve = () => {
      asked += 1
      return Promise.resolve([{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }])
    }
    const to = target('t', `http://rebind.test:${new URL(receiver.url).port}/`)
    // The receiver listens on the first address alone.
    expect(await make({ resolve }).send(to, delivery('d', 't'))).toMatchObject({ outcome: 'taken' })
    expect(asked).toBe(1)
    expect(receiver.received[0]?.headers['host']).toBe(`rebind.test:${new URL(receiver.url).port}`)
  })

  it('have a certificate that somebody vouches for', async () => {
    let reached = 0
    const server = createTlsServer({ key: testKey, cert: testCertificate }, (_request, response) => {
      reached += 1
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as AddressInfo
    expect(await make().send(target('t', `https://127.0.0.1:${port}/`), delivery('d', 't'))).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/self-signed|certificate/),
      again: {},
    })
    expect(reached).toBe(0)
  })
})

describe('a receiver', () => {
  it('that redirects is not followed', async () => {
    const other = await startReceiver()
    closing.push(() => other.close())
    for (const status of [301, 302, 303, 307, 308]) {
      receiver.answer((response) => response.writeHead(status, { location: other.url }).end())
      expect(await make().send(target('t', receiver.url), delivery('d', 't'))).toMatchObject({
        reason: expect.stringContaining(`${status}: redirects are not followed`),
        again: null,
      })
    }
    expect([other.connections(), receiver.received.length]).toEqual([0, 5])
  })

  const silent: [string, (socket: Socket) => void][] = [
    ['says nothing', () => undefined],
    [
      'drips its headers',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        const timer = setInterval(() => socket.write('X-A: b\r\n'), 20)
        socket.on('close', () => clearInterval(timer))
      },
    ],
  ]
  for (const [what, serve] of silent)
    it(`that ${what} frees its place in time`, async () => {
      const raw = await startRaw(serve)
      const sender = make({ withinMs: 300 })
      const startedAt = performance.now()
      expect(await sender.send(target('t', raw.url), delivery('d', 't'))).toMatchObject({
        reason: 'no answer within 0.3 s',
        again: {},
      })
      expect(performance.now() - startedAt).toBeLessThan(3000)
      await expect.poll(raw.closed, soon).toBe(1)
    })

  it('that drips its body has answered all the same, and is left in time', async () => {
    const raw = await startRaw((socket) => {
      socket.write('HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n')
      const timer = setInterval(() => socket.write('1\r\nx\r\n'), 20)
      socket.on('close', () => clearInterval(timer))
    })
    const startedAt = performance.now()
    expect(await make({ withinMs: 300 }).send(target('t', raw.url), delivery('d', 't'))).toMatchObject({
      reason: 'the receiver answered 503',
      answer: expect.stringMatching(/^503 in \d+ ms: x+$/),
    })
    expect(performance.now() - startedAt).toBeLessThan(3000)
    await expect.poll(raw.closed, soon).toBe(1)
  })

  it('that answers without end is read to 64 KiB and left', async () => {
    let written = 0
    const raw = await startRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n')
      const chunk = Buffer.alloc(65_536, 'x')
      const more = (): void => {
        while (!socket.destroyed && socket.write(chunk)) written += chunk.length
        written += chunk.length
      }
      socket.on('drain', more)
      more()
    })
    const sending = await make().send(target('t', raw.url), delivery('d', 't'))
    expect(sending).toMatchObject({ outcome: 'taken' })
    expect(sending.answer?.length).toBeLessThan(1100)
    await expect.poll(raw.closed, soon).toBe(1)
    // What the buffers of both sides hold, and no more.
    expect(written).toBeLessThan(50_000_000)
  })

  it('that hangs up, speaks nonsense or is not there is tried again', async () => {
    const hangsUp = await startRaw((socket) => socket.destroy())
    const nonsense = await startRaw((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))
    const gone = await startReceiver()
    await gone.close()
    for (const { url } of [hangsUp, nonsense, gone]) {
      const sending = await make().send(target('t', `${url}?key=canary`), delivery('d', 't'))
      expect(sending).toMatchObject({ outcome: 'refused', again: {}, answer: null })
      expect(JSON.stringify(sending)).not.toContain('canary')
    }
  })

  it('that repeats our secret does not get it into the log', async () => {
    receiver.answer((response, { headers }) => {
      const bare = secret.slice('whsec_'.length)
      response.end(
        `you sent ${secret} ${bare} ${JSON.stringify({ bare }).replaceAll('/', '\\/')} ${headers['webhook-id']}`,
      )
    })
    const sending = await make().send(target('t', receiver.url, { hasSecret: true }), delivery('d', 't'))
    expect(sending.answer).toMatch(/you sent \*\*\*.* d$/)
    expect(sending.answer).not.toContain(secret.slice(10, 30))
  })
})

it('is not stopped by a key store or a resolver that never answers', async () => {
  const never = () => new Promise<never>(() => undefined)
  const signed = target('t', receiver.url, { hasSecret: true })
  expect(await make({ withinMs: 100, secret: never }).send(signed, delivery('d', 't'))).toMatchObject({
    reason: 'no answer within 0.1 s',
  })
  const named = target('t', 'http://slow.test/')
  expect(await make({ withinMs: 100, resolve: never }).send(named, delivery('d', 't'))).toMatchObject({
    reason: 'no answer within 0.1 s',
  })
})
