/** Serves the window's files and the bridge on 127.0.0.1, to whoever has the link. */
import { readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { codedError } from '../../shared/errors.ts'
import type { Channel } from '../../shared/wire.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { resolveStatic, securityHeaders } from '../lib/static-files.ts'
import { refusalOf, type Access } from './access.ts'
import { createSocketTransport } from './socket-transport.ts'

export type WebServerDeps = {
  /** Folder of the built window. */
  readonly root: string
  readonly access: Access
  /** 0 takes any free port. */
  readonly port: number
  attach(channel: Channel): void
  readonly clock: Clock
  readonly log: Log
}

export type WebServer = {
  readonly port: number
  /** Windows and programs that are connected to the bridge now. */
  clients(): number
  close(): Promise<void>
}

type Reply = { status: number; headers: Record<string, string>; body: Buffer | string }

const page = (title: string, text: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>\n`

const html = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
const plain = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }

const noAccess = page(
  'Tickerdeck: open it with its link',
  'This window is for the person who started Tickerdeck. Open the whole link that was printed in the terminal when it started ' +
    '(it ends in <code>?token=…</code>); this browser is remembered from then on.',
)

const notBuilt = page(
  'Tickerdeck: the window is not built',
  'Its files are missing. Run <code>npm run build</code>, then load this page again.',
)

const refused = (status: number, reason: string): Reply => ({ status, headers: plain, body: `${reason}\n` })

async function serveFile(root: string, pathname: string, request: IncomingMessage): Promise<Reply> {
  const found = resolveStatic(root, pathname)
  if (found === null) {
    return pathname === '/' ? { status: 503, headers: html, body: notBuilt } : refused(404, 'not found')
  }
  const { size, mtimeMs } = await stat(found.file)
  const etag = `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`
  const headers = {
    'content-type': found.contentType,
    'cache-control': found.immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    etag,
  }
  if (request.headers['if-none-match'] === etag) return { status: 304, headers, body: '' }
  return { status: 200, headers, body: await readFile(found.file) }
}

async function answer(
  { root, access }: WebServerDeps,
  request: IncomingMessage,
  port: number,
): Promise<Reply> {
  const refusal = refusalOf(request, port)
  if (refusal !== null) return refused(refusal.status, refusal.reason)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, headers: { ...plain, allow: 'GET, HEAD' }, body: 'only GET and HEAD\n' }
  }
  // Split by hand: a URL parser would fold `..` before the guard sees it.
  const [pathname = '/', query = ''] = (request.url ?? '/').split('?', 2)
  const offered = pathname === '/' ? new URLSearchParams(query).get('token') : null
  const cookie = offered === null ? null : access.exchange(offered, port)
  if (cookie !== null) {
    return { status: 303, headers: { ...plain, location: '/', 'set-cookie': cookie }, body: '' }
  }
  if (!access.isLetIn(request.headersDistinct, port)) return { status: 401, headers: html, body: noAccess }
  if (offered !== null) return { status: 303, headers: { ...plain, location: '/' }, body: '' }
  return serveFile(root, pathname, request)
}

function send(response: ServerResponse, method: string | undefined, { status, headers, body }: Reply): void {
  const length = status === 304 ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  response.writeHead(status, { ...securityHeaders, ...headers, ...length })
  response.end(method === 'HEAD' || status === 304 ? undefined : body)
}

/** Resolves when it listens. Rejects with coded `conflict` when the port is taken. */
export function startWebServer(deps: WebServerDeps): Promise<WebServer> {
  const { log } = deps
  let port = 0
  const transport = createSocketTransport({ ...deps, port: () => port })
  const server = createServer(
    {
      connectionsCheckingInterval: 1000,
      headersTimeout: 5000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      // No request here has a body that matters.
      request.resume()
      answer(deps, request, port)
        .then((reply) => send(response, request.method, reply))
        .catch((error: unknown) => {
          log.error({ error }, 'a page could not be served')
          if (response.headersSent) response.destroy()
          else send(response, request.method, refused(500, 'could not be served'))
        })
    },
  )
  server.maxConnections = 128
  server.maxHeadersCount = 64
  server.on('upgrade', transport.upgrade)
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    else socket.destroy()
  })

  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(
        taken
          ? codedError('conflict', `port ${deps.port} of 127.0.0.1 is taken by another program`)
          : codedError('unavailable', `127.0.0.1:${deps.port} cannot be listened on: ${error.message}`),
      )
    })
    server.listen(deps.port, '127.0.0.1', () => {
      server.on('error', (error) => log.error({ error }, 'the page server failed'))
      port = (server.address() as AddressInfo).port
      resolve({
        port,
        clients: transport.clients,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            transport.close()
            server.closeAllConnections()
          }),
      })
    })
  })
}
