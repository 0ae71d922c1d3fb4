/** Serves the page's files under `app://bundle`, with the security headers, and nothing outside their folder. */
import { readFile } from 'node:fs/promises'
import type { Protocol } from 'electron'
import { toAppError } from '../../shared/errors.ts'
import type { Log } from '../lib/log.ts'
import { resolveStatic, securityHeaders } from '../lib/static-files.ts'
import { pageHost, pageScheme } from './names.ts'

/** Once, before `ready`. Neither CSP nor CORS may be passed by. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

const refuse = (status: number, text: string) =>
  new Response(text, { status, headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' } })

/** Answers 404 for everything that is not a file of the page, whatever the reason. */
export async function servePage(root: string, request: Pick<Request, 'url' | 'method'>): Promise<Response> {
  if (!URL.canParse(request.url)) return refuse(404, 'not found')
  const url = new URL(request.url)
  if (request.method !== 'GET') return refuse(405, 'only GET')
  const ours = url.protocol === `${pageScheme}:` && url.host === pageHost && url.username === ''
  const found = ours ? resolveStatic(root, url.pathname) : null
  if (found === null) return refuse(404, 'not found')
  return new Response(await readFile(found.file), {
    headers: { ...securityHeaders, 'content-type': found.contentType },
  })
}

/** For the default session, the only one there is. */
export function setupProtocol(protocol: Pick<Protocol, 'handle'>, root: string, log: Log): void {
  protocol.handle(pageScheme, async (request) => {
    try {
      return await servePage(root, request)
    } catch (error) {
      // A rejection would reach the page as a network error that says nothing.
      log.error({ reason: toAppError(error).message }, 'a file of the page could not be read')
      return refuse(500, 'not readable')
    }
  })
}
