/** The window's files on disk: which path may be served, as what, and under which security headers. */
import { realpathSync, statSync } from 'node:fs'
import { extname, isAbsolute, join, relative } from 'node:path'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.txt': 'text/plain; charset=utf-8',
}

/** Nothing is loaded from elsewhere and nothing runs that is not a file of ours; `'self'` covers our own WebSocket. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** For every answer, whatever its status. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
}

export type StaticFile = {
  /** Absolute path, links resolved. */
  readonly file: string
  readonly contentType: string
  /** The name changes with the content (`index-3fK2a9Qz.js`), so it can be kept for ever. */
  readonly immutable: boolean
}

function isOutside(root: string, file: string): boolean {
  const path = relative(root, file)
  return path === '..' || path.startsWith('../') || path.startsWith('..\\') || isAbsolute(path)
}

/**
 * The file under `root` that a URL's path names, or null: not there, a folder, or any way out of the root.
 * `pathname` is as in the URL, percent-encoded and without query; a path that ends in `/` means its `index.html`.
 */
export function resolveStatic(root: string, pathname: string): StaticFile | null {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  // Decoding comes first: URL parsers leave `..%2f` alone, and a backslash separates on Windows.
  if (path.includes('\0') || path.includes('\\')) return null
  const file = join(root, path === '' || path.endsWith('/') ? `${path}index.html` : path)
  if (isOutside(root, file)) return null
  try {
    const realRoot = realpathSync(root)
    const realFile = realpathSync(file)
    if (isOutside(realRoot, realFile) || !statSync(realFile).isFile()) return null
    return {
      file: realFile,
      contentType: contentTypes[extname(realFile).toLowerCase()] ?? 'application/octet-stream',
      immutable: relative(realRoot, realFile).replaceAll('\\', '/').startsWith('assets/'),
    }
  } catch {
    return null
  }
}
