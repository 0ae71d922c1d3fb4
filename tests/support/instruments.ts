/** Instruments for tests, one of each kind of session. */
import { instrumentId } from '../../shared/model/ids.ts'
import type { Instrument } from '../../shared/model/instrument.ts'
import { intervals } from '../../shared/model/interval.ts'

export function testInstrument(symbol: string, changes: Partial<Instrument> = {}): Instrument {
  return {
    id: instrumentId('simulated', symbol),
    provider: 'simulated',
    symbol,
    name: `${symbol} test`,
    kind: 'crypto',
    currency: 'USDT',
    tickSize: 0.01,
    session: { kind: 'always' },
    intervals: [...intervals],
    simulated: true,
    ...changes,
  }
}

export const newYorkSession: Instrument['session'] = {
  kind: 'exchange',
  timeZone: 'America/New_York',
  opensAtMinute: 570,
  closesAtMinute: 960,
  holidays: [],
}
