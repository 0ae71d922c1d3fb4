/** Rules with what they remember on each instrument, and rules that the first version wrote. */
import { describe, expect, it } from 'vitest'
import type { Database } from '../../../../electron/store/database.ts'
import { tickerdeckMigrations } from '../../../../electron/store/migrations/tickerdeck.ts'
import { createAlertRules, type Subject } from '../../../../electron/store/rules.ts'
import { armedMemory, type AlertMemory } from '../../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../../shared/alerts/rule.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'
import { bitcoin, condition, ether, rule } from '../../shared/alerts/samples.ts'
import { closeStore, folderOf, newFolder, newSpoilable, newStore, now } from './with-folder.ts'

const named = (id: string, changes: Partial<AlertRule> = {}): AlertRule =>
  rule({ id, note: 'n\u0000ote ✓', ...changes })

const ofApp = (id: string): AlertRule =>
  named(id, { scope: { kind: 'app' }, conditions: [condition({ instrument: bitcoin })] })

/** As after `count` firings. */
const fired = (count: number): AlertMemory => ({
  ...armedMemory(1),
  firedCount: count,
  lastFiredAt: now + count,
  heldBack: { at: now, reason: 'cool-down' },
})
const on = (...entries: [Subject, AlertMemory][]) => new Map<Subject, AlertMemory>(entries)

describe('rules', () => {
  it('are kept with a memory an instrument, in the order they were made', () => {
    const dataDir = newFolder()
    const store = newStore(dataDir)
    const { rules } = store
    rules.save(named('b'), on([bitcoin, fired(1)], [ether, fired(2)]))
    rules.save(ofApp('a'), on([null, fired(3)]))
    closeStore(store)
    expect(newStore(dataDir).rules.list()).toEqual([
      { rule: named('b'), memories: on([bitcoin, fired(1)], [ether, fired(2)]) },
      { rule: ofApp('a'), memories: on([null, fired(3)]) },
    ])
  })

  it('are replaced with all that they remember, and stay in their place', () => {
    const { rules } = newStore()
    rules.save(named('b'), on([bitcoin, fired(1)], [ether, fired(2)]))
    rules.save(named('a'), on())
    rules.save(named('b', { version: 2 }), on([ether, fired(5)]))
    expect(rules.list()).toEqual([
      { rule: named('b', { version: 2 }), memories: on([ether, fired(5)]) },
      { rule: named('a'), memories: on() },
    ])
  })

  it('change alone, and so does each memory; what is gone is not written', () => {
    const { rules } = newStore()
    rules.save(named('a'), on([bitcoin, fired(1)], [ether, fired(1)]))
    rules.saveRule(named('a', { state: 'paused' }))
    rules.saveMemory('a', ether, fired(9))
    rules.saveMemory('a', null, fired(4))
    rules.saveRule(named('gone'))
    rules.saveMemory('gone', bitcoin, fired(1))
    expect(rules.list()).toEqual([
      {
        rule: named('a', { state: 'paused' }),
        memories: on([null, fired(4)], [bitcoin, fired(1)], [ether, fired(9)]),
      },
    ])
    rules.delete(['a', 'nobody'])
    rules.save(named('a'), on())
    rules.save(named('gone'), on())
    expect(rules.list().map(({ memories }) => memories.size)).toEqual([0, 0])
  })

  it('begin anew where a memory is damaged or another rule’s, and are left out where they are themselves', () => {
    const { store, spoil } = newSpoilable()
    store.rules.save(named('a'), on([bitcoin, fired(1)], [ether, fired(2)]))
    store.rules.save(named('b'), on([bitcoin, fired(1)]))
    store.rules.save(named('c', { conditions: [condition(), condition()] }), on([bitcoin, fired(1)]))
    store.rules.save(ofApp('app'), on([null, fired(1)]))
    spoil(`UPDATE alert_memories SET memory = '{}' WHERE rule = 'a' AND subject = '${bitcoin}'`)
    spoil("UPDATE alert_memories SET memory = 'not json' WHERE rule = 'app'")
    spoil("UPDATE alert_rules SET rule = json_set(rule, '$.conditions', 5) WHERE id = 'b'")
    expect(store.rules.list().map(({ rule: { id }, memories }) => [id, [...memories.keys()]])).toEqual([
      ['a', [ether]],
      ['c', []],
      ['app', []],
    ])
    expect(
      store
        .skippedRows()
        .map(({ table, key }) => `${table}: ${key}`)
        .toSorted(),
    ).toEqual([`rule memories: a ${bitcoin}`, 'rule memories: app app', 'rules: b'])
  })
})

describe('rules of the first version', () => {
  const before = tickerdeckMigrations.slice(0, tickerdeckMigrations.indexOf(createAlertRules))
  const sol = instrumentId('simulated', 'SOLUSDT')
  const old = (id: string, changes: object = {}) => ({
    ...{ id, instrument: bitcoin, operator: 'crossing-up', level: 64_000.5, note: 'n✓', expiresAt: null },
    frequency: { kind: 'every-time', coolDownMs: 60_000 },
    ...{ state: 'armed', createdAt: now, armedAt: now + 1, version: 3, ...changes },
  })
  const lastTick = { price: 1.5, exchangeAt: null, receivedAt: now }
  const written = (write: (insert: (id: string, row: unknown, memory: unknown) => void) => void) =>
    newStore(
      folderOf(before, (database: Database) =>
        write((id, row, memory) =>
          database.run(
            'INSERT INTO rules (id, rule, memory) VALUES (?, ?, ?)',
            id,
            JSON.stringify(row),
            typeof memory === 'string' ? memory : JSON.stringify(memory),
          ),
        ),
      ),
    )

  it('are there in the full language, in their order, with what they remember', () => {
    const { rules } = written((insert) => {
      insert('b', old('b'), { lastTick, lastFiredAt: now + 3, firedCount: 2 })
      const level = { operator: 'greater-than', instrument: sol, state: 'fired', frequency: { kind: 'once' } }
      insert('a', old('a', level), { lastTick: null, lastFiredAt: 7, firedCount: 1, met: true })
      const paused = { state: 'paused', expiresAt: now + 9 }
      insert('c', old('c', paused), { lastTick: null, lastFiredAt: null, firedCount: 0 })
    })
    const full = (id: string, changes: Partial<AlertRule>) =>
      rule({ id, note: 'n✓', createdAt: now, armedAt: now + 1, version: 3, ...changes })
    const often = { kind: 'every-time', coolDownMs: 60_000 } as const
    const crossing = [condition({ operands: [64_000.5] })]
    const greater = [condition({ operator: 'greater-than', operands: [64_000.5] })]
    const always = { startsAt: null, expiresAt: null, snoozeUntil: null, active: null }
    const oneMet = armedMemory(1).conditions.map((each) => ({ ...each, met: true }))
    expect(rules.list()).toEqual([
      {
        rule: full('b', { conditions: crossing, frequency: often }),
        // What it saw last is not taken over: the time since is a gap.
        memories: on([bitcoin, { ...armedMemory(1), lastFiredAt: now + 3, firedCount: 2 }]),
      },
      {
        rule: full('a', {
          scope: { kind: 'instruments', instruments: [sol] },
          conditions: greater,
          state: 'fired',
        }),
        memories: on([
          sol,
          { ...armedMemory(1), state: 'fired', lastFiredAt: 7, firedCount: 1, conditions: oneMet },
        ]),
      },
      {
        rule: full('c', {
          ...{ conditions: crossing, frequency: often, state: 'paused' },
          schedule: { ...always, expiresAt: now + 9 },
        }),
        memories: on([bitcoin, armedMemory(1)]),
      },
    ])
  })

  it('begin anew where their memory is damaged, and are left out where they are', () => {
    const { rules } = written((insert) => {
      insert('a', old('a'), 'not json')
      insert('b', old('b', { level: -5 }), {})
      insert('c', 'nonsense', {})
      insert('d', old('d'), { lastFiredAt: 'soon', firedCount: null, met: 1 })
    })
    expect(rules.list().map(({ rule: { id }, memories }) => [id, memories])).toEqual([
      ['a', on([bitcoin, armedMemory(1)])],
      ['d', on([bitcoin, armedMemory(1)])],
    ])
  })

  it('can be changed as any other', () => {
    const { rules } = written((insert) => insert('a', old('a'), {}))
    rules.saveMemory('a', bitcoin, fired(8))
    expect(rules.list()[0]?.memories.get(bitcoin)?.firedCount).toBe(8)
  })
})
