/** Bodies of webhooks: indented without losing a digit, as hex, and as a curl command that a shell reads back unchanged. */
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  curlText,
  hexView,
  prettyJson,
  shellQuote,
  sizeText,
} from '../../../../../renderer/views/inbox/body-text.ts'
import { curlExample, hookUrl } from '../../../../../renderer/views/inbox/source-url.ts'

const url = 'http://127.0.0.1:8788/hooks/abc'
const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('prettyJson', () => {
  it('indents, and keeps every digit and escape as written', () => {
    expect(prettyJson('{"a":64031.20,"b":[1,12345678901234567890],"c":{},"d":[ ],"e":"x\\"{,}"}')).toBe(
      [
        '{',
        '  "a": 64031.20,',
        '  "b": [',
        '    1,',
        '    12345678901234567890',
        '  ],',
        '  "c": {},',
        '  "d": [],',
        '  "e": "x\\"{,}"',
        '}',
      ].join('\n'),
    )
  })

  it('means the same as before, for any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(prettyJson(text))).toEqual(JSON.parse(text))
      }),
    )
  })
})

describe('hexView', () => {
  it('shows sixteen bytes a line with what can be printed beside them', () => {
    expect(hexView(new TextEncoder().encode('{"ticker":"BTC"}\n\u0000A'))).toBe(
      [
        '00000000  7b 22 74 69 63 6b 65 72  22 3a 22 42 54 43 22 7d  |{"ticker":"BTC"}|',
        '00000010  0a 00 41                                          |..A|',
      ].join('\n'),
    )
    expect(hexView(new Uint8Array())).toBe('')
    expect([...bytesOf('AP8=')]).toEqual([0, 255])
  })
})

describe('curlText', () => {
  it('keeps the sender’s headers and leaves out those of the connection', () => {
    const text = '{"a":"it\'s"}'
    const headers: [string, string][] = [
      ['Host', '127.0.0.1:8788'],
      ['Content-Type', 'application/json'],
      ['X-Id', '7'],
      ['Content-Length', '12'],
    ]
    expect(curlText({ url, headers, text, rawBase64: base64(text) })).toBe(
      [
        'curl',
        "-H 'Content-Type: application/json'",
        "-H 'X-Id: 7'",
        `--data-binary '{"a":"it'\\''s"}'`,
        url,
      ].join(' \\\n  '),
    )
  })

  it('sends what is not plain text through base64, and nothing as nothing', () => {
    const binary = curlText({ url, headers: [], text: null, rawBase64: 'AP8=' })
    expect(binary.startsWith('printf %s AP8= | base64 -d | curl')).toBe(true)
    expect(curlText({ url, headers: [], text: '@/etc/passwd', rawBase64: base64('@/etc/passwd') })).toContain(
      'base64 -d',
    )
    expect(curlText({ url, headers: [], text: '', rawBase64: '' })).toBe(`curl -X POST \\\n  ${url}`)
  })

  it('cannot be broken out of by a header', () => {
    const text = curlText({
      url,
      headers: [['X', "a\r\nEvil: 1'; rm -rf /"]],
      text: 'x',
      rawBase64: base64('x'),
    })
    expect(text).not.toContain('\r')
    expect(text).toContain(`-H 'X: a Evil: 1'\\''; rm -rf /'`)
  })
})

describe('shellQuote', () => {
  it('is read back by a shell as it was', () => {
    for (const text of ["it's", 'a b', '$HOME `id` "x" \\ !', '', 'plain', "'''", '\u202e', '-n'])
      expect(execFileSync('sh', ['-c', `printf %s ${shellQuote(text)}`], { encoding: 'utf8' })).toBe(text)
  })
})

describe('addresses', () => {
  it('are whole where the listener listens, and say where the port belongs where not', () => {
    expect(hookUrl('http://127.0.0.1:8788', 'abc')).toBe(url)
    expect(hookUrl(null, 'abc')).toBe('http://127.0.0.1:PORT/hooks/abc')
    expect(curlExample(url)).toBe(`curl -d '{"ticker":"BTCUSDT","price":64000,"message":"hello"}' ${url}`)
  })
})

describe('sizeText', () => {
  it('is in bytes up to a kibibyte', () => {
    expect([0, 1023, 1024, 65_536].map(sizeText)).toEqual(['0 B', '1023 B', '1.0 KiB', '64.0 KiB'])
  })
})
