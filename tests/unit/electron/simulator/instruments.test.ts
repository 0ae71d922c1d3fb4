/** The listing: what a first run finds. */
import { describe, expect, it } from 'vitest'
import { simulatedListings } from '../../../../electron/simulator/instruments.ts'
import { sessionStateAt } from '../../../../shared/model/session.ts'

describe('the simulated listing', () => {
  it('spans crypto, currencies and stocks, from 0.00001234 to 60,000', () => {
    expect(simulatedListings.length).toBeGreaterThanOrEqual(30)
    expect(new Set(simulatedListings.map(({ symbol }) => symbol)).size).toBe(simulatedListings.length)
    expect(new Set(simulatedListings.map(({ kind }) => kind))).toEqual(new Set(['crypto', 'fx', 'stock']))
    const prices = simulatedListings.map(({ basePrice }) => basePrice)
    expect(prices).toContain(0.00001234)
    expect(Math.max(...prices)).toBe(60_000)
  })

  it('names the currency that prices are in', () => {
    const currency = (symbol: string) => simulatedListings.find((entry) => entry.symbol === symbol)?.currency
    expect(['BTCUSDT', 'USDJPY', 'EURGBP', 'AAPL'].map(currency)).toEqual(['USDT', 'JPY', 'GBP', 'USD'])
  })

  it('keeps the stock market shut on its holidays, all of which are weekdays', () => {
    const session = simulatedListings.find(({ symbol }) => symbol === 'SPY')?.session
    if (session?.kind !== 'exchange') throw new Error('SPY has no exchange session')
    expect(session.holidays.length).toBe(31)
    for (const holiday of session.holidays) {
      const noon = Date.parse(`${holiday}T17:00:00Z`)
      expect([0, 6]).not.toContain(new Date(noon).getUTCDay())
      expect(sessionStateAt(session, noon).open).toBe(false)
    }
    expect(sessionStateAt(session, Date.UTC(2026, 10, 25, 17)).open).toBe(true)
  })
})
