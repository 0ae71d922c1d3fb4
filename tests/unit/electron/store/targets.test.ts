import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../../../../electron/store/database.ts'
import { createSkips } from '../../../../electron/store/rows.ts'
import { createTargets, createTargetTable, type WebhookTarget } from '../../../../electron/store/targets.ts'
import { newFolder, now } from './with-folder.ts'

const target = (id: string, over: Partial<WebhookTarget> = {}): WebhookTarget => ({
  ...{ id, kind: 'webhook', name: `Hook ${id}`, enabled: true, url: 'https://example.com/in?a=1' },
  ...{ hasSecret: false, allowPrivate: false, disabledReason: null },
  ...over,
})

it('keeps targets in the order they were made, replaces and deletes them, and leaves out a damaged one', () => {
  const { database } = openDatabase({
    ...{ path: join(newFolder(), 'tickerdeck.db'), durability: 'full', migrations: [createTargets], now },
  })
  const skips = createSkips()
  const table = createTargetTable(database, skips)
  table.save(target('b'))
  table.save(target('a', { hasSecret: true, allowPrivate: true }))
  const off = target('b', {
    enabled: false,
    name: 'Off',
    url: 'https://other.example/',
    disabledReason: 'gone',
  })
  table.save(off)
  expect(table.list()).toEqual([off, target('a', { hasSecret: true, allowPrivate: true })])
  expect([table.get('b'), table.get('z')]).toEqual([off, null])
  database.exec("UPDATE targets SET name = '' WHERE id = 'b'")
  expect(table.list().map(({ id }) => id)).toEqual(['a'])
  expect(skips.list()).toMatchObject([{ table: 'targets', key: 'b' }])
  expect([table.delete('a'), table.delete('a'), table.list()]).toEqual([true, false, []])
  database.close()
})
