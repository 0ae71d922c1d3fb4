/** Alert rules on disk, each with its memory, which is written far more often than the rule. */
import { ruleMemorySchema, ruleSchema, type Rule, type RuleMemory } from '../../shared/model/alert.ts'
import type { Database, Migration, Row } from './database.ts'
import { createRowReader, createSkips, fromJson, present, type Skips } from './rows.ts'

export const createRules: Migration = (database) => {
  database.exec('CREATE TABLE rules (id TEXT PRIMARY KEY, rule TEXT NOT NULL, memory TEXT NOT NULL) STRICT')
}

export type StoredRule = { readonly rule: Rule; readonly memory: RuleMemory }

export type RuleTable = {
  /** In the order they were made. A memory that can't be read is empty, as after arming. */
  list(): StoredRule[]
  /** Makes or replaces. */
  save(rule: Rule, memory: RuleMemory): void
  /** Does nothing for a rule that is gone. */
  saveMemory(ruleId: string, memory: RuleMemory): void
  delete(ids: readonly string[]): void
}

const emptyMemory: RuleMemory = { lastTick: null, lastFiredAt: null, firedCount: 0 }

export function createRuleTable(database: Database, skips: Skips = createSkips()): RuleTable {
  const checkRule = createRowReader('rules', ruleSchema, skips)
  const checkMemory = createRowReader('rule memories', ruleMemorySchema, skips)
  const read = (row: Row): StoredRule | null => {
    const rule = checkRule(row['id'], fromJson(row['rule']))
    return rule === null
      ? null
      : { rule, memory: checkMemory(row['id'], fromJson(row['memory'])) ?? emptyMemory }
  }
  return {
    list: () => present(database.all('SELECT id, rule, memory FROM rules ORDER BY rowid').map(read)),
    save(rule, memory) {
      database.run(
        `INSERT INTO rules (id, rule, memory) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET rule = excluded.rule, memory = excluded.memory`,
        rule.id,
        JSON.stringify(rule),
        JSON.stringify(memory),
      )
    },
    saveMemory(ruleId, memory) {
      database.run('UPDATE rules SET memory = ? WHERE id = ?', JSON.stringify(memory), ruleId)
    },
    delete(ids) {
      database.transaction(() => {
        for (const id of ids) database.run('DELETE FROM rules WHERE id = ?', id)
      })
    },
  }
}
