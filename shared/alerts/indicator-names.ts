/** The indicators that a condition can name: their inputs with the usual values, and the lines that they draw. */

export type IndicatorInfo = {
  readonly words: string
  /** Usual value of each input; every input is a positive number. */
  readonly inputs: Readonly<Record<string, number>>
  /** The first is the one meant where there is only one. */
  readonly outputs: readonly [string, ...string[]]
}

export const indicatorTable = {
  sma: { words: 'SMA', inputs: { length: 20 }, outputs: ['value'] },
  ema: { words: 'EMA', inputs: { length: 20 }, outputs: ['value'] },
  wma: { words: 'WMA', inputs: { length: 20 }, outputs: ['value'] },
  vwap: { words: 'VWAP', inputs: {}, outputs: ['value'] },
  rsi: { words: 'RSI', inputs: { length: 14 }, outputs: ['value'] },
  macd: {
    words: 'MACD',
    inputs: { fast: 12, slow: 26, signal: 9 },
    outputs: ['macd', 'signal', 'histogram'],
  },
  bollinger: {
    words: 'Bollinger bands',
    inputs: { length: 20, deviations: 2 },
    outputs: ['upper', 'middle', 'lower'],
  },
  atr: { words: 'ATR', inputs: { length: 14 }, outputs: ['value'] },
  stochastic: { words: 'Stochastic', inputs: { length: 14, smooth: 3, signal: 3 }, outputs: ['k', 'd'] },
  donchian: { words: 'Donchian channel', inputs: { length: 20 }, outputs: ['upper', 'middle', 'lower'] },
  obv: { words: 'OBV', inputs: {}, outputs: ['value'] },
} as const satisfies Record<string, IndicatorInfo>

export type IndicatorName = keyof typeof indicatorTable

export const indicatorNames = Object.keys(indicatorTable) as [IndicatorName, ...IndicatorName[]]

export function indicatorInfo(name: IndicatorName): IndicatorInfo {
  return indicatorTable[name]
}
