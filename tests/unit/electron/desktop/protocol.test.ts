/** The page's own scheme: every file with its headers, and no way out of the folder. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { servePage } from '../../../../electron/desktop/protocol.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tickerdeck-page-'))
  mkdirSync(join(dir, 'renderer/assets'), { recursive: true })
  writeFileSync(join(dir, 'renderer/index.html'), '<!doctype html>')
  writeFileSync(join(dir, 'renderer/assets/a.js'), 'export {}')
  writeFileSync(join(dir, 'secret.txt'), 'secret')
  symlinkSync(join(dir, 'secret.txt'), join(dir, 'renderer/link.txt'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const ask = (url: string, method = 'GET') => servePage(join(dir, 'renderer'), { url, method })

describe('servePage', () => {
  it.each([
    ['app://bundle', 'text/html; charset=utf-8'],
    ['app://bundle/', 'text/html; charset=utf-8'],
    ['app://bundle/index.html?x=1#y', 'text/html; charset=utf-8'],
    ['app://bundle/assets/a.js', 'text/javascript; charset=utf-8'],
  ])('serves %s', async (url, contentType) => {
    const answer = await ask(url)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe(contentType)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each([
    'app://bundle/../secret.txt',
    'app://bundle/%2e%2e/secret.txt',
    'app://bundle/..%2fsecret.txt',
    'app://bundle/assets/..%2f..%2f..%2fsecret.txt',
    'app://bundle/..\\secret.txt',
    'app://bundle/..%5csecret.txt',
    'app://bundle//etc/passwd',
    'app://bundle/%2fetc%2fpasswd',
    'app://bundle/index.html%00.js',
    'app://bundle/%E0%A4%A',
    'app://bundle/link.txt',
    'app://bundle/assets/',
    'app://bundle/assets',
    'app://bundle/missing.js',
    'app://other/index.html',
    'app://u:p@bundle/index.html',
    'file:///etc/passwd',
    'nonsense',
  ])('answers 404 to %s, with the same headers', async (url) => {
    const answer = await ask(url)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe('not found')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it.each(['POST', 'HEAD', 'PUT', 'OPTIONS'])('answers 405 to %s', async (method) => {
    expect((await ask('app://bundle/index.html', method)).status).toBe(405)
  })
})
