/** Names and tags of inbox entries, and text of strangers with nothing hidden in it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import { tokenVerdicts, type HookVerdicts, type InboxEntry } from '../../../../../shared/model/webhook.ts'
import { entryTags, entryTitle } from '../../../../../renderer/views/inbox/entry-text.ts'
import { furtherTags } from '../../../../../renderer/views/inbox/verdict-tags.ts'
import { visibleParts, visibleText } from '../../../../../renderer/views/inbox/visible-text.ts'

const entry: InboxEntry = {
  id: 1,
  source: 's',
  sourceName: 'TradingView',
  receivedAt: 0,
  format: 'json',
  jsonError: null,
  summary: '',
  sizeBytes: 10,
  symbol: null,
  price: null,
  message: null,
  instrument: null,
  placeholders: [],
  verdict: 'token-ok',
  verdicts: tokenVerdicts,
  processedAt: 1,
}

describe('entryTitle', () => {
  it('names the instrument and the price as the sender wrote it, else what it is', () => {
    const btc = instrumentId('simulated', 'BTCUSDT')
    expect(entryTitle({ ...entry, instrument: btc, symbol: 'BINANCE:BTCUSDT', price: '64031.20' })).toBe(
      'BTCUSDT · 64031.20',
    )
    expect(entryTitle({ ...entry, symbol: 'XYZ' })).toBe('XYZ')
    expect(entryTitle({ ...entry, format: 'text', placeholders: ['{{close}}'] })).toBe('Unfilled placeholder')
    expect(entryTitle({ ...entry, format: 'binary' })).toBe('Binary message')
  })
})

describe('entryTags', () => {
  it('says what was checked and what it turned out to be', () => {
    expect(entryTags(entry).map(({ text }) => text)).toEqual(['token ok', 'json'])
  })

  it('says who signed, how often it came and how far apart, and what else was found', () => {
    const verdicts: HookVerdicts = {
      ...tokenVerdicts,
      signature: { scheme: 'github', secret: 'previous' },
      address: 'other',
      certificate: 'tradingview',
      ageMs: 2400,
      duplicate: { times: 2, afterMs: 5000, resend: true },
    }
    expect(entryTags({ ...entry, verdicts }).map(({ text }) => text)).toEqual([
      'token ok',
      'old secret',
      '×2 · 5 s apart',
      'resent',
      'json',
    ])
    expect(furtherTags(verdicts).map(({ text }) => text)).toEqual([
      'other address',
      'certificate named',
      '2.4 s old',
    ])
    expect(furtherTags(tokenVerdicts)).toEqual([])
  })

  it('says what is wrong: the place of the JSON error, placeholders, an unknown symbol, not processed', () => {
    const tags = entryTags({
      ...entry,
      format: 'text',
      jsonError: { position: 11, message: 'Unexpected token {' },
      placeholders: ['{{a}}', '{{b}}', '{{c}}', '{{d}}'],
      symbol: 'XYZ',
      processedAt: null,
    })
    expect(tags.map(({ text }) => text)).toEqual([
      'token ok',
      'JSON error at 11',
      'unfilled {{a}}',
      'unfilled {{b}}',
      'unfilled {{c}}',
      '+1',
      'unknown symbol',
      'waiting',
    ])
  })
})

describe('visibleText', () => {
  it('writes out what cannot be seen or turns the line around', () => {
    expect(visibleText('a\u202etxt.exe\u0007\u200b\u0000\u007f\u0085')).toBe('a‹RLO›txt.exe␇‹ZWSP›␀␡‹85›')
    expect(visibleText('a\r\nb\tc')).toBe('a␍↵b⇥c')
    expect(visibleText('a\r\nb\tc', true)).toBe('a\nb\tc')
  })

  it('leaves ordinary text of any script alone', () => {
    const text = 'RSI(14) < 30 · Ümlaut · 価格 · שלום · 🚀'
    expect(visibleParts(text, false)).toEqual([{ text, odd: false }])
  })

  it('leaves no control and no direction character, whatever comes', () => {
    const hostile = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/u
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(hostile)
      }),
    )
  })
})
