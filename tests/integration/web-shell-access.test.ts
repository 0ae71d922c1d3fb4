/** The page server over real sockets: who is let in, and what is never served. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/lib/clock.ts'
import { silentLog } from '../../electron/lib/log.ts'
import { createAccess } from '../../electron/web/access.ts'
import { startWebServer, type WebServer } from '../../electron/web/http-server.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { waitFor } from '../support/wait-for.ts'
import type { Channel } from '../../shared/wire.ts'

const token = 'the-token'
let folder: string
let server: WebServer
let cookie: string
let channels: Channel[]
const clock = createManualClock()

type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

/** As written: no client normalises the path on the way. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: server.port, path, method, headers, agent: false },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => (body += part))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        )
      },
    )
    asked.on('error', reject)
    asked.end()
  })
}

/** Everything that comes back for these bytes. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (part: string) => (text += part))
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}

/** `open`, or the status with which the handshake was refused. */
function upgrade(
  path: string,
  headers: Record<string, string>,
): Promise<{ socket: WebSocket; outcome: 'open' | number }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers })
    socket.on('open', () => resolve({ socket, outcome: 'open' }))
    socket.on('unexpected-response', (asked, response) => {
      asked.destroy()
      resolve({ socket, outcome: response.statusCode ?? 0 })
    })
    socket.on('error', reject)
  })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tickerdeck-pages-'))
  const root = join(folder, 'renderer')
  mkdirSync(join(root, 'assets'), { recursive: true })
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>Tickerdeck</title>')
  writeFileSync(join(root, 'assets/index-abc.js'), 'export {}')
  writeFileSync(join(folder, 'secret.txt'), 'canary')
  symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'))
  const attach = (channel: Channel) => void channels.push(channel)
  server = await startWebServer({ root, access: createAccess(token), port: 0, attach, clock, log: silentLog })
  const exchanged = await get(`/?token=${token}`)
  cookie = String(exchanged.headers['set-cookie']).split(';')[0] ?? ''
})
beforeEach(() => void (channels = []))
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

describe('pages', () => {
  it('exchanges the link for a cookie and takes the token out of the address', async () => {
    const { status, headers } = await get(`/?token=${token}`)
    expect(status).toBe(303)
    expect(headers.location).toBe('/')
    expect(String(headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict; Path=\//)
    expect((await get('/', { cookie })).body).toContain('<title>Tickerdeck</title>')
    expect((await get('/?token=wrong', { cookie })).headers.location).toBe('/')
  })

  it.each([
    '/',
    '/index.html',
    '/assets/index-abc.js',
    '/missing',
    '/bridge',
    '/?token=wrong',
    '/index.html?token=the-token',
  ])('shows nobody else %s', async (path) => {
    const { status, headers, body } = await get(path)
    expect(status).toBe(401)
    expect(headers['set-cookie']).toBeUndefined()
    expect(body).toContain('Open the whole link')
    expect(body).not.toContain(token)
  })

  it('serves files with their type, kept or asked for again as they need', async () => {
    const script = await get('/assets/index-abc.js', { cookie })
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(script.headers['cache-control']).toContain('immutable')
    const page = await get('/', { cookie })
    expect(page.headers['cache-control']).toContain('no-cache')
    const again = await get('/', { cookie, 'if-none-match': String(page.headers.etag) })
    expect([again.status, again.body]).toEqual([304, ''])
    const head = await get('/', { cookie }, 'HEAD')
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '40'])
    expect((await get('/missing', { cookie })).status).toBe(404)
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])(
    'refuses %s and allows no other page anything',
    async (method) => {
      const { status, headers } = await get('/', { cookie }, method)
      expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    },
  )

  it.each([
    ['/../secret.txt', 404],
    ['/..%2fsecret.txt', 404],
    ['/%2e%2e/secret.txt', 404],
    ['/assets/..%2f..%2fsecret.txt', 404],
    ['/..%5csecret.txt', 404],
    ['/..\\secret.txt', 404],
    ['/link.txt', 404],
    ['/index.html%00.txt', 404],
    ['/%', 404],
    ['//etc/passwd', 400],
    ['http://127.0.0.1/etc/passwd', 400],
  ])('never leaves its folder: %s', async (path, status) => {
    const answer = await get(path, { cookie })
    expect(answer.status).toBe(status)
    expect(answer.body).not.toContain('canary')
  })

  it('puts the security headers on every answer', async () => {
    for (const answer of [
      await get('/', { cookie }),
      await get('/'),
      await get('/missing', { cookie }),
      await get('/', { host: 'evil.example' }),
    ]) {
      const policy = String(answer.headers['content-security-policy'])
      expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/)
      expect(policy).not.toMatch(/unsafe-|\*/)
      expect(answer.headers['x-content-type-options']).toBe('nosniff')
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin')
      expect(answer.headers['referrer-policy']).toBe('no-referrer')
    }
  })

  it.each([
    ['a foreign host', { host: 'evil.example' }, 421],
    ['a host that resolves here', { host: '127.0.0.1.nip.io' }, 421],
    ['our host without the port', { host: '127.0.0.1' }, 421],
    ['a foreign origin', { origin: 'https://evil.example' }, 403],
    ['no origin in the open', { origin: 'null' }, 403],
  ])('refuses %s, cookie or not', async (_name, headers, status) => {
    expect((await get('/', { cookie, ...headers })).status).toBe(status)
    expect((await get(`/?token=${token}`, headers)).headers['set-cookie']).toBeUndefined()
  })

  it('refuses two hosts, no host, and what is no HTTP', async () => {
    const twice = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nHost: evil.example\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`
    expect(await raw(twice)).toMatch(/^HTTP\/1\.1 4(00|21) /)
    expect(await raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    expect((await get('/', { cookie })).status).toBe(200)
  })
})

describe('the bridge', () => {
  const own = () => `http://127.0.0.1:${server.port}`

  it('admits the token, and the cookie from our own page', async () => {
    for (const headers of [{ authorization: `Bearer ${token}` }, { cookie }, { cookie, origin: own() }]) {
      const { socket, outcome } = await upgrade('/bridge', headers)
      expect(outcome).toBe('open')
      expect(socket.extensions).toBe('')
      socket.terminate()
    }
    expect(channels).toHaveLength(3)
  })

  it.each([
    ['nothing', '/bridge', () => ({}), 401],
    ['a wrong token', '/bridge', () => ({ authorization: 'Bearer wrong' }), 401],
    ['the token in the address', `/bridge?token=${token}`, () => ({}), 404],
    ['a wrong cookie', '/bridge', () => ({ cookie: `${cookie}x` }), 401],
    ['a foreign origin with the cookie', '/bridge', () => ({ cookie, origin: 'https://evil.example' }), 403],
    [
      'a foreign origin with the token',
      '/bridge',
      () => ({ authorization: `Bearer ${token}`, origin: 'https://evil.example' }),
      403,
    ],
    ['the same host at another port', '/bridge', () => ({ cookie, origin: 'http://127.0.0.1:1' }), 403],
    ['a foreign host', '/bridge', () => ({ cookie, host: 'evil.example' }), 421],
    ['another path', '/other', () => ({ cookie }), 404],
  ])('refuses before the handshake: %s', async (_name, path, headers, status) => {
    const { outcome } = await upgrade(path, headers())
    expect(outcome).toBe(status)
    expect(channels).toEqual([])
  })

  it('cuts off who sends numbers', async () => {
    const { socket } = await upgrade('/bridge', { cookie })
    const code = new Promise((resolve) => socket.on('close', resolve))
    socket.send(Buffer.alloc(16))
    expect(await code).toBe(1003)
  })

  it('takes a message as long as a replay, and ends with one longer than that', async () => {
    const { socket } = await upgrade('/bridge', { cookie })
    const lengths: number[] = []
    channels[0]?.onMessage((message) => void lengths.push(message.length))
    socket.send('x'.repeat(33_000_000))
    await waitFor(() => lengths.length === 1, 'the long message')
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.on('error', () => undefined)
    socket.send('x'.repeat(48 * 1024 * 1024 + 1))
    await closed
    expect(lengths).toEqual([33_000_000])
  })

  it('ends a client that answers no ping', async () => {
    const silent = connect(server.port, '127.0.0.1')
    const key = Buffer.alloc(16).toString('base64')
    const lines = [
      'GET /bridge HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
    ]
    lines.push(`Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13', `Cookie: ${cookie}`, '', '')
    silent.write(lines.join('\r\n'))
    silent.on('error', () => undefined)
    let ended = false
    silent.on('close', () => (ended = true))
    silent.resume()
    const channel = await waitFor(() => channels[0], 'the client')
    let closed = false
    channel.onClose(() => (closed = true))
    clock.advance(15_000)
    expect(closed).toBe(false)
    clock.advance(15_000)
    await waitFor(() => closed && ended, 'the silent client to be ended')
  })
})

it('says that the window is not built, and that a port is taken', async () => {
  const bare = {
    root: join(folder, 'nothing'),
    access: createAccess(token),
    attach: () => undefined,
    clock: systemClock,
    log: silentLog,
  }
  await expect(startWebServer({ ...bare, port: server.port })).rejects.toMatchObject({ code: 'conflict' })
  const other = await startWebServer({ ...bare, port: 0 })
  const response = await fetch(`http://127.0.0.1:${other.port}/`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('npm run build')
  await other.close()
})
