/** Words for people: templates, lines, and cuts. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { masked, spellings } from '../../../../../electron/delivery/channels/masking.ts'
import {
  asOneText,
  codePoints,
  firingWords,
  fitted,
  plain,
  summaryWords,
  templateProblem,
  utf16,
  utf8,
} from '../../../../../electron/delivery/channels/text.ts'
import { firing } from '../samples.ts'

it('a firing says what the rule says, when, and the note; a template says it otherwise', () => {
  const one = firing('f', { note: 'my note', message: 'A {{note}}\r\nB', ruleName: 'R' })
  expect(firingWords(one, 'UTC')).toEqual({
    title: 'BTCUSDT 64,200.25',
    body: 'A {{note}}\nB\n2026-01-05 12:00:00\nmy note',
  })
  // What a value holds is no placeholder.
  expect(firingWords(one, 'UTC', '{{ symbol }} {{price}} {{rule}}: {{text}}').body).toBe(
    'BTCUSDT 64200.25 R: A {{note}}\nB\n2026-01-05 12:00:00\nmy note',
  )
  expect(firingWords(one, 'UTC', '  ').body).toContain('A {{note}}')
  expect(summaryWords({ title: '3 alerts', body: 'a\nb' }, '{{title}}! {{price}}{{text}}')).toEqual({
    ...{ title: '3 alerts', body: '3 alerts! a\nb' },
  })
  expect(asOneText({ title: 'T', body: 'T: x' })).toBe('T: x')
  expect(templateProblem('{{title}} {{ text }} {x}')).toBeNull()
  expect(templateProblem('{{ticker}}')).toContain('{{ticker}} is unknown')
})

it('control characters and other ends of lines do not stay', () => {
  expect(plain('a\u0000b\r\nc\u2028d\re\n\n\n\nf\u001b[31m')).toBe('a b\nc\nd\ne\n\nf [31m')
  expect(plain('a\ud800b')).toBe('a\ufffdb')
})

it('what is cut fits, is well-formed, and says that it was cut', () => {
  const limits = fc.integer({ min: 3, max: 60 })
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), limits, (given, limit) => {
      for (const sizeOf of [utf16, utf8, codePoints]) {
        const text = given.toWellFormed()
        const sent = fitted(text, limit, sizeOf)
        expect(sizeOf(sent)).toBeLessThanOrEqual(Math.max(limit, sizeOf('…')))
        expect(sent.isWellFormed()).toBe(true)
        if (sizeOf(text) <= limit) expect(sent).toBe(text)
        else expect(text.startsWith(sent.slice(0, -1)) && sent.endsWith('…')).toBe(true)
      }
    }),
  )
})

it('a secret is masked as a whole, in its parts, and as it is escaped', () => {
  const url = 'https://hooks.example.com/services/T0/canarycanarycanary?sig=canary%2Fcanary%2Fsig'
  const secrets = spellings(url)
  for (const told of [
    url,
    JSON.stringify({ url }).replaceAll('/', '\\/'),
    '/canarycanarycanary',
    encodeURIComponent(url),
  ])
    expect(masked(`x ${told} y`, secrets)).not.toContain('canary')
  const keys = spellings('tokentokentoken useruseruser')
  expect(masked('useruseruser, tokentokentoken', keys)).toBe('***, ***')
})
