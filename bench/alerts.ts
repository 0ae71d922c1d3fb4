/** The cost of a tick that triggers nothing: a hundred armed rules on one instrument beside a hundred thousand. */
import { createRuleIndex } from '../electron/alerts/rule-index.ts'
import type { Rule } from '../shared/model/alert.ts'
import { instrumentId } from '../shared/model/ids.ts'
import type { Tick } from '../shared/model/quote.ts'
import { compare, print, type Way } from './measure.ts'

const instrument = instrumentId('simulated', 'BTCUSDT')
const middle = 60_000

/** Rules half above and half below the price, none nearer than ten: the ticks stay between them. */
function armed(count: number): Way {
  const index = createRuleIndex(0.01)
  for (let number = 0; number < count; number += 1) {
    const distance = 10 + (number * 20_000) / count
    const rule: Rule = {
      id: `rule-${number}`,
      instrument,
      operator: number % 2 === 0 ? 'crossing-up' : 'crossing-down',
      level: Math.round((middle + (number % 2 === 0 ? distance : -distance)) * 100) / 100,
      frequency: { kind: 'every-time', coolDownMs: 0 },
      note: '',
      expiresAt: null,
      state: 'armed',
      createdAt: 0,
      armedAt: 0,
      version: 1,
    }
    index.put(rule, { lastTick: null, lastFiredAt: null, firedCount: 0 })
  }
  // Made beforehand: what is measured is the rules, not the making of ticks.
  const ticks: Tick[] = Array.from({ length: 19 }, (_, place) => ({
    price: middle + place - 9,
    exchangeAt: null,
    receivedAt: 0,
  }))
  let step = 0
  return {
    name: `${count} rules`,
    run() {
      step = (step + 7) % ticks.length
      const tick = ticks[step]
      if (tick === undefined || index.onTick(tick).length > 0) throw new Error('a rule was triggered')
    },
  }
}

export function benchAlerts(): void {
  print('a tick that triggers nothing', compare([armed(100), armed(100_000)]))
}
