import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../../../../electron/store/database.ts'
import { createSkips } from '../../../../electron/store/rows.ts'
import {
  addTargetKinds,
  createTargets,
  createTargetTable,
  type OutboundTarget,
} from '../../../../electron/store/targets.ts'
import { newFolder, now } from './with-folder.ts'

const target = (id: string, over: Partial<OutboundTarget> = {}): OutboundTarget => ({
  ...{ id, kind: 'webhook', name: `Hook ${id}`, enabled: true, url: 'https://example.com/in?a=1' },
  ...{ hasSecret: false, allowPrivate: false, disabledReason: null },
  ...over,
})

it('keeps targets in the order they were made, replaces and deletes them, and leaves out a damaged one', () => {
  const { database } = openDatabase({
    ...{
      path: join(newFolder(), 'tickerdeck.db'),
      durability: 'full',
      migrations: [createTargets, addTargetKinds],
      now,
    },
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

it('reads targets from before there were kinds as webhooks, and keeps kinds and options', () => {
  const path = join(newFolder(), 'tickerdeck.db')
  const before = openDatabase({ path, durability: 'full', migrations: [createTargets], now })
  before.database.exec(
    "INSERT INTO targets (id, name, enabled, url, has_secret, allow_private) VALUES ('old', 'Old', 1, 'https://a.example/', 1, 0)",
  )
  before.database.close()
  const { database } = openDatabase({
    ...{ path, durability: 'full', migrations: [createTargets, addTargetKinds], now },
  })
  const table = createTargetTable(database)
  const mail = target('m', { kind: 'email', url: null, options: { host: 'smtp.example.com', port: 465 } })
  table.save(mail)
  expect(table.list()).toEqual([
    target('old', { name: 'Old', url: 'https://a.example/', hasSecret: true }),
    mail,
  ])
  database.close()
})
