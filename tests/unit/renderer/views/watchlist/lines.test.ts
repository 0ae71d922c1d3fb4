/** The lines of a list: headings in the user's own order alone, and which rows must name their venue. */
import { describe, expect, it } from 'vitest'
import { alikeOf, linesOf } from '../../../../../renderer/views/watchlist/watchlist-grid.tsx'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import type { Watchlist } from '../../../../../shared/model/watchlist.ts'

const kraken = instrumentId('kraken', 'BTC/USD')
const coinbase = instrumentId('coinbase', 'BTC-USD')
const ether = instrumentId('kraken', 'ETH/USD')

describe('rows that read alike', () => {
  it('are those of one symbol at several venues, however it is punctuated', () => {
    expect([...alikeOf([kraken, ether, coinbase])].toSorted()).toEqual([coinbase, kraken])
    expect(alikeOf([kraken, ether]).size).toBe(0)
  })
})

describe('lines', () => {
  const list: Watchlist = {
    id: 'l',
    name: 'L',
    position: 0,
    items: [
      { kind: 'section', title: 'Coins' },
      { kind: 'instrument', instrument: kraken },
      { kind: 'instrument', instrument: ether },
    ],
  }

  it('have headings in the own order, and none under a sorted column', () => {
    expect(linesOf(list, [kraken, ether], false).map(({ kind }) => kind)).toEqual(['section', 'row', 'row'])
    expect(linesOf(list, [ether, kraken], true)).toMatchObject([
      { kind: 'row', id: ether, index: 2 },
      { kind: 'row', id: kraken, index: 1 },
    ])
  })
})
