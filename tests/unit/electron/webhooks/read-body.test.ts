import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestBodyBytes } from '../../../../electron/webhooks/admit.ts'
import { readBody } from '../../../../electron/webhooks/read-body.ts'
import { hookSamples } from '../../../support/hook-samples.ts'

const read = (text: string) => readBody(Buffer.from(text))
const samples = hookSamples().filter(({ body }) => body.length <= longestBodyBytes)

describe('readBody', () => {
  describe.runIf(samples.length > 0)('W10 W11 W12 recorded bodies', () => {
    it.each(samples.map((sample) => [sample.id, sample] as const))(
      '%s',
      (_id, { title, body, expect: expected }) => {
        const reading = readBody(body)
        if (expected.as === 'structured') expect(reading.format, title).toBe('json')
        if (expected.as === 'text') expect(reading.format, title).toBe('text')
        if (expected.as === 'text-or-structured') expect(['text', 'json'], title).toContain(reading.format)
        if (expected.as === 'reject') expect(reading.format, title).toBe('empty')
        const fields = { ...expected.fields, ...expected.optionalFields }
        // Sentences and pairs are read; a broker's comma lists, whose order only the broker knows, are not.
        if (expected.fields !== undefined || reading.symbol !== null) {
          if ('symbol' in fields) expect(reading.symbol, title).toBe(fields['symbol'])
          if ('price' in fields) expect(reading.price, title).toBe(fields['price'])
        }
        if (expected.warning === 'unexpanded_placeholder') {
          expect(reading.placeholders, title).toEqual(['{{ticker}}', '{{close}}'])
          expect(reading.symbol).toBeNull()
        }
        if (expected.warning === undefined) expect(reading.placeholders, title).toEqual([])
        if (reading.format === 'text' || reading.format === 'json')
          expect(reading.summary, title).not.toBe('')
        // These are what must not come through
        expect(`${reading.summary}${reading.message}`, title).not.toMatch(
          /[\u0000-\u0008\u001b\u202a-\u202e\u0007]/,
        )
        for (const key of expected.redact ?? []) {
          const value = new RegExp(`"?${key}"?\\s*[:=]\\s*"?([^",]+)`).exec(body.toString())?.[1]
          expect(value, `${title}: the sample has ${key}`).toBeDefined()
          expect(`${reading.summary} ${reading.message}`, title).not.toContain(value)
        }
      },
    )
  })

  it('W12 keeps decimal text, and reads no number out of what is none', () => {
    expect(read('{"symbol":"A","price":0.9060}').price).toBe('0.9060')
    expect(read('{"symbol":"A","price":"1.234e-05"}').price).toBe('1.234e-05')
    expect(read('{"symbol":"A","price":12345678901234567890}').price).toBe('12345678901234567890')
    for (const price of [
      '"NaN"',
      '""',
      '"{{close}}"',
      '"64,250.50"',
      '"0x10"',
      '1e400',
      'null',
      'true',
      '"Infinity"',
      '" "',
    ]) {
      expect(read(`{"symbol":"A","price":${price}}`).price, price).toBeNull()
    }
  })

  it('W12 does not take another number for a price that is there but unknown', () => {
    expect(read('{"price":"NaN","bar":{"price":5}}').price).toBeNull()
    expect(read('{"symbol":"A","stopLoss":{"price":130},"takeProfit":{"price":150}}').price).toBeNull()
  })

  it('says where a body that looks like JSON is broken, and keeps it as text', () => {
    const reading = read('{"ticker":"BTCUSDT","price":64250.5,}')
    expect(reading).toMatchObject({ format: 'text', jsonError: { position: 36 } })
    expect(read('AAPL broke 230').jsonError).toBeNull()
  })

  it('takes control and direction characters out of what is shown, and makes no symbol of them', () => {
    expect(read('{"symbol":"BTC\\u202eTDSU","price":1}').symbol).toBeNull()
    expect(read('a\u001b[2Jb\u202ec').summary).toBe('a\ufffd[2Jb\ufffdc')
  })

  it('knows bytes that are not text', () => {
    expect(readBody(Uint8Array.of(0, 1, 2, 3))).toMatchObject({ format: 'binary', message: null })
    expect(readBody(Uint8Array.of(0x42, 0x54, 0x43, 0xff))).toMatchObject({
      format: 'text',
      message: 'BTC\ufffd',
    })
    expect(readBody(Buffer.from('\ufeff{"symbol":"BTC"}', 'utf16le'))).toMatchObject({
      format: 'json',
      symbol: 'BTC',
    })
  })

  it('sums up in one short line', () => {
    expect(read('{"ticker":"BTCUSDT","price":64000,"message":"x\\ny"}').summary).toBe('BTCUSDT · 64000 · x y')
    expect(read('{"bot_id":7,"email_token":"abc","delay":0}').summary).toBe(
      'bot_id: 7, email_token: ***, delay: 0',
    )
    expect([...read('🚨'.repeat(1000)).summary]).toHaveLength(160)
  })

  it('never throws, and always says something, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (body) => {
          expect(readBody(body).summary.length).toBeLessThanOrEqual(320)
        },
      ),
      { numRuns: 1000 },
    )
  })
})
