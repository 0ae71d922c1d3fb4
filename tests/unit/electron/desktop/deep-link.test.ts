/** Links from web pages: only one verb, and nothing around it. */
import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepLinkOf, readDeepLink } from '../../../../electron/desktop/deep-link.ts'

const good = 'tickerdeck://open?symbol=binance:BTCUSDT'

describe('readDeepLink', () => {
  it.each([good, 'tickerdeck://open/?symbol=binance:BTCUSDT', 'tickerdeck://open?symbol=binance%3ABTCUSDT'])(
    'reads %s',
    (link) => expect(readDeepLink(link)).toEqual({ verb: 'open', symbol: 'binance:BTCUSDT' }),
  )

  it.each([
    '',
    'open?symbol=binance:BTCUSDT',
    'https://open?symbol=binance:BTCUSDT',
    'tickerdeck://delete?symbol=binance:BTCUSDT',
    'tickerdeck://open',
    'tickerdeck://open?symbol=',
    'tickerdeck://open?symbol=BTCUSDT',
    'tickerdeck://open?symbol=binance:BTCUSDT&symbol=x:Y',
    'tickerdeck://open?symbol=binance:BTCUSDT&then=delete',
    'tickerdeck://open?symbol=binance:BTC%0AUSDT',
    'tickerdeck://open/../delete?symbol=binance:BTCUSDT',
    'tickerdeck://open/x?symbol=binance:BTCUSDT',
    'tickerdeck://u:p@open?symbol=binance:BTCUSDT',
    'tickerdeck://open:80?symbol=binance:BTCUSDT',
    `${good}#x`,
    `tickerdeck://open?symbol=binance:${'A'.repeat(300)}`,
  ])('refuses %s', (link) => expect(readDeepLink(link)).toBeNull())

  it('never throws, and what it reads is an instrument id', () => {
    assert(
      property(string({ unit: 'grapheme' }), (text) => {
        const link = readDeepLink(`tickerdeck://open?symbol=${text}`)
        expect(link === null || /^[a-z][a-z0-9-]*:/.test(link.symbol)).toBe(true)
      }),
    )
  })
})

describe('deepLinkOf', () => {
  it('finds the one link of a command line', () => {
    expect(deepLinkOf(['app', '--hidden', good])?.symbol).toBe('binance:BTCUSDT')
  })

  it('refuses two links, and what is no text', () => {
    expect(deepLinkOf([good, good])).toBeNull()
    expect(deepLinkOf([1, null, { toLowerCase: 'x' }])).toBeNull()
  })
})
