/** Who may talk to the web shell: only our own address, only our own page, only with the token or its cookie. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'

const cookieDays = 30

export type Access = {
  readonly token: string
  /** The link that lets a browser in: `http://127.0.0.1:P/?token=…`. */
  link(port: number): string
  /** The `Set-Cookie` value for the right token, null for any other. */
  exchange(offeredToken: string, port: number): string | null
  /** Whether the request carries the token (`Authorization: Bearer`) or the cookie. */
  isLetIn(headers: NodeJS.Dict<string[]>, port: number): boolean
}

/** Takes the same time whatever is offered, however long it is. */
function isSame(offered: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(offered), digest(wanted))
}

export function createAccess(token: string): Access {
  // Browsers send a cookie to every port of a host, so each port has a name and a value of its own, and the token is never in it.
  const cookieName = (port: number) => `tickerdeck-${port}`
  const cookieValue = (port: number) =>
    createHmac('sha256', token).update(`cookie:${port}`).digest('base64url')

  const hasBearer = (values: readonly string[]): boolean => {
    const offered = values.length === 1 ? /^Bearer +(\S+)$/i.exec(values[0] ?? '')?.[1] : undefined
    return offered !== undefined && isSame(offered, token)
  }
  const hasCookie = (values: readonly string[], port: number): boolean => {
    const prefix = `${cookieName(port)}=`
    const offered = values.flatMap((value) => value.split(';')).map((pair) => pair.trim())
    return offered.some(
      (pair) => pair.startsWith(prefix) && isSame(pair.slice(prefix.length), cookieValue(port)),
    )
  }

  return {
    token,
    link: (port) => `http://127.0.0.1:${port}/?token=${token}`,
    exchange(offeredToken, port) {
      if (!isSame(offeredToken, token)) return null
      const maxAge = cookieDays * 86_400
      return `${cookieName(port)}=${cookieValue(port)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${maxAge}`
    },
    isLetIn: (headers, port) =>
      hasBearer(headers['authorization'] ?? []) || hasCookie(headers['cookie'] ?? [], port),
  }
}

/** Our own names, exact and with the port: any other means a page that had its name pointed at this machine. */
function isOurHost(values: readonly string[], port: number): boolean {
  return values.length === 1 && (values[0] === `127.0.0.1:${port}` || values[0] === `localhost:${port}`)
}

/** A browser says which page asks; where it does, that must be our own page at the very address it asks. */
function isOurOrigin(values: readonly string[], hosts: readonly string[]): boolean {
  return values.length === 0 || (values.length === 1 && values[0] === `http://${hosts[0]}`)
}

export type Refusal = { readonly status: 400 | 403 | 421; readonly reason: string }

/** What is wrong with a request before it is even looked at; null when nothing is. */
export function refusalOf(
  request: Pick<IncomingMessage, 'url' | 'headersDistinct'>,
  port: number,
): Refusal | null {
  const hosts = request.headersDistinct['host'] ?? []
  // `GET http://elsewhere/` is for proxies, and `//elsewhere` would name another host when it is parsed.
  if (request.url === undefined || !request.url.startsWith('/') || request.url.startsWith('//')) {
    return { status: 400, reason: 'a path that begins with one slash is needed' }
  }
  if (!isOurHost(hosts, port)) return { status: 421, reason: 'this server is not known by that name' }
  if (!isOurOrigin(request.headersDistinct['origin'] ?? [], hosts)) {
    return { status: 403, reason: 'requests of other pages are refused' }
  }
  return null
}

/** 256 random bits. */
const tokenPattern = /^[A-Za-z0-9_-]{43}$/

/** The token of a data folder, made on first use and kept, readable by its owner alone. */
export function loadToken(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'web-token')
  try {
    const kept = readFileSync(file, 'utf8').trim()
    if (tokenPattern.test(kept)) {
      chmodSync(file, 0o600)
      return kept
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const token = randomBytes(32).toString('base64url')
  const fresh = `${file}.${process.pid}.new`
  writeFileSync(fresh, `${token}\n`, { mode: 0o600 })
  renameSync(fresh, file)
  return token
}
