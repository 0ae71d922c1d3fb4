/** Uses that must not compile: each is marked, and the type check fails if one of them ever does. */
import type { CoreHandlers } from '../../electron/bridge/handlers.ts'
import type { BridgeClient } from '../../renderer/bridge/client-types.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import type { QuoteUpdate } from '../../shared/model/quote.ts'

export async function wrongCalls(client: BridgeClient): Promise<void> {
  // @ts-expect-error no such method
  await client.call('quotes.buy', {})
  // @ts-expect-error a plain string is no instrument id
  await client.call('quotes.subscribe', { instruments: ['simulated:BTCUSDT'] })
  // @ts-expect-error an interval of the venue's own spelling
  await client.call('candles.get', { instrument: instrumentId('simulated', 'BTCUSDT'), interval: '1Min' })
  // @ts-expect-error no such event
  client.on('tick', () => {})
  client.on('firing', (firing) => {
    // @ts-expect-error a firing may be about no instrument
    void client.call('instruments.get', { instruments: [firing.instrument] })
    // @ts-expect-error a price that was seen has no volume
    firing.evidence.at?.volume.toFixed()
  })
  const instrument = instrumentId('simulated', 'BTCUSDT')
  const often = { kind: 'once' } as const
  // @ts-expect-error the short form names its level
  await client.call('alerts.save', { instrument, operator: 'crossing', frequency: often })
  // @ts-expect-error the full form has conditions
  await client.call('alerts.save', { scope: { kind: 'app' }, frequency: often })
  await client.call('alerts.save', {
    scope: { kind: 'app' },
    frequency: often,
    conditions: [
      {
        // @ts-expect-error no such source
        source: { kind: 'weather' },
        operator: 'happens',
        operands: [],
        within: null,
        interval: null,
        instrument: null,
      },
    ],
  })
}

// @ts-expect-error unknown is null, never left out of an answer
export const answer: ReturnType<CoreHandlers['feeds.status']> = [{ provider: 'simulated', state: 'live' }]

// @ts-expect-error a quote says whether it is a snapshot
export const update: QuoteUpdate = { instrument: instrumentId('simulated', 'BTCUSDT'), exchangeAt: null }
