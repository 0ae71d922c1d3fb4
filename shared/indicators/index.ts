/** Every indicator that a condition can name, streaming: bar by bar, and tick by tick within the open bar. */
import { indicatorInfo, type IndicatorName } from '../alerts/indicator-names.ts'
import { codedError } from '../errors.ts'
import { createEma, createSma, createWma } from './averages.ts'
import type { Bar, Indicator } from './indicator.ts'
import { createMacd, createRsi, createStochastic } from './momentum.ts'
import { createAtr, createBollinger, createDonchian } from './ranges.ts'
import { createObv, createVwap } from './volume.ts'

export type { Bar, Indicator, Outputs } from './indicator.ts'

type Inputs = Readonly<Record<string, number>>

/** Every number of bars is whole and at least 1; only `deviations` may be any positive number. */
function reader(name: IndicatorName, inputs: Inputs): (input: string) => number {
  return (input) => {
    const value = inputs[input]
    const isFit =
      value !== undefined &&
      value > 0 &&
      Number.isFinite(value) &&
      (input === 'deviations' || Number.isInteger(value))
    if (isFit) return value
    const must = input === 'deviations' ? 'a number above 0' : 'a whole number of bars, 1 or more'
    throw codedError('bad-request', `${input} of ${indicatorInfo(name).words} must be ${must}, not ${value}`)
  }
}

function build(name: IndicatorName, inputs: Inputs, knownFromAt: number): Indicator {
  const of = reader(name, inputs)
  switch (name) {
    case 'sma':
      return createSma(of('length'))
    case 'ema':
      return createEma(of('length'))
    case 'wma':
      return createWma(of('length'))
    case 'vwap':
      return createVwap(knownFromAt)
    case 'rsi':
      return createRsi(of('length'))
    case 'macd':
      return createMacd(of('fast'), of('slow'), of('signal'))
    case 'bollinger':
      return createBollinger(of('length'), of('deviations'))
    case 'atr':
      return createAtr(of('length'))
    case 'stochastic':
      return createStochastic(of('length'), of('smooth'), of('signal'))
    case 'donchian':
      return createDonchian(of('length'))
    case 'obv':
      return createObv()
  }
}

function isSound({ open, high, low, close, volume }: Bar): boolean {
  return Number.isFinite(open + high + low + close + volume)
}

/**
 * A bar with a number that is none counts as no bar: one would spoil all that follows. `knownFromAt`: from when on every bar
 * that there is will be given; unless told, it is not known (VWAP needs whole days).
 */
export function createIndicator(name: IndicatorName, inputs: Inputs, knownFromAt = Infinity): Indicator {
  const indicator = build(name, inputs, knownFromAt)
  return {
    close(bar) {
      if (isSound(bar)) indicator.close(bar)
    },
    peek: (bar) => (isSound(bar) ? indicator.peek(bar) : null),
    current: indicator.current,
    neededBars: indicator.neededBars,
    warmUpBars: indicator.warmUpBars,
  }
}
