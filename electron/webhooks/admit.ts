/** Decides from a request's head alone whether its body is read at all, as one table in a fixed order. */

/** As node:http gives it; `rawHeaders` alternates names and values, repeats kept. */
export type RequestHead = {
  readonly method: string
  readonly url: string
  readonly rawHeaders: readonly string[]
}

export type Refusal = {
  readonly status: number
  /** Plain words for the user's counters; the sender gets the status's own phrase. */
  readonly reason: string
  readonly headers?: Readonly<Record<string, string>>
}

export type Admission<S> = { readonly source: S } | { readonly refusal: Refusal }

/** Longest body, bytes: this many are taken, one more is not. */
export const longestBodyBytes = 64 * 1024

const path = /^\/hooks\/([A-Za-z0-9_-]{1,128})(?:\?.*)?$/
const notFound: Refusal = { status: 404, reason: 'unknown address or token' }

/** Values of every header of that name, in any spelling. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = []
  for (let place = 0; place + 1 < rawHeaders.length; place += 2) {
    if (rawHeaders[place]?.toLowerCase() === name) values.push(rawHeaders[place + 1] ?? '')
  }
  return values
}

/** The names under which a browser or a sender on this machine may address the listener: exact, with the port. */
export function allowedHosts(port: number): ReadonlySet<string> {
  return new Set(['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`))
}

/**
 * The order matters. A request for another host, or from a web page, learns nothing, whatever it asks for. A method that is
 * not POST gets the same answer for every path. A wrong path and a wrong token are one case, looked up in the same way.
 * Only the holder of a token hears anything about sizes and encodings.
 */
export function admit<S>(
  head: RequestHead,
  hosts: ReadonlySet<string>,
  find: (token: string) => S | null,
): Admission<S> {
  const header = (name: string) => headerValues(head.rawHeaders, name)
  const refuse = (status: number, reason: string, headers?: Record<string, string>): Admission<S> => ({
    refusal: { status, reason, ...(headers === undefined ? {} : { headers }) },
  })

  const [host, ...moreHosts] = header('host')
  if (!head.url.startsWith('/')) return refuse(421, 'the request line names a host')
  if (host === undefined || moreHosts.length > 0 || !hosts.has(host.toLowerCase()))
    return refuse(421, 'foreign Host')
  if (header('origin').length > 0) return refuse(403, 'sent by a web page (Origin)')
  if (header('sec-fetch-site').some((site) => site !== 'none'))
    return refuse(403, 'sent by a web page (Sec-Fetch-Site)')
  if (head.method !== 'POST') return refuse(405, `method ${head.method}`, { Allow: 'POST' })

  const source = find(path.exec(head.url)?.[1] ?? '')
  if (source === null) return { refusal: notFound }
  if (header('content-encoding').some((encoding) => encoding.trim().toLowerCase() !== 'identity')) {
    return refuse(415, 'compressed body (Content-Encoding)')
  }
  if (Number(header('content-length')[0] ?? 0) > longestBodyBytes) return refuse(413, 'body over 64 KiB')
  return { source }
}
