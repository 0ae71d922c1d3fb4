/** Tokens, cookies, hosts and origins. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createAccess, loadToken, refusalOf } from '../../../../electron/web/access.ts'

const access = createAccess('secret-token')
const cookieOf = (port: number) => (access.exchange('secret-token', port) ?? '').split(';')[0] ?? ''

it('gives the cookie for the right token only, and never puts the token into it', () => {
  const cookie = access.exchange('secret-token', 8787) ?? ''
  expect(cookie).toMatch(/^tickerdeck-8787=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/)
  expect(cookie).not.toContain('secret-token')
  for (const wrong of ['', 'secret-toke', 'secret-token ', 'SECRET-TOKEN'])
    expect(access.exchange(wrong, 8787)).toBeNull()
})

it.each([
  ['bearer', { authorization: ['Bearer secret-token'] }, true],
  ['bearer in another case', { authorization: ['bearer secret-token'] }, true],
  ['cookie', { cookie: [cookieOf(8787)] }, true],
  ['cookie among others', { cookie: [`a=b; ${cookieOf(8787)}; c=d`] }, true],
  ['nothing', {}, false],
  ['wrong bearer', { authorization: ['Bearer secret-token2'] }, false],
  ['bare token', { authorization: ['secret-token'] }, false],
  ['basic', { authorization: ['Basic secret-token'] }, false],
  ['two bearers', { authorization: ['Bearer secret-token', 'Bearer x'] }, false],
  ['the token as cookie', { cookie: ['tickerdeck-8787=secret-token'] }, false],
  ["another port's cookie", { cookie: [cookieOf(8788)] }, false],
  ["another port's cookie renamed", { cookie: [cookieOf(8788).replace('8788', '8787')] }, false],
  [
    "another token's cookie",
    { cookie: [(createAccess('other').exchange('other', 8787) ?? '').split(';')[0] ?? ''] },
    false,
  ],
])('lets in: %s → %s', (_name, headers, allowed) => {
  expect(access.isLetIn(headers, 8787)).toBe(allowed)
})

const request = (host: string[], origin?: string[], url = '/') => ({
  url,
  headersDistinct: { host, ...(origin === undefined ? {} : { origin }) },
})

it.each([
  [['127.0.0.1:8787'], null],
  [['localhost:8787'], null],
  [[], 421],
  [['127.0.0.1'], 421],
  [['127.0.0.1:8788'], 421],
  [['0.0.0.0:8787'], 421],
  [['evil.example:8787'], 421],
  [['localhost.evil.example:8787'], 421],
  [['127.0.0.1.nip.io:8787'], 421],
  [['localhost.:8787'], 421],
  [['127.0.0.1:8787', '127.0.0.1:8787'], 421],
  [['127.0.0.1:8787', 'evil.example'], 421],
])('host %j → %j', (host, status) => {
  expect(refusalOf(request(host), 8787)?.status ?? null).toBe(status)
})

it.each([
  ['http://127.0.0.1:8787', null],
  ['http://localhost:8787', 403],
  ['https://127.0.0.1:8787', 403],
  ['http://127.0.0.1:8788', 403],
  ['http://127.0.0.1', 403],
  ['null', 403],
  ['', 403],
  ['https://evil.example', 403],
])('origin %j → %j', (origin, status) => {
  expect(refusalOf(request(['127.0.0.1:8787'], [origin]), 8787)?.status ?? null).toBe(status)
})

it.each(['http://evil.example/', '//evil.example/', '*', ''])('path %j is refused', (url) => {
  expect(refusalOf(request(['127.0.0.1:8787'], undefined, url), 8787)?.status).toBe(400)
})

it('keeps the token of a data folder over restarts, for its owner alone', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tickerdeck-access-'))
  try {
    const token = loadToken(dataDir)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(loadToken(dataDir)).toBe(token)
    const file = join(dataDir, 'web-token')
    // Windows keeps no such bits; the folder is the user's own there.
    expect(process.platform === 'win32' ? 0o600 : statSync(file).mode & 0o777).toBe(0o600)
    writeFileSync(file, 'short')
    const fresh = loadToken(dataDir)
    expect(fresh).not.toBe(token)
    expect(readFileSync(file, 'utf8').trim()).toBe(fresh)
  } finally {
    rmSync(dataDir, { recursive: true })
  }
})
