/** Alert rules on disk, each with what it remembers on each of its instruments, which is written far more often than the rule. */
import { alertMemorySchema, armedMemory, type AlertMemory } from '../../shared/alerts/memory.ts'
import { alertRuleSchema, type AlertRule } from '../../shared/alerts/rule.ts'
import { fromSimple, simpleDraftSchema } from '../../shared/alerts/simple.ts'
import { isInstrumentId, type InstrumentId } from '../../shared/model/ids.ts'
import type { Database, Migration, Row } from './database.ts'
import { createRowReader, createSkips, fromJson, present, type Skips } from './rows.ts'

export const createRules: Migration = (database) => {
  database.exec('CREATE TABLE rules (id TEXT PRIMARY KEY, rule TEXT NOT NULL, memory TEXT NOT NULL) STRICT')
}

/** A rule of the five price operators, as the first version wrote it, in the full language. Null where it can't be read. */
function upgraded(row: Row): StoredRule | null {
  const old = fromJson(row['rule'])
  if (typeof old !== 'object' || old === null) return null
  const { state, createdAt, armedAt, version, ...draft } = old as Record<string, unknown>
  const simple = simpleDraftSchema.safeParse(draft)
  if (!simple.success) return null
  const rule = alertRuleSchema.safeParse({
    ...fromSimple(simple.data),
    ...{ language: 2, id: row['id'], state, createdAt, armedAt, version },
  })
  if (!rule.success) return null
  const memory = fromJson(row['memory'])
  const { lastFiredAt, firedCount, met } = (memory ?? {}) as Record<string, unknown>
  const empty = armedMemory(1)
  return {
    rule: rule.data,
    memories: new Map([
      [
        simple.data.instrument,
        {
          ...empty,
          state: rule.data.state === 'paused' ? 'armed' : rule.data.state,
          lastFiredAt: typeof lastFiredAt === 'number' ? lastFiredAt : null,
          firedCount: typeof firedCount === 'number' ? Math.trunc(firedCount) : 0,
          conditions: empty.conditions.map((each) => ({
            ...each,
            met: typeof met === 'boolean' ? met : null,
          })),
        },
      ],
    ]),
  }
}

/** Rules of the full language, with a memory an instrument. */
export const createAlertRules: Migration = (database) => {
  database.exec(`
    CREATE TABLE alert_rules (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      rule TEXT NOT NULL
    ) STRICT;
    CREATE TABLE alert_memories (
      rule TEXT NOT NULL,
      subject TEXT NOT NULL,
      memory TEXT NOT NULL,
      PRIMARY KEY (rule, subject)
    ) STRICT, WITHOUT ROWID;
  `)
  const table = createRuleTable(database)
  for (const row of database.all('SELECT id, rule, memory FROM rules ORDER BY rowid')) {
    const rule = upgraded(row)
    if (rule === null) continue
    table.save(rule.rule, rule.memories)
    database.run('DELETE FROM rules WHERE id = ?', rule.rule.id)
  }
  // What can't be read stays where it is, for whoever can: nothing that a user made is thrown away.
  if (database.get('SELECT 1 FROM rules') === undefined) database.exec('DROP TABLE rules')
}

/** Null is the subject of a rule that is armed on no instrument. */
export type Subject = InstrumentId | null
export type StoredRule = { readonly rule: AlertRule; readonly memories: ReadonlyMap<Subject, AlertMemory> }

export type RuleTable = {
  /** In the order they were made. A memory that can't be read is left out: its rule begins anew there, as after arming. */
  list(): StoredRule[]
  /** Makes or replaces the rule and all that it remembers. */
  save(rule: AlertRule, memories: ReadonlyMap<Subject, AlertMemory>): void
  /** The rule alone. Does nothing for one that is gone. */
  saveRule(rule: AlertRule): void
  /** Does nothing for a rule that is gone. */
  saveMemory(ruleId: string, subject: Subject, memory: AlertMemory): void
  delete(ids: readonly string[]): void
}

// An instrument id is never empty.
const keyOf = (subject: Subject): string => subject ?? ''

export function createRuleTable(database: Database, skips: Skips = createSkips()): RuleTable {
  const checkRule = createRowReader('rules', alertRuleSchema, skips)
  const checkMemory = createRowReader('rule memories', alertMemorySchema, skips)
  const insertMemory = (ruleId: string, subject: Subject, memory: AlertMemory): void => {
    database.run(
      `INSERT INTO alert_memories (rule, subject, memory) VALUES (?, ?, ?)
       ON CONFLICT (rule, subject) DO UPDATE SET memory = excluded.memory`,
      ruleId,
      keyOf(subject),
      JSON.stringify(memory),
    )
  }
  const memoriesOf = (rows: readonly Row[], rule: AlertRule): Map<Subject, AlertMemory> => {
    const memories = new Map<Subject, AlertMemory>()
    for (const row of rows) {
      const subject = row['subject'] === '' ? null : row['subject']
      if (subject !== null && !isInstrumentId(subject)) continue
      const memory = checkMemory(`${rule.id} ${subject ?? 'app'}`, fromJson(row['memory']))
      // As many conditions as the rule has, or it is not this rule's memory.
      if (memory?.conditions.length === rule.conditions.length) memories.set(subject, memory)
    }
    return memories
  }
  return {
    list() {
      const byRule = new Map<unknown, Row[]>()
      for (const row of database.all('SELECT rule, subject, memory FROM alert_memories')) {
        const rows = byRule.get(row['rule'])
        if (rows === undefined) byRule.set(row['rule'], [row])
        else rows.push(row)
      }
      return present(
        database.all('SELECT id, rule FROM alert_rules ORDER BY sequence').map((row) => {
          const rule = checkRule(row['id'], fromJson(row['rule']))
          return rule && { rule, memories: memoriesOf(byRule.get(row['id']) ?? [], rule) }
        }),
      )
    },
    save(rule, memories) {
      database.transaction(() => {
        database.run(
          `INSERT INTO alert_rules (id, rule) VALUES (?, ?)
           ON CONFLICT (id) DO UPDATE SET rule = excluded.rule`,
          rule.id,
          JSON.stringify(rule),
        )
        database.run('DELETE FROM alert_memories WHERE rule = ?', rule.id)
        for (const [subject, memory] of memories) insertMemory(rule.id, subject, memory)
      })
    },
    saveRule(rule) {
      database.run('UPDATE alert_rules SET rule = ? WHERE id = ?', JSON.stringify(rule), rule.id)
    },
    saveMemory(ruleId, subject, memory) {
      if (database.get('SELECT 1 FROM alert_rules WHERE id = ?', ruleId) === undefined) return
      insertMemory(ruleId, subject, memory)
    },
    delete(ids) {
      database.transaction(() => {
        for (const id of ids) {
          database.run('DELETE FROM alert_rules WHERE id = ?', id)
          database.run('DELETE FROM alert_memories WHERE rule = ?', id)
        }
      })
    },
  }
}
