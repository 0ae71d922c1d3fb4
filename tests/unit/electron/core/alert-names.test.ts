/** What things are called in the sentences of rules, also when they are gone. */
import { expect, it } from 'vitest'
import { alertNames } from '../../../../electron/core/alert-names.ts'
import { defaultSettings } from '../../../../shared/model/settings.ts'
import { tokenAlone, type HookSource } from '../../../../shared/model/webhook.ts'
import { btc, eth, sampleInstrument, sampleWatchlist } from '../../../support/samples.ts'

const hook: HookSource = {
  id: 'h1',
  name: 'TradingView',
  token: 't',
  createdAt: 1,
  enabled: true,
  verification: tokenAlone,
}

function named(timeZone: string) {
  const settings = { ...defaultSettings, timeZone }
  const list = { ...sampleWatchlist('w1', [btc]), name: 'Majors' }
  const names = alertNames({
    catalogue: {
      get: (id) => (id === btc ? sampleInstrument(btc, { symbol: 'BTC/USDT', tickSize: 0.5 }) : undefined),
    },
    // Only what is asked of each table is there.
    store: {
      watchlists: { get: (id: string) => (id === 'w1' ? list : null) },
      hookSources: { get: (id: string) => (id === 'h1' ? hook : null) },
      settings: { get: () => settings },
    } as unknown as Parameters<typeof alertNames>[0]['store'],
  })
  return { names, settings, list }
}

it('are those of the venue, and of what the user made', () => {
  const { names } = named('UTC')
  expect([names.symbol(btc), names.tickSize(btc), names.watchlist('w1'), names.hook('h1')]).toEqual([
    'BTC/USDT',
    0.5,
    'Majors',
    'TradingView',
  ])
})

it('say of what is gone that it is, and read an unknown instrument from its id', () => {
  const { names } = named('UTC')
  expect([names.symbol(eth), names.tickSize(eth)]).toEqual(['ETHUSDT', 1e-8])
  expect([names.watchlist('w9'), names.hook('h9')]).toEqual([
    'a watchlist that is gone',
    'a webhook source that is gone',
  ])
})

it('follow the settings and the lists as they are now', () => {
  const { names, settings, list } = named('local')
  expect(names.timeZone).toBeUndefined()
  settings.timeZone = 'Asia/Tokyo'
  list.name = 'Minors'
  expect([names.timeZone, names.watchlist('w1')]).toEqual(['Asia/Tokyo', 'Minors'])
})
