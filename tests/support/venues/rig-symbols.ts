/** Markets for the venue rig: the usual symbols, or as many more as a scenario wants. */
import type { MarketSymbol } from './market.ts'
import { usualSymbols } from './venue-symbols.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** `AA`, `AB`, … */
const name = (index: number): string =>
  `${letters[Math.floor(index / 26) % 26] ?? ''}${letters[index % 26] ?? ''}`

/** More symbols of the same kind as `model`: `QAA/USDT`, `QAB/USDT`, … or tickers of stocks. */
export function moreSymbols(model: string, count: number): MarketSymbol[] {
  const like = usualSymbols.find(({ symbol }) => symbol === model)
  if (like === undefined) throw new Error(`the market has no symbol ${model}`)
  return Array.from({ length: count }, (_, index) => {
    const base = `Q${name(index)}`
    const symbol = like.kind === 'stock' ? base : `${base}/${like.quote}`
    return { ...like, symbol, base, name: `Example ${index + 1}`, basePrice: 50 + index }
  })
}
