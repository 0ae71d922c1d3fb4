/** ntfy, Pushover and e-mail: limits, forms and answers. */
import { describe, expect, it } from 'vitest'
import {
  judgeMailError,
  mailAddresses,
  mailOf,
  mailServer,
} from '../../../../../electron/delivery/channels/email.ts'
import { ntfy, topicOf } from '../../../../../electron/delivery/channels/ntfy.ts'
import { pushover } from '../../../../../electron/delivery/channels/pushover.ts'
import { mailBytes } from '../../../../../electron/delivery/channels/smtp.ts'
import { hook, row, startAt } from '../samples.ts'
import { build, json, judge, verdict } from './channel-samples.ts'

describe('ntfy', () => {
  const to = { url: 'https://ntfy.example/sub/my-alerts' }
  const message = (body: string) => String(json(build(ntfy, null, { title: 'T', body }, to).body)['message'])

  it('gets JSON at the root, where a title may hold anything', () => {
    const { url, headers, body } = build(
      ntfy,
      'tk_abc',
      { title: 'Ü\r\nX: y', body: 'b' },
      {
        ...to,
        options: { priority: 5 },
      },
    )
    expect(url.href).toBe('https://ntfy.example/sub/')
    expect(headers).toEqual({ 'content-type': 'application/json', authorization: 'Bearer tk_abc' })
    expect(json(body)).toEqual({ topic: 'my-alerts', title: 'Ü\nX: y', message: 'b', priority: 5 })
    expect(build(ntfy, null, { title: '', body: 'b' }, to).headers).not.toHaveProperty('authorization')
  })

  it('takes 4096 bytes, cut at a whole character', () => {
    expect(message('a'.repeat(4096))).toBe('a'.repeat(4096))
    expect(message('a'.repeat(4097))).toBe(`${'a'.repeat(4093)}…`)
    for (const part of ['ü', '€', '🚀', '👩‍👩‍👧']) {
      const sent = message(part.repeat(4096))
      expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(4096)
      expect(sent).toMatch(new RegExp(`^(${part})+…$`, 'u'))
    }
  })

  it('needs an address that ends with a topic', () => {
    for (const url of ['https://ntfy.sh/', 'https://ntfy.sh/a b', 'https://ntfy.sh/a.b', 'http://ntfy.sh/a'])
      expect(() => topicOf(url, false), url).toThrow()
    expect(topicOf('https://ntfy.sh/a_b-1?x=1#y', false)).toMatchObject({ topic: 'a_b-1' })
  })

  it('says what became of it; the quota of a day is not asked for again before the next', () => {
    expect(verdict(judge(ntfy, 200, '{"id":"x"}'))).toBe('taken')
    const limited = (code: number) => `{"code":${code},"http":429,"error":"limit reached"}`
    expect(verdict(judge(ntfy, 429, limited(42_901)))).toBe('held')
    // It is noon.
    expect(verdict(judge(ntfy, 429, limited(42_908)))).toBe(12 * 3_600_000)
    expect([401, 403, 404, 410].map((status) => verdict(judge(ntfy, status, '')))).toEqual([
      ...['gone', 'gone', 'gone', 'gone'],
    ])
    expect([400, 413, 507].map((status) => verdict(judge(ntfy, status, '')))).toEqual(['no', 'no', 'later'])
  })
})

describe('Pushover', () => {
  const keys = `${'a'.repeat(30)} ${'u'.repeat(30)}`
  const form = (words: { title: string; body: string }, options = {}) =>
    Object.fromEntries(new URLSearchParams(build(pushover, keys, words, { options }).body))

  it('gets a form with both keys', () => {
    const { url, headers } = build(pushover, keys, { title: 'T', body: 'b' })
    expect([url.href, headers['content-type']]).toEqual([
      'https://api.pushover.net/1/messages.json',
      'application/x-www-form-urlencoded',
    ])
    expect(form({ title: 'T&t', body: 'a=1&b\nc' })).toEqual({
      ...{ token: 'a'.repeat(30), user: 'u'.repeat(30), title: 'T&t', priority: '0', message: 'a=1&b\nc' },
      timestamp: String(startAt / 1000),
    })
    expect(form({ title: 'T', body: 'b' }, { priority: 2 })).toMatchObject({ retry: '60', expire: '3600' })
    expect(form({ title: 'T', body: '' })['message']).toBe('T')
  })

  it('takes 1024 characters and 250 of the title, however many bytes they have', () => {
    expect(form({ title: '', body: '🚀'.repeat(1024) })['message']).toBe('🚀'.repeat(1024))
    expect(form({ title: '', body: '🚀'.repeat(1025) })['message']).toBe(`${'🚀'.repeat(1023)}…`)
    expect(form({ title: 't'.repeat(251), body: 'b' })['title']).toBe(`${'t'.repeat(249)}…`)
  })

  it('says what became of it', () => {
    expect(verdict(judge(pushover, 200, '{"status":1,"request":"x"}'))).toBe('taken')
    expect(verdict(judge(pushover, 200, '{"status":0}'))).toBe('later')
    expect([400, 401, 413].map((status) => verdict(judge(pushover, status, '{"status":0}')))).toEqual([
      ...['no', 'no', 'no'],
    ])
    expect([403, 404, 410].map((status) => verdict(judge(pushover, status, '')))).toEqual([
      'gone',
      'gone',
      'gone',
    ])
    expect(verdict(judge(pushover, 500, ''))).toBe('later')
    const reset = (seconds: number) => ({ limitReset: String(startAt / 1000 + seconds) })
    expect(verdict(judge(pushover, 429, '', reset(60)))).toBe(60_000)
    expect(verdict(judge(pushover, 429, '', reset(1e7)))).toBe(86_400_000)
    expect(verdict(judge(pushover, 429, '', { limitReset: 'x' }))).toBe(86_400_000)
  })

  it('is not asked with what are no keys', () => {
    expect(() => build(pushover, 'canary', { title: '', body: 'b' })).toThrow(/are not an application token/)
  })
})

describe('an e-mail', () => {
  const options = { host: 'smtp.example.com', from: 'me@example.com', to: 'a@example.com, b@example.org' }
  const to = hook('m', { kind: 'email', url: null, options })
  const bytes = (title: string, body: string) => mailBytes(to, row('d1', { title, body }))

  it('is the same on each attempt, and no value makes a header or reads a file', async () => {
    const injected = await bytes('Sub\r\nBcc: x@evil.example\r\n\r\nbody', 'line\r\n.\r\nBcc: y@evil.example')
    expect(await bytes('Sub\r\nBcc: x@evil.example\r\n\r\nbody', 'line\r\n.\r\nBcc: y@evil.example')).toBe(
      injected,
    )
    const [head = ''] = injected.split('\r\n\r\n')
    expect(head.match(/^bcc:/gim)).toBeNull()
    expect(head).toContain('Message-ID: <d1@tickerdeck.invalid>')
    expect(head).toContain('To: a@example.com, b@example.org')
    expect(head).toContain('Auto-Submitted: auto-generated')
    expect(injected.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(mailOf(to, row('d', { title: 't', body: '/etc/passwd' }))).toMatchObject({
      ...{ disableFileAccess: true, disableUrlAccess: true },
    })
    expect(await bytes('Ü 🚀', 'ü')).toContain('Subject: =?UTF-8?')
  })

  it('is refused addresses and servers that are none', () => {
    for (const bad of ['', 'me', 'a@b\r\nBcc: c@d', 'A <a@b.c>', 'a@b@c', 'a b@c.d', '"a"@b.c'])
      expect(() => mailAddresses({ ...options, to: bad }), bad).toThrow(/recipients/)
    expect(() => mailAddresses({ ...options, from: 'x\n@y.z' })).toThrow(/sender/)
    expect(() => mailAddresses({ ...options, to: Array(21).fill('a@b.c').join() })).toThrow(/at most/)
    for (const host of ['', 'a b', 'http://a', 'a/b', 'a\r\nb'])
      expect(() => mailServer({ ...options, host }), host).toThrow(/mail server/)
    expect(mailServer(options)).toMatchObject({ port: 465, isTlsFirst: true, user: null })
    expect(mailServer({ ...options, security: 'starttls' })).toMatchObject({ port: 587, isTlsFirst: false })
  })

  it('is tried again for 4xx, not for 5xx, and a wrong password switches it off', () => {
    const error = (code: string, responseCode: number | undefined, response: string) =>
      judgeMailError(Object.assign(new Error(`it failed: ${response}`), { code, responseCode, response }), [
        'pw',
      ])
    expect(verdict(error('EENVELOPE', 450, '450 busy'))).toBe('later')
    expect(verdict(error('EENVELOPE', 550, '550 no such user'))).toBe('no')
    expect(verdict(error('EAUTH', 535, '535 bad pw'))).toBe('gone')
    expect(verdict(error('EAUTH', 454, '454 later'))).toBe('later')
    expect(verdict(error('ETLS', undefined, ''))).toBe('later')
    expect(JSON.stringify(error('EAUTH', 535, '535 bad pw'))).not.toContain('pw')
    expect(verdict(judgeMailError('x', []))).toBe('later')
  })
})
