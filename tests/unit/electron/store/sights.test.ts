/** What was last seen of instruments, and the times that are still to be made up for. */
import { describe, expect, it } from 'vitest'
import type { Hole } from '../../../../electron/store/sights.ts'
import { armedMemory } from '../../../../shared/alerts/memory.ts'
import type { Sight } from '../../../../shared/alerts/sight.ts'
import { bitcoin, ether } from '../../shared/alerts/samples.ts'
import { closeStore, newFolder, newSpoilable, newStore, now } from './with-folder.ts'

const sight = (price: number): Sight => ({
  at: now,
  tick: { price, exchangeAt: null, receivedAt: now },
  tickSize: 0.01,
  minute: { openAt: now - 7_000, low: price - 1, high: price },
})
const hole = (id: string, changes: Partial<Hole> = {}): Hole => ({
  ...{ id, instrument: bitcoin, before: sight(1), fromAt: now, after: sight(2), isWhole: true },
  rules: [{ rule: 'r', version: 2, memory: armedMemory(2) }],
  ...changes,
})

describe('sights', () => {
  it('are one an instrument, the latest', () => {
    const dataDir = newFolder()
    const store = newStore(dataDir)
    store.sights.save(bitcoin, sight(1))
    store.sights.save(ether, sight(2))
    store.sights.save(bitcoin, sight(3))
    closeStore(store)
    const { sights } = newStore(dataDir)
    expect(sights.list()).toEqual(
      new Map([
        [bitcoin, sight(3)],
        [ether, sight(2)],
      ]),
    )
    sights.delete(bitcoin)
    sights.delete(bitcoin)
    expect([...sights.list().keys()]).toEqual([ether])
  })

  it('leave out and count what is damaged', () => {
    const { store, spoil } = newSpoilable()
    for (const id of [bitcoin, ether]) store.sights.save(id, sight(1))
    spoil(`UPDATE alert_sights SET sight = json_remove(sight, '$.minute') WHERE instrument = '${bitcoin}'`)
    spoil("INSERT INTO alert_sights SELECT 'no colon', sight FROM alert_sights LIMIT 1")
    expect([...store.sights.list().keys()]).toEqual([ether])
    expect(store.skippedRows()).toContainEqual(expect.objectContaining({ table: 'sights', key: bitcoin }))
  })
})

describe('holes', () => {
  it('are kept until they are deleted, in the order of their ids, and replaced', () => {
    const { sights } = newStore()
    const never = hole('b', { before: null, instrument: ether, rules: [] })
    sights.saveHole(never)
    sights.saveHole(hole('a'))
    sights.saveHole(hole('a', { fromAt: now + 5 }))
    expect(sights.holes()).toEqual([hole('a', { fromAt: now + 5 }), never])
    sights.deleteHole('a')
    sights.deleteHole('nobody')
    expect(sights.holes()).toEqual([never])
  })

  it('leave out and count what is damaged', () => {
    const { store, spoil } = newSpoilable()
    for (const id of ['a', 'b']) store.sights.saveHole(hole(id))
    spoil("UPDATE alert_holes SET hole = json_set(hole, '$.rules[0].memory', 5) WHERE id = 'a'")
    expect(store.sights.holes()).toEqual([hole('b')])
    expect(store.skippedRows()).toMatchObject([{ table: 'holes', key: 'a' }])
  })
})
