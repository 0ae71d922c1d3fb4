/** What a venue repeats at subscribe is state, once for each instrument and socket. */
import { describe, expect, it } from 'vitest'
import { createFirstState } from '../../../../electron/feeds/first-state.ts'
import { emptyFrame, type StreamFrame } from '../../../../electron/providers/provider.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'

const frame = (...symbols: string[]): StreamFrame => ({
  ...emptyFrame,
  trades: symbols.map((symbol, index) => ({
    instrument: instrumentId('okx', symbol),
    tradeId: String(index),
    price: 1,
    size: 1,
    takerSide: 'buy',
    exchangeAt: 1,
    snapshot: false,
  })),
})
const quote = (symbol: string): StreamFrame => ({
  ...emptyFrame,
  quotes: [{ instrument: instrumentId('okx', symbol), last: 1, exchangeAt: 1, snapshot: false }],
})
const flags = ({ trades, quotes }: StreamFrame): boolean[] =>
  [...trades, ...quotes].map(({ snapshot }) => snapshot)

describe('the first of a socket', () => {
  it('is state, for trades and quotes each', () => {
    const state = createFirstState()
    expect(flags(state.mark(frame('A')))).toEqual([true])
    expect(flags(state.mark(frame('A')))).toEqual([false])
    expect(flags(state.mark(quote('A')))).toEqual([true])
    expect(flags(state.mark(quote('A')))).toEqual([false])
  })

  it('is told apart by instrument, in one frame too', () => {
    const state = createFirstState()
    state.mark(frame('A'))
    expect(flags(state.mark(frame('B', 'A', 'B')))).toEqual([true, false, true])
    expect(flags(state.mark(frame('B', 'A')))).toEqual([false, false])
  })

  it('comes again with the next socket, and leaves other frames as they are', () => {
    const state = createFirstState()
    state.mark(frame('A'))
    const same = frame('A')
    expect(state.mark(same)).toBe(same)
    expect(state.mark(emptyFrame)).toBe(emptyFrame)
    state.restart()
    expect(flags(state.mark(frame('A')))).toEqual([true])
  })

  it('comes again for what is asked for anew on the same socket', () => {
    const state = createFirstState()
    state.mark(frame('A'))
    state.mark(frame('B'))
    const [first] = frame('A').trades
    state.forget(first === undefined ? [] : [first.instrument])
    expect(flags(state.mark(frame('A')))).toEqual([true])
    expect(flags(state.mark(frame('B')))).toEqual([false])
  })
})
