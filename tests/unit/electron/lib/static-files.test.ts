/** Which paths are served, and which never. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { resolveStatic, securityHeaders } from '../../../../electron/lib/static-files.ts'

let base: string
let root: string
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'tickerdeck-static-')))
  root = join(base, 'root')
  mkdirSync(join(root, 'assets'), { recursive: true })
  mkdirSync(join(base, 'root-secrets'))
  for (const file of [
    'root/index.html',
    'root/assets/a-1.js',
    'root/..odd.css',
    'secret.txt',
    'root-secrets/s.txt',
  ]) {
    writeFileSync(join(base, file), file)
  }
  symlinkSync(join(base, 'secret.txt'), join(root, 'link.txt'))
  symlinkSync(base, join(root, 'up'))
  symlinkSync(join(root, 'index.html'), join(root, 'inside.html'))
})
afterAll(() => rmSync(base, { recursive: true }))

it.each([
  ['/', 'index.html', 'text/html; charset=utf-8', false],
  ['', 'index.html', 'text/html; charset=utf-8', false],
  ['/index.html', 'index.html', 'text/html; charset=utf-8', false],
  ['/assets/a-1.js', 'assets/a-1.js', 'text/javascript; charset=utf-8', true],
  ['/assets%2fa-1.js', 'assets/a-1.js', 'text/javascript; charset=utf-8', true],
  ['/..odd.css', '..odd.css', 'text/css; charset=utf-8', false],
  ['/inside.html', 'index.html', 'text/html; charset=utf-8', false],
])('%j is %s', (pathname, file, contentType, immutable) => {
  expect(resolveStatic(root, pathname)).toEqual({ file: join(root, file), contentType, immutable })
})

it.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/..%2Fsecret.txt',
  '/%2e%2e/secret.txt',
  '/%2e%2e%2fsecret.txt',
  '/assets/../../secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/..\\secret.txt',
  '/..%5csecret.txt',
  '/../root-secrets/s.txt',
  '/link.txt',
  '/up/secret.txt',
  '/up/root/index.html%00.png',
  '/index.html%00',
  '/%',
  '/%ff',
  '/assets',
  '/assets/',
  '/missing.js',
  '/etc/passwd',
  '//etc/passwd',
  '/..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd',
])('%j is nothing', (pathname) => {
  expect(resolveStatic(root, pathname)).toBeNull()
})

it('never leaves the root, whatever the path is made of', () => {
  const part = fc.constantFrom(
    '..',
    '.',
    '/',
    '%2f',
    '%2e',
    '%5c',
    '\\',
    'up',
    'assets',
    'root',
    'secret.txt',
    'index.html',
    '%00',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
      const found = resolveStatic(root, `/${parts.join('')}`)
      expect(found === null || found.file.startsWith(`${root}/`)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

it('has a policy without any way around it', () => {
  const policy = securityHeaders['content-security-policy'] ?? ''
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ]) {
    expect(policy).toContain(part)
  }
  expect(policy).not.toMatch(/unsafe|\*|https?:|blob:/)
})
