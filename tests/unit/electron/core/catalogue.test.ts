/** The catalogue: search by exactness, names that messages use, and a start without network. */
import { describe, expect, it } from 'vitest'
import { createCatalogue, type CatalogueDeps } from '../../../../electron/core/catalogue.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { codedError } from '../../../../shared/errors.ts'
import type { Instrument } from '../../../../shared/model/instrument.ts'
import { testInstrument } from '../../../support/instruments.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const bitcoin = testInstrument('BTCUSDT', { name: 'Bitcoin / Tether' })
const ether = testInstrument('ETHUSDT', { name: 'Ether' })
const list = [
  bitcoin,
  testInstrument('ETHBTC', { name: 'Ether in bitcoin' }),
  ether,
  testInstrument('EURUSD', { name: 'Euro', kind: 'fx' }),
]

function build(
  fetch: CatalogueDeps['fetch'],
  remembered: Instrument[] = [],
  turnover: CatalogueDeps['turnover'] = async () => null,
) {
  const clock = createManualClock()
  const saved: (readonly Instrument[])[] = []
  const catalogue = createCatalogue({
    clock,
    log: silentLog,
    fetch,
    turnover,
    cache: { load: () => remembered, save: (_provider, instruments) => saved.push(instruments) },
    changed: () => {},
  })
  catalogue.add('simulated')
  return { clock, catalogue, saved }
}

const symbols = (found: Instrument[]): string[] => found.map(({ symbol }) => symbol)

describe('catalogue', () => {
  it('knows the remembered list before the venue answers, and saves the new one', async () => {
    const { catalogue, clock, saved } = build(async () => list, list.slice(0, 1))
    expect(catalogue.get(bitcoin.id)?.name).toBe('Bitcoin / Tether')
    expect(catalogue.get(ether.id)).toBeUndefined()
    await clock.advanceAsync(0)
    expect(catalogue.get(ether.id)?.name).toBe('Ether')
    expect(saved).toEqual([list])
  })

  it('settles when the first list is there, at once where one is remembered, and in time where none comes', async () => {
    const settledOf = (catalogue: ReturnType<typeof build>['catalogue']) => {
      const state = { settled: false }
      void catalogue.settled(2_000).then(() => (state.settled = true))
      return state
    }
    const answered = build(async () => list)
    const first = settledOf(answered.catalogue)
    await answered.clock.advanceAsync(0)
    expect(first.settled).toBe(true)
    expect(answered.catalogue.get(ether.id)).toBeDefined()

    const silent = (): Promise<Instrument[]> => new Promise(() => {})
    const remembered = settledOf(build(silent, list).catalogue)
    await answered.clock.advanceAsync(0)
    expect(remembered.settled).toBe(true)

    const never = build(silent)
    const late = settledOf(never.catalogue)
    await never.clock.advanceAsync(1_999)
    expect(late.settled).toBe(false)
    await never.clock.advanceAsync(1)
    expect(late.settled).toBe(true)
  })

  it('asks again when the venue did not answer, not before it allows', async () => {
    let calls = 0
    const { catalogue, clock } = build(async () => {
      calls += 1
      if (calls === 1) throw codedError('rate-limited', 'slow down', { afterMs: 10_000 })
      return list
    })
    await clock.advanceAsync(9_000)
    expect(calls).toBe(1)
    await clock.advanceAsync(1_500)
    expect(calls).toBe(2)
    expect(catalogue.search('', { limit: 10 })).toHaveLength(4)
  })

  it('ranks an exact symbol first, then a prefix, then the name', async () => {
    const { catalogue, clock } = build(async () => list)
    await clock.advanceAsync(0)
    expect(symbols(catalogue.search('ethusdt', { limit: 10 }))[0]).toBe('ETHUSDT')
    expect(symbols(catalogue.search('btc', { limit: 10 }))[0]).toBe('BTCUSDT')
    expect(symbols(catalogue.search('euro', { limit: 10 }))[0]).toBe('EURUSD')
    expect(symbols(catalogue.search('eth', { limit: 10 }))).toEqual(['ETHBTC', 'ETHUSDT'])
    expect(symbols(catalogue.search('tether', { limit: 10 }))).toEqual(['BTCUSDT'])
    expect(symbols(catalogue.search('usd', { limit: 10 }))).toEqual(['BTCUSDT', 'ETHUSDT', 'EURUSD'])
    expect(symbols(catalogue.search('eth', { limit: 1 }))).toHaveLength(1)
    expect(catalogue.search('eth', { provider: 'binance', limit: 10 })).toEqual([])
    expect(catalogue.search('zzzzzz', { limit: 10 })).toEqual([])
  })

  it('ranks equals by what is traded most, across currencies', async () => {
    const pepe = testInstrument('PEPEUSDT', { name: 'Pepe' })
    const inBitcoin = testInstrument('PEPEBTC', { name: 'Pepe in bitcoin', currency: 'BTC' })
    const inEuro = testInstrument('PEPEEUR', { name: 'Pepe in euro', currency: 'EUR' })
    const turnover = new Map([
      [pepe.id, 1_000_000],
      [inBitcoin.id, 100],
      [inEuro.id, 2_000],
    ])
    const { catalogue, clock } = build(
      async () => [inEuro, pepe, inBitcoin],
      [],
      async () => turnover,
    )
    await clock.advanceAsync(0)
    expect(symbols(catalogue.search('pepe', { limit: 10 }))).toEqual(['PEPEBTC', 'PEPEUSDT', 'PEPEEUR'])
    expect(symbols(catalogue.search('pepeeur', { limit: 10 }))[0]).toBe('PEPEEUR')
  })

  it('searches without the turnover where it can not be had', async () => {
    const { catalogue, clock } = build(
      async () => list,
      [],
      () => Promise.reject(codedError('network', 'gone', 'later')),
    )
    await clock.advanceAsync(0)
    expect(symbols(catalogue.search('btc', { limit: 10 }))[0]).toBe('BTCUSDT')
  })

  it('understands the names that messages use', async () => {
    const { catalogue, clock } = build(async () => list)
    await clock.advanceAsync(0)
    for (const text of [
      'BTCUSDT',
      'btcusdt',
      'BTC/USDT',
      'SIMULATED:BTCUSDT',
      'BINANCE:BTCUSDT',
      'simulated:BTCUSDT',
      'NYSE_DLY:BTC-USDT',
    ]) {
      expect(catalogue.resolve(text), text).toBe('simulated:BTCUSDT')
    }
    for (const text of ['', 'BTCUSDT.P', '{{ticker}}', 'NOPE', 'a:b:c'])
      expect(catalogue.resolve(text), text).toBeNull()
  })

  it('forgets a venue that is switched off', async () => {
    const { catalogue, clock } = build(async () => list)
    await clock.advanceAsync(0)
    catalogue.remove('simulated')
    expect(catalogue.search('', { limit: 10 })).toEqual([])
    expect(catalogue.resolve('BTCUSDT')).toBeNull()
  })
})
