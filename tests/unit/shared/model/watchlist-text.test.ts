/** TradingView's .txt, both ways. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toAppError } from '../../../../shared/errors.ts'
import { instrumentId, isInstrumentId } from '../../../../shared/model/ids.ts'
import {
  readWatchlistText,
  writeWatchlistText,
  type ResolveSymbol,
} from '../../../../shared/model/watchlist-text.ts'
import { watchlistItemSchema, type WatchlistItem } from '../../../../shared/model/watchlist.ts'

const resolveAll: ResolveSymbol = (provider, symbol) => {
  const id = `${provider}:${symbol}`
  return provider !== null && isInstrumentId(id) ? id : null
}
const resolveSimulated: ResolveSymbol = (provider, symbol) =>
  provider === 'simulated' ? instrumentId('simulated', symbol) : null

describe('reading', () => {
  it('reads sections and instruments in their order', () => {
    const text = '###Majors,SIMULATED:BTCUSDT,SIMULATED:ETHUSDT,###US tech,SIMULATED:AAPL'
    expect(readWatchlistText(text, resolveSimulated)).toEqual({
      items: [
        { kind: 'section', title: 'Majors' },
        { kind: 'instrument', instrument: 'simulated:BTCUSDT' },
        { kind: 'instrument', instrument: 'simulated:ETHUSDT' },
        { kind: 'section', title: 'US tech' },
        { kind: 'instrument', instrument: 'simulated:AAPL' },
      ],
      unresolved: [],
    })
  })

  it('keeps what nobody knows, in its place', () => {
    const { items, unresolved } = readWatchlistText('NASDAQ:AAPL,SIMULATED:AAPL,EURUSD,###', resolveSimulated)
    expect(items.map(({ kind }) => kind)).toEqual(['unresolved', 'instrument', 'unresolved', 'unresolved'])
    expect(unresolved).toEqual(['NASDAQ:AAPL', 'EURUSD', '###'])
  })

  it('takes line breaks, blanks, a byte order mark and stray commas', () => {
    const { items } = readWatchlistText(
      '\uFEFF SIMULATED:A ,\r\nSIMULATED:B\n\n, ,SIMULATED:C,',
      resolveSimulated,
    )
    expect(writeWatchlistText(items)).toBe('SIMULATED:A,SIMULATED:B,SIMULATED:C')
  })

  it('is empty for an empty text', () => expect(readWatchlistText(' \n', resolveAll).items).toEqual([]))

  it('cuts what is too long for a list, and makes only valid items', () => {
    const { items } = readWatchlistText(`###${'t'.repeat(200)},${'u'.repeat(300)}`, resolveSimulated)
    for (const item of items) expect(watchlistItemSchema.safeParse(item).success).toBe(true)
  })

  it('refuses a list of more than a thousand', () => {
    const text = Array.from({ length: 1001 }, (_, index) => `SIMULATED:S${index}`).join(',')
    try {
      readWatchlistText(text, resolveSimulated)
      expect.unreachable()
    } catch (error) {
      expect(toAppError(error)).toMatchObject({ code: 'too-large', retry: 'no' })
    }
  })
})

describe('writing', () => {
  it("writes the venue's id in capitals", () => {
    const items: WatchlistItem[] = [
      { kind: 'section', title: 'My coins' },
      { kind: 'instrument', instrument: instrumentId('binance', 'BTCUSDT') },
      { kind: 'unresolved', text: 'NYSE:BRK.B' },
    ]
    expect(writeWatchlistText(items)).toBe('###My coins,BINANCE:BTCUSDT,NYSE:BRK.B')
  })
})

describe('round trip', () => {
  it('gives back exactly the items, whatever they hold', () => {
    const title = fc
      .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
      .filter((text) => text.length <= 80)
    const symbol = fc.stringMatching(/^[ -~]{1,20}$/)
    const item: fc.Arbitrary<WatchlistItem> = fc.oneof(
      title.map((text) => ({ kind: 'section' as const, title: text })),
      fc
        .tuple(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), symbol)
        .map(([venue, name]) => ({ kind: 'instrument' as const, instrument: instrumentId(venue, name) })),
      // A line without an exchange: nothing can resolve it.
      fc.stringMatching(/^[ -9;-~]{1,30}$/).map((text) => ({ kind: 'unresolved' as const, text })),
    )
    fc.assert(
      fc.property(fc.array(item, { maxLength: 12 }), (items) => {
        expect(readWatchlistText(writeWatchlistText(items), resolveAll).items).toEqual(items)
      }),
      { numRuns: 500 },
    )
  })

  it('gives back exactly the text of a list that was exported elsewhere', () => {
    const text = '###Majors,BINANCE:BTCUSDT,BINANCE:ETHUSDT,###US, NASDAQ:AAPL,FX:EURUSD'.replace(', ', ',')
    expect(writeWatchlistText(readWatchlistText(text, resolveAll).items)).toBe(text)
    expect(writeWatchlistText(readWatchlistText(text, () => null).items)).toBe(text)
  })
})
